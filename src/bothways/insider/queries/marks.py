"""What one reader has marked: followed, saved, said to have helped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import connection

from bothways.insider.models import Answer, Insider, Question, Reader, Topic
from bothways.people.models import Person

Part = tuple[str, list[int]]  # a statement and its values


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
    parts = [*_among(answers, reader), *_follows(follows, reader)]
    found: dict[str, set[int]] = {"saved": set(), "helped": set(), "followed": set()}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]
            )
            for kind, key in cursor.fetchall():
                found[kind].add(key)
    return Marks(**{kind: frozenset(keys) for kind, keys in found.items()})


# Written out: this is asked on every page of everybody who is signed in, and composing it took longer than asking.


def _among(answers: Iterable[Answer] | Question, reader: Person) -> Iterator[Part]:
    if isinstance(answers, Question):
        which, values = "(SELECT id FROM insider_answer WHERE question_id = %s)", [answers.pk]
    else:
        values = [answer.pk for answer in answers]
        which = f"({', '.join(['%s'] * len(values))})"
    if values:
        for kind, table in (("saved", "insider_save"), ("helped", "insider_help")):
            yield (
                f"SELECT '{kind}', answer_id FROM {table} WHERE person_id = %s AND answer_id IN {which}",  # noqa: S608
                [reader.pk, *values],
            )


def _follows(thing: Question | Topic | Insider | None, reader: Person) -> Iterator[Part]:
    if thing is not None:
        column = f"{type(thing).__name__.lower()}_id"
        yield (
            f"SELECT 'followed', {column} FROM insider_follow WHERE person_id = %s AND {column} = %s",  # noqa: S608
            [reader.pk, thing.pk],
        )
