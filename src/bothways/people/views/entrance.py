"""Doors that differ from the sign-in library's: signing in, a fresh proof by mail, signing out elsewhere."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.stages import LoginStage
from allauth.account.views import BaseReauthenticateView, LoginView
from allauth.core import ratelimit
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from bothways.people.forms import CodeForm
from bothways.people.views import SignedInRequest

CODE_TRIES = 3


class SignInView(LoginView):
    """Signing in. Whoever asks again gets a new code, and only that one counts."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponseRedirect | None:
        return None if request.method == "POST" else super()._redirect_to_pending_stage(request, stage)


class ProofByCode(AbstractCodeVerificationProcess):
    """A code mailed to somebody who is signed in, kept in their session until it is used, wrong too often, or old."""

    KEY = "proof_by_code"

    def __init__(self, request: SignedInRequest, state: dict[str, Any]) -> None:
        super().__init__(max_attempts=CODE_TRIES, timeout=settings.CODE_SECONDS, state=state, user=request.user)
        self.request = request
        self.email = request.user.email

    @classmethod
    def resume(cls, request: SignedInRequest) -> "ProofByCode | None":
        """The one under way in this session, if it is still good."""
        state = request.session.get(cls.KEY)
        return cls(request, state).abort_if_invalid() if state else None

    def send(self) -> None:
        """Mail a new code; the one before it no longer counts."""
        self.state["code"] = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/proof_code", self.email, {"code": self.code})
        self.persist()

    def persist(self) -> None:
        self.request.session[self.KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(self.KEY, None)


@method_decorator([login_required, never_cache], name="dispatch")
class ReauthenticateByCodeView(BaseReauthenticateView):
    """Proving oneself again by a mailed code; it is sent when asked for, not when the page is opened."""

    form_class = CodeForm
    template_name = "account/reauthenticate_code.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        process = ProofByCode.resume(self.request)
        return super().get_form_kwargs() | {"code": process.code if process else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sent": ProofByCode.resume(self.request) is not None}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._send() if request.POST.get("action") == "send" else super().post(request, *args, **kwargs)

    def _send(self) -> HttpResponse:
        if not ratelimit.consume(self.request, action="request_login_code", key=self.request.user.email):
            return ratelimit.respond_429(self.request)
        ProofByCode(self.request, ProofByCode.initial_state(self.request.user)).send()
        return redirect(self.passthrough_next_url(self.request.path))

    def form_valid(self, form: CodeForm) -> HttpResponse:
        self.request.session.pop(ProofByCode.KEY, None)
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        if process := ProofByCode.resume(self.request):
            process.record_invalid_attempt()
        return super().form_invalid(form)


class EndOtherSessionsView(ListUserSessionsView):
    """Signing out everywhere else. The list itself is part of the security page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("security")
