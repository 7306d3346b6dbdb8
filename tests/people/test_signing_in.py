"""Signing in with a mailed code, as a person does it: by pages and mails alone."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from bothways.history.models import Entry
from bothways.people.models import Person

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


@pytest.fixture
def noor() -> Person:
    return Person.objects.create_user(email="noor@longtable.example", name="Noor Haddad", slug="noor-haddad")


def ask(client: Client, address: str = "noor@longtable.example", **fields: str) -> Any:
    return client.post(reverse("account_login"), {"login": address, **fields})


def newest_code() -> str:
    found = CODE.search(str(mail.outbox[-1].body))
    assert found
    return found[0]


def type_code(client: Client, code: str) -> Any:
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("security")).status_code == 200


def another(code: str) -> str:
    return ("C" if code[0] != "C" else "D") + code[1:]


def test_a_code_signs_in(noor: Person, client: Client) -> None:
    answer = ask(client)
    assert answer["Location"] == reverse("account_confirm_login_code")
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["noor@longtable.example"]
    assert mail.outbox[0].subject == "Sign-in code"
    assert type_code(client, newest_code())["Location"] == reverse("today")
    assert is_signed_in(client)
    assert len(mail.outbox) == 1
    assert [entry.verb for entry in Entry.objects.all()] == ["person.signed_in"]


def test_the_mail_has_the_same_words_in_html(noor: Person, client: Client) -> None:
    ask(client)
    sent = mail.outbox[0]
    assert isinstance(sent, mail.EmailMultiAlternatives)
    words, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert newest_code() in str(words)


def test_a_code_may_be_typed_in_small_letters_without_the_dash(noor: Person, client: Client) -> None:
    ask(client)
    type_code(client, newest_code().lower().replace("-", ""))
    assert is_signed_in(client)


def test_an_address_in_capitals_is_the_same(noor: Person, client: Client) -> None:
    ask(client, "Noor@LongTable.example")
    type_code(client, newest_code())
    assert is_signed_in(client)


@pytest.mark.parametrize(("later", "good"), [(timedelta(seconds=599), True), (timedelta(seconds=601), False)])
def test_a_code_is_good_for_ten_minutes(noor: Person, client: Client, later: timedelta, good: bool) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask(client)
        clock.shift(later)
        type_code(client, newest_code())
        assert is_signed_in(client) is good


def test_a_code_is_good_once(noor: Person, client: Client) -> None:
    ask(client)
    code = newest_code()
    type_code(client, code)
    client.post(reverse("account_logout"))
    type_code(client, code)
    assert not is_signed_in(client)


def test_only_the_newest_code_is_good(noor: Person, client: Client) -> None:
    ask(client)
    first = newest_code()
    ask(client)
    second = newest_code()
    assert first != second
    type_code(client, first)
    assert not is_signed_in(client)
    type_code(client, second)
    assert is_signed_in(client)


def test_a_code_is_good_only_in_the_browser_that_asked(noor: Person, client: Client) -> None:
    ask(client)
    stranger = Client()
    ask(stranger, "somebody@else.example")
    code = CODE.search(str(mail.outbox[0].body))
    assert code
    type_code(stranger, code[0])
    assert not is_signed_in(stranger)


def test_three_wrong_codes_end_it(noor: Person, client: Client) -> None:
    ask(client)
    code = newest_code()
    for _ in range(2):
        assert type_code(client, another(code)).status_code == 200
    assert type_code(client, another(code)).status_code == 302
    type_code(client, code)
    assert not is_signed_in(client)


def test_a_wrong_code_is_explained_in_a_summary_that_takes_the_focus(noor: Person, client: Client) -> None:
    ask(client)
    page = type_code(client, another(newest_code())).content.decode()
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert 'href="#id_code"' in page


def normal(page: bytes) -> str:
    """A page without what differs in any two requests."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.decode())


def test_known_and_unknown_addresses_get_the_same_answers(noor: Person) -> None:
    known, unknown = Client(), Client()
    theirs = "noor@longtable.example", "moor@longtable.example"
    steps = []
    for client, address in zip((known, unknown), theirs, strict=True):
        asked = ask(client, address)
        shown = client.get(asked["Location"])
        wrong = type_code(client, "BBBB-BBBB")
        again = ask(client, address)
        steps.append(
            [
                (asked.status_code, asked["Location"], sorted(asked.cookies)),
                (shown.status_code, normal(shown.content).replace(address, "")),
                (wrong.status_code, normal(wrong.content).replace(address, "")),
                (again.status_code, again["Location"]),
            ]
        )
    assert steps[0] == steps[1]
    assert [message.to[0] for message in mail.outbox] == [theirs[0], theirs[0], theirs[1], theirs[1]]
    assert mail.outbox[-1].subject == "No account with this address"


def test_no_code_signs_in_an_unknown_address(client: Client) -> None:
    ask(client, "nobody@longtable.example")
    type_code(client, "")
    assert not is_signed_in(client)


def test_an_address_gets_three_mails_a_minute(noor: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            assert ask(Client()).status_code == 302
        refused = ask(Client())
        assert refused.status_code == 200
        assert "Too many tries" in refused.content.decode()
        assert len(mail.outbox) == 3
        clock.shift(timedelta(seconds=61))
        assert ask(Client()).status_code == 302


def test_unknown_addresses_are_counted_like_known_ones() -> None:
    for _ in range(3):
        ask(Client(), "nobody@longtable.example")
    assert "Too many tries" in ask(Client(), "nobody@longtable.example").content.decode()


def test_one_machine_may_ask_twenty_times_a_minute() -> None:
    with time_machine.travel(NOON, tick=False):
        for number in range(30):
            ask(Client(), f"nobody{number}@longtable.example")
        assert len(mail.outbox) == 20
        assert ask(Client(REMOTE_ADDR="192.0.2.7"), "else@longtable.example").status_code == 302


@override_settings(ALLOWED_HOSTS=["testserver", "evil.example"])
@pytest.mark.parametrize("address", ["noor@longtable.example", "nobody@longtable.example"])
def test_links_in_mails_do_not_follow_the_host_header(noor: Person, address: str) -> None:
    ask(Client(HTTP_HOST="evil.example"), address)
    Client(HTTP_HOST="evil.example").post(reverse("account_signup"), {"name": "Noor", "email": address})
    words = "".join(str(message.message()) for message in mail.outbox)
    assert len(mail.outbox) == 2
    assert "evil.example" not in words
    assert settings.SITE_ORIGIN in words


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/questions/", "/questions/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("http://localhost:8000/questions/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_signing_in_one_goes_on_where_one_was_but_never_elsewhere(
    noor: Person, client: Client, wanted: str, reached: str
) -> None:
    there = ask(client, next=wanted)["Location"]
    answer = client.post(there, {"code": newest_code()})
    assert answer["Location"] == reached


def test_signing_out_needs_a_post(noor: Person, client: Client) -> None:
    client.force_login(noor)
    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_whoever_left_cannot_sign_in(noor: Person, client: Client) -> None:
    noor.left_at = NOON
    noor.save()
    ask(client)
    assert mail.outbox[0].subject == "No account with this address"


def test_a_password_is_another_way_for_those_who_set_one(noor: Person, client: Client) -> None:
    noor.set_password("a long table for all")
    noor.save()
    wrong = ask(client, password="a short table")
    assert "do not belong together" in wrong.content.decode()
    ask(client, password="a long table for all")
    # the address was never proved by a code: one is asked for
    assert not is_signed_in(client)
    client.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    assert is_signed_in(client)


def test_a_closed_mail_server_is_said_plainly(noor: Person, client: Client) -> None:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1
    ):
        answer = ask(client)
    assert answer.status_code == 503
    assert "Mail cannot go out just now" in answer.content.decode()


def test_the_counts_are_kept_where_all_processes_see_them() -> None:
    backend = settings.CACHES["default"]["BACKEND"]
    assert backend == "django.core.cache.backends.db.DatabaseCache"
