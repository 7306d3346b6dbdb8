"""Mail that a hosted provider posts."""

import base64
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from bothways.config.checks import mail_comes_in_safely
from bothways.notifications.arrivals import Message
from bothways.notifications.doors import hook
from bothways.notifications.models import Arrival
from tests.notifications.mail_in.conftest import work
from tests.support.mails import AMINA, mail, published, signed

SECRET = "mail:a-long-and-random-password"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hooked(settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    settings.ROOT_URLCONF = "tests.notifications.mail_in.hooked"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.MAIL_IN_BYTES * 3 // 2
    assert hook.take_in.__name__ == "take_in"  # it is connected by being imported


def post(raw: bytes, to: str, *, secret: str = SECRET, number: str = "1") -> Any:
    body = {
        "FromFull": {"Email": AMINA, "Name": ""}, "To": to, "OriginalRecipient": to, "MessageID": number,
        "Headers": [], "RawEmail": raw.decode(),
    }  # fmt: skip
    return Client(raise_request_exception=False).post(
        "/anymail/postmark/inbound/",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"},
    )


def test_a_posted_mail_is_kept_and_its_signature_still_holds(address: str, taken: list[Message]) -> None:
    assert post(signed(mail(to=address)), address).status_code == 200
    arrival = Arrival.objects.get()
    assert (arrival.door, arrival.trust) == ("postmark", "nobody")
    work(arrival.received_at, published("longtable.example"))
    assert [(message.sender, message.sender_verified) for message in taken] == [(AMINA, True)]


def test_the_same_post_five_times_is_one_arrival(address: str, taken: list[Message]) -> None:
    for _ in range(5):
        assert post(mail(to=address), address).status_code == 200
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize("secret", ["mail:wrong", "", ":"])
def test_without_the_secret_nothing_is_kept(secret: str, address: str, taken: list[Message]) -> None:
    assert post(mail(to=address), address, secret=secret).status_code == 400
    assert not Arrival.objects.exists()


def test_a_mail_to_an_unknown_address_is_kept_as_refused(taken: list[Message]) -> None:
    assert post(mail(to="x@in.site.example"), "x@in.site.example").status_code == 200
    assert Arrival.objects.get().outcome == "There is no such address here."


def test_a_mail_of_nearly_ten_megabytes_is_taken(address: str, taken: list[Message]) -> None:
    assert post(mail(to=address, text="\n".join(["x" * 70] * 130_000)), address).status_code == 200
    assert Arrival.objects.get().size > 9_000_000


def test_nothing_is_mounted_where_no_secret_is_set(settings: Settings, address: str) -> None:
    settings.ROOT_URLCONF = "bothways.config.urls"
    assert post(mail(to=address), address).status_code == 404


@pytest.mark.parametrize(
    ("changes", "faults"),
    [({"ANYMAIL": {"WEBHOOK_SECRET": "a:b"}}, ["bothways.E004"]),
     ({"ANYMAIL": {"WEBHOOK_SECRET": [SECRET, "a:b"]}}, ["bothways.E004"]),
     ({}, []), ({"MAIL_IN": "lmtp://127.0.0.1:24", "MAIL_IN_DOMAIN": ""}, ["bothways.E003"]), ({"ANYMAIL": {}}, [])],
)  # fmt: skip
def test_what_is_not_safe_is_said_at_the_start(changes: dict[str, Any], faults: list[str], settings: Settings) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    assert [fault.id for fault in mail_comes_in_safely()] == faults
