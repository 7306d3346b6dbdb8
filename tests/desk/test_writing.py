"""Drafts: nothing written is lost, and nobody writes over another's words."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bothways.desk.actions.linking import delegate, leader_link
from bothways.desk.actions.reviewing import approve
from bothways.desk.actions.writing import (
    Conflict,
    NothingWritten,
    Text,
    hand_in,
    latest,
    save_draft,
    take_back,
    take_up,
)
from bothways.desk.models import Invitation, Revision
from bothways.desk.rules import Writer
from bothways.history.models import Entry
from bothways.insider.actions.moving import NotNow
from bothways.insider.models import Answer
from bothways.notifications.models import Letter
from bothways.people.models import Person
from tests.support import desk, writing
from tests.support.desk import AT, MINUTE, TEXT
from tests.support.together import at_once

State = Answer.State
OTHER = Text(headline="Another thought", body="It was the desk.")


def revisions(asked: Invitation) -> list[tuple[int, int, str]]:
    return list(asked.answer.revisions.values_list("number", "edits", "body"))


class TestSaving:
    def test_the_first_word_accepts_the_invitation(self, asked: Invitation) -> None:
        desk.write(asked)
        asked.refresh_from_db()
        assert (asked.answer.state, asked.answer.state_at) == (State.DRAFT, AT + MINUTE)
        assert asked.accepted_at == AT + MINUTE
        assert (asked.answer.headline, asked.answer.body) == (TEXT.headline, TEXT.body)

    def test_a_writer_goes_on_in_the_same_revision(self, asked: Invitation) -> None:
        desk.write(asked, Text(body="One"))
        desk.write(asked, Text(body="One two"), at=AT + 2 * MINUTE)
        assert revisions(asked) == [(1, 2, "One two")]

    def test_after_half_an_hour_the_next_begins(self, asked: Invitation) -> None:
        desk.write(asked, Text(body="One"))
        desk.write(asked, Text(body="One two"), at=AT + 40 * MINUTE)
        assert revisions(asked) == [(1, 1, "One"), (2, 1, "One two")]

    def test_an_emptied_box_leaves_the_longer_text_where_it_can_be_found(self, asked: Invitation) -> None:
        desk.write(asked)
        desk.write(asked, Text(headline=TEXT.headline, body=""), at=AT + 2 * MINUTE)
        assert revisions(asked) == [(1, 1, TEXT.body), (2, 1, "")]

    def test_the_same_text_again_is_no_change(self, asked: Invitation) -> None:
        desk.write(asked)
        before = Entry.objects.count()
        desk.write(asked, at=AT + 2 * MINUTE)
        assert Entry.objects.count() == before
        assert revisions(asked) == [(1, 1, TEXT.body)]

    def test_a_delegate_writes_a_revision_of_their_own(self, asked: Invitation) -> None:
        desk.write(asked)
        by = Writer.of_leader(asked)
        link = delegate(invitation=asked, name="Jo Park", address="Jo@Harbour.example", by=by, at=AT)
        desk.write(asked, OTHER, by=Writer.of_link(link), at=AT + 2 * MINUTE)
        assert revisions(asked) == [(1, 1, TEXT.body), (2, 1, OTHER.body)]
        last = latest(asked.answer)
        assert last
        assert (last.by, last.by_name, last.way) == (None, "Jo Park", Revision.Way.LINK)

    def test_two_writers_meet_a_conflict_that_holds_the_other_text(self, asked: Invitation) -> None:
        begun_from = desk.write(asked).mark
        desk.write(asked, OTHER, at=AT + 2 * MINUTE)
        with pytest.raises(Conflict) as met:
            save_draft(
                answer=asked.answer, text=Text(body="Mine"), based_on=begun_from, by=Writer.of_leader(asked), at=AT
            )
        assert met.value.theirs.body == OTHER.body
        assert latest(asked.answer) == met.value.theirs

    def test_one_of_two_at_the_same_moment_meets_a_conflict(self, transactional_db: None, asked: Invitation) -> None:
        mark = desk.write(asked, Text(body="Begin")).mark
        by = Writer.of_leader(asked)

        def save(body: str) -> Revision:
            return save_draft(answer=asked.answer, text=Text(body=body), based_on=mark, by=by, at=AT + 2 * MINUTE)

        first, second = at_once(lambda: save("Left"), lambda: save("Right"))
        assert sorted(type(result).__name__ for result in (first, second)) == ["Conflict", "Revision"]

    def test_what_is_handed_in_is_not_the_writers_any_more(self, asked: Invitation) -> None:
        desk.handed_in(asked)
        with pytest.raises(NotNow, match="handed in"):
            desk.write(asked, OTHER)
        assert latest(asked.answer).body == TEXT.body  # type: ignore[union-attr]

    def test_the_desk_does_not_write_into_an_authors_draft(self, asked: Invitation, editor: Person) -> None:
        desk.write(asked)
        with pytest.raises(NotNow):
            desk.write(asked, OTHER, by=Writer.of_editor(editor))

    def test_a_word_of_the_desk_ends_what_was_signed(self, asked: Invitation, editor: Person) -> None:
        desk.signed(asked, editor)
        desk.write(asked, OTHER, by=Writer.of_editor(editor), at=AT + 3 * MINUTE)
        answer = asked.answer
        assert (answer.state, answer.signed_at, answer.signed_hash) == (State.SUBMITTED, None, "")

    def test_nobody_else_writes_as_the_desk(self, asked: Invitation, member: Person) -> None:
        desk.handed_in(asked)
        with pytest.raises(PermissionDenied):
            desk.write(asked, OTHER, by=Writer.of_editor(member))


class TestHandingIn:
    def test_the_desk_hears_of_it(self, asked: Invitation, editor: Person) -> None:
        desk.handed_in(asked)
        assert asked.answer.state == State.SUBMITTED
        assert Letter.objects.get(kind="desk.handed_in").person == editor
        asked.refresh_from_db()
        assert asked.handed_in_at == AT + MINUTE

    def test_an_empty_page_is_not_handed_in(self, asked: Invitation) -> None:
        with pytest.raises(NothingWritten):
            hand_in(answer=asked.answer, by=Writer.of_leader(asked), at=AT)
        desk.write(asked, Text(headline="Only a headline", body=" \n"))
        with pytest.raises(NothingWritten):
            hand_in(answer=asked.answer, by=Writer.of_leader(asked), at=AT)

    def test_a_delegate_hands_it_to_the_leader(self, asked: Invitation) -> None:
        by = Writer.of_leader(asked)
        link = delegate(invitation=asked, name="Jo", address="jo@harbour.example", by=by, at=AT)
        writer = Writer.of_link(link)
        desk.write(asked, by=writer)
        hand_in(answer=asked.answer, by=writer, at=AT + 2 * MINUTE)
        assert asked.answer.state == State.DRAFT
        assert Letter.objects.filter(kind="desk.handed_in").count() == 0
        assert Letter.objects.get(kind="desk.ready_for_leader").to == asked.address
        hand_in(answer=asked.answer, by=by, at=AT + 3 * MINUTE)
        assert asked.answer.state == State.SUBMITTED

    def test_it_can_be_taken_back_until_it_is_signed(self, asked: Invitation, editor: Person) -> None:
        desk.approved(asked, editor)
        take_back(answer=asked.answer, by=Writer.of_leader(asked), at=AT + 2 * MINUTE)
        assert asked.answer.state == State.DRAFT
        desk.signed(asked, editor, OTHER, at=AT + 3 * MINUTE)
        with pytest.raises(NotNow, match="signed"):
            take_back(answer=asked.answer, by=Writer.of_leader(asked), at=AT + 4 * MINUTE)

    def test_the_desk_takes_up_what_came_by_mail_and_nothing_else(self, asked: Invitation, editor: Person) -> None:
        desk.write(asked)
        with pytest.raises(NotNow):
            take_up(answer=asked.answer, by=editor, at=AT + 2 * MINUTE)
        desk.write(asked, OTHER, by=Writer.of_mail(asked, 7), at=AT + 2 * MINUTE)
        take_up(answer=asked.answer, by=editor, at=AT + 3 * MINUTE)
        assert asked.answer.state == State.SUBMITTED
        assert latest(asked.answer).arrival_id == 7  # type: ignore[union-attr]

    def test_a_link_made_anew_writes_on_in_the_same_hand(self, asked: Invitation) -> None:
        link = leader_link(asked, by=None, at=AT + timedelta(days=1))
        desk.write(asked, Text(body="One"), by=Writer.of_link(link))
        desk.write(asked, Text(body="One two"), by=Writer.of_link(link), at=AT + 2 * MINUTE)
        assert revisions(asked) == [(1, 2, "One two")]


def test_approval_asks_for_the_text_that_is_there(asked: Invitation, editor: Person) -> None:
    desk.handed_in(asked)
    approve(answer=asked.answer, words="Lovely.", by=editor, at=AT + 2 * MINUTE)
    assert asked.answer.reviews.get().revision == latest(asked.answer)
    assert Letter.objects.get(kind="desk.to_sign").to == asked.address


def test_nobody_writes_or_hands_in_the_draft_of_another(
    asked: Invitation, insider: Person, member: Person, editor: Person
) -> None:
    desk.write(asked)
    answer, other = asked.answer, desk.invitation(writing.question("Another?"), insider, editor)
    elsewhere = Writer.of_link(leader_link(other, by=None, at=AT))
    stranger = Writer(Revision.Way.ACCOUNT, member.name, member)
    for by in (elsewhere, stranger):
        with pytest.raises(PermissionDenied):
            save_draft(answer=answer, text=OTHER, based_on="1.1", by=by, at=AT)
    for by in (elsewhere, stranger, Writer.of_editor(editor)):
        with pytest.raises(PermissionDenied):
            hand_in(answer=answer, by=by, at=AT)
    assert revisions(asked) == [(1, 1, TEXT.body)]
