"""Signing on the page: exactly the text that was shown, by whoever reads the leader's mail."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse

from bothways.desk.actions.correcting import propose_correction
from bothways.desk.actions.reviewing import approve, unapprove
from bothways.desk.actions.signing import code_for
from bothways.desk.models import Invitation, Signature
from bothways.foundation import time
from bothways.insider.actions.publishing import text_hash
from bothways.insider.models import Answer
from bothways.notifications.actions.pausing import pause_address
from bothways.people.models import Person
from tests.support import desk, drafting, writing
from tests.support.drafting import Sheet, text
from tests.support.html import faults, parse
from tests.support.together import at_once

pytestmark = pytest.mark.django_db

State = Answer.State
EDITED = "Because nobody sees their own blind spot. Mine was a wall."


@pytest.fixture
def sheet(insider: Person, editor: Person) -> Sheet:
    """An answer that waits for its author."""
    asked = drafting.to_sign(drafting.invited(insider, editor), editor, body=EDITED)
    return Sheet(asked, drafting.door(asked))


def shown(sheet: Sheet) -> str:
    """The hash that the page carries."""
    field = parse(sheet.client.get(sheet.address).content).select_one("form [name=shown]")
    assert field
    return str(field["value"])


def code(sheet: Sheet) -> str:
    return code_for(sheet.asked.codes.latest("pk"))


def state(sheet: Sheet) -> str:
    sheet.asked.answer.refresh_from_db()
    return sheet.asked.answer.state


def sign(sheet: Sheet, typed: str = "") -> HttpResponse:
    return sheet.press("sign", shown=shown(sheet), code=typed or code(sheet))


def test_a_code_signs_what_is_shown(sheet: Sheet) -> None:
    asked = sheet.press("code")
    assert asked["Location"] == f"{sheet.address}#sign"
    page = sheet.client.get(sheet.address)
    assert "on its way to a…@longtable.example" in text(page)
    assert code(sheet) not in page.content.decode()
    assert sign(sheet).status_code == 302
    assert state(sheet) == State.SIGNED
    signature = Signature.objects.get()
    assert (signature.text_hash, signature.way) == (text_hash(sheet.asked.answer), Signature.Way.CODE)
    assert "Signed. Thank you." in text(sheet.client.get(sheet.address))


def test_a_delegate_reads_that_it_is_signed_and_no_promise_to_the_author(sheet: Sheet) -> None:
    delegate = Sheet(sheet.asked, drafting.delegated(sheet.asked).get_absolute_url())
    sheet.press("code")
    sign(sheet)
    assert "without you" in text(sheet.client.get(sheet.address))
    page = text(delegate.client.get(delegate.address))
    assert "has signed. Thank you for the draft." in page
    assert "without you" not in page


@pytest.mark.parametrize("typed", ["{0}", "{0} ", "{1}", "{2}"])
def test_however_it_is_typed(sheet: Sheet, typed: str) -> None:
    sheet.press("code")
    made = code(sheet)
    assert sign(sheet, typed.format(made, made.lower(), made.replace("-", " "))).status_code == 302


def test_the_signature_can_be_taken_back_until_it_is_published(sheet: Sheet) -> None:
    sheet.press("code")
    sign(sheet)
    assert sheet.press("unsign").status_code == 302
    assert state(sheet) == State.APPROVED


def test_a_wrong_code_is_said_kindly_and_five_are_the_end(sheet: Sheet) -> None:
    sheet.press("code")
    hash_shown, right = shown(sheet), code(sheet)
    for left in (4, 3, 2, 1, 0):
        answer = sheet.press("sign", shown=hash_shown, code="AAAA-AAAA")
        assert answer.status_code == 422
        assert ("not the code in the newest mail" if left else "good no longer") in text(answer)
        assert faults(parse(answer.content)) == []
    assert sheet.press("sign", shown=hash_shown, code=right).status_code == 422
    assert state(sheet) == State.APPROVED


def test_after_ten_minutes_it_is_too_old(sheet: Sheet) -> None:
    sheet.press("code")
    hash_shown = shown(sheet)
    with time_machine.travel(time.now() + timedelta(minutes=10, seconds=1)):
        assert "Send me a code" in text(sheet.client.get(sheet.address))
        assert sheet.press("sign", shown=hash_shown, code=code(sheet)).status_code == 422
    assert state(sheet) == State.APPROVED


def test_an_older_code_is_good_no_longer(sheet: Sheet) -> None:
    sheet.press("code")
    first = code(sheet)
    sheet.press("code")
    assert sign(sheet, first).status_code == 422
    assert sign(sheet).status_code == 302


def test_a_used_code_signs_nothing_more(sheet: Sheet) -> None:
    sheet.press("code")
    hash_shown, used = shown(sheet), code(sheet)
    sign(sheet)
    sheet.press("unsign")
    assert sheet.press("sign", shown=hash_shown, code=used).status_code == 422
    assert Signature.objects.count() == 1


def test_six_an_hour(sheet: Sheet) -> None:
    answers = [sheet.press("code") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [302] * 6 + [429]
    assert "Six codes were sent within the hour" in text(answers[-1])


def test_a_text_that_changed_is_shown_anew_and_not_signed(sheet: Sheet, editor: Person) -> None:
    sheet.press("code")
    hash_shown, made = shown(sheet), code(sheet)
    unapprove(answer=sheet.asked.answer, by=editor, at=time.now())
    drafting.edited(sheet.asked, editor, "Something else altogether.")
    approve(answer=sheet.asked.answer, by=editor, at=time.now())
    answer = sheet.press("sign", shown=hash_shown, code=made)
    assert answer.status_code == 409
    assert "so nothing was signed" in text(answer)
    assert "Something else altogether." in text(answer)
    assert state(sheet) == State.APPROVED


def test_the_code_of_another_draft_does_not_sign(sheet: Sheet, member: Person, editor: Person) -> None:
    other = drafting.to_sign(drafting.invited(member, editor, writing.question("Another?")), editor, body=EDITED)
    theirs = Sheet(other, drafting.door(other))
    sheet.press("code")
    theirs.press("code")
    assert shown(sheet) == shown(theirs)  # the very same text
    assert sign(sheet, code(theirs)).status_code == 422
    assert state(sheet) == State.APPROVED


@pytest.mark.parametrize("made_up", ["", "x", "0" * 63, "g" * 64])
def test_a_hash_that_is_none_is_refused(sheet: Sheet, made_up: str) -> None:
    sheet.press("code")
    assert sheet.press("sign", shown=made_up, code=code(sheet)).status_code == 422
    assert state(sheet) == State.APPROVED


def test_a_correction_is_signed_the_same_way(insider: Person, editor: Person) -> None:
    asked = desk.published(drafting.invited(insider, editor), editor, at=time.now())
    propose_correction(answer=asked.answer, body="Two desks.", note="Two desks", by=editor, at=time.now())
    sheet = Sheet(asked, drafting.door(asked))
    sheet.press("code")
    assert sign(sheet).status_code == 302
    asked.answer.refresh_from_db()
    assert (asked.answer.state, asked.answer.body) == (State.PUBLISHED, "Two desks.")
    assert "is published" in text(sheet.client.get(sheet.address))


def test_no_code_is_said_to_be_on_its_way_where_no_mail_goes(sheet: Sheet, editor: Person) -> None:
    pause_address(address=sheet.asked.address, reason="No such mailbox.", at=time.now())
    answer = sheet.press("code")
    assert answer.status_code == 409
    assert "mail to your address came back" in text(answer)
    assert sheet.asked.codes.count() == 0


def test_there_is_no_passkey_by_the_link(sheet: Sheet) -> None:
    sheet.press("code")
    assert sheet.press("passkey", shown=shown(sheet), credential="{}").status_code == 404
    assert state(sheet) == State.APPROVED


@pytest.mark.django_db(transaction=True)
def test_two_presses_in_one_moment_are_one_signature(insider: Person, editor: Person) -> None:
    asked = drafting.to_sign(drafting.invited(insider, editor), editor)
    sheet = Sheet(asked, drafting.door(asked))
    sheet.press("code")
    hash_shown, made = shown(sheet), code(sheet)

    def press() -> int:
        own = Sheet(asked, sheet.address)
        own.client.cookies = sheet.client.cookies
        return own.press("sign", shown=hash_shown, code=made).status_code

    statuses = at_once(press, press)
    assert Signature.objects.count() == 1
    assert statuses.count(302) == 1, statuses
    assert Invitation.objects.get().answer.state == State.SIGNED
