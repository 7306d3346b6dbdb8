"""The letters of the desk: each kind has words, says what is true when it goes out, and nobody's words break it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

import bothways
from bothways.desk.actions import inviting
from bothways.desk.actions.correcting import drop_correction, propose_correction
from bothways.desk.actions.inviting import decline, extend, reminder_times, reopen, suggest, withdraw_invitation
from bothways.desk.actions.linking import revoke_link, send_link_again
from bothways.desk.actions.merging import merge_question
from bothways.desk.actions.receiving import receive_draft, tell_unproved
from bothways.desk.actions.reviewing import ask_changes, take_up_again
from bothways.desk.actions.signing import ask_code, code_for, unsign
from bothways.desk.actions.triaging import accept_question, decline_question, open_question, reconsider_question
from bothways.desk.actions.writing import hand_in, take_back
from bothways.desk.models import Invitation
from bothways.desk.rules import Writer
from bothways.foundation import time
from bothways.insider.models import Question
from bothways.notifications import letters
from bothways.notifications.actions.delivering import put_back
from bothways.notifications.composing import compose
from bothways.notifications.letters import words_of
from bothways.notifications.models import Letter
from bothways.people.actions.granting import end_role
from bothways.people.models import Person, Role
from tests.support import desk, drafting, writing
from tests.support.mailbox import html_of, text_of

pytestmark = pytest.mark.django_db

POSTS = r"(?:post|draft|letter_to_leader|tell_asker|_?tell_desk)"
POSTED = re.compile(POSTS + r'\(\s*"([a-z_]+\.[a-z_]+)"')


@pytest.fixture
def asked(insider: Person, editor: Person) -> Invitation:
    return drafting.invited(insider, editor)


def newest(kind: str) -> Letter:
    return Letter.objects.filter(kind=kind).latest("pk")


def mail_of(letter: Letter) -> EmailMessage | None:
    """The mail that `letter` makes now, as it goes over the wire; None where there is nothing to say."""
    words = words_of(letter)
    if words is None:
        return None
    made = compose(letter, words)
    assert isinstance(made, EmailMultiAlternatives)
    return mail_as_sent(made)


def mail_as_sent(made: EmailMultiAlternatives) -> EmailMessage:
    read = message_from_bytes(made.message().as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def words_in(made: EmailMessage | None) -> str:
    """The plain text of a mail on one line, in small letters."""
    assert made is not None
    return " ".join(text_of(made).lower().split())


# --- How each kind comes to be posted, and what makes it untrue again -----------------------------


def _changes(asked: Invitation, editor: Person) -> None:
    desk.handed_in(asked, at=time.now())
    ask_changes(answer=asked.answer, words="Tell us of the wall.", by=editor, at=time.now())


def _propose(asked: Invitation, editor: Person) -> None:
    desk.published(asked, editor, at=time.now())
    propose_correction(answer=asked.answer, body="Better.", note="Two desks", by=editor, at=time.now())


def _drop(asked: Invitation, editor: Person) -> None:
    drop_correction(proposal=asked.answer.proposed_corrections.get(), by=editor, at=time.now())


def _pass_on(asked: Invitation, editor: Person) -> None:
    delegate = Writer.of_link(drafting.delegated(asked))
    desk.write(asked, by=delegate, at=time.now())
    hand_in(answer=asked.answer, by=delegate, at=time.now())


def _decline(asked: Invitation, editor: Person) -> None:
    decline(invitation=asked, reason=Invitation.Reason.TIME, words="Sorry", by=drafting.leader(asked), at=time.now())


def _reopen(asked: Invitation, editor: Person) -> None:
    reopen(invitation=asked, due_on=drafting.next_week(), by=Writer.of_leader(asked), at=time.now())


def _reopen_by_desk(asked: Invitation, editor: Person) -> None:
    reopen(invitation=asked, due_on=drafting.next_week(), by=editor, at=time.now())


def _withdraw(asked: Invitation, editor: Person) -> None:
    withdraw_invitation(invitation=asked, by=editor, at=time.now())


def _ask_code(asked: Invitation, editor: Person) -> None:
    drafting.to_sign(asked, editor)
    ask_code(invitation=asked, by=drafting.leader(asked), at=time.now())


def _by_mail(text: str) -> Callable[[Invitation, Person], object]:
    return lambda asked, editor: receive_draft(invitation=asked, text=text, arrival_id=7, at=time.now())


def _late(asked: Invitation, editor: Person) -> None:
    desk.handed_in(asked, at=time.now())
    _by_mail("Once more.")(asked, editor)


def _suggest(asked: Invitation, editor: Person) -> None:
    suggest(invitation=asked, name="Kofi Mensah", words="He ran it", by=drafting.leader(asked), at=time.now())


def _lose_role(editor: Person) -> None:
    end_role(role=Role.objects.get(person=editor), by=None, at=time.now())


def _unsign(asked: Invitation, editor: Person) -> None:
    unsign(answer=asked.answer, by=drafting.leader(asked), at=time.now())


Step = Callable[[Invitation, Person], object]
KINDS: dict[str, tuple[Step, Step, list[str]]] = {
    "desk.invitation": (lambda asked, editor: None, _decline, ["Write the answer", "asks you for an answer"]),
    "desk.reminder": (lambda asked, editor: None, lambda asked, editor: desk.handed_in(asked, at=time.now()),
                      ["Four or five paragraphs"]),
    "desk.link": (lambda asked, editor: send_link_again(invitation=asked, by=editor, at=time.now()), _withdraw,
                  ["Your new link"]),
    "desk.delegated": (lambda asked, editor: drafting.delegated(asked),
                       lambda asked, editor: revoke_link(link=asked.links.get(holder="delegate"), by=editor,
                                                         at=time.now()), ["A draft for Amina Okafor"]),
    "desk.ready_for_leader": (_pass_on, lambda asked, editor: hand_in(answer=asked.answer, by=drafting.leader(asked),
                                                                      at=time.now()), ["hand it in with one tap"]),
    "desk.changes_asked": (_changes, lambda asked, editor: take_up_again(answer=asked.answer, by=editor, at=time.now()),
                           ["Tell us of the wall."]),
    "desk.to_sign": (drafting.to_sign, lambda asked, editor: take_back(answer=asked.answer, by=drafting.leader(asked),
                                                                       at=time.now()), ["Read and sign"]),
    "desk.correction_to_sign": (_propose, _drop, ["Two desks", "Until you sign"]),
    "desk.code": (_ask_code, lambda asked, editor: ask_code(invitation=asked, by=drafting.leader(asked), at=time.now()),
                  ["ten minutes"]),
    "desk.withdrawn": (_withdraw, _reopen_by_desk, ["no longer"]),
    "desk.mail_received": (_by_mail("My aunt."), _withdraw, ["Your answer has arrived"]),
    "desk.mail_too_long": (_by_mail("word " * 5_000), _withdraw, ["at most 20,000 characters"]),
    "desk.handed_in": (lambda asked, editor: desk.handed_in(asked, at=time.now()),
                       lambda asked, editor: take_back(answer=asked.answer, by=drafting.leader(asked), at=time.now()),
                       ["Somebody who sees you"]),
    "desk.declined": (_decline, _reopen, ["I have no time", "Sorry"]),
    "desk.suggested": (_suggest, lambda asked, editor: _lose_role(editor), ["Kofi Mensah", "He ran it"]),
    "desk.signed": (lambda asked, editor: desk.signed(asked, editor, at=time.now()),
                    _unsign, ["has signed"]),
    "desk.late_mail": (_late, lambda asked, editor: _lose_role(editor), ["changed nothing"]),
    "desk.unproved_mail": (lambda asked, editor: tell_unproved(invitation=asked, at=time.now()),
                           lambda asked, editor: _lose_role(editor), ["It was not taken as a draft"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_is_true_and_nothing_once_it_is_not(kind: str, asked: Invitation, editor: Person) -> None:
    post, undo, said = KINDS[kind]
    post(asked, editor)
    letter = newest(kind)
    made = mail_of(letter)
    assert made is not None
    assert [words for words in said if words.lower() not in words_in(made)] == []
    assert made["Subject"]
    assert re.search(r"<h1[^>]*>\s*\S", html_of(made))
    asked.refresh_from_db()
    asked.answer.refresh_from_db()
    undo(asked, editor)
    assert mail_of(letter) is None


def asked_question(member: Person, title: str = "May I ask this?") -> Question:
    return writing.question(title, state=Question.State.ASKED, asked_by=member)


class TestToWhoeverAsked:
    def test_taken_up_and_opened(self, member: Person, editor: Person) -> None:
        question = asked_question(member)
        accept_question(question=question, by=editor, at=time.now())
        taken_up = newest("question.accepted")
        assert "taken your question up" in words_in(mail_of(taken_up))
        open_question(question=question, by=editor, at=time.now())
        opened = mail_of(newest("question.opened"))
        assert opened is not None
        assert f"/questions/{question.slug}/" in text_of(opened)
        assert mail_of(taken_up) is None

    def test_declined_with_the_reason(self, member: Person, editor: Person) -> None:
        question = asked_question(member)
        decline_question(question=question, reason="It was answered in May.", by=editor, at=time.now())
        letter = newest("question.declined")
        made = mail_of(letter)
        assert made is not None
        assert "It was answered in May." in text_of(made)
        reconsider_question(question=question, by=editor, at=time.now())
        assert mail_of(letter) is None

    def test_merged_with_the_other_one_where_it_can_be_read(self, member: Person, editor: Person) -> None:
        question, into = asked_question(member), writing.question("Why have a mentor?")
        merge_question(question=question, into=into, by=editor, at=time.now())
        made = mail_of(newest("question.merged"))
        assert made is not None
        assert f"/questions/{into.slug}/" in text_of(made)


def test_every_kind_that_is_posted_anywhere_has_words() -> None:
    source = Path(bothways.__file__).parent
    posted = set()
    for file in source.rglob("*.py"):
        words = file.read_text()
        posted |= set(POSTED.findall(words))
        if file.name == "receiving.py" and "desk" in file.parts:
            posted |= set(re.findall(r'"(desk\.[a-z_]+)"', words))
    assert len(posted) > 20
    assert posted - set(letters._kinds) == set()
    assert {kind for kind in posted if kind.startswith("desk.")} == set(KINDS)


class TestTheInvitation:
    def test_it_can_simply_be_answered(self, asked: Invitation, settings: Settings) -> None:
        settings.MAIL_IN_DOMAIN = "in.longtable.example"
        made = mail_of(newest("desk.invitation"))
        assert made is not None
        assert made["Reply-To"].startswith("answer+")
        assert made["Reply-To"].endswith("@in.longtable.example")
        assert "Just reply to this mail" in text_of(made)

    def test_where_no_mail_comes_in_it_does_not_say_so(self, asked: Invitation, settings: Settings) -> None:
        settings.MAIL_IN_DOMAIN = ""
        made = mail_of(newest("desk.invitation"))
        assert made is not None
        assert made["Reply-To"] is None
        assert "reply" not in text_of(made).lower()

    def test_it_leads_to_the_draft_and_to_the_ways_out(self, asked: Invitation, settings: Settings) -> None:
        made = mail_of(newest("desk.invitation"))
        assert made is not None
        address = settings.SITE_ORIGIN + drafting.door(asked)
        assert [f"{address}{place}" in text_of(made) for place in ("", "#decline", "#delegate")] == [True] * 3


def _due(asked: Invitation, day: date) -> Invitation:
    asked.invited_at, asked.due_on = time.now() - timedelta(days=30), day
    asked.save()
    return asked


class TestReminders:
    def test_one_that_was_put_off_is_silent(self, asked: Invitation, editor: Person) -> None:
        before = list(Letter.objects.filter(kind="desk.reminder").order_by("due_at"))
        assert [letter.due_at for letter in before] == sorted(reminder_times(asked).values())
        extend(invitation=asked, due_on=asked.due_on + timedelta(days=8), by=editor, at=time.now())
        assert [mail_of(letter) for letter in before] == [None] * len(before)
        asked.refresh_from_db()
        times = reminder_times(asked).values()
        again = Letter.objects.filter(kind="desk.reminder", due_at__in=times)
        assert len(again) == len(times)
        assert [mail_of(letter) is not None for letter in again] == [True] * len(times)

    def test_one_that_no_server_took_at_first_goes_out_later(self, asked: Invitation) -> None:
        letter = newest("desk.reminder")
        assert put_back(letter=letter, error="Try again later.", at=letter.due_at)
        letter.refresh_from_db()
        assert mail_of(letter) is not None

    def test_when_the_day_is_over_it_is_silent(self, asked: Invitation) -> None:
        yesterday = time.site_day(time.now()) - timedelta(days=1)
        inviting._remind(_due(asked, yesterday), time.now() - timedelta(days=30))
        assert mail_of(newest("desk.reminder")) is None

    def test_a_draft_that_was_begun_is_named(self, asked: Invitation) -> None:
        desk.write(asked, at=time.now())
        assert "as you left it" in words_in(mail_of(newest("desk.reminder")))


def test_the_code_stands_alone_and_never_in_the_subject(asked: Invitation, editor: Person) -> None:
    _ask_code(asked, editor)
    made = mail_of(newest("desk.code"))
    assert made is not None
    code = code_for(asked.codes.latest("pk"))
    assert code in text_of(made).splitlines()
    assert code not in made["Subject"]


def test_no_code_comes_for_a_text_that_was_taken_back(asked: Invitation, editor: Person) -> None:
    _ask_code(asked, editor)
    take_back(answer=asked.answer, by=drafting.leader(asked), at=time.now())
    assert mail_of(newest("desk.code")) is None


def test_nobodys_words_break_a_letter(editor: Person, insider: Person, member: Person) -> None:
    hostile = 'A <script>alert(1)</script>\r\nBcc: evil@elsewhere.example\r\n\r\n"&'
    Person.objects.filter(pk__in=(insider.pk, editor.pk)).update(name=hostile)
    insider.refresh_from_db()
    editor.refresh_from_db()
    question = writing.question(hostile[:160], asked_by=member)
    Question.objects.filter(pk=question.pk).update(why_now=hostile)
    question.refresh_from_db()
    asked = drafting.invited(insider, editor, question)
    drafting.delegated(asked, name=hostile)
    _suggest(asked, editor)
    tell_unproved(invitation=asked, at=time.now())
    Invitation.objects.filter(pk=asked.pk).update(words=hostile)
    made = [mail_of(letter) for letter in Letter.objects.order_by("pk")]
    assert len(made) == 6
    for one in made:
        assert one is not None
        assert one["Bcc"] is None
        assert "<script" not in html_of(one)
        assert len(one.get_all("Subject") or []) == 1
    assert mail.outbox == []
