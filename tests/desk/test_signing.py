"""Signing: one exact text, a fresh code, once."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bothways.desk.actions import correcting, signing
from bothways.desk.actions.linking import delegate
from bothways.desk.actions.reviewing import approve
from bothways.desk.actions.signing import TextChanged, TooManyCodes, WrongCode, ask_code, code_for, sign_by_code
from bothways.desk.actions.writing import Text
from bothways.desk.models import Invitation, Signature, SigningCode
from bothways.desk.rules import Writer
from bothways.insider.actions.editing import plan_edition, publish_edition, slot_time, unplan_edition
from bothways.insider.actions.moving import NotNow
from bothways.insider.actions.publishing import NotReady, publish_answer, text_hash
from bothways.insider.models import Answer
from bothways.people.models import Person
from tests.support import desk
from tests.support.desk import AT, DUE, MINUTE, TEXT
from tests.support.together import at_once

State = Answer.State
NOW = AT + 2 * MINUTE


def ask(asked: Invitation) -> tuple[SigningCode, str]:
    """A code, and the hash of the text that it is for."""
    text = signing.to_sign(asked.answer)
    assert text
    return ask_code(invitation=asked, by=Writer.of_leader(asked), at=NOW), text_hash(text)


def sign(asked: Invitation, shown: str, typed: str, *, at: object = NOW) -> Signature:
    return sign_by_code(invitation=asked, shown=shown, typed=typed, by=Writer.of_leader(asked), at=at)  # type: ignore[arg-type]


@pytest.fixture
def ready(asked: Invitation, editor: Person) -> Invitation:
    return desk.approved(asked, editor)


def test_what_is_signed_is_one_exact_text(ready: Invitation) -> None:
    code, shown = ask(ready)
    signature = sign(ready, shown, code_for(code))
    assert (signature.text_hash, signature.way, signature.at) == (shown, Signature.Way.CODE, NOW)
    assert signature.revision.body == TEXT.body
    assert (ready.answer.state, ready.answer.signed_hash) == (State.SIGNED, shown)
    assert ready.answer.byline_organisation == "Harbour Bridge Trust"


def test_a_code_is_easy_to_type(ready: Invitation) -> None:
    code, shown = ask(ready)
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", code_for(code))
    sign(ready, shown, f" {code_for(code).lower().replace('-', ' ')} ")
    assert ready.answer.state == State.SIGNED


def test_a_code_is_good_for_ten_minutes(ready: Invitation) -> None:
    code, shown = ask(ready)
    with pytest.raises(WrongCode):
        sign(ready, shown, code_for(code), at=NOW + timedelta(minutes=10))
    assert ready.answer.state == State.APPROVED


def test_a_code_is_good_once(ready: Invitation) -> None:
    code, shown = ask(ready)
    sign(ready, shown, code_for(code))
    signing.unsign(answer=ready.answer, by=Writer.of_leader(ready), at=NOW)
    with pytest.raises(WrongCode):
        sign(ready, shown, code_for(code))


def test_of_many_at_once_one_signs(transactional_db: None, ready: Invitation) -> None:
    code, shown = ask(ready)
    results = at_once(*[lambda: sign(ready, shown, code_for(code))] * 4)
    assert sum(isinstance(result, Signature) for result in results) == 1
    assert Signature.objects.count() == 1


def test_the_sixth_try_is_refused_even_with_the_right_code(ready: Invitation) -> None:
    code, shown = ask(ready)
    said = []
    for _ in range(signing.TRIES):
        with pytest.raises(WrongCode) as met:
            sign(ready, shown, "AAAA-AAAA")
        said.append(type(met.value))
    assert said == [WrongCode] * (signing.TRIES - 1) + [signing.SpentCode]
    with pytest.raises(signing.SpentCode):
        sign(ready, shown, code_for(code))


def test_only_the_newest_code_counts(ready: Invitation) -> None:
    old, shown = ask(ready)
    ask(ready)
    with pytest.raises(WrongCode):
        sign(ready, shown, code_for(old))


def test_codes_are_not_sent_without_end(ready: Invitation) -> None:
    for _ in range(signing.CODES_AN_HOUR):
        ask(ready)
    with pytest.raises(TooManyCodes):
        ask(ready)


def test_a_text_that_was_changed_meanwhile_is_not_signed(ready: Invitation, editor: Person) -> None:
    code, shown = ask(ready)
    changed = desk.write(ready, by=Writer.of_editor(editor), text=Text(TEXT.headline, body="Other words."), at=NOW)
    with pytest.raises(NotNow):
        sign(ready, shown, code_for(code))
    approve(answer=ready.answer, by=editor, at=NOW)
    with pytest.raises(TextChanged):
        sign(ready, shown, code_for(code))
    with pytest.raises(WrongCode):  # a code for one text signs no other
        sign(ready, text_hash(changed), code_for(code))


def test_a_delegate_cannot_sign(ready: Invitation) -> None:
    link = delegate(invitation=ready, name="Jo", address="jo@harbour.example", by=Writer.of_leader(ready), at=AT)
    with pytest.raises(PermissionDenied):
        ask_code(invitation=ready, by=Writer.of_link(link), at=NOW)
    code, shown = ask(ready)
    with pytest.raises(PermissionDenied):
        sign_by_code(invitation=ready, shown=shown, typed=code_for(code), by=Writer.of_link(link), at=NOW)


def test_nor_can_the_desk(ready: Invitation, editor: Person) -> None:
    with pytest.raises(PermissionDenied):
        ask_code(invitation=ready, by=Writer.of_editor(editor), at=NOW)


def test_what_is_not_approved_is_not_signed(asked: Invitation) -> None:
    desk.handed_in(asked)
    with pytest.raises(NotNow):
        ask_code(invitation=asked, by=Writer.of_leader(asked), at=NOW)


class TestScheduled:
    def test_a_signed_answer_with_a_slot_is_scheduled(self, ready: Invitation, editor: Person) -> None:
        plan_edition(day=DUE, answer=ready.answer, by=editor, at=NOW)
        desk.sign(ready)
        assert ready.answer.state == State.SCHEDULED
        unplan_edition(day=DUE, by=editor, at=NOW)
        ready.answer.refresh_from_db()
        assert ready.answer.state == State.SIGNED

    def test_planning_what_is_signed_schedules_it(self, ready: Invitation, editor: Person) -> None:
        desk.sign(ready)
        plan_edition(day=DUE, answer=ready.answer, by=editor, at=NOW)
        ready.answer.refresh_from_db()
        assert ready.answer.state == State.SCHEDULED
        edition = publish_edition(day=DUE, at=slot_time(DUE))
        assert edition
        assert edition.answer.state == State.PUBLISHED
        assert edition.answer.slug == "somebody-who-sees-you"

    def test_an_unsigned_answer_is_never_published(self, ready: Invitation, editor: Person) -> None:
        with pytest.raises(NotReady):
            publish_answer(answer=ready.answer, by=editor, at=NOW)


class TestCorrections:
    def test_a_small_one_needs_no_signature(self, asked: Invitation, editor: Person) -> None:
        desk.published(asked, editor)
        made = correcting.correct_small(answer=asked.answer, body="Mended.", note="A typing error", by=editor, at=NOW)
        assert (made.signed_at, made.body_before, asked.answer.body) == (None, TEXT.body, "Mended.")

    def test_one_that_changes_the_sense_waits_for_the_author(self, asked: Invitation, editor: Person) -> None:
        desk.published(asked, editor)
        correcting.propose_correction(answer=asked.answer, body="It took three.", note="Three", by=editor, at=NOW)
        asked.answer.refresh_from_db()
        assert asked.answer.body == TEXT.body
        desk.sign(asked, at=NOW + MINUTE)
        correction = asked.answer.corrections.get()
        assert (asked.answer.body, correction.signed_at) == ("It took three.", NOW + MINUTE)
        assert asked.answer.signed_hash == text_hash(asked.answer)

    def test_it_can_be_dropped_and_proposed_again(self, asked: Invitation, editor: Person) -> None:
        desk.published(asked, editor)
        proposal = correcting.propose_correction(answer=asked.answer, body="One.", note="One", by=editor, at=NOW)
        with pytest.raises(correcting.ProposedAlready):
            correcting.propose_correction(answer=asked.answer, body="Two.", note="Two", by=editor, at=NOW)
        assert correcting.drop_correction(proposal=proposal, by=editor, at=NOW)
        assert not correcting.drop_correction(proposal=proposal, by=editor, at=NOW)
        correcting.propose_correction(answer=asked.answer, body="Two.", note="Two", by=editor, at=NOW)
        desk.sign(asked, at=NOW + MINUTE)
        assert asked.answer.body == "Two."


def test_a_signature_names_the_address_that_proved_it(ready: Invitation, insider: Person) -> None:
    Invitation.objects.filter(pk=ready.pk).update(address="office@harbour.example")
    ready.refresh_from_db()
    text = signing.to_sign(ready.answer)
    assert text
    made = signing.sign_by_passkey(invitation=ready, shown=text_hash(text), by=Writer.of_leader(ready), at=NOW)
    assert (made.way, made.address) == ("passkey", insider.email)
