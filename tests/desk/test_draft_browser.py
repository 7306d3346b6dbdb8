"""A leader on a phone, in a real browser: from the mail to the signature; with and without script, net and mouse."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.desk.actions.reviewing import approve, ask_changes
from bothways.desk.actions.signing import code_for
from bothways.desk.actions.writing import Text, latest
from bothways.desk.models import Invitation, Signature
from bothways.desk.rules import Writer
from bothways.foundation import time
from bothways.insider.models import Answer
from bothways.people.models import Person
from tests.support import cast, desk, drafting, writing
from tests.support.drafting import Sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

State = Answer.State
PHONE = {"width": 320, "height": 640}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
SAID = "found => found.violations.flatMap(one => one.nodes.map(node => one.id + ': ' + node.target.join(' ')))"


@pytest.fixture
def insider() -> Person:
    return cast.amina()


@pytest.fixture
def editor() -> Person:
    return cast.elena()


@pytest.fixture
def asked(insider: Person, editor: Person) -> Iterator[Invitation]:
    yield drafting.invited(insider, editor)
    cache.clear()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def context(browser: Browser, complaints: list[str]) -> Iterator[BrowserContext]:
    """A phone that was never here; what its console says is collected."""
    phone = browser.new_context(viewport=PHONE, reduced_motion="reduce", locale="en-GB", bypass_csp=False)  # type: ignore[arg-type]
    phone.set_default_timeout(10_000)
    phone.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    phone.on("weberror", lambda error: complaints.append(str(error.error)))
    yield phone
    phone.close()


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    return context.new_page()


def words(page: Page) -> Any:
    return page.get_by_label("Your answer")


def test_from_the_mail_to_the_signature(
    phone: Page, asked: Invitation, editor: Person, live_server: LiveServer, complaints: list[str]
) -> None:
    phone.goto(live_server.url + drafting.door(asked))
    box = words(phone).bounding_box()
    assert box
    assert box["y"] < PHONE["height"], "the first screen shows the box"
    words(phone).fill("My aunt saw *me*.")
    expect(phone.get_by_text("4 words.")).to_be_visible()
    expect(phone.locator("[data-status]")).to_contain_text("Saved at")
    expect(phone.locator(".as-read em")).to_have_text("me")
    words(phone).press_sequentially(" She wanted nothing.")
    expect(phone.locator(".as-read")).to_contain_text("She wanted nothing.")
    phone.get_by_label("Headline").fill("Somebody who sees you")
    phone.get_by_role("button", name="Hand in").click()
    expect(phone.get_by_text("Your answer is with the desk.")).to_be_visible()

    answer = asked.answer
    answer.refresh_from_db()
    assert (answer.state, answer.headline) == (State.SUBMITTED, "Somebody who sees you")
    assert answer.body == "My aunt saw *me*. She wanted nothing."
    assert answer.revisions.count() == 1  # one sitting, one revision
    drafting.edited(asked, editor, "My aunt saw *me*. She wanted nothing from me.")
    approve(answer=answer, by=editor, at=time.now())

    phone.reload()
    expect(phone.locator("ins")).to_contain_text("nothing from me.")
    phone.get_by_role("link", name="Sign below").click()
    phone.get_by_role("button", name="Send me a code").click()
    phone.get_by_label("Code from the mail").fill(code_for(asked.codes.latest("pk")))
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_text("Signed. Thank you.")).to_be_visible()
    assert Signature.objects.get().text_hash == Answer.objects.get().signed_hash
    assert complaints == []


def test_the_same_without_script(browser: Browser, asked: Invitation, live_server: LiveServer) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(live_server.url + drafting.door(asked))
    words(page).fill("My aunt.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".as-read")).to_contain_text("My aunt.")
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Your answer is with the desk.")).to_be_visible()
    context.close()


def test_without_the_net_it_says_so_keeps_the_text_and_tries_again(
    phone: Page, context: BrowserContext, asked: Invitation, live_server: LiveServer
) -> None:
    phone.goto(live_server.url + drafting.door(asked))
    context.set_offline(True)
    words(phone).fill("In a tunnel.")
    expect(phone.locator("[data-status]")).to_contain_text("there is no connection")
    assert latest(asked.answer) is None
    context.set_offline(False)
    expect(phone.locator("[data-status]")).to_contain_text("Saved at")
    now = latest(asked.answer)
    assert now is not None
    assert now.body == "In a tunnel."


def test_two_who_write_at_once_see_both_texts(phone: Page, asked: Invitation, live_server: LiveServer) -> None:
    phone.goto(live_server.url + drafting.door(asked))
    delegate = Writer.of_link(drafting.delegated(asked))
    desk.write(asked, Text("", "", "By Pat."), by=delegate, at=time.now())
    words(phone).fill("By Amina.")
    expect(phone.locator("[data-status]")).to_contain_text("Somebody else has written meanwhile")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("heading", name="There are two texts now")).to_be_visible()
    expect(words(phone)).to_have_value("By Amina.")
    expect(phone.get_by_text("By Pat.").first).to_be_visible()
    phone.get_by_role("button", name="Go on with what is in this box").click()
    expect(words(phone)).to_have_value("By Amina.")
    assert list(asked.answer.revisions.values_list("body", flat=True)) == ["By Pat.", "By Amina."]


def test_pressing_save_while_it_saves_by_itself_is_no_conflict(
    phone: Page, asked: Invitation, live_server: LiveServer
) -> None:
    phone.goto(live_server.url + drafting.door(asked))
    for number in range(4):
        words(phone).fill(f"Version {number}.")
        phone.wait_for_timeout(2_450 + 40 * number)  # about when it saves by itself
        words(phone).press_sequentially(" And on.")
        phone.get_by_role("button", name="Save").click()
        phone.wait_for_url("**#saved")
        expect(words(phone)).to_have_value(f"Version {number}. And on.")


def test_one_tap_says_no_and_one_takes_it_back(phone: Page, asked: Invitation, live_server: LiveServer) -> None:
    phone.goto(f"{live_server.url}{drafting.door(asked)}#decline")
    phone.get_by_role("button", name="I have no time").click()
    expect(phone.get_by_text("You said no.")).to_be_visible()
    phone.get_by_role("button", name="I will answer after all").click()
    expect(words(phone)).to_be_visible()


def test_the_keyboard_alone_writes_and_hands_in(phone: Page, asked: Invitation, live_server: LiveServer) -> None:
    phone.goto(live_server.url + drafting.door(asked))
    for _ in range(20):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.id") == "id_body":
            break
    phone.keyboard.type("My aunt.")
    phone.keyboard.press("Tab")
    phone.keyboard.type("She saw me")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.textContent") == "Hand in"
    assert phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Your answer is with the desk.")).to_be_visible()


# --- Nobody's words are run ----------------------------------------------------------------------

HOSTILE = """<script>ran()</script><img src=x onerror=ran()>"><svg/onload=ran()>{{7*7}}[a](javascript:ran())
![](https://elsewhere.example/pixel.png) <iframe src="javascript:ran()"></iframe> <https://x" onmouseover="ran()>
</textarea><script>ran()</script> `</script><script>ran()</script>` &#60;script&#62;ran()&#60;/script&#62;"""


def test_scripts_in_every_field_are_words(
    browser: Browser, insider: Person, editor: Person, live_server: LiveServer
) -> None:
    ran, asked_elsewhere = [], []
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    context.expose_function("ran", lambda: ran.append(True))
    context.on("request", lambda one: None if one.url.startswith((live_server.url, "data:")) else
               asked_elsewhere.append(one.url))  # fmt: skip
    line = " ".join(HOSTILE.split())
    Person.objects.filter(pk__in=(insider.pk, editor.pk)).update(name=line[:120])
    insider.refresh_from_db()
    question = writing.question(line[:160], detail=HOSTILE)
    type(question).objects.filter(pk=question.pk).update(why_now=line[:300])
    asked = drafting.invited(insider, editor, question)
    Invitation.objects.filter(pk=asked.pk).update(words=HOSTILE)
    sheet = Sheet(asked, drafting.door(asked))
    sheet.press("suggest", name=line[:120], why=line[:120])
    sheet.press("delegate", name=line[:120], address="pat@longtable.example")
    page = context.new_page()
    door = live_server.url + sheet.address

    def look() -> None:
        page.goto(door)
        page.wait_for_timeout(100)

    look()
    words(page).fill(HOSTILE)
    page.get_by_label("Headline").fill(line[:200])
    expect(page.locator("[data-status]")).to_contain_text("Saved at")
    delegate = Writer.of_link(asked.links.get(holder="delegate"))
    desk.write(asked, Text(line[:200], "", HOSTILE + "!"), by=delegate, at=time.now())
    words(page).press_sequentially("?")
    expect(page.locator("[data-status]")).to_contain_text("Somebody else")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="There are two texts now")).to_be_visible()
    page.get_by_role("button", name="Go on with what is in this box").click()
    page.get_by_role("button", name="Hand in").click()
    look()
    asked.answer.refresh_from_db()
    ask_changes(answer=asked.answer, words=HOSTILE, by=editor, at=time.now())
    look()
    page.get_by_role("button", name="Hand in").click()
    drafting.edited(asked, editor, HOSTILE * 2)
    approve(answer=asked.answer, words=HOSTILE, by=editor, at=time.now())
    look()
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
    desk.sign(asked, at=time.now())
    look()
    sheet.press("unsign")
    sheet.press("take-back")
    sheet.press("decline", reason="other", words=line[:300])
    look()
    expect(page.get_by_text("You said no.")).to_be_visible()
    context.close()
    assert (ran, asked_elsewhere) == ([], [])


# --- For everybody -------------------------------------------------------------------------------


def changes(asked: Invitation, editor: Person) -> None:
    desk.handed_in(asked, at=time.now())
    drafting.edited(asked, editor, "Because nobody sees their own blind spots.")
    ask_changes(answer=asked.answer, words="Tell us of the wall.", by=editor, at=time.now())


def code_sent(asked: Invitation, editor: Person) -> None:
    drafting.to_sign(asked, editor, body="Edited by the desk.")
    Sheet(asked, drafting.door(asked)).press("code")


STATES: dict[str, Any] = {
    "invited": lambda asked, editor: drafting.delegated(asked),
    "changes": changes,
    "handed in": lambda asked, editor: desk.handed_in(asked, at=time.now()),
    "to sign": code_sent,
    "signed": lambda asked, editor: desk.signed(asked, editor, at=time.now()),
    "published": lambda asked, editor: desk.published(asked, editor, at=time.now()),
    "declined": lambda asked, editor: Sheet(asked, drafting.door(asked)).press("decline", reason="time"),
    "old": lambda asked, editor: asked.links.update(expires_at=time.now()),
    "ended": lambda asked, editor: asked.links.update(revoked_at=time.now()),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_light_and_dark(
    state: str, phone: Page, asked: Invitation, editor: Person, live_server: LiveServer
) -> None:
    address = live_server.url + drafting.door(asked)
    STATES[state](asked, editor)
    found = {}
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        phone.goto(address)
        phone.evaluate(AXE)
        found[scheme] = phone.evaluate(f"() => axe.run(document, {json.dumps(RULES)}).then({SAID})")
        found[f"{scheme} wide"] = phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert found == {"light": [], "light wide": False, "dark": [], "dark wide": False}


# --- With a passkey ------------------------------------------------------------------------------


def test_a_passkey_signs_for_whoever_is_signed_in(
    phone: Page, context: BrowserContext, asked: Invitation, editor: Person, live_server: LiveServer,
    mailoutbox: list[Any],
) -> None:  # fmt: skip
    session = context.new_cdp_session(phone)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    origin = live_server.url.replace("127.0.0.1", "localhost")
    drafting.to_sign(asked, editor)
    phone.goto(f"{origin}/accounts/login/?next=/me/security/")
    phone.get_by_label("E-mail address").fill("amina@longtable.example")
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("heading", name="Type the code")).to_be_visible()
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mailoutbox[-1].body), re.MULTILINE)
    assert code
    phone.get_by_label("Code from the mail").fill(code[0])
    phone.get_by_role("button", name="Sign in").click()
    phone.get_by_role("link", name="Make a passkey").click()
    phone.get_by_role("button", name="Make the passkey").click()
    expect(phone.get_by_role("heading", name="Recovery codes")).to_be_visible()

    phone.goto(f"{origin}/me/invitations/")
    phone.get_by_role("link", name=asked.question.title).click()
    phone.get_by_role("button", name="Sign with my passkey").click()
    expect(phone.get_by_text("Signed. Thank you.")).to_be_visible()
    assert Signature.objects.get().way == Signature.Way.PASSKEY

    phone.get_by_role("button", name="Take my signature back").click()
    expect(phone.get_by_role("button", name="Sign with my passkey")).to_be_visible()
    phone.evaluate("document.querySelector('#passkey [name=shown]').value = 'a'.repeat(64)")
    phone.get_by_role("button", name="Sign with my passkey").click()  # for another text than the one it was asked about
    expect(phone.get_by_text("The passkey was not accepted.")).to_be_visible()
    assert Signature.objects.count() == 1
