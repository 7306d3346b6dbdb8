"""A passkey as a fresh proof that it is them, for one thing that somebody who is signed in is about to do."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from bothways.people.models import Person

_ABOUT = "proof_by_passkey"  # in the session: what the challenge was made for


class NotProved(Exception):
    """The passkey is not theirs, the challenge is used or another's, or it was made for something else."""


def has_passkey(person: Person) -> bool:
    """Whether the account of `person` has a passkey."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()


def asked(request: HttpRequest, person: Person, *, about: str) -> dict[str, Any]:
    """What the library's script asks the passkey of `person` for; the answer is good for `about` alone, and once."""
    options = auth.begin_authentication(person)
    request.session[_ABOUT] = about
    return {"request_options": options}


def proved(request: HttpRequest, person: Person, credential: object, *, about: str) -> None:
    """Make sure that a passkey of `person` has answered what was `asked` about the same. Raises NotProved."""
    meant = request.session.pop(_ABOUT, None)
    if meant != about or not isinstance(credential, dict):
        raise NotProved
    try:
        auth.parse_authentication_response(credential)
        auth.complete_authentication(person, credential)
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise NotProved from error
