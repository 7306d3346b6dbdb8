"""The same mail brought twice in one moment, and two workers."""

from functools import partial

import pytest

from bothways.notifications.actions.processing import lease
from bothways.notifications.actions.receiving import receive
from bothways.notifications.arrivals import Message
from bothways.notifications.models import Arrival
from tests.notifications.mail_in.conftest import NOW, Bring, work
from tests.support.mails import mail, published, signed
from tests.support.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_mail_brought_eight_times_at_once_is_one_arrival(address: str, taken: list[Message]) -> None:
    bring = partial(
        receive, mail(to=address), envelope_from="a@b.example", envelope_to=address, door="lmtp",
        trust=Arrival.Trust.SERVER, at=NOW,
    )  # fmt: skip
    found = at_once(*[bring] * 8)
    assert {arrival.pk if isinstance(arrival, Arrival) else arrival for arrival in found} == {Arrival.objects.get().pk}


def test_two_workers_never_have_one_mail_in_hand(bring: Bring, address: str, taken: list[Message]) -> None:
    for number in range(6):
        bring(mail(to=address, text=f"Mail {number}"))
    found = [arrival for arrival in at_once(*[partial(lease, NOW)] * 8) if arrival is not None]
    assert all(isinstance(arrival, Arrival) for arrival in found), found
    keys = [arrival.pk for arrival in found if isinstance(arrival, Arrival)]
    assert len(keys) == len(set(keys)) > 0
    rest = 0
    while lease(NOW) is not None:
        rest += 1
    assert len(keys) + rest == 6


def test_two_workers_together_give_each_mail_to_its_receiver_once(
    bring: Bring, address: str, taken: list[Message]
) -> None:
    for number in range(10):
        bring(signed(mail(to=address, text=f"Mail {number}")))
    at_once(*[partial(work, NOW, published("longtable.example"))] * 2)
    assert sorted(message.text for message in taken) == [f"Mail {number}" for number in range(10)]
    assert Arrival.objects.filter(done_at=NOW).count() == 10
