"""My profile, and the pictures that people put up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from bothways.foundation import time
from bothways.people.actions import portraying, profiling
from bothways.people.forms import PortraitForm, ProfileForm
from bothways.people.models import Person
from bothways.people.views import SignedInRequest


@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    """What others read about me."""
    typed_into = Person.objects.get(pk=request.user.pk)  # a form puts what was typed into its instance
    form = ProfileForm(request.POST or None, instance=typed_into)
    if not form.is_valid():
        return _page(request, profile_form=form)
    words = profiling.Profile(**form.cleaned_data)
    profiling.save_profile(person=request.user, profile=words, by=request.user, at=time.now())
    messages.success(request, _("Your profile is saved."))
    return redirect("profile")


@login_required
@require_POST
def put_up_portrait(request: SignedInRequest) -> HttpResponse:
    """Put up another picture of me."""
    form = PortraitForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, portrait_form=form)
    picture = form.cleaned_data["portrait"]
    portraying.put_up_portrait(person=request.user, picture=picture, by=request.user, at=time.now())
    messages.success(request, _("Your picture is up."))
    return redirect("profile")


@login_required
@require_POST
def take_down_portrait(request: SignedInRequest) -> HttpResponse:
    """Show my initials again."""
    portraying.take_down_portrait(person=request.user, by=request.user, at=time.now())
    messages.success(request, _("Your picture is taken down."))
    return redirect("profile")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def portrait_file(request: HttpRequest, name: str) -> HttpResponse:
    """One stored picture. Its name is never used again for another, so it may be kept for ever."""
    try:
        with default_storage.open(f"{portraying.FOLDER}/{name}.webp") as file:
            return HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error


def _page(request: SignedInRequest, **forms: ProfileForm | PortraitForm) -> HttpResponse:
    made = {"profile_form": ProfileForm(instance=request.user), "portrait_form": PortraitForm()} | forms
    return render(request, "people/profile.html", made)
