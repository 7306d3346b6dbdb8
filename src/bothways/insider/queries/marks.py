"""What one reader has marked: followed, saved, said to have helped."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Value

from bothways.insider.models import Answer, Follow, Help, Insider, Question, Reader, Save, Topic
from bothways.people.models import Person


@dataclass(frozen=True)
class Marks:
    """Keys of what the reader of a page has marked on it."""

    followed: frozenset[int] = field(default_factory=frozenset)  # of the page's own kind of thing
    saved: frozenset[int] = field(default_factory=frozenset)
    helped: frozenset[int] = field(default_factory=frozenset)


def marks_on(
    reader: Reader, *, answers: Iterable[Answer] | Question = (), follows: Question | Topic | Insider | None = None
) -> Marks:
    """What `reader` has marked among `answers`, and whether they follow the thing the page is about: one query.

    A question stands for every answer to it.
    """
    if not isinstance(reader, Person):
        return Marks()
    among: dict[str, Any]
    if isinstance(answers, Question):
        among = {"person": reader, "answer__question": answers}
    else:
        among = {"person": reader, "answer__in": [answer.pk for answer in answers]}
    rows = (
        Save.objects.filter(**among)
        .values_list(Value("saved"), F("answer"))
        .union(
            Help.objects.filter(**among).values_list(Value("helped"), F("answer")),
            _follows(reader, follows).values_list(Value("followed"), F("pk")),
            all=True,
        )
    )
    found: dict[str, set[int]] = {"saved": set(), "helped": set(), "followed": set()}
    for kind, key in rows:
        found[kind].add(key)
    return Marks(
        followed=frozenset({follows.pk} if follows and found["followed"] else ()),
        saved=frozenset(found["saved"]),
        helped=frozenset(found["helped"]),
    )


def _follows(reader: Person, thing: Question | Topic | Insider | None) -> QuerySet[Follow]:
    if thing is None:
        return Follow.objects.none()
    return Follow.objects.filter(person=reader, **{type(thing).__name__.lower(): thing})
