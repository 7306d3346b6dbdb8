"""The republish kit: ready copies of an answer with its credit, and the register of those who took one."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bothways.foundation import time
from bothways.foundation.http import public_page
from bothways.insider.actions.reposting import NotElsewhere, register_repost
from bothways.insider.forms import RepostForm
from bothways.insider.models import Answer
from bothways.insider.queries.copies import copies_of
from bothways.insider.queries.credit import credit_of
from bothways.insider.queries.embedding import embed_of
from bothways.insider.queries.outlets import outgoing
from bothways.insider.views.oembed import frame
from bothways.people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def republish(request: HttpRequest, slug: str) -> HttpResponse:
    """The copies; for those signed in, a form to say where one stands."""
    answer = get_object_or_404(outgoing().defer(None), slug=slug)
    return _register(request, answer) if request.method == "POST" else _public_kit(request, answer, RepostForm())


@login_required
@never_cache
def _register(request: HttpRequest, answer: Answer) -> HttpResponse:
    form = RepostForm(request.POST)
    if form.is_valid():
        try:
            register_repost(answer=answer, **form.cleaned_data, by=cast(Person, request.user), at=time.now())
        except NotElsewhere:
            form.add_error("url", gettext("That is an address of this site. Give the address of your own page."))
        else:
            messages.success(request, gettext("Thank you. You will hear of any correction to this answer."))
            return redirect("answer_republish", answer.slug)
    return _kit(request, answer, form)


def _kit(request: HttpRequest, answer: Answer, form: RepostForm) -> HttpResponse:
    return render(
        request,
        "insider/republish.html",
        {
            "answer": answer,
            "credit": credit_of(answer),
            "copies": copies_of(answer),
            "frame": frame(embed_of(answer)),
            "form": form,
        },
    )


_public_kit = public_page(_kit)
