"""Capabilities: words that only this site can have written, and that open one thing.

A token is made of an id and a seal over it with the key of the site. It stands in letters and addresses, never in a
table: whoever reads the database learns no token, and whoever guesses an id has no seal.
"""

import base64
import binascii
import hmac
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.utils.encoding import force_bytes

SEAL = 16  # bytes: 128 bits, which nobody guesses
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without letters and figures that look alike


def _seal(purpose: str, message: bytes, secret: str | bytes = "") -> bytes:
    root = force_bytes(secret or settings.SECRET_KEY)
    key = hmac.new(root, f"bothways.capability.{purpose}".encode(), sha256).digest()
    return hmac.new(key, message, sha256).digest()


def sealed(purpose: str, public_id: UUID) -> str:
    """The token for `public_id`: 43 letters, figures, - and _ that may stand in an address."""
    return base64.urlsafe_b64encode(public_id.bytes + _seal(purpose, public_id.bytes)[:SEAL]).decode().rstrip("=")


def opened(purpose: str, token: str) -> UUID | None:
    """The id in `token`; None where this site did not write it for this purpose.

    What was written with a key that the site had before is good as long as that stands among SECRET_KEY_FALLBACKS.
    """
    try:
        raw = base64.b64decode(token.encode() + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    number, seal = raw[:16], raw[16:]
    if len(seal) != SEAL:
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    good = [hmac.compare_digest(seal, _seal(purpose, number, secret)[:SEAL]) for secret in secrets]
    return UUID(bytes=number) if any(good) else None


def code(purpose: str, public_id: UUID, about: str) -> str:
    """A code to be typed, of eight letters and figures: "ABCD-EFGH". The same id and subject give the same code."""
    drawn = _seal(f"{purpose}.code", public_id.bytes + about.encode())
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in drawn[:8])
    return f"{letters[:4]}-{letters[4:]}"
