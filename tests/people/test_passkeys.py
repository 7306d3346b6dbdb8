"""Passkeys, made and used in a real browser with an authenticator of its own."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.history.models import Entry
from bothways.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


@pytest.fixture
def noor() -> Person:
    return Person.objects.create_user(email="noor@longtable.example", name="Noor Haddad", slug="noor-haddad")


@pytest.fixture
def laptop(page: Page) -> Page:
    """A page of a browser whose device keeps passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def sign_in_by_mail(page: Page, origin: str) -> None:
    page.goto(f"{origin}/accounts/login/")
    page.get_by_label("E-mail address").fill("noor@longtable.example")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    found = CODE.search(str(mail.outbox[-1].body))
    assert found
    page.get_by_label("Code from the mail").fill(found[0])
    page.get_by_role("button", name="Sign in").click()


def make_passkey(page: Page, origin: str) -> None:
    sign_in_by_mail(page, origin)
    page.goto(f"{origin}/me/security/")
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_label("Name of this passkey").fill("My laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page, origin: str) -> None:
    page.goto(f"{origin}/me/security/")
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url(f"{origin}/")


def test_a_passkey_signs_in_by_itself_and_can_be_removed(noor: Person, laptop: Page, live_server: LiveServer) -> None:
    origin = live_server.url
    make_passkey(laptop, origin)
    laptop.goto(f"{origin}/me/security/")
    expect(laptop.get_by_text("My laptop").first).to_be_visible()
    sign_out(laptop, origin)

    laptop.goto(f"{origin}/accounts/login/?next=/me/security/")
    laptop.get_by_role("button", name="Sign in with a passkey").click()
    expect(laptop.get_by_role("heading", name="Security")).to_be_visible()

    laptop.goto(f"{origin}/accounts/2fa/webauthn/reauthenticate/?next=/me/security/")
    laptop.get_by_role("button", name="Use a passkey").click()  # a fresh proof
    laptop.wait_for_url(f"{origin}/me/security/")

    laptop.get_by_role("link", name="Remove My laptop").click()
    laptop.get_by_role("button", name="Remove").click()
    expect(laptop.get_by_text("None so far")).to_be_visible()
    assert not Authenticator.objects.exists()
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert [verb for verb in verbs if "passkey" in verb] == ["person.passkey_added", "person.passkey_removed"]


def test_with_a_passkey_mail_alone_no_longer_signs_in(noor: Person, laptop: Page, live_server: LiveServer) -> None:
    origin = live_server.url
    make_passkey(laptop, origin)
    sign_out(laptop, origin)
    sign_in_by_mail(laptop, origin)
    expect(laptop.get_by_role("heading", name="One more step")).to_be_visible()
    laptop.get_by_role("button", name="Use a passkey").click()
    laptop.wait_for_url(f"{origin}/")
    laptop.goto(f"{origin}/me/security/")
    expect(laptop.get_by_role("heading", name="Security")).to_be_visible()


def test_a_passkey_that_is_not_there_is_said_plainly(noor: Person, laptop: Page, live_server: LiveServer) -> None:
    laptop.goto(f"{live_server.url}/accounts/login/")
    laptop.add_init_script(
        "navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    laptop.reload()
    laptop.get_by_role("button", name="Sign in with a passkey").click()
    expect(laptop.get_by_role("alert")).to_have_text("The passkey was not used. Try again, or ask for a code.")
