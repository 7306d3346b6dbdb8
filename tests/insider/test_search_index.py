"""The index of search: equal to what may be read, whichever way it came about."""

from datetime import timedelta

import pytest
from django.db import connection

from bothways.insider.actions.correcting import correct_answer
from bothways.insider.actions.indexing import refresh, refresh_all
from bothways.insider.actions.publishing import prepare, publish_answer, withdraw_answer
from bothways.insider.models import Answer, Question, SearchDocument, SearchTerm, Topic
from bothways.insider.search import Criteria, find
from bothways.insider.search.words import vocabulary
from bothways.people.models import Person
from tests.support import cast, writing
from tests.support.world import make_world
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db

Row = tuple[object, ...]


def documents() -> set[Row]:
    fields = ("kind", "object_id", "at", "slug", "title", "subtitle", "about", "topics", "facets", "words")
    return set(SearchDocument.objects.values_list(*fields))


def terms() -> dict[str, int]:
    return dict(SearchTerm.objects.values_list("word", "documents"))


def counted_anew() -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in SearchDocument.objects.all():
        for word in vocabulary(f"{row.title}\n{row.subtitle}\n{row.about}\n{row.topics}\n{row.words}"):
            counts[word] = counts.get(word, 0) + 1
    return counts


def assert_equal_to_one_made_anew() -> None:
    kept, words = documents(), terms()
    SearchDocument.objects.all().delete()
    SearchTerm.objects.all().delete()
    refresh_all()
    assert kept == documents()
    assert words == terms() == counted_anew()


def titles(text: str) -> list[str]:
    return sorted(found.document.title for found in find(Criteria(text)).found)


def test_a_second_time_changes_nothing() -> None:
    make_world()
    refresh_all()
    kept = documents()
    assert refresh_all() == 0
    assert documents() == kept


def test_it_holds_what_everybody_may_read_and_nothing_else() -> None:
    make_world()
    refresh_all()
    held: dict[str, set[int]] = {kind: set() for kind in SearchDocument.Kind.values}
    for kind, key in SearchDocument.objects.values_list("kind", "object_id"):
        held[kind].add(key)
    assert held["question"] == set(Question.objects.visible_to(None).values_list("pk", flat=True)) != set()
    assert held["answer"] == set(Answer.objects.visible_to(None).values_list("pk", flat=True)) != set()
    assert held["topic"] == set(Topic.objects.values_list("pk", flat=True)) != set()
    assert SearchDocument.objects.visible_to(None).count() == SearchDocument.objects.count()
    assert terms() == counted_anew()


def test_it_is_right_after_each_change(insider: Person, editor: Person) -> None:
    topic = writing.topic("Courage")
    question = writing.question("How do you begin?", topics=[topic])
    refresh(questions=[question.pk], topics=[topic.pk])
    answer = writing.signed(question, insider, "Begin with lanterns")
    publish_answer(answer=answer, by=None, at=NOON)
    refresh(answers=[answer.pk])
    assert titles("lanterns") == ["Begin with lanterns"]
    correct_answer(answer=answer, body="By candlelight.", note="Not lanterns.", by=editor, at=NOON)
    refresh(answers=[answer.pk])
    assert titles("candlelight") == ["Begin with lanterns"]
    Topic.objects.filter(pk=topic.pk).update(name="Bravery")
    refresh(topics=[topic.pk])
    assert titles("bravery") == ["Begin with lanterns", "Bravery", "How do you begin?"]
    assert titles("courage") == []
    Question.objects.filter(pk=question.pk).update(title="How do you start out?")
    refresh(questions=[question.pk])
    assert titles("start") == ["Begin with lanterns", "How do you start out?"]
    assert_equal_to_one_made_anew()


def test_a_question_that_is_merged_or_archived_and_its_answers(insider: Person) -> None:
    question, other = writing.question("Why lanterns?"), writing.question("Why light?")
    writing.published(question, insider, "Lanterns are enough")
    refresh_all()
    Question.objects.filter(pk=question.pk).update(state=Question.State.ARCHIVED)
    refresh(questions=[question.pk])
    assert titles("lanterns") == ["Lanterns are enough", "Why lanterns?"]
    Question.objects.filter(pk=question.pk).update(state=Question.State.MERGED, merged_into=other)
    refresh(questions=[question.pk])
    assert titles("lanterns") == []
    assert_equal_to_one_made_anew()


def test_people_are_known_by_their_present_name_at_once(insider: Person) -> None:
    assert titles("Amina") == ["Amina Okafor"]
    insider.name = "Amina Solheim"
    insider.save()
    assert titles("Solheim") == ["Amina Solheim"]
    assert titles("Okafor") == []
    insider.insider.delete()
    assert titles("Solheim") == []
    assert SearchTerm.objects.count() == 0


def test_words_that_were_withdrawn_are_gone_from_the_index(insider: Person, editor: Person) -> None:
    question = writing.question("What do you regret?")
    answer = writing.published(question, insider, "Xylophones", "Zymurgy.")
    refresh_all()
    withdraw_answer(answer=answer, reason="Asked for.", by=editor, at=NOON)
    refresh(answers=[answer.pk])
    assert SearchTerm.objects.filter(word__in=("xylophones", "zymurgy")).count() == 0
    assert_equal_to_one_made_anew()


def test_a_thing_that_appeared_on_another_day_takes_its_place_in_time() -> None:
    early, late = writing.question("Lanterns, early?"), writing.question("Lanterns, late?", at=NOON + timedelta(days=1))
    refresh_all()
    newest = [found.document.object_id for found in find(Criteria("lanterns", newest=True)).found]
    assert newest == [late.pk, early.pk]
    Question.objects.filter(pk=early.pk).update(opened_at=NOON + timedelta(days=2))
    assert refresh_all() == 1
    newest = [found.document.object_id for found in find(Criteria("lanterns", newest=True)).found]
    assert newest == [early.pk, late.pk]
    assert_equal_to_one_made_anew()


def test_rows_that_came_in_bulk_are_known_after_one_call(insider: Person) -> None:
    question = writing.question("How do you begin?")
    rows = [
        prepare(
            Answer(
                question=question, author=insider, headline=f"Lantern {number}", slug=f"lantern-{number}", body="Yes.",
                state=Answer.State.PUBLISHED, published_at=NOON - timedelta(days=number), byline_name=insider.name,
            )
        )
        for number in range(1_200)
    ]  # fmt: skip
    Answer.objects.bulk_create(rows)
    assert refresh_all() == 1_201  # the question with them
    assert terms()["lantern"] == 1_200
    results = find(Criteria("lantern"))
    assert (results.capped, results.roughly) == (True, 200)
    newest = find(Criteria("lantern", newest=True))
    assert newest.found[0].document.title == "Lantern 0"
    Answer.objects.filter(headline__gt="Lantern 5").update(state=Answer.State.DRAFT)
    refresh_all()
    assert terms()["lantern"] == Answer.objects.visible_to(None).count() > 0


def test_a_person_with_several_reasons_to_be_known_is_known_once(insider: Person) -> None:
    question = writing.question()
    writing.published(question, insider)
    writing.published(question, insider, "And another thing")
    refresh_all()
    refresh(people=[insider.pk, insider.pk], answers=list(Answer.objects.values_list("pk", flat=True)))
    assert SearchDocument.objects.filter(kind="person").count() == 1


def test_someone_who_only_joined_is_not_known(member: Person) -> None:
    cast.amina()
    member.headline = "Listener"
    member.save()
    assert list(SearchDocument.objects.values_list("title", flat=True)) == ["Amina Okafor"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="FTS5 is SQLite's")
def test_the_full_text_table_agrees_with_the_documents(insider: Person) -> None:
    question = writing.question("Whole and sound?")
    refresh_all()
    Question.objects.filter(pk=question.pk).update(title="Whole or sound?")
    refresh_all()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO insider_searchindex(insider_searchindex, rank) VALUES ('integrity-check', 1)")
        cursor.execute("SELECT count(*) FROM insider_searchindex WHERE insider_searchindex MATCH 'whole'")
        assert cursor.fetchone() == (1,)
