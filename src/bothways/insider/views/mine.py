"""The member's own shelf."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways.foundation.paging import page_of
from bothways.insider.queries import mine as queries
from bothways.notifications.queries.subscriptions import subscription_of
from bothways.people.models import Person


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Saved answers, and what the member follows. Only they see it."""
    member = cast(Person, request.user)
    saved = page_of(request, queries.saved_by(member))
    shown = {
        "page": saved,
        "follows": queries.followed_by(member),
        "letters_chosen": subscription_of(member) is not None,
    }
    return render(request, "insider/mine.html", shown)
