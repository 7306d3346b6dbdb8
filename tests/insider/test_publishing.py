"""Publishing: only what was signed, exactly as it was signed; correcting and withdrawing in the open."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bothways.history.models import Entry
from bothways.insider.actions.correcting import correct_answer
from bothways.insider.actions.publishing import NotReady, prepare, publish_answer, text_hash, withdraw_answer
from bothways.insider.models import Answer, Question
from bothways.people.models import Person
from tests.support import cast, writing
from tests.support.together import at_once
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> Question:
    return writing.question()


def verbs() -> list[str]:
    return list(Entry.objects.exclude(verb__in=("person.joined", "role.granted")).values_list("verb", flat=True))


def test_a_signed_answer_is_published_once(question: Question, insider: Person, editor: Person) -> None:
    answer = writing.signed(question, insider)
    assert publish_answer(answer=answer, by=editor, at=NOON)
    assert (answer.state, answer.published_at) == (Answer.State.PUBLISHED, NOON)
    assert not publish_answer(answer=answer, by=editor, at=NOON + timedelta(days=1))
    answer.refresh_from_db()
    question.refresh_from_db()
    assert answer.published_at == NOON
    assert (question.answer_count, question.changed_at) == (1, NOON)
    assert verbs() == ["answer.published"]


@pytest.mark.parametrize(
    "state", [state for state in Answer.State if state not in ("signed", "scheduled", "published")]
)
def test_in_no_other_state_it_is_published(question: Question, insider: Person, state: Answer.State) -> None:
    answer = writing.signed(question, insider)
    answer.state, answer.withdrawn_at = state, NOON
    answer.save()
    with pytest.raises(NotReady):
        publish_answer(answer=answer, by=None, at=NOON)
    assert Answer.objects.get().state == state
    assert verbs() == []


@pytest.mark.parametrize(
    "change", [{"body": writing.BODY + " "}, {"headline": "Somebody who sees you!"}, {"signed_hash": ""}]
)
def test_one_sign_more_than_was_signed_is_refused(question: Question, insider: Person, change: dict[str, str]) -> None:
    answer = writing.signed(question, insider)
    Answer.objects.filter(pk=answer.pk).update(**change)
    with pytest.raises(NotReady):
        publish_answer(answer=answer, by=None, at=NOON)
    assert Question.objects.get().answer_count == 0


def test_headline_and_body_cannot_flow_into_each_other(question: Question, insider: Person) -> None:
    one, other = Answer(headline="ab", body="c"), Answer(headline="a", body="bc")
    assert text_hash(one) != text_hash(other)


def test_the_byline_stays_as_of_its_day(question: Question, insider: Person, outsider: Client) -> None:
    answer = writing.published(question, insider)
    insider.name = "Amina Okafor-Reyes"
    insider.save()
    insider.insider.role_title, insider.insider.organisation = "Chair", "Another Trust"
    insider.insider.save()
    page = outsider.get(answer.get_absolute_url()).content.decode()
    assert "Harbour Bridge Trust" in page
    assert "Another Trust" not in page
    answer.refresh_from_db()
    assert (answer.byline_name, answer.byline_role) == ("Amina Okafor", "Chief executive")


def test_html_is_made_when_it_is_published_and_not_for_each_reader(question: Question, insider: Person) -> None:
    answer = writing.published(question, insider, body="Some *soft* words.")
    assert answer.body_html == "<p>Some <em>soft</em> words.</p>\n"
    assert answer.word_count == 3
    assert prepare(answer).body_html == answer.body_html


def test_a_correction_keeps_both_versions_for_every_reader(
    question: Question, insider: Person, editor: Person, outsider: Client
) -> None:
    answer = writing.published(question, insider, body="It took one evening.")
    made = correct_answer(
        answer=answer, body="It took two evenings.", note="Two, not one.", by=editor, at=NOON + timedelta(days=1)
    )
    assert (made.body_before, made.body_after) == ("It took one evening.", "It took two evenings.")
    assert (answer.body, answer.corrected_at) == ("It took two evenings.", NOON + timedelta(days=1))
    page = outsider.get(answer.get_absolute_url()).content.decode()
    assert "It took two evenings." in page
    assert "Two, not one." in page
    assert verbs() == ["answer.published", "answer.corrected"]
    question.refresh_from_db()
    assert question.changed_at == NOON + timedelta(days=1)


def test_only_the_desk_corrects(question: Question, insider: Person, member: Person) -> None:
    answer = writing.published(question, insider)
    with pytest.raises(PermissionDenied):
        correct_answer(answer=answer, body="Mine.", note="n", by=member, at=NOON)
    assert answer.corrections.count() == 0


def test_what_is_not_published_is_not_corrected_in_public(question: Question, insider: Person, editor: Person) -> None:
    answer = writing.signed(question, insider)
    with pytest.raises(NotReady):
        correct_answer(answer=answer, body="Another", note="n", by=editor, at=NOON)
    assert answer.corrections.count() == 0


def test_a_withdrawn_answer_says_so_at_its_address(
    question: Question, insider: Person, editor: Person, outsider: Client
) -> None:
    answer = writing.published(question, insider)
    address = answer.get_absolute_url()
    assert withdraw_answer(answer=answer, reason="The author asked for it.", by=editor, at=NOON)
    assert not withdraw_answer(answer=answer, reason="Again.", by=editor, at=NOON)
    gone = outsider.get(address)
    assert gone.status_code == 410
    assert "The author asked for it." in gone.content.decode()
    assert "blind spot" not in gone.content.decode()
    question.refresh_from_db()
    assert question.answer_count == 0
    assert answer.headline not in outsider.get(question.get_absolute_url()).content.decode()
    assert verbs() == ["answer.published", "answer.withdrawn"]


def test_what_was_not_published_cannot_be_withdrawn(question: Question, insider: Person, editor: Person) -> None:
    answer = writing.signed(question, insider)
    assert not withdraw_answer(answer=answer, reason="", by=editor, at=NOON)
    question.refresh_from_db()
    assert question.answer_count == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_one() -> None:
    answer = writing.signed(writing.question(), cast.amina())

    def publish() -> bool:
        return publish_answer(answer=Answer.objects.get(pk=answer.pk), by=None, at=NOON)

    assert sorted(at_once(publish, publish, publish, publish), key=str) == [False, False, False, True]
    assert Question.objects.get().answer_count == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_correct_at_once_lose_no_version() -> None:
    answer, editor = writing.published(writing.question(), cast.amina(), body="0"), cast.elena()

    def correct(words: str) -> None:
        correct_answer(answer=Answer.objects.get(pk=answer.pk), body=words, note=words, by=editor, at=NOON)

    assert at_once(lambda: correct("1"), lambda: correct("2"), lambda: correct("3")) == [None] * 3
    first, second, third = answer.corrections.order_by("pk")
    answer.refresh_from_db()
    assert (first.body_before, second.body_before, third.body_before, answer.body) == (
        "0",
        first.body_after,
        second.body_after,
        third.body_after,
    )
