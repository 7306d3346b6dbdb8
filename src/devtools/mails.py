"""One mail of every kind, as files: to be looked at in a browser, in light and dark, narrow and wide.

What is written comes from the demo community. Nothing is sent, and what had to be posted for it is taken back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from bothways.foundation import time
from bothways.insider.models import Answer, Correction, Edition, Repost
from bothways.insider.notices import tell_desk_of_delay, tell_desk_of_substitute, tell_reposters
from bothways.notifications.actions.posting import draft
from bothways.notifications.composing import compose
from bothways.notifications.letters import kinds, words_of
from bothways.notifications.models import Digest, Letter
from bothways.people.models import Person


def write(folder: Path) -> list[Path]:
    """Write `KIND.html` and `KIND.txt` for every kind of letter that the community has had or could have; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with _taken_back():
        _post_one_of_each()
        for kind in kinds():
            if (message := _first_that_says_something(kind)) is not None:
                for suffix, words in (("txt", str(message.body)), ("html", str(message.alternatives[0][0]))):
                    file = folder / f"{kind}.{suffix}"
                    file.write_text(words)
                    written.append(file)
    return written


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _first_that_says_something(kind: str) -> EmailMultiAlternatives | None:
    for letter in Letter.objects.filter(kind=kind).select_related("person").order_by("-pk")[:20]:
        if letter.to and (words := words_of(letter)):
            return compose(letter, words)
    return None


def _post_one_of_each() -> None:
    at = time.now()
    reader = Person.objects.filter(follows__isnull=False).order_by("pk").first()
    answer = Answer.objects.visible_to(None).order_by("-published_at").first()
    correction, edition = Correction.objects.last(), Edition.objects.filter(published_at__isnull=False).first()
    if not (reader and answer and correction and edition):
        raise SystemExit("There is no demo community to write of. Make it first: make demo")
    digest = Digest.objects.create(person=reader, day=at.date(), since=at - timedelta(days=3), until=at)
    for kind, about in (("digest", digest), ("insider.answered", answer)):
        draft(kind, about=about, to=reader, at=at).save()
    Repost.objects.create(
        answer=correction.answer, url="https://paper.example/leaders/why", contact="desk@paper.example", at=at
    )
    tell_reposters(correction, at)
    edition.chosen = Edition.Chosen.BENCH
    edition.save()
    tell_desk_of_substitute(edition, at)
    tell_desk_of_delay(at.date() + timedelta(days=1), answer, at)
