"""Questions at the desk: accepted, opened, declined, merged; and each of it taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bothways.desk.actions import claiming, inviting, merging, triaging
from bothways.desk.models import Claim, Invitation
from bothways.desk.rules import Writer
from bothways.insider.actions.asking import Wording, ask_question
from bothways.insider.actions.following import follow
from bothways.insider.actions.moving import NotNow
from bothways.insider.models import Follow, Question
from bothways.insider.search import Criteria, find
from bothways.notifications.models import Letter
from bothways.people.models import Person
from tests.support import desk, writing
from tests.support.desk import AT, DUE, MINUTE
from tests.support.together import at_once

State = Question.State
NOW = AT + MINUTE


@pytest.fixture
def new(member: Person) -> Question:
    return ask_question(wording=Wording("How do I say no?", detail="To *my* board."), by=member, at=AT)


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


class TestTriage:
    def test_a_question_waits_unseen(self, new: Question) -> None:
        assert new.state == State.ASKED
        assert new.detail_html == "<p>To <em>my</em> board.</p>\n"
        assert not Question.objects.visible_to(None).exists()

    def test_asked_again_after_going_back_it_is_the_same_question(self, new: Question, member: Person) -> None:
        wording = Wording("How do I say no?")
        assert ask_question(wording=wording, by=member, at=AT + MINUTE) == new
        assert ask_question(wording=wording, by=member, at=AT + timedelta(hours=2)) != new

    def test_opened_it_is_there_for_all_and_the_asker_hears(self, new: Question, editor: Person) -> None:
        triaging.accept_question(question=new, by=editor, at=NOW)
        triaging.open_question(question=new, by=editor, at=NOW)
        assert Client().get(new.get_absolute_url()).status_code == 200
        assert kinds() == ["question.accepted", "question.opened"]
        assert [found.document.title for found in find(Criteria(text="board")).found] == ["How do I say no?"]

    def test_declined_with_a_reason_and_reconsidered(self, new: Question, editor: Person) -> None:
        triaging.decline_question(question=new, reason="It names a colleague.", by=editor, at=NOW)
        assert (new.state, new.declined_reason) == (State.DECLINED, "It names a colleague.")
        assert kinds() == ["question.declined"]
        triaging.reconsider_question(question=new, by=editor, at=NOW)
        assert (new.state, new.declined_reason) == (State.ASKED, "")

    def test_every_step_has_its_way_back(self, new: Question, editor: Person) -> None:
        for step, state in (
            (triaging.accept_question, State.ACCEPTED),
            (triaging.unaccept_question, State.ASKED),
            (triaging.open_question, State.OPEN),
            (triaging.archive_question, State.ARCHIVED),
            (triaging.unarchive_question, State.OPEN),
            (triaging.close_question, State.ACCEPTED),
        ):
            step(question=new, by=editor, at=NOW)
            new.refresh_from_db()
            assert new.state == state

    def test_an_editors_own_question_brings_them_no_letters(self, editor: Person) -> None:
        own = ask_question(wording=Wording("Mine?"), by=editor, at=AT)
        triaging.open_question(question=own, by=editor, at=NOW)
        assert kinds() == []

    def test_a_question_with_answers_is_archived_not_closed(self, asked: Invitation, editor: Person) -> None:
        desk.published(asked, editor)
        with pytest.raises(NotNow, match="archive"):
            triaging.close_question(question=asked.question, by=editor, at=NOW)

    def test_of_two_editors_at_once_one_decides(
        self, transactional_db: None, new: Question, editor: Person, owner: Person
    ) -> None:
        first, second = (Question.objects.get(pk=new.pk) for _ in range(2))
        results = at_once(
            lambda: triaging.decline_question(question=first, reason="No.", by=editor, at=NOW),
            lambda: triaging.decline_question(question=second, reason="Not now.", by=owner, at=NOW),
        )
        assert sorted(type(result).__name__ for result in results) == ["NoneType", "NotNow"]
        assert kinds() == ["question.declined"]

    def test_put_better_its_address_follows_until_it_is_open(self, new: Question, editor: Person) -> None:
        triaging.reword_question(question=new, wording=Wording("How to say no?"), by=editor, at=NOW)
        assert (new.slug, new.detail) == ("how-to-say-no", "")
        triaging.open_question(question=new, by=editor, at=NOW)
        triaging.reword_question(question=new, wording=Wording("When to say no?"), by=editor, at=NOW)
        assert (new.title, new.slug) == ("When to say no?", "how-to-say-no")

    def test_only_the_desk_decides(self, new: Question, member: Person) -> None:
        steps = (
            triaging.accept_question, triaging.open_question, triaging.archive_question, triaging.unaccept_question,
            triaging.unarchive_question, triaging.close_question, triaging.reconsider_question,
        )  # fmt: skip
        for step in steps:
            with pytest.raises(PermissionDenied):
                step(question=new, by=member, at=NOW)
        with pytest.raises(PermissionDenied):
            triaging.decline_question(question=new, reason="", by=member, at=NOW)
        with pytest.raises(PermissionDenied):
            claiming.claim(thing=new, by=member, at=NOW)
        with pytest.raises(PermissionDenied):
            merging.merge_question(question=new, into=writing.question(), by=member, at=NOW)


class TestQuestionsThatLeadersAreAskedFor:
    """A link, a letter and a text in hand are not left hanging on a question that nobody asks any more."""

    def test_one_is_not_declined(self, insider: Person, editor: Person) -> None:
        accepted = writing.question("Who hears you?", state=State.ACCEPTED)
        asked = desk.invitation(accepted, insider, editor)
        with pytest.raises(NotNow, match="Withdraw the invitation"):
            triaging.decline_question(question=accepted, reason="No.", by=editor, at=NOW)
        inviting.withdraw_invitation(invitation=asked, by=editor, at=NOW)
        triaging.decline_question(question=accepted, reason="No.", by=editor, at=NOW)
        assert accepted.state == State.DECLINED

    def test_and_once_declined_the_invitation_is_not_taken_up_again(self, insider: Person, editor: Person) -> None:
        accepted = writing.question("Who hears you?", state=State.ACCEPTED)
        asked = desk.invitation(accepted, insider, editor)
        leader = Writer.of_leader(asked)
        inviting.decline(invitation=asked, reason=Invitation.Reason.TIME, by=leader, at=NOW)
        triaging.decline_question(question=accepted, reason="No.", by=editor, at=NOW)
        with pytest.raises(NotNow):
            inviting.reopen(invitation=asked, due_on=DUE, by=leader, at=NOW)
        asked.refresh_from_db()
        assert asked.declined_at == NOW

    def test_declining_and_inviting_at_once_do_not_both_succeed(
        self, transactional_db: None, insider: Person, editor: Person, owner: Person
    ) -> None:
        accepted = writing.question("Who hears you?", state=State.ACCEPTED)
        at_once(
            lambda: triaging.decline_question(
                question=Question.objects.get(pk=accepted.pk), reason="No.", by=owner, at=NOW
            ),
            lambda: desk.invitation(accepted, insider, editor),
        )
        accepted.refresh_from_db()
        assert (accepted.state == State.DECLINED) != Invitation.objects.exists()

    @pytest.mark.parametrize("state", [State.ASKED, State.DECLINED])
    def test_one_does_not_go_on_in_one_that_nobody_is_asked(
        self, state: Question.State, asked: Invitation, editor: Person
    ) -> None:
        into = writing.question("Another?", state=state)
        with pytest.raises(NotNow, match="accept the other"):
            merging.merge_question(question=asked.question, into=into, by=editor, at=NOW)


class TestMerging:
    def test_published_answers_do_not_vanish_in_a_question_that_is_not_open(
        self, asked: Invitation, editor: Person
    ) -> None:
        desk.published(asked, editor)
        into = writing.question("Who has a mentor?", state=State.ACCEPTED)
        with pytest.raises(NotNow, match="open the other"):
            merging.merge_question(question=asked.question, into=into, by=editor, at=NOW)
        assert Client().get(asked.answer.get_absolute_url()).status_code == 200

    def test_nor_when_it_is_taken_back(self, insider: Person, editor: Person) -> None:
        accepted = writing.question("Who hears you?", state=State.ACCEPTED)
        asked = desk.invitation(accepted, insider, editor)
        merging.merge_question(question=accepted, into=writing.question(), by=editor, at=NOW)
        desk.published(Invitation.objects.get(pk=asked.pk), editor)
        with pytest.raises(NotNow, match="readers would lose it"):
            merging.unmerge_question(question=accepted, by=editor, at=NOW)

    def test_everything_moves_and_the_address_leads_on(
        self, asked: Invitation, editor: Person, member: Person, other_member: Person
    ) -> None:
        desk.published(asked, editor)
        old, into = asked.question, writing.question("Who has a mentor?")
        for person in (member, other_member):
            follow(thing=old, by=person, at=AT)
        follow(thing=into, by=member, at=AT)
        merging.merge_question(question=old, into=into, by=editor, at=NOW)
        assert (into.answer_count, into.follower_count) == (1, 2)
        asked.refresh_from_db()
        assert asked.question == into
        gone = Client().get(old.get_absolute_url())
        assert (gone.status_code, gone["Location"]) == (301, into.get_absolute_url())
        assert Client().get(asked.answer.get_absolute_url()).status_code == 200

    def test_it_can_be_taken_back(
        self, asked: Invitation, editor: Person, member: Person, other_member: Person
    ) -> None:
        desk.published(asked, editor)
        old, into = asked.question, writing.question("Who has a mentor?")
        theirs = desk.published(desk.invitation(into, asked.leader, editor), editor)
        for person in (member, other_member):
            follow(thing=old, by=person, at=AT)
        follow(thing=into, by=member, at=AT)
        with pytest.raises(NotNow, match="same leader"):
            merging.merge_question(question=old, into=into, by=editor, at=NOW)
        Invitation.objects.filter(pk=theirs.pk).update(withdrawn_at=AT)
        merging.merge_question(question=old, into=into, by=editor, at=NOW)
        merging.unmerge_question(question=old, by=editor, at=NOW)
        into.refresh_from_db()
        assert (old.state, old.answer_count, old.follower_count) == (State.OPEN, 1, 2)
        assert (into.answer_count, into.follower_count) == (1, 1)
        assert Follow.objects.filter(question=into).get().person == member

    def test_what_was_merged_before_is_led_on_too(self, editor: Person) -> None:
        first, second, third = (writing.question(f"Question {n}?") for n in range(3))
        merging.merge_question(question=first, into=second, by=editor, at=NOW)
        merging.merge_question(question=second, into=third, by=editor, at=NOW)
        assert Client().get(first.get_absolute_url())["Location"] == third.get_absolute_url()

    def test_not_into_itself_nor_into_what_is_merged(self, editor: Person) -> None:
        one, two = writing.question("One?"), writing.question("Two?")
        with pytest.raises(NotNow):
            merging.merge_question(question=one, into=one, by=editor, at=NOW)
        merging.merge_question(question=one, into=two, by=editor, at=NOW)
        with pytest.raises(NotNow):
            merging.merge_question(question=two, into=one, by=editor, at=NOW)
        with pytest.raises(NotNow):
            merging.merge_question(question=one, into=two, by=editor, at=NOW)

    def test_each_into_the_other_at_once_ends_with_one(self, transactional_db: None, editor: Person) -> None:
        one, two = writing.question("One?"), writing.question("Two?")
        at_once(
            lambda: merging.merge_question(question=one, into=two, by=editor, at=NOW),
            lambda: merging.merge_question(question=two, into=one, by=editor, at=NOW),
        )
        states = sorted(Question.objects.values_list("state", flat=True))
        assert states == ["merged", "open"]


class TestClaims:
    def test_what_one_has_in_hand_another_cannot_take(self, new: Question, editor: Person, owner: Person) -> None:
        claiming.claim(thing=new, by=editor, at=AT)
        with pytest.raises(claiming.InHand, match="Elena Marsh"):
            claiming.claim(thing=new, by=owner, at=AT + timedelta(minutes=29))

    def test_it_lapses(self, new: Question, editor: Person, owner: Person) -> None:
        claiming.claim(thing=new, by=editor, at=AT)
        taken = claiming.claim(thing=new, by=owner, at=AT + timedelta(minutes=30))
        assert (taken.by, Claim.objects.count()) == (owner, 1)

    def test_it_is_held_longer_by_whoever_has_it(self, new: Question, editor: Person) -> None:
        claiming.claim(thing=new, by=editor, at=AT)
        held = claiming.claim(thing=new, by=editor, at=AT + timedelta(minutes=20))
        assert held.until == AT + timedelta(minutes=50)

    def test_it_is_laid_down(self, new: Question, editor: Person, owner: Person) -> None:
        claiming.claim(thing=new, by=editor, at=AT)
        assert not claiming.release(thing=new, by=owner, at=AT)
        assert claiming.release(thing=new, by=editor, at=AT)
        assert claiming.claim(thing=new, by=owner, at=AT).by == owner

    def test_of_two_at_once_one_has_it(
        self, transactional_db: None, new: Question, editor: Person, owner: Person
    ) -> None:
        results = at_once(
            lambda: claiming.claim(thing=new, by=editor, at=AT), lambda: claiming.claim(thing=new, by=owner, at=AT)
        )
        assert sorted(type(result).__name__ for result in results) == ["Claim", "InHand"]
