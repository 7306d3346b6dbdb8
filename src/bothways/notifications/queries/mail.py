"""The site's mail as its owner sees it: the last test, and what became of mail that came in, never what it says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bothways.notifications.models import Arrival, MailTest
from bothways.people.models import Person

SHOWN = 20
PATIENCE = timedelta(minutes=15)  # for a letter to come back


@dataclass(frozen=True)
class LastTest:
    """The last test of the mail."""

    test: MailTest
    is_running: bool  # something may still come of it
    sends_letter: bool  # the site takes mail, so that a letter was sent


def last_test(person: Person, at: datetime, *, sends_letter: bool) -> LastTest | None:
    """The newest test that `person` may see."""
    test = MailTest.objects.visible_to(person).order_by("-pk").first()
    if test is None:
        return None
    waits = test.looked_up_at is None or (sends_letter and test.returned_at is None)
    return LastTest(test, waits and at - test.started_at < PATIENCE, sends_letter)


def arrivals(person: Person) -> list[Arrival]:
    """The newest mails that came in, without what they say."""
    return list(Arrival.objects.visible_to(person).defer("raw").order_by("-pk")[:SHOWN])
