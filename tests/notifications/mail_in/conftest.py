"""A site that takes mail, and somebody who takes in what comes to `answer+…` and notes it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pytest_django.fixtures import Settings

from bothways.foundation.inbound.lookups import Lookup, fixed
from bothways.notifications import arrivals
from bothways.notifications.actions.processing import lease, process
from bothways.notifications.actions.receiving import receive
from bothways.notifications.addresses import address_for
from bothways.notifications.arrivals import Message, Outcome
from bothways.notifications.models import Arrival

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
Bring = Callable[..., Arrival]


@pytest.fixture(autouse=True)
def takes_mail(settings: Settings) -> None:
    settings.MAIL_IN_DOMAIN = "in.site.example"
    settings.SITE_ORIGIN = "https://site.example"
    settings.DEFAULT_FROM_EMAIL = "Bothways <bothways@site.example>"
    settings.BOUNCES_TO = "bounces@in.site.example"


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """What the receiver of answers was given; like every receiver it does nothing more for the same arrival."""
    monkeypatch.setattr(arrivals, "_receivers", dict(arrivals._receivers))
    messages: list[Message] = []

    @arrivals.receiver("answer")
    def take(message: Message, at: datetime) -> Outcome:
        if message.arrival not in {known.arrival for known in messages}:
            messages.append(message)
        return Outcome("It is a draft now.")

    return messages


@pytest.fixture
def address() -> str:
    return address_for("answer", "7k2p")


@pytest.fixture
def bring(db: None, address: str) -> Bring:
    """Bring a mail as our own mail server would."""

    def brought(raw: bytes, *, to: str = "", **others: object) -> Arrival:
        how: dict[str, object] = {
            "envelope_from": "amina@longtable.example",
            "door": "lmtp",
            "trust": Arrival.Trust.SERVER,
            "at": NOW,
            **others,
        }
        return receive(raw, envelope_to=to or address, **how)  # type: ignore[arg-type]

    return brought


def work(at: datetime = NOW, look_up: Lookup | None = None) -> int:
    """Do what the worker does until nothing is due; how many mails it had in hand."""
    done = 0
    while done < 100 and (arrival := lease(at)) is not None:
        process(arrival=arrival, at=at, look_up=look_up or fixed({}))
        done += 1
    return done
