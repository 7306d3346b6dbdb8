"""The member's own shelf."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways.foundation.paging import page_of
from bothways.insider.queries import mine as queries


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Saved answers, and what the member follows. Only they see it."""
    saved = page_of(request, queries.saved_by(request.user))
    return render(request, "insider/mine.html", {"page": saved, "follows": queries.followed_by(request.user)})
