"""Letters of the insider room: who hears of what."""

from datetime import timedelta

import pytest

from bothways.insider.actions.correcting import correct_answer
from bothways.insider.actions.following import follow
from bothways.insider.actions.publishing import publish_answer, withdraw_answer
from bothways.insider.actions.reposting import register_repost, remove_repost
from bothways.insider.models import Answer, Insider, Question, Repost, Topic
from bothways.notifications.actions.subscribing import choose_letters
from bothways.notifications.courier import deliver
from bothways.notifications.models import Letter
from bothways.people.models import Person
from tests.support import writing
from tests.support.mailbox import Sink, html_of, text_of
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db

PAGE = "https://paper.example/leaders/why-a-mentor"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def answer(insider: Person) -> Answer:
    return writing.published(writing.question(), insider)


def corrected(answer: Answer, editor: Person, note: str = "It took two evenings.") -> None:
    correct_answer(answer=answer, body=f"{answer.body}\n\nMore.", note=note, by=editor, at=LATER)


class TestCorrections:
    def test_one_ready_notice_to_each_who_republished(
        self, answer: Answer, member: Person, editor: Person, sink: Sink
    ) -> None:
        for url, contact in (
            (PAGE, "desk@paper.example"),
            (f"{PAGE}/2", "desk@paper.example"),
            ("https://other.example/", "other@other.example"),
            ("https://silent.example/", ""),
        ):
            register_repost(answer=answer, url=url, contact=contact, by=member, at=NOON)
        corrected(answer, editor)
        assert deliver(LATER) == 2
        assert sink.recipients == ["desk@paper.example", "other@other.example"]
        text = " ".join(text_of(sink.messages[0]).replace("> ", "").split())
        assert sink.messages[0]["Subject"] == f"Correction: {answer.headline}"
        address = f"http://localhost:8000{answer.get_absolute_url()}"
        assert f"Correction, 20 November 2026: It took two evenings. The corrected version stands at {address}" in text
        assert PAGE in text
        assert f"{PAGE}/2" in text
        assert f"/answers/{answer.slug}/republish/" in html_of(sink.messages[0])
        assert sink.messages[0]["List-Unsubscribe"] is not None

    def test_each_correction_is_told_and_none_twice(
        self, answer: Answer, member: Person, editor: Person, sink: Sink
    ) -> None:
        register_repost(answer=answer, url=PAGE, contact="desk@paper.example", by=member, at=NOON)
        corrected(answer, editor)
        corrected(answer, editor, "And a name.")
        assert deliver(LATER) == 2
        assert Letter.objects.filter(kind="repost.corrected").count() == 2

    def test_who_was_taken_off_the_register_hears_nothing(
        self, answer: Answer, member: Person, editor: Person, sink: Sink
    ) -> None:
        register_repost(answer=answer, url=PAGE, contact="desk@paper.example", by=member, at=NOON)
        corrected(answer, editor)
        remove_repost(repost=Repost.objects.get(), by=editor, at=LATER)
        assert deliver(LATER) == 0

    def test_hostile_notes_are_words(self, answer: Answer, member: Person, editor: Person, sink: Sink) -> None:
        register_repost(answer=answer, url=PAGE, contact="desk@paper.example", by=member, at=NOON)
        corrected(answer, editor, "<script>alert(1)</script>\r\nBcc: x@y.example")
        deliver(LATER)
        (message,) = sink.messages
        assert "<script" not in html_of(message)
        assert message["Bcc"] is None


class TestAtOnce:
    @pytest.mark.parametrize("by", ["question", "topic", "insider"])
    def test_only_who_follows_and_has_asked_for_it(
        self, insider: Person, member: Person, other_member: Person, sink: Sink, by: str
    ) -> None:
        topic = writing.topic()
        question = writing.question(topics=[topic])
        things: dict[str, Question | Topic | Insider] = {
            "question": question, "topic": topic, "insider": Insider.objects.get(person=insider),
        }  # fmt: skip
        follow(thing=things[by], by=member, at=NOON)
        follow(thing=things[by], by=other_member, at=NOON)
        choose_letters(person=member, rhythm="none", weekday=0, at_once=True, by=member, at=NOON)
        answer = writing.published(question, insider, at=LATER)
        assert deliver(LATER) == 1
        assert sink.recipients == [member.email]
        assert sink.messages[0]["Subject"] == f"A new answer: {answer.headline}"
        assert answer.get_absolute_url() in text_of(sink.messages[0])

    def test_ones_own_answer_is_no_news_and_a_withdrawn_one_neither(
        self, insider: Person, member: Person, editor: Person, sink: Sink
    ) -> None:
        question = writing.question()
        for person in (insider, member):
            follow(thing=question, by=person, at=NOON)
            choose_letters(person=person, rhythm="none", weekday=0, at_once=True, by=person, at=NOON)
        answer = writing.signed(question, insider)
        publish_answer(answer=answer, by=editor, at=LATER)
        assert [letter.person for letter in Letter.objects.all()] == [member]
        withdraw_answer(answer=answer, reason="", by=editor, at=LATER)
        assert deliver(LATER) == 0
