"""From words to a mail: one recipient, HTML and plain text, and the headers that tell machines what it is."""

import re
import textwrap
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language, get_language_bidi

from bothways.foundation.links import absolute
from bothways.notifications.letters import Words
from bothways.notifications.models import Letter

WIDTH = 72  # characters of a line of plain text
SUBJECT = 200  # characters
_ID = re.compile(r"<?letter-(\d{1,18})-([0-9a-f]{16})@")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")  # control characters, but for tab and the end of a line


def compose(letter: Letter, words: Words) -> EmailMultiAlternatives:
    """The mail of `letter`, ready to be sent. Raises what a faulty template raises."""
    subject = one_line(words.subject)
    context = {
        **_site(),
        **words.context,
        "subject": subject,
        "stop_url": words.stop,
        "has_account": letter.person is not None,
    }
    message = EmailMultiAlternatives(
        subject,
        wrap(plain_part(f"{words.template}.txt", context)),
        settings.BOUNCES_TO or settings.DEFAULT_FROM_EMAIL,
        [letter.to],
        reply_to=[words.reply_to] if words.reply_to else None,
        headers=_headers(letter, words),
    )
    message.attach_alternative(str(get_template(f"{words.template}.html").render(context)), "text/html")
    return message


def message_id(letter: Letter) -> str:
    """The Message-ID of `letter`: the same each time it is sent, and nobody else can make one."""
    return f"<letter-{letter.pk}-{_proof(str(letter.pk))}@{host()}>"


def letter_with(message_id: str) -> Letter | None:
    """The letter that bears this Message-ID, as a mail that came back quotes it; None where it is not one of ours."""
    found = _ID.match(message_id.strip())
    if found is None or not constant_time_compare(found[2], _proof(found[1])):
        return None
    return Letter.objects.select_related("person").filter(pk=found[1]).first()


def host() -> str:
    """The name after which the site's own mails, and its lists, are called."""
    return urlsplit(settings.SITE_ORIGIN).hostname or "localhost"


def plain_part(template: str, context: dict[str, Any]) -> str:
    """A template of plain text, which needs no escaping: what would be markup elsewhere is only signs here."""
    made = get_template(template).template  # type: ignore[attr-defined]  # of the one engine that we use
    return str(made.render(Context(context, autoescape=False)))


def one_line(words: str) -> str:
    """Words that can stand in a header: no line ends, no control characters, not too many."""
    return " ".join(_UNSEEN.sub(" ", words).split())[:SUBJECT]


def wrap(text: str) -> str:
    """Plain text in lines of at most 72 characters, a link whole on its own line, never two empty lines together."""
    lines: list[str] = []
    for line in _UNSEEN.sub("", text).splitlines():
        lines += _wrapped(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _wrapped(line: str) -> list[str]:
    if len(line) <= WIDTH:
        return [line]
    lead = re.match(r"\s*(?:>\s|-\s)?", line)
    first = lead[0] if lead else ""
    rest = first if ">" in first else " " * len(first)
    return textwrap.wrap(
        line[len(first) :], WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False,
        break_on_hyphens=False,
    ) or [line]  # fmt: skip


def _headers(letter: Letter, words: Words) -> dict[str, str]:
    stop = {"List-Unsubscribe": f"<{words.stop}>"} if words.stop else {}
    if words.stop.startswith("https://"):  # RFC 8058 asks for it
        stop["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    bounces = {"From": settings.DEFAULT_FROM_EMAIL} if settings.BOUNCES_TO else {}
    return {
        "Message-ID": message_id(letter),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        **bounces,
        **stop,
        **{name: one_line(value) for name, value in words.headers.items()},
    }


def _site() -> dict[str, Any]:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": absolute("/"),
        "letters_url": absolute("letters"),
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
    }


def _proof(key: str) -> str:
    return salted_hmac("bothways.message-id", key, algorithm="sha256").hexdigest()[:16]
