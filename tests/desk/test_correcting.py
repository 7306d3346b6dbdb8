"""Corrections: what one editor corrects is never undone by what another began before."""

import pytest
from django.core.exceptions import PermissionDenied

from bothways.desk.actions.correcting import ProposedAlready, correct_small, drop_correction, propose_correction
from bothways.desk.actions.writing import Text
from bothways.desk.models import Invitation
from bothways.insider.actions.moving import NotNow
from bothways.insider.actions.publishing import text_hash, withdraw_answer
from bothways.insider.models import Answer
from bothways.people.models import Person
from tests.support import desk
from tests.support.desk import AT, MINUTE

FIRST = Text(headline="Somebody who sees you", body="It took one evning.")
LATER = AT + 60 * MINUTE


@pytest.fixture
def published(asked: Invitation, editor: Person) -> Invitation:
    desk.published(asked, editor, FIRST)
    asked.answer.refresh_from_db()
    return asked


def test_a_small_thing_shows_at_once_with_both_versions(published: Invitation, editor: Person) -> None:
    made = correct_small(answer=published.answer, body="It took one evening.", note="A letter", by=editor, at=LATER)
    assert (made.body_before, made.body_after, made.signed_at) == (FIRST.body, "It took one evening.", None)
    assert published.answer.body == "It took one evening."
    assert published.answer.revisions.count() == 2


def test_who_began_before_another_correction_is_told(published: Invitation, editor: Person) -> None:
    mark = text_hash(published.answer)
    correct_small(answer=published.answer, body="One evening.", note="a", based_on=mark, by=editor, at=LATER)
    for correct in (correct_small, propose_correction):
        with pytest.raises(NotNow, match="corrected since"):
            correct(answer=published.answer, body="Two evenings.", note="b", based_on=mark, by=editor, at=LATER)
    published.answer.refresh_from_db()
    assert published.answer.body == "One evening."
    assert published.answer.corrections.count() == 1


def test_no_small_correction_while_another_text_waits_for_a_signature(published: Invitation, editor: Person) -> None:
    """Signing would put the proposed text in its place and undo it."""
    proposal = propose_correction(answer=published.answer, body="Two evenings.", note="b", by=editor, at=LATER)
    with pytest.raises(ProposedAlready):
        correct_small(answer=published.answer, body="One evening.", note="a", by=editor, at=LATER)
    assert published.answer.revisions.count() == 2
    assert drop_correction(proposal=proposal, by=editor, at=LATER)
    correct_small(answer=published.answer, body="One evening.", note="a", by=editor, at=LATER)
    assert published.answer.body == "One evening."


def test_only_the_desk_corrects(published: Invitation, member: Person) -> None:
    for correct in (correct_small, propose_correction):
        with pytest.raises(PermissionDenied):
            correct(answer=published.answer, body="Mine.", note="b", by=member, at=LATER)


def test_nothing_is_proposed_for_what_was_withdrawn_meanwhile(published: Invitation, editor: Person) -> None:
    seen = Answer.objects.get(pk=published.answer_id)
    withdraw_answer(answer=published.answer, reason="It was wrong.", by=editor, at=AT)
    with pytest.raises(NotNow):
        propose_correction(answer=seen, body="Better.", note="Two desks", by=editor, at=AT)
    assert seen.proposed_corrections.count() == 0
