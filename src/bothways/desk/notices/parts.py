"""What letters of the desk are made of: a few parts, one below the other, drawn alike in HTML and in plain text."""

from dataclasses import dataclass

from bothways.notifications.letters import Words

TEMPLATE = "desk/mail/letter"


@dataclass(frozen=True)
class Part:
    """One part of a letter; `template` names how it is drawn, as HTML and as text."""

    template: str
    words: str
    url: str = ""
    by: str = ""

    @property
    def html(self) -> str:
        return f"{self.template}.html"

    @property
    def text(self) -> str:
        return f"{self.template}.txt"


def heading(words: str) -> Part:
    """What the letter is about; one, on top."""
    return Part("notifications/mail/_heading", words)


def paragraph(words: str) -> Part:
    """A few sentences."""
    return Part("notifications/mail/_paragraph", words)


def quote(words: str, by: str = "") -> Part:
    """What somebody said, as they said it."""
    return Part("notifications/mail/_quote", words, by=by)


def button(words: str, url: str) -> Part:
    """The one thing to do."""
    return Part("notifications/mail/_button", words, url)


def link(words: str, url: str) -> Part:
    """Something else that can be done."""
    return Part("desk/mail/_link", words, url)


def code(words: str) -> Part:
    """A code, on a line of its own."""
    return Part("desk/mail/_code", words)


def made_of(subject: str, *parts: Part | None, why: str, reply_to: str = "") -> Words:
    """A letter of those `parts` that are there; `why` says at its foot why somebody gets it."""
    there = [part for part in parts if part and part.words.strip()]
    preview = next((part.words for part in there[1:]), "")
    return Words(subject, TEMPLATE, {"parts": there, "why": why, "preview": preview}, reply_to=reply_to)
