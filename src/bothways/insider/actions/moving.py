"""Moving an answer or a question from one state to another: conditional, so that of two at once one succeeds."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.utils.translation import gettext

from bothways.insider.models import Answer, Question


class NotNow(Exception):
    """The thing is not in a state in which this can be done; the text says why, or which state it is in."""

    @classmethod
    def of(cls, thing: Answer | Question) -> Self:
        """What says which state `thing` is in."""
        return cls(gettext("That cannot be done now: it is “%(state)s”.") % {"state": thing.get_state_display()})


def move(thing: Answer | Question, to: str, *, out_of: Collection[str], at: datetime, **changes: object) -> None:
    """Put `thing` into state `to`, with further `changes`, if it is in one of `out_of`. Raises NotNow otherwise."""
    rows = type(thing)._default_manager.filter(pk=thing.pk, state__in=out_of)  # noqa: SLF001  Django's own door for this
    if not rows.update(state=to, state_at=at, **changes):
        thing.refresh_from_db()
        raise NotNow.of(thing)
    for name, value in {"state": to, "state_at": at, **changes}.items():
        setattr(thing, name, value)
