"""System checks: what would go wrong later is said at the start, with what to do about it."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Advice
from django.core.exceptions import ImproperlyConfigured

from bothways.config import sqlite

SECRET_KEY_LENGTH = 32  # characters
WEBHOOK_SECRET_LENGTH = 20


@register
def secret_key(**_: Any) -> list[CheckMessage]:
    """Sign-in and links are signed with a key that must be long and stay the same."""
    try:
        if len(settings.SECRET_KEY) >= SECRET_KEY_LENGTH:
            return []
    except ImproperlyConfigured:  # how Django answers where there is none
        pass
    return [
        Error(
            f"There is no secret key, or it is shorter than {SECRET_KEY_LENGTH} characters.",
            hint="Run `bothways setup`, which makes one, or name a file in BOTHWAYS_SECRET_KEY_FILE.",
            id="bothways.E001",
        )
    ]


@register
def sqlite_is_safe(**_: Any) -> list[CheckMessage]:
    """Several processes may only share a SQLite file with a library that has the WAL-reset fault mended."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if not engine.endswith("sqlite3") or sqlite3.sqlite_version_info >= sqlite.SAFE:
        return []
    return [
        Error(
            f"SQLite {sqlite3.sqlite_version} can damage a database that several processes share.",
            hint="Install the package pysqlite3 (it carries a newer one), or set BOTHWAYS_DATABASE_URL to PostgreSQL.",
            id="bothways.E002",
        )
    ]


@register
def mail_comes_in_safely(**_: Any) -> list[CheckMessage]:
    """Mail is taken only at addresses that are known, and from providers that show a secret."""
    secret = settings.ANYMAIL.get("WEBHOOK_SECRET") or ""
    faults: list[CheckMessage] = []
    if settings.MAIL_IN and not settings.MAIL_IN_DOMAIN:
        hint = "Set BOTHWAYS_MAIL_IN_DOMAIN to the domain of the addresses at which the site takes mail."
        faults.append(Error("There is no address to take mail at.", hint=hint, id="bothways.E003"))
    if secret and min(map(len, [secret] if isinstance(secret, str) else secret)) < WEBHOOK_SECRET_LENGTH:
        hint = "Set WEBHOOK_SECRET in BOTHWAYS_ANYMAIL to a user and a long random password: “mail:…”."
        faults.append(Error("The secret of the mail provider can be guessed.", hint=hint, id="bothways.E004"))
    return faults


@register(deploy=True)
def owner_is_reachable(**_: Any) -> list[CheckMessage]:
    """Alarms go to the owner by mail."""
    if settings.OWNER_EMAIL:
        return []
    return [
        Advice(
            "Nobody is told when an edition is late.",
            hint="Set BOTHWAYS_OWNER_EMAIL to the address of the person who runs the site.",
            id="bothways.W001",
        )
    ]


@register(deploy=True)
def weaknesses_can_be_told(**_: Any) -> list[CheckMessage]:
    """security.txt names whom to tell of a weakness."""
    if settings.SECURITY_CONTACT or settings.OWNER_EMAIL:
        return []
    return [
        Advice(
            "There is no security.txt, for it would have nobody to name.",
            hint="Set BOTHWAYS_SECURITY_CONTACT to a mail address or the address of a page, or BOTHWAYS_OWNER_EMAIL.",
            id="bothways.W002",
        )
    ]
