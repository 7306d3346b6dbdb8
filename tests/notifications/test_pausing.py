"""Addresses to which mail does not arrive."""

from datetime import timedelta
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, tracking

from bothways.history.models import Entry
from bothways.notifications.actions.pausing import note_soft_bounce, pause_address, resume_address
from bothways.notifications.courier import deliver
from bothways.notifications.models import Letter, PausedAddress, SoftBounce, Subscription
from bothways.people.models import Person
from tests.notifications.conftest import Post
from tests.support import cast
from tests.support.mailbox import Sink
from tests.support.together import at_once
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ADDRESS = "paper@paper.example"


def test_paused_once_with_the_first_reason(db: None) -> None:
    assert pause_address(address=ADDRESS.upper(), reason="gone", at=NOON)
    assert not pause_address(address=ADDRESS, reason="another", at=NOON + DAY)
    paused = PausedAddress.objects.get()
    assert (paused.address, paused.reason, paused.paused_at) == (ADDRESS, "gone", NOON)
    entry = Entry.objects.get(verb="address.paused")
    assert ADDRESS not in str(vars(entry)) + str(entry.details.values)


def test_a_reason_of_any_length(db: None) -> None:
    pause_address(address=ADDRESS, reason="x" * 5_000, at=NOON)
    assert len(PausedAddress.objects.get().reason) == 300


def test_letters_wait_as_dead_ones_and_go_out_when_it_is_over(posted: Post, sink: Sink, member: Person) -> None:
    pause_address(address=ADDRESS, reason="The box is full.", at=NOON)
    posted(ADDRESS)
    posted(member)
    assert deliver(NOON) == 1
    dead = Letter.objects.dead().get()
    assert dead.error == "The address is paused: The box is full."
    assert resume_address(address=ADDRESS, by=None, at=NOON + DAY)
    assert not resume_address(address=ADDRESS, by=None, at=NOON + DAY)
    assert deliver(NOON + DAY) == 1
    assert sink.recipients == [member.email, ADDRESS]


def test_a_members_own_address(posted: Post, sink: Sink, member: Person) -> None:
    pause_address(address=str(member.email), reason="full", at=NOON)
    posted(member)
    assert deliver(NOON) == 0
    resume_address(address=str(member.email), by=member, at=NOON + DAY)
    assert deliver(NOON + DAY) == 1


def test_what_failed_before_stays_where_it_is(posted: Post, sink: Sink) -> None:
    letter = posted(ADDRESS)
    Letter.objects.update(failed_at=NOON - DAY)
    pause_address(address=ADDRESS, reason="full", at=NOON)
    resume_address(address=ADDRESS, by=None, at=NOON + DAY)
    assert Letter.objects.dead().get() == letter


class TestSoftBounces:
    def test_four_days_within_two_weeks_are_too_many(self, db: None) -> None:
        assert [note_soft_bounce(address=ADDRESS, reason="full", at=NOON + n * DAY) for n in range(4)] == [
            False, False, False, True,
        ]  # fmt: skip
        assert PausedAddress.objects.get().reason == "full"

    def test_many_on_one_day_are_not(self, db: None) -> None:
        assert not any(note_soft_bounce(address=ADDRESS, reason="full", at=NOON) for _ in range(20))

    def test_nor_are_a_few_over_months(self, db: None) -> None:
        assert not any(note_soft_bounce(address=ADDRESS, reason="full", at=NOON + n * 6 * DAY) for n in range(10))

    def test_they_are_forgotten_when_it_is_over(self, db: None) -> None:
        for n in range(4):
            note_soft_bounce(address=ADDRESS, reason="full", at=NOON + n * DAY)
        resume_address(address=ADDRESS, by=None, at=NOON + 5 * DAY)
        assert not SoftBounce.objects.exists()


def told(member: Person, kind: str, **others: Any) -> None:
    event = AnymailTrackingEvent(event_type=kind, recipient=str(member.email).upper(), **others)
    tracking.send(sender=None, event=event, esp_name="Postmark")


class TestAHostedProvider:
    @pytest.mark.parametrize(
        ("kind", "others", "reason"),
        [
            ("bounced", {"reject_reason": "bounced", "mta_response": "550 5.1.1\r\nno"}, "550 5.1.1 no"),
            ("rejected", {"reject_reason": "invalid"}, "invalid"),
            ("complained", {}, "Whoever reads it marked a letter of ours as unwanted."),
        ],
    )
    def test_what_does_not_pass_pauses(self, member: Person, kind: str, others: dict[str, str], reason: str) -> None:
        told(member, kind, **others)
        paused = PausedAddress.objects.get()
        assert (paused.address, paused.reason) == (member.email, reason)

    @pytest.mark.parametrize("kind", ["delivered", "opened", "clicked", "deferred", "sent", "unknown"])
    def test_the_rest_does_not(self, member: Person, kind: str) -> None:
        told(member, kind)
        assert not PausedAddress.objects.exists()
        assert not SoftBounce.objects.exists()

    def test_what_may_pass_counts(self, member: Person) -> None:
        told(member, "bounced", reject_reason="timed_out")
        assert SoftBounce.objects.get().address == member.email

    def test_whoever_leaves_there_leaves_here(self, member: Person) -> None:
        Subscription.objects.create(person=member, rhythm="daily", changed_at=NOON, covered_until=NOON, next_at=NOON)
        told(member, "unsubscribed")
        assert Subscription.objects.get().rhythm == "none"


@pytest.mark.django_db(transaction=True)
def test_two_returned_letters_at_once_pause_once() -> None:
    cast.noor()
    met = at_once(*[lambda: pause_address(address=ADDRESS, reason="gone", at=NOON)] * 4)
    assert sorted(map(str, met)) == ["False", "False", "False", "True"]
    assert Entry.objects.filter(verb="address.paused").count() == 1
