"""What mail servers and providers say, and what it means for a letter."""

from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
import requests
from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core import mail
from pytest_django import Settings

from bothways.notifications.composing import wrap
from bothways.notifications.courier import deliver
from bothways.notifications.faults import fault_of
from bothways.notifications.models import Letter
from tests.notifications.conftest import Post
from tests.support.writing import NOON


def by_provider(status: int) -> AnymailRequestsAPIError:
    response = requests.Response()
    response.status_code, response.reason = status, "No\nand no"
    return AnymailRequestsAPIError("No.", response=response)


def to(code: int, said: str) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({"a@b.example": (code, said.encode())})


@pytest.mark.parametrize(
    ("error", "for_good", "no_such_address"),
    [
        (to(550, "5.1.1 No such user"), True, True),
        (to(550, "5.7.1 Not from you"), True, False),
        (to(552, "5.2.2 Over quota"), True, False),
        (to(450, "4.2.1 Not now 5.1.1"), False, False),
        (SMTPDataError(554, b"5.6.0 No"), True, False),
        (SMTPDataError(451, b"4.3.0 Not now"), False, False),
        (SMTPSenderRefused(550, b"5.1.1 Not you", "x@y.example"), True, False),
        (SMTPSenderRefused(530, b"5.7.0 Sign in first", "x@y.example"), False, False),
        (SMTPServerDisconnected("Connection unexpectedly closed"), False, False),
        (ConnectionResetError(), False, False),
        (TimeoutError(), False, False),
        (ValueError("anything"), False, False),
        (AnymailRecipientsRefused(), True, False),
        (by_provider(422), True, False),
        (by_provider(401), False, False),
        (by_provider(429), False, False),
        (by_provider(500), False, False),
    ],
    ids=repr,
)
def test_for_good_or_for_now(error: Exception, for_good: bool, no_such_address: bool) -> None:
    fault = fault_of(error)
    assert (fault.for_good, fault.no_such_address) == (for_good, no_such_address)
    assert fault.words
    assert "\n" not in fault.words


@pytest.mark.django_db
def test_a_letter_goes_out_by_a_hosted_provider(posted: Post, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    settings.BOUNCES_TO = "returned@longtable.example"
    posted()
    assert deliver(NOON) == 1
    assert Letter.objects.get().sent_at is not None
    (message,) = mail.outbox
    sent: dict[str, Any] = vars(message)["anymail_test_params"]
    assert sent["from"].address == settings.DEFAULT_FROM_EMAIL
    assert sent["envelope_sender"] == "returned@longtable.example"
    assert sent["extra_headers"]["Message-ID"].startswith("<letter-")


class TestPlainText:
    def test_lines_are_short_and_links_whole(self) -> None:
        link = "https://mentors.example/answers/" + "a-long-address-" * 10
        made = wrap("Word " * 40 + f"\n\n\n\n\n{link}\n> " + "quoted " * 30 + "\n- " + "point " * 30)
        lines = made.splitlines()
        assert link in lines
        assert all(len(line) <= 72 for line in lines if line != link)
        assert "\n\n\n" not in made
        quoted = [line for line in lines if "quoted" in line]
        assert len(quoted) > 1
        assert all(line.startswith("> ") for line in quoted)
        points = [line for line in lines if "point" in line]
        assert points[0].startswith("- ")
        assert all(line.startswith("  ") for line in points[1:])

    def test_control_characters_are_left_out(self) -> None:
        assert wrap("a\x00b\x07c\x1bd\te") == "abcd\te\n"
