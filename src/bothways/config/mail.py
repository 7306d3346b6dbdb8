"""The way out for mail: one's own mail server, or a hosted provider by its own interface (django-anymail)."""

from importlib.util import find_spec
from typing import Any

import dj_email_url
from django.core.exceptions import ImproperlyConfigured

TLS = {"smtp+tls": "submission", "smtp+starttls": "submission", "submission": "submission"}  # begins plain
SSL = ("smtp+ssl", "smtps")  # encrypted from the first byte
OTHERS = ("smtp", "console", "file", "memory", "dummy")


def by_server(url: str) -> dict[str, Any]:
    """The settings for a mail server: `smtp+tls://user:password@host:587`.

    Raises ImproperlyConfigured for an address that is not understood: nobody's password is to go out unencrypted
    because of a misspelled word.
    """
    scheme, _, rest = url.partition("://")
    if scheme in TLS:
        return _parsed(f"{TLS[scheme]}://{rest}")
    if scheme in SSL:
        found = _parsed(f"smtp://{rest}")
        return found | {"EMAIL_USE_SSL": True, "EMAIL_PORT": _port(rest) or 465}
    if scheme in OTHERS:
        return _parsed(url)
    raise ImproperlyConfigured(
        f"BOTHWAYS_EMAIL_URL begins with “{scheme}”. It can begin with: {', '.join((*TLS, *SSL, *OTHERS))}."
    )


def by_provider(name: str) -> str:
    """The mail backend of a hosted provider: "postmark". Raises ImproperlyConfigured for one that is not known."""
    if not name.isidentifier() or find_spec(f"anymail.backends.{name}") is None:
        raise ImproperlyConfigured(f"BOTHWAYS_EMAIL_PROVIDER is “{name}”, which is no provider that we know.")
    return f"anymail.backends.{name}.EmailBackend"


def _parsed(url: str) -> dict[str, Any]:
    found: dict[str, Any] = dj_email_url.parse(url)
    return found


def _port(rest: str) -> int | None:
    number = rest.partition("/")[0].rpartition("@")[2].rpartition(":")[2]
    return int(number) if number.isdigit() else None
