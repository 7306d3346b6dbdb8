"""The invitations of somebody who is signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bothways.desk.queries.my_invitations import my_invitations
from bothways.people.views import SignedInRequest


@require_safe
@login_required
@never_cache
def invitations(request: SignedInRequest) -> HttpResponse:
    """What waits for their words, for their signature, and what became of the rest."""
    return render(request, "desk/draft_list.html", {"groups": my_invitations(request.user)})
