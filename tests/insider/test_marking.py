"""Following, saving, saying that it helped: each with its inverse, each counted once however often it is pressed."""

from collections.abc import Callable

import pytest
from django.test import Client

from bothways.history.models import Entry
from bothways.insider.actions.following import follow, unfollow
from bothways.insider.actions.keeping import save_answer, say_helped, unsave_answer, unsay_helped
from bothways.insider.models import Answer, Follow, Help, Insider, Question, Save, Topic
from bothways.people.models import Person
from tests.support import cast, writing
from tests.support.together import at_once
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db
Thing = Question | Topic | Insider


@pytest.fixture
def answer(insider: Person) -> Answer:
    return writing.published(writing.question(topics=[writing.topic()]), insider)


def things(answer: Answer) -> dict[str, Thing]:
    assert answer.author
    return {"question": answer.question, "topic": Topic.objects.get(), "insider": answer.author.insider}


@pytest.mark.parametrize("kind", ["question", "topic", "insider"])
def test_follow_and_unfollow(kind: str, answer: Answer, member: Person) -> None:
    thing, before = things(answer)[kind], Entry.objects.count()
    assert [follow(thing=thing, by=member, at=NOON) for _ in range(2)] == [True, False]
    assert Follow.objects.filter(person=member, **{kind: thing}).count() == 1
    assert [unfollow(thing=thing, by=member, at=NOON) for _ in range(2)] == [True, False]
    assert Follow.objects.count() == 0
    verbs = Entry.objects.filter(number__gt=before).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["follow.begun", "follow.ended"]


def test_followers_of_a_question_are_counted(answer: Answer, member: Person, other_member: Person) -> None:
    for person in (member, other_member):
        follow(thing=answer.question, by=person, at=NOON)
    unfollow(thing=answer.question, by=member, at=NOON)
    unfollow(thing=answer.question, by=member, at=NOON)
    assert Question.objects.get().follower_count == 1


def test_to_follow_one_is_not_to_follow_another(answer: Answer, member: Person) -> None:
    other = writing.question("How do you ask?")
    follow(thing=other, by=member, at=NOON)
    assert not unfollow(thing=answer.question, by=member, at=NOON)
    assert Follow.objects.get().question == other


@pytest.mark.parametrize(
    ("on", "off", "model", "verbs"),
    [
        (save_answer, unsave_answer, Save, ["answer.saved", "answer.unsaved"]),
        (say_helped, unsay_helped, Help, ["answer.helped", "answer.help_unsaid"]),
    ],
    ids=["save", "helped"],
)
def test_a_mark_and_its_inverse(
    on: Callable[..., bool],
    off: Callable[..., bool],
    model: type[Save | Help],
    verbs: list[str],
    answer: Answer,
    member: Person,
) -> None:
    before = Entry.objects.count()
    assert [on(answer=answer, by=member, at=NOON) for _ in range(2)] == [True, False]
    assert model.objects.filter(person=member, answer=answer).count() == 1
    assert [off(answer=answer, by=member, at=NOON) for _ in range(2)] == [True, False]
    assert model.objects.count() == 0
    assert Answer.objects.get().helped_count == 0
    assert list(Entry.objects.filter(number__gt=before).order_by("number").values_list("verb", flat=True)) == verbs


def test_nobody_sees_what_another_has_saved(answer: Answer, member: Person, other_member: Person) -> None:
    save_answer(answer=answer, by=member, at=NOON)
    pages = {}
    for person in (member, other_member):
        client = Client()
        client.force_login(person)
        pages[person.name] = client.get("/me/").content.decode()
    assert answer.headline in pages["Noor Haddad"]
    assert answer.headline not in pages["Ruth Abara"]


@pytest.mark.parametrize(
    ("place", "model"),
    [
        ("/questions/{question}/follow/", Follow),
        ("/topics/{topic}/follow/", Follow),
        ("/insiders/{insider}/follow/", Follow),
        ("/answers/{answer}/save/", Save),
        ("/answers/{answer}/helped/", Help),
    ],
)
def test_the_button_works_with_and_without_script(
    place: str, model: type[Follow | Save | Help], answer: Answer, member: Person, insider: Person
) -> None:
    slugs = {"question": answer.question.slug, "topic": Topic.objects.get().slug}
    address = place.format(**slugs, insider=insider.slug, answer=answer.slug)
    client = Client()
    client.force_login(member)
    pressed = client.post(address, {"on": "1"}, follow=True)
    assert [(code) for _, code in pressed.redirect_chain] == [302]
    assert pressed.status_code == 200
    assert model.objects.get().person == member
    again = client.post(address, {"on": "1"}, headers={"hx-request": "true"})
    assert again.status_code == 200
    assert b"<html" not in again.content
    assert b"<form" in again.content
    assert b'value="0"' in again.content
    assert client.post(address, {"on": "0"}).status_code == 302
    assert model.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("people", [20])
def test_many_who_press_at_once_are_counted_exactly(people: int) -> None:
    readers = [cast.member(f"{chr(65 + n)}aro Reader") for n in range(people)]
    answer = writing.published(writing.question(), cast.amina())

    def press(reader: Person) -> Callable[[], bool]:
        def both() -> bool:
            helped = say_helped(answer=Answer.objects.get(pk=answer.pk), by=reader, at=NOON)
            return follow(thing=Question.objects.get(), by=reader, at=NOON) and helped

        return both

    assert at_once(*map(press, readers)) == [True] * people
    assert (Answer.objects.get().helped_count, Question.objects.get().follower_count) == (people, people)


@pytest.mark.django_db(transaction=True)
def test_one_who_presses_twenty_times_at_once_is_counted_once() -> None:
    reader, answer = cast.noor(), writing.published(writing.question(), cast.amina())

    def press() -> bool:
        return say_helped(answer=Answer.objects.get(pk=answer.pk), by=reader, at=NOON)

    assert sorted(at_once(*[press] * 20), key=str) == [False] * 19 + [True]
    assert Answer.objects.get().helped_count == Help.objects.count() == 1

    def take_back() -> bool:
        return unsay_helped(answer=Answer.objects.get(pk=answer.pk), by=reader, at=NOON)

    assert sorted(at_once(*[take_back] * 20), key=str) == [False] * 19 + [True]
    assert Answer.objects.get().helped_count == Help.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_following_and_unfollowing_at_once_leaves_what_is_true() -> None:
    reader, question = cast.noor(), writing.question()
    calls = [
        lambda: follow(thing=Question.objects.get(), by=reader, at=NOON),
        lambda: unfollow(thing=Question.objects.get(), by=reader, at=NOON),
    ]
    met = at_once(*calls * 8)
    assert [one for one in met if isinstance(one, Exception)] == []
    question.refresh_from_db()
    assert question.follower_count == Follow.objects.count()
