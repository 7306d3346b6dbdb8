"""The cards of the board, drawn at once: there are two hundred on a page, and no time for a template for each."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from bothways.design.templatetags.design import age, shortday
from bothways.desk.queries.board import Card
from bothways.insider.models import Answer
from bothways.people.models import Person

register = template.Library()


@register.simple_tag
def board_cards(cards: Iterable[Card], editor: Person, now: datetime, today: date) -> SafeString:
    """Cards as items of a list. Every word that somebody wrote is escaped in `_title` or `_line`."""
    hand = _Hand(editor)
    drawn = (
        f'<li class="board-card" id="{card.kind}-{card.pk}">{_title(card)}'
        f'<p class="board-meta">{_line(card, now, today)}</p>'
        f'<p class="board-hand">{hand.of(card)}</p></li>'
        for card in cards
    )
    return mark_safe("".join(drawn))  # noqa: S308  see above


def _title(card: Card) -> str:
    voice = " question-words" if card.kind == "question" else ""
    title, about = escape(card.title or card.about), ""
    if card.title and card.about:
        about = f'<p class="board-about">{escape(card.about)}</p>'
    return f'<a class="board-title{voice}" href="{card.kind}s/{card.pk}/">{title}</a>{about}'


def _line(card: Card, now: datetime, today: date) -> str:
    """Who, for how long, how many want to know, and the day that matters."""
    parts: list[str] = [escape(card.who)] if card.who else []
    parts.append(age(card.since, now))
    if card.number:
        want = ngettext("%(n)s wants to know", "%(n)s want to know", card.number)
        parts.append(want % {"n": card.number})
    said = " ".join(f"<span>{part}</span>" for part in parts)
    return f"{said} {_day(card, today)}" if card.day else said


def _day(card: Card, today: date) -> str:
    if card.day is None:
        return ""
    which = "on" if card.state == Answer.State.SCHEDULED else "until" if card.kind == "question" else "by"
    late = ' class="late"' if card.day < today else ""
    return f"<span{late}>{_day_words(which, card.day, get_language())}</span>"


@lru_cache(maxsize=1_000)
def _day_words(which: str, day: date, language: str | None) -> str:
    """“by 25 Nov”, as `language` says it: the same few days stand on most cards."""
    words = {"on": gettext("on %(day)s"), "until": gettext("until %(day)s"), "by": gettext("by %(day)s")}
    return words[which] % {"day": shortday(day)}


class _Hand:
    """The last line of a card: take it in hand, lay it down, or who has it. Its words are looked up once."""

    def __init__(self, editor: Person) -> None:
        self.editor = editor.pk
        button = '<button class="button-link" form="claim" name="{}" value="{{}}">{}</button>'
        self.free = format_html(button, "claim", gettext("Take in hand"))
        tag = format_html('<span class="tag tag--high">{}</span> ', gettext("In my hand"))
        self.mine = tag + format_html(button, "release", gettext("Lay down"))

    def of(self, card: Card) -> str:
        """The line of one card."""
        if card.holder is None or card.holder == self.editor:
            return (self.free if card.holder is None else self.mine).replace("{}", f"{card.kind}-{card.pk}")
        return f'<span class="tag">{escape(card.holder_name)}</span>'
