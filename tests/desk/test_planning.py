"""Planning and showing are the desk’s; nothing that is planned or written is pushed aside unseen."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from bothways.desk.actions.signing import unsign
from bothways.desk.actions.triaging import reword_question
from bothways.desk.actions.writing import Text, save_draft
from bothways.desk.rules import Writer
from bothways.insider.actions.asking import Wording
from bothways.insider.actions.editing import (
    SlotTaken,
    bench_answer,
    plan_edition,
    unbench_answer,
    unplan_edition,
)
from bothways.insider.actions.moving import NotNow
from bothways.insider.actions.publishing import publish_answer, reinstate_answer, text_hash, withdraw_answer
from bothways.insider.models import Answer, Edition, Question
from bothways.people.models import Person
from tests.support import desk, writing
from tests.support.desk import AT, MINUTE
from tests.support.together import at_once

DAY = date(2026, 12, 1)


def test_a_day_that_is_taken_stays_so_where_only_a_free_one_is_wanted(
    question: Question, insider: Person, editor: Person
) -> None:
    first, second = writing.signed(question, insider), writing.signed(question, insider, "Another")
    plan_edition(day=DAY, answer=first, only_if_free=True, by=editor, at=AT)
    plan_edition(day=DAY, answer=first, only_if_free=True, by=editor, at=AT)
    with pytest.raises(SlotTaken):
        plan_edition(day=DAY, answer=second, only_if_free=True, by=editor, at=AT)
    assert Edition.objects.get(day=DAY).answer == first
    plan_edition(day=DAY, answer=second, by=editor, at=AT)
    assert Edition.objects.get(day=DAY).answer == second


@pytest.mark.parametrize("act", [bench_answer, unbench_answer, publish_answer, reinstate_answer])
def test_members_do_not_do_the_work_of_the_desk(
    act: object, question: Question, insider: Person, member: Person
) -> None:
    answer = writing.signed(question, insider)
    with pytest.raises(PermissionDenied):
        act(answer=answer, by=member, at=AT)  # type: ignore[operator]
    with pytest.raises(PermissionDenied):
        withdraw_answer(answer=answer, reason="", by=member, at=AT)
    answer.refresh_from_db()
    assert (answer.state, hasattr(answer, "bench")) == ("signed", False)


def test_a_text_that_was_written_elsewhere_is_kept_when_the_desk_changes_it(
    question: Question, insider: Person, editor: Person
) -> None:
    answer = writing.signed(question, insider)
    save_draft(answer=answer, text=Text("New", "", "New words."), based_on="", by=Writer.of_editor(editor), at=AT)
    assert list(answer.revisions.values_list("number", "body")) == [(1, writing.BODY), (2, "New words.")]


def test_of_two_who_put_a_question_better_the_second_is_told(question: Question, editor: Person) -> None:
    seen = question.changed_at
    first, second = Wording("Who sees you?"), Wording("Who hears you?")
    reword_question(question=question, wording=first, based_on=seen, by=editor, at=AT + MINUTE)
    with pytest.raises(NotNow, match="since you began"):
        reword_question(question=question, wording=second, based_on=seen, by=editor, at=AT + MINUTE)
    question.refresh_from_db()
    assert question.title == "Who sees you?"


@pytest.mark.postgresql
def test_unplanning_and_taking_a_signature_back_in_the_same_moment_do_not_lock_each_other_out(
    transactional_db: None, question: Question, insider: Person, editor: Person
) -> None:
    """History is written last, for its chain stays locked until the commit."""
    asked = desk.signed(desk.invitation(question, insider, editor), editor)
    leader, met = Writer.of_leader(asked), set[str]()
    for _ in range(25):
        plan_edition(day=DAY, answer=asked.answer, by=editor, at=AT)
        one = Answer.objects.get(pk=asked.answer_id)
        results: list[object] = at_once(
            lambda: unplan_edition(day=DAY, by=editor, at=AT),
            lambda one=one: unsign(answer=one, by=leader, at=AT),  # type: ignore[misc]
        )
        met |= {type(result).__name__ for result in results}
        hash_now = {"signed_at": AT, "signed_hash": text_hash(one)}
        Answer.objects.filter(pk=one.pk).update(state=Answer.State.SIGNED, **hash_now)
    assert met == {"bool", "NoneType"}
