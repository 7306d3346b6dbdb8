"""Testing the site's mail: a letter to ourselves, and a look at what the domain name system says of us."""

from dataclasses import asdict
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from bothways.foundation.inbound.findings import Finding
from bothways.foundation.inbound.lookups import Lookup
from bothways.history.actions.recording import record
from bothways.notifications.actions.posting import post
from bothways.notifications.addresses import address_for
from bothways.notifications.models import Arrival, MailTest
from bothways.notifications.rules import can_keep_outbox
from bothways.people.models import Person

TEST: Final = "test"  # the purpose of the address to which the letter goes
GIVEN_UP: Final = timedelta(hours=1)  # after which nothing is looked up for a test any more


def start_test(*, by: Person, at: datetime) -> MailTest:
    """The test that is begun now: its letter waits in the outbox where the site takes mail. Raises PermissionDenied."""
    if not can_keep_outbox(by):
        raise PermissionDenied
    with transaction.atomic(durable=True):
        test = MailTest.objects.create(started_by=by, started_at=at)
        if address := address_for(TEST, str(test.pk)):
            post("mail.test", about=test, to=address, at=at, key=f"mail.test:{test.pk}")
        record("mail_test.started", about=test, by=by, at=at)
    return test


def look_up_tests(*, at: datetime, txt: Lookup, mx: Lookup) -> int:
    """How many tests of the last hour now have what the domain name system says."""
    from bothways.foundation.inbound.publishing import findings  # for the worker, not for web processes

    looked_up = 0
    for test in MailTest.objects.filter(looked_up_at__isnull=True, started_at__gt=at - GIVEN_UP).order_by("pk")[:5]:
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()
        envelope = parseaddr(settings.BOUNCES_TO)[1].rpartition("@")[2].lower() or sender
        found = findings(sender, envelope, settings.MAIL_IN_DOMAIN, txt=txt, mx=mx)
        _add(test.pk, found, looked_up_at=at)
        looked_up += 1
    return looked_up


def note_returned(*, number: int, doubt: str, arrival: int, at: datetime) -> bool:
    """Note that the letter of a test is back; False where none with this number waits, or it was back before."""
    from bothways.foundation.inbound.publishing import signature_finding  # likewise

    test = MailTest.objects.filter(pk=number, returned_at__isnull=True).first()
    raw = Arrival.objects.filter(pk=arrival).values_list("raw", flat=True).first()
    if test is None or raw is None:
        return False
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()
    _add(number, [signature_finding(bytes(raw), sender)], returned_at=at, verdict=doubt)
    return True


def _add(number: int, found: list[Finding], **changes: datetime | str) -> None:
    """Add what was found to a test; another worker may add to it in the same moment."""
    with transaction.atomic():
        test = MailTest.objects.select_for_update().get(pk=number)
        new = {finding.name: asdict(finding) for finding in found}
        test.findings = [known for known in test.findings if known["name"] not in new] + list(new.values())
        for name, value in changes.items():
            setattr(test, name, value)
        test.save(update_fields=["findings", *changes])
