"""How the sign-in library (django-allauth) is fitted to this site."""

import logging
import time as clock
from collections.abc import Iterable
from contextlib import suppress
from smtplib import SMTPException
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from bothways.foundation import time
from bothways.people.actions.ending_sessions import end_session
from bothways.people.actions.joining import AddressTaken, join
from bothways.people.forms import JoinForm
from bothways.people.models import Person

PROOFS = {  # by the library's names for them
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "mfa_reauthenticate": _("Use a code from your app, or a recovery code"),
    "reauthenticate_code": _("Use a code sent by mail"),
    "reauthenticate": _("Use your password"),
}

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Joining, signing in, proving oneself again, and the mails about it."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That is not the code in the newest mail. Look again, or ask for a new code."),
        "too_many_login_attempts": _("Too many tries. Wait a minute, then ask for a new code."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
        "email_password_mismatch": _("The address and the password do not belong together."),
        "email_taken": _("This address is in use."),
        "duplicate_email": _("This is your address already."),
    }

    def save_user(self, request: HttpRequest, user: Person, form: JoinForm, commit: bool = True) -> Person:  # noqa: FBT002
        """The person who joins; the library's blank one is left aside, since joining is an action of ours."""
        email = form.cleaned_data["email"]
        try:
            return join(name=form.cleaned_data["name"], email=email, at=time.now())
        except AddressTaken as error:  # in this very moment: the form found it free
            raise ImmediateHttpResponse(prevent_enumeration(request, email=email)) from error

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """Somebody known by address alone (imported, say) who typed a mailed code has proved that it is theirs."""
        records = get_authentication_records(request, user)
        proved = bool(records) and records[-1]["method"] == "code" and kwargs.get("email") == user.email
        if proved and not EmailAddress.objects.filter(user=user).exists():
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return super().pre_login(request, user, **kwargs)

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site are gone to, never an address with a host in it."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the library is to look for a proof that is newer than the sign-in.

        Signing in, with every step that it asked for, is a proof for ten minutes. The library asks nothing later of
        those who have neither password, passkey nor authenticator app; we ask them for a mailed code, by the exception
        that the library itself would raise.
        """
        person = self.request.user
        newest = max((record["at"] for record in get_authentication_records(self.request, person)), default=0.0)
        if clock.time() - newest < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        if get_reauthentication_flows(person):
            return True
        raise ReauthenticationRequired

    def get_reauthentication_methods(self, user: Person | AnonymousUser) -> list[dict[str, Any]]:
        """How somebody proves themselves again, best first; by mail only where signing in asks for no more."""
        offered = {method["id"]: method["url"] for method in super().get_reauthentication_methods(user)}
        if not any(name.startswith("mfa_") for name in offered):
            offered["reauthenticate_code"] = reverse("account_reauthenticate_code")
        return [
            {"id": name, "description": words, "url": offered[name]}
            for name, words in PROOFS.items()
            if name in offered
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("security")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("security") if self.request.user.is_authenticated else reverse("account_login")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links start with the site's own origin, whatever host the request named."""
        links = {
            "signup_url": settings.SITE_ORIGIN + reverse("account_signup"),
            "login_url": settings.SITE_ORIGIN + reverse("account_login"),
            "security_url": settings.SITE_ORIGIN + reverse("security"),
            "site_name": settings.SITE_NAME,
            "minutes": settings.CODE_SECONDS // 60,
        }
        try:
            super().send_mail(template_prefix, email, context | links)
        except (OSError, SMTPException) as error:
            logger.exception("Mail could not be sent.")
            raise ImmediateHttpResponse(mail_is_down(self.request)) from error

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell somebody what changed in their account; the change stands also where the mail cannot go out."""
        with suppress(ImmediateHttpResponse):
            super().send_notification_mail(*args, **kwargs)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The plain text, and the same words in HTML."""
        message = super().render_mail(template_prefix, email, context, headers)
        words = {"paragraphs": str(message.body).split("\n\n"), "code": context.get("code"), "subject": message.subject}
        if isinstance(message, EmailMultiAlternatives):
            message.attach_alternative(render_to_string("people/mail.html", context | words), "text/html")
        return message


def mail_is_down(request: HttpRequest) -> HttpResponse:
    """503: said plainly, since the code that somebody waits for will not come."""
    return render(request, "people/mail_is_down.html", status=503)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Passkeys and the second factor."""

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Passkey")) if number == 1 else str(_("Passkey %(number)d") % {"number": number})


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Signed-in devices."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        for session in sessions:
            end_session(session=session, by=session.user, at=time.now())
