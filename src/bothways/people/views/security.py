"""How I sign in, and where I am signed in."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from bothways.foundation import time
from bothways.people import queries
from bothways.people.actions.ending_sessions import end_session as end_session_now
from bothways.people.views import SignedInRequest


@require_safe
@login_required
def security(request: SignedInRequest) -> HttpResponse:
    """Address, passkeys, second factor, password, devices: one page."""
    return render(request, "people/security.html", {"security": queries.security(request.user)})


@login_required
@require_POST
def end_session(request: SignedInRequest, number: int) -> HttpResponse:
    """Sign out one of my devices."""
    session = get_object_or_404(UserSession, pk=number, user=request.user)
    end_session_now(session=session, by=request.user, at=time.now())
    return redirect("security")


@login_required
@reauthentication_required(app="allauth.account")
def set_password(request: SignedInRequest) -> HttpResponse:
    """Set a first password: after a fresh proof, since it opens the account from then on."""
    return password_set(request)
