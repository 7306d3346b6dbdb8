"""Invitations: who is asked, how often, and what either side can take back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django.fixtures import Settings

from bothways.desk.actions import inviting, linking
from bothways.desk.actions.introducing import introduce_leader, unverify_leader, verify_leader
from bothways.desk.models import Invitation, Link
from bothways.desk.rules import Writer
from bothways.insider.actions.moving import NotNow
from bothways.insider.models import Answer, Insider, Question
from bothways.notifications.models import Letter
from bothways.people.actions.granting import end_role
from bothways.people.models import Person
from tests.support import cast, desk, writing
from tests.support.desk import AT, DUE, MINUTE
from tests.support.together import at_once

State = Answer.State
Reason = Invitation.Reason
NOW = AT + MINUTE
ROUNDS = 25  # of something that goes wrong now and then


def letters(kind: str) -> list[str]:
    return [letter.to for letter in Letter.objects.filter(kind=kind).order_by("pk")]


class TestAsking:
    def test_the_leader_gets_a_letter_with_a_link_to_an_empty_answer(self, asked: Invitation) -> None:
        assert letters("desk.invitation") == ["amina@longtable.example"]
        assert asked.answer.state == State.INVITED
        link = asked.links.get()
        assert (link.of_leader, link.expires_at) == (True, AT + timedelta(days=14))
        assert Link.objects.of_token(link.token).get() == link

    def test_reminders_come_at_half_time_and_a_day_before(self, asked: Invitation) -> None:
        due = list(Letter.objects.filter(kind="desk.reminder").order_by("due_at").values_list("due_at", flat=True))
        assert [f"{at:%d %H:%M}" for at in due] == ["21 07:30", "25 06:00"]

    def test_one_reminder_is_enough_where_the_time_is_short(
        self, question: Question, insider: Person, editor: Person
    ) -> None:
        desk.invitation(question, insider, editor, due=date(2026, 11, 19))
        assert Letter.objects.filter(kind="desk.reminder").count() == 1

    def test_nobody_is_asked_twice_at_a_time(self, asked: Invitation, question: Question, editor: Person) -> None:
        with pytest.raises(inviting.AskedAlready):
            desk.invitation(question, asked.leader, editor)

    def test_a_cap_guards_the_leader(self, insider: Person, editor: Person, settings: Settings) -> None:
        settings.INVITATIONS_PER_LEADER = 2
        for number in range(2):
            desk.invitation(writing.question(f"Question {number}?"), insider, editor)
        with pytest.raises(inviting.CapReached, match="asked 2 times"):
            desk.invitation(writing.question("One more?"), insider, editor)
        later = AT + inviting.WINDOW + MINUTE
        again = desk.invitation(writing.question("Much later?"), insider, editor, at=later, due=date(2027, 3, 1))
        assert again.is_open

    def test_the_desk_sets_the_cap_of_one_leader(self, insider: Person, editor: Person) -> None:
        inviting.set_cap(leader=insider, at_most=0, by=editor, at=AT)
        with pytest.raises(inviting.CapReached):
            desk.invitation(writing.question(), insider, editor)
        inviting.set_cap(leader=insider, at_most=None, by=editor, at=AT)
        assert desk.invitation(writing.question("Now?"), insider, editor).is_open

    def test_two_editors_at_once_do_not_pass_the_cap_together(
        self, transactional_db: None, insider: Person, editor: Person
    ) -> None:
        inviting.set_cap(leader=insider, at_most=1, by=editor, at=AT)
        first, second = writing.question("One?"), writing.question("Two?")
        results = at_once(
            lambda: desk.invitation(first, insider, editor), lambda: desk.invitation(second, insider, editor)
        )
        assert sorted(type(result).__name__ for result in results) == ["CapReached", "Invitation"]

    def test_only_what_the_desk_has_accepted_is_put_to_a_leader(self, insider: Person, editor: Person) -> None:
        with pytest.raises(NotNow):
            desk.invitation(writing.question(state=Question.State.ASKED), insider, editor)

    def test_somebody_without_an_address_cannot_be_asked(self, question: Question, editor: Person) -> None:
        nobody = Person.objects.create_user(email=None, name="From an import", slug="from-an-import")
        with pytest.raises(inviting.NoAddress):
            desk.invitation(question, nobody, editor)

    def test_only_the_desk_asks(self, question: Question, insider: Person, member: Person) -> None:
        with pytest.raises(PermissionDenied):
            desk.invitation(question, insider, member)


class TestAnswering:
    def test_yes_before_a_word_is_written(self, asked: Invitation) -> None:
        by = Writer.of_leader(asked)
        assert inviting.accept(invitation=asked, by=by, at=NOW)
        assert not inviting.accept(invitation=asked, by=by, at=NOW)

    def test_no_with_a_reason_which_the_desk_reads(self, asked: Invitation, editor: Person) -> None:
        desk.write(asked)
        inviting.decline(invitation=asked, reason=Reason.TIME, words="In spring.", by=Writer.of_leader(asked), at=NOW)
        assert letters("desk.declined") == [editor.email]
        assert asked.answer.state == State.DROPPED
        assert asked.answer.body == desk.TEXT.body  # kept
        assert not Link.objects.current(NOW).exists()

    def test_a_change_of_mind(self, asked: Invitation) -> None:
        by = Writer.of_leader(asked)
        desk.write(asked)
        inviting.decline(invitation=asked, reason=Reason.TIME, by=by, at=NOW)
        inviting.reopen(invitation=asked, due_on=DUE, by=by, at=NOW + MINUTE)
        assert (asked.is_open, asked.answer.state) == (True, State.DRAFT)
        assert Link.objects.current(NOW).exists()

    def test_the_desk_withdraws_and_asks_again(self, asked: Invitation, editor: Person) -> None:
        inviting.withdraw_invitation(invitation=asked, by=editor, at=NOW)
        assert not Link.objects.current(NOW).exists()
        with pytest.raises(NotNow):
            inviting.reopen(invitation=asked, due_on=DUE, by=Writer.of_leader(asked), at=NOW)
        inviting.reopen(invitation=asked, due_on=DUE, by=editor, at=NOW)
        assert asked.answer.state == State.INVITED
        assert letters("desk.invitation") == [asked.address] * 2

    def test_what_is_signed_is_not_withdrawn_by_the_way(self, asked: Invitation, editor: Person) -> None:
        desk.signed(asked, editor)
        with pytest.raises(NotNow, match="signed"):
            inviting.withdraw_invitation(invitation=asked, by=editor, at=NOW)
        asked.refresh_from_db()
        assert asked.is_open

    def test_another_day_brings_other_reminders(self, asked: Invitation, editor: Person) -> None:
        inviting.extend(invitation=asked, due_on=date(2026, 12, 10), by=editor, at=NOW)
        assert asked.due_on == date(2026, 12, 10)
        assert Letter.objects.filter(kind="desk.reminder").count() == 4  # two of them will find that they are too old

    def test_somebody_else_is_suggested(self, asked: Invitation, editor: Person) -> None:
        inviting.suggest(invitation=asked, name="Ingrid", words="She did it.", by=Writer.of_leader(asked), at=NOW)
        assert asked.suggestions.get().name == "Ingrid"
        assert letters("desk.suggested") == [editor.email]


class TestLinks:
    def test_a_new_link_ends_the_old_one(self, asked: Invitation, editor: Person) -> None:
        old = asked.links.get()
        new = linking.send_link_again(invitation=asked, by=editor, at=NOW)
        assert list(Link.objects.current(NOW)) == [new]
        assert old.token != new.token

    def test_it_lapses_after_fourteen_days_and_can_be_asked_for_anew(self, asked: Invitation) -> None:
        link, late = asked.links.get(), AT + timedelta(days=14)
        assert not Link.objects.current(late).exists()
        assert linking.ask_for_new_link(link=link, at=late)
        assert not linking.ask_for_new_link(link=link, at=late + MINUTE)
        assert letters("desk.link") == [asked.address]

    def test_nobody_gets_a_new_one_for_a_revoked_one(self, asked: Invitation, editor: Person) -> None:
        link = asked.links.get()
        assert linking.revoke_link(link=link, by=editor, at=NOW)
        assert not linking.revoke_link(link=link, by=editor, at=NOW)
        link.refresh_from_db()
        assert not linking.ask_for_new_link(link=link, at=NOW)

    def test_the_leader_takes_a_delegates_link_away(self, asked: Invitation, member: Person) -> None:
        by = Writer.of_leader(asked)
        link = linking.delegate(invitation=asked, name="Jo", address="jo@harbour.example", by=by, at=NOW)
        assert letters("desk.delegated") == ["jo@harbour.example"]
        with pytest.raises(PermissionDenied):
            linking.revoke_link(link=link, by=member, at=NOW)
        assert linking.revoke_link(link=link, by=by, at=NOW)

    def test_three_delegates_are_enough(self, asked: Invitation) -> None:
        by = Writer.of_leader(asked)
        for number in range(3):
            linking.delegate(invitation=asked, name="Jo", address=f"jo{number}@harbour.example", by=by, at=NOW)
        with pytest.raises(linking.TooManyDelegates):
            linking.delegate(invitation=asked, name="Jo", address="jo4@harbour.example", by=by, at=NOW)
        linking.delegate(invitation=asked, name="Jo", address="jo1@harbour.example", by=by, at=NOW)  # the same again

    @pytest.mark.parametrize("token", ["", "nothing", "é" * 40, "A" * 43, "../../etc/passwd", "\x00" * 43])
    def test_what_nobody_wrote_opens_nothing(self, asked: Invitation, token: str) -> None:
        assert not Link.objects.of_token(token).exists()

    def test_a_token_for_something_else_opens_nothing(self, asked: Invitation) -> None:
        from bothways.foundation import capability

        assert not Link.objects.of_token(capability.sealed("unsubscribe", asked.links.get().public_id)).exists()

    def test_uses_are_noted_once_in_ten_minutes(self, asked: Invitation) -> None:
        link = asked.links.get()
        for minutes in (0, 1, 9, 11):
            linking.note_use(link=link, verb="opened", at=AT + minutes * MINUTE)
        assert link.uses.count() == 2


class TestLeaders:
    def test_somebody_new_is_introduced_and_verified(self, editor: Person) -> None:
        person = introduce_leader(name="Ines Prado", address="Ines@prado.example", role_title="Judge", by=editor, at=AT)
        insider = Insider.objects.get(person=person)
        assert (person.email, insider.verified_at) == ("ines@prado.example", None)
        verify_leader(insider=insider, how="A call to the court", by=editor, at=NOW)
        assert (insider.verified_at, insider.verification) == (NOW, "A call to the court")
        unverify_leader(insider=insider, by=editor, at=NOW)
        assert insider.verified_at is None

    def test_who_is_known_is_not_made_twice(self, editor: Person, member: Person) -> None:
        assert introduce_leader(name="N.", address="noor@longtable.example", by=editor, at=AT) == member
        assert Insider.objects.get().person == member

    def test_the_rules_hold_for_every_verb(self, member: Person, editor: Person, asked: Invitation) -> None:
        insider = Insider.objects.get(person=asked.leader)
        other = Writer.of_editor(cast.ruth())
        for refused in (
            lambda: introduce_leader(name="X", address="x@x.example", by=member, at=AT),
            lambda: verify_leader(insider=insider, how="", by=member, at=AT),
            lambda: inviting.withdraw_invitation(invitation=asked, by=member, at=AT),
            lambda: inviting.extend(invitation=asked, due_on=DUE, by=member, at=AT),
            lambda: inviting.reopen(invitation=asked, due_on=DUE, by=member, at=AT),
            lambda: inviting.set_cap(leader=asked.leader, at_most=1, by=member, at=AT),
            lambda: inviting.accept(invitation=asked, by=other, at=AT),
            lambda: inviting.decline(invitation=asked, reason=Reason.TIME, by=other, at=AT),
            lambda: inviting.suggest(invitation=asked, name="X", by=other, at=AT),
            lambda: linking.delegate(invitation=asked, name="X", address="x@x.example", by=other, at=AT),
            lambda: linking.send_link_again(invitation=asked, by=member, at=AT),
        ):
            with pytest.raises(PermissionDenied):
                refused()


@pytest.mark.postgresql
def test_a_first_saving_and_a_no_in_the_same_moment_do_not_lock_each_other_out(
    transactional_db: None, insider: Person, editor: Person
) -> None:
    def both(number: int) -> list[object]:
        asked = desk.invitation(writing.question(f"Question {number}?"), insider, editor)
        Invitation.objects.update(withdrawn_at=AT)  # the cap is not what this is about
        Invitation.objects.filter(pk=asked.pk).update(withdrawn_at=None)
        leader = Writer.of_leader(asked)
        mine, same = Invitation.objects.get(pk=asked.pk), Invitation.objects.get(pk=asked.pk)
        return at_once(
            lambda: desk.write(mine, by=leader, at=NOW),
            lambda: inviting.decline(invitation=same, reason=Reason.TIME, by=leader, at=NOW),
        )

    met = {type(one).__name__ for number in range(ROUNDS) for one in both(number)}
    assert met <= {"Revision", "NotNow", "NoneType"}


class TestWhoHears:
    """Silence is the enemy: a leader who hands in is not left waiting because an editor has moved on."""

    def test_whoever_invited(self, asked: Invitation, editor: Person, owner: Person) -> None:
        desk.handed_in(asked)
        assert letters("desk.handed_in") == [editor.email]

    def test_all_of_the_desk_where_that_editor_has_left_it(
        self, asked: Invitation, editor: Person, owner: Person
    ) -> None:
        end_role(role=editor.roles.get(), by=owner, at=NOW)
        desk.handed_in(asked)
        assert letters("desk.handed_in") == [owner.email]
