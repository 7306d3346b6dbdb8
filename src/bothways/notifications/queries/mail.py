"""The site's mail as its owner sees it: the last test, and what became of mail that came in, never what it says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bothways.foundation.inbound.findings import Finding
from bothways.notifications.models import Arrival, MailTest
from bothways.people.models import Person

SHOWN = 20
PATIENCE = timedelta(minutes=15)  # for a letter to come back


@dataclass(frozen=True)
class LastTest:
    """The last test of the mail."""

    test: MailTest
    findings: list[Finding]
    is_running: bool  # something may still come of it


def last_test(person: Person, at: datetime, *, sends_letter: bool) -> LastTest | None:
    """The newest test that `person` may see; `sends_letter` where the site takes mail."""
    test = MailTest.objects.visible_to(person).order_by("-pk").first()
    if test is None:
        return None
    waits = test.looked_up_at is None or (sends_letter and test.returned_at is None)
    running = waits and at - test.started_at < PATIENCE
    found = [Finding(**finding) for finding in test.findings]
    return LastTest(test, found + ([_way_back(test, running=running)] if sends_letter else []), running)


def _way_back(test: MailTest, *, running: bool) -> Finding:
    """What became of the letter to ourselves."""
    name = _("There and back")
    if test.returned_at and test.verdict:
        return Finding(name, "bad", _("The letter to ourselves came back.") + " " + test.verdict)
    if test.returned_at:
        return Finding(name, "good", _("The letter to ourselves came back, and DMARC vouches for it."))
    if running:
        return Finding(name, "unknown", _("A letter to ourselves is on its way."))
    return Finding(name, "bad", _("The letter to ourselves has not come back. The outbox shows whether it went out."))


def arrivals(person: Person) -> list[Arrival]:
    """The newest mails that came in, without what they say."""
    return list(Arrival.objects.visible_to(person).defer("raw").order_by("-pk")[:SHOWN])
