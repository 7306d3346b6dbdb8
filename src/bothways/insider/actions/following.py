"""Following a question, a topic or an insider; and no longer."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bothways.foundation.crossing import again_when_crossed
from bothways.history.actions.recording import record
from bothways.insider.models import Follow, Insider, Question, Topic
from bothways.people.models import Person

Followed = Question | Topic | Insider


@again_when_crossed
def follow(*, thing: Followed, by: Person, at: datetime) -> bool:
    """Let `by` hear of `thing`; False where they did already."""
    with transaction.atomic(durable=True):
        _, begun = Follow.objects.get_or_create(**_tie(thing, by), defaults={"at": at})
        if begun:
            _count(thing, 1)
            record("follow.begun", about=thing, by=by, at=at)
    return begun


def unfollow(*, thing: Followed, by: Person, at: datetime) -> bool:
    """The inverse of `follow`; False where they did not follow it."""
    with transaction.atomic(durable=True):
        ended, _ = Follow.objects.filter(**_tie(thing, by)).delete()
        if ended:
            _count(thing, -1)
            record("follow.ended", about=thing, by=by, at=at)
    return bool(ended)


def _tie(thing: Followed, by: Person) -> dict[str, Followed | Person]:
    return {"person": by, type(thing).__name__.lower(): thing}


def _count(thing: Followed, change: int) -> None:
    if isinstance(thing, Question):
        Question.objects.filter(pk=thing.pk).update(follower_count=F("follower_count") + change)
