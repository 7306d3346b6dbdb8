"""The addresses at which the site takes mail: "answer+7k2p.qm4tz…@in.example.org". Nobody but the site can make one.

The part after the dot proves that. It is in small letters and digits, for some mail servers change large ones.
"""

import base64
import re
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

PROOF_BYTES: Final = 10  # 80 bits, 16 characters: the part before the @ has at most 64
BOUNCES: Final = "bounce"  # the purpose of the address to which letters come back that could not be delivered
_LOCAL = re.compile(r"([a-z]{1,16})\+([a-z0-9-]{1,30})\.([a-z2-7]{16})")


@dataclass(frozen=True)
class Addressed:
    """What one of our addresses is for: its purpose ("answer"), and the public id of what it is about."""

    purpose: str
    about: str


def address_for(purpose: str, about: str) -> str:
    """The address for mail about `about`, which is the same each time; "" where the site takes no mail.

    Raises ValueError where `about` has other signs than small letters, digits and "-", or more than 30.
    """
    if not settings.MAIL_IN_DOMAIN:
        return ""
    local = f"{purpose}+{about}.{_proof(purpose, about, settings.SECRET_KEY)}"
    if not _LOCAL.fullmatch(local):
        raise ValueError(f"No address can be made for {purpose!r} and {about!r}.")
    return f"{local}@{settings.MAIL_IN_DOMAIN}"


def read_address(address: str) -> Addressed | None:
    """What `address` is for; None where it is not one that this site has made."""
    address = address.strip().strip("<>").lower()
    if settings.BOUNCES_TO and address == parseaddr(settings.BOUNCES_TO)[1].lower():
        return Addressed(BOUNCES, "")
    local, _, domain = address.rpartition("@")
    found = _LOCAL.fullmatch(local)
    if found is None or not settings.MAIL_IN_DOMAIN or domain.rstrip(".") != settings.MAIL_IN_DOMAIN:
        return None
    purpose, about, proof = found.groups()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    good = [constant_time_compare(proof, _proof(purpose, about, key)) for key in keys]
    return Addressed(purpose, about) if any(good) else None


def _proof(purpose: str, about: str, key: str | bytes) -> str:
    digest = salted_hmac("bothways.mail-in", f"{purpose}+{about}", secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest[:PROOF_BYTES]).decode().lower()
