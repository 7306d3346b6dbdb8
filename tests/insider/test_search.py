"""Search: what is found, in which order, by whom, and how it is shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.insider.actions.indexing import refresh, refresh_all
from bothways.insider.actions.publishing import withdraw_answer
from bothways.insider.models import Answer, Question, SearchDocument
from bothways.insider.search import Criteria, Results, find, related_to, similar_to
from bothways.insider.search.forgiving import distance
from bothways.people.models import Person
from tests.support import cast, writing
from tests.support.writing import NOON

pytestmark = pytest.mark.django_db


def search(text: str, **criteria: object) -> Results:
    return find(Criteria(text, **criteria))  # type: ignore[arg-type]


def titles(text: str, **criteria: object) -> list[str]:
    return [found.document.title for found in search(text, **criteria).found]


def kinds(text: str) -> list[str]:
    return [found.document.kind for found in search(text).found]


@pytest.fixture
def asked() -> Question:
    return writing.question(topics=[writing.topic("Courage")])


# --- What is found, and in which order --------------------------------------------------------


def test_a_word_in_the_title_weighs_more_than_many_in_the_body(insider: Person) -> None:
    question = writing.question("What did you learn?")
    writing.published(question, insider, "In praise of doubt", "Failure, failure, failure. " * 20, at=NOON)
    writing.published(question, insider, "A failure that helped", "It began on a Monday.", at=NOON - timedelta(days=9))
    refresh_all()
    assert titles("failure") == ["A failure that helped", "In praise of doubt"]


def test_questions_answers_people_and_topics_are_found(asked: Question, insider: Person) -> None:
    writing.published(asked, insider, "Courage comes late", "At forty, in my case.")
    refresh_all()
    assert sorted(kinds("courage")) == ["answer", "question", "topic"]
    assert kinds("courage")[0] == "topic"
    assert kinds("Amina Okafor") == ["person", "answer"]
    assert kinds("Harbour Bridge") == ["person", "answer"]
    assert kinds("mentor")[0] == "question"
    assert kinds("forty") == ["answer"]


def test_every_word_must_be_there_and_quotes_keep_words_together(asked: Question, insider: Person) -> None:
    writing.published(asked, insider, "On giving", "Give your time and take their advice.")
    writing.published(asked, insider, "On taking", "Take your time.")
    refresh_all()
    assert sorted(titles("take time")) == ["On giving", "On taking"]
    assert titles('"take your time"') == ["On taking"]
    assert titles('"take your" time "on taking"') == ["On taking"]


@pytest.mark.parametrize("text", ["resume", "résumé", "RESUME", "Résumés", "resum"])
def test_accents_case_endings_and_an_unfinished_last_word_make_no_difference(text: str, insider: Person) -> None:
    writing.published(writing.question("Where to begin?"), insider, "Burn your résumé", "And write a letter.")
    refresh_all()
    assert titles(text) == ["Burn your résumé"]
    assert "<mark>résumé</mark>" in search(text).found[0].title


@pytest.mark.parametrize("text", ["vulnerabilty", "vulnerablity", "vulnrability", "wulnerability"])
def test_typing_errors_are_forgiven(text: str, asked: Question, insider: Person) -> None:
    writing.published(asked, insider, "On vulnerability", "It is not weakness.")
    refresh_all()
    results = search(text)
    assert results.meant == "vulnerability"
    assert [found.document.title for found in results.found] == ["On vulnerability"]
    assert "<mark>vulnerability</mark>" in results.found[0].title


def test_where_no_page_has_all_words_those_with_some_are_shown(asked: Question, insider: Person) -> None:
    writing.published(asked, insider, "On vulnerability", "It is not weakness.")
    refresh_all()
    results = search("vulnerability zeppelins")
    assert results.some_only
    assert [found.document.title for found in results.found] == ["On vulnerability"]


def test_slips_are_counted() -> None:
    assert [distance("mentor", word) for word in ("mentor", "mentr", "metnor", "mentors", "tenor")] == [0, 1, 1, 1, 2]


# --- Narrowing down ---------------------------------------------------------------------------


def test_results_are_narrowed_by_kind_topic_person_and_year(insider: Person, member: Person) -> None:
    courage, work = writing.topic("Courage"), writing.topic("Work")
    first = writing.question("How do leaders begin?", topics=[courage], at=NOON - timedelta(days=800))
    second = writing.question("How do leaders end?", topics=[work])
    writing.published(first, insider, "Leaders begin small", at=NOON - timedelta(days=799))
    writing.published(second, member, "Leaders end early")
    refresh_all()
    assert len(titles("leaders")) == 4
    assert sorted(titles("leaders", kind="question")) == ["How do leaders begin?", "How do leaders end?"]
    assert sorted(titles("leaders", topic="courage")) == ["How do leaders begin?", "Leaders begin small"]
    assert titles("leaders", insider=member.slug) == ["Leaders end early"]
    assert sorted(titles("leaders", year=2024)) == ["How do leaders begin?", "Leaders begin small"]
    assert titles("leaders", kind="answer", topic="work", year=2026) == ["Leaders end early"]
    assert titles("leaders", topic="nothing-of-the-kind") == []


def test_the_newest_come_first_where_that_is_asked(insider: Person) -> None:
    question = writing.question("What now?", at=NOON - timedelta(days=40))
    for age in (3, 30, 1, 10):
        writing.published(question, insider, f"Patience {age}", at=NOON - timedelta(days=age))
        refresh(questions=[question.pk])
    assert titles("patience", newest=True) == ["Patience 1", "Patience 3", "Patience 10", "Patience 30"]


def test_pages_follow_each_other_without_repeating(insider: Person) -> None:
    question = writing.question("What now?")
    for number in range(20):
        writing.published(question, insider, f"Patience {number}", at=NOON - timedelta(hours=number))
    refresh_all()
    first, second = search("patience"), search("patience", page=2)
    assert (first.total, first.page.has_next, second.page.has_next) == (20, True, False)
    shown = [found.document.title for found in (*first.found, *second.found)]
    assert sorted(shown) == sorted(f"Patience {number}" for number in range(20))
    assert search("patience", page=9_999).found == []


# --- Who may find what ------------------------------------------------------------------------


def test_only_what_everybody_may_read_is_found(asked: Question, insider: Person, editor: Person) -> None:
    for state in (Question.State.ASKED, Question.State.ACCEPTED, Question.State.DECLINED):
        writing.question(f"Hippopotamus {state}?", state=state)
    writing.question("Hippopotamus merged?", state=Question.State.MERGED, merged_into=asked)
    writing.question("Hippopotamus archived?", state=Question.State.ARCHIVED)
    writing.draft(asked, insider, "A hippopotamus draft")
    writing.signed(asked, insider, "A hippopotamus waiting")
    answer = writing.published(asked, insider, "A hippopotamus published")
    refresh_all()
    assert sorted(titles("hippopotamus")) == ["A hippopotamus published", "Hippopotamus archived?"]
    withdraw_answer(answer=answer, reason="Asked for.", by=editor, at=NOON)
    assert titles("hippopotamus") == ["Hippopotamus archived?"]
    assert not SearchDocument.objects.filter(kind="answer").exists()


def test_what_may_not_be_read_is_not_shown_even_where_the_index_still_knows_it(
    asked: Question, insider: Person
) -> None:
    writing.published(asked, insider, "A hippopotamus published")
    Answer.objects.update(state=Answer.State.DRAFT)
    assert SearchDocument.objects.filter(kind="answer").exists()
    assert titles("hippopotamus") == []


def test_a_person_is_found_once_they_have_written_something_to_read(asked: Question, member: Person) -> None:
    writing.draft(asked, member)
    refresh_all()
    assert titles("Noor Haddad") == []
    writing.published(asked, member, "Now I say it")
    refresh(questions=[asked.pk])
    assert kinds("Noor Haddad") == ["person", "answer"]
    member.left_at = NOON
    member.save()
    assert kinds("Noor Haddad") == ["answer"]


# --- How it is shown --------------------------------------------------------------------------


def test_what_is_marked_is_escaped(asked: Question, insider: Person) -> None:
    writing.published(asked, insider, "<script>alert('courage')</script>", "Courage & <b>doubt</b>, `a < b`. " * 30)
    refresh_all()
    found = search("courage script").found[0]
    assert (
        found.title == "&lt;<mark>script</mark>&gt;alert(&#x27;<mark>courage</mark>&#x27;)&lt;/<mark>script</mark>&gt;"
    )
    assert "<b>" not in found.excerpt
    assert "<mark>Courage</mark> &amp; &lt;b&gt;" in found.excerpt
    page = Client().get("/search/", {"q": "courage <script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_the_excerpt_stands_where_the_words_stand_together(asked: Question, insider: Person) -> None:
    body = "Trust. " + "Nothing to see here. " * 60 + "She lent me her trust and a lantern. " + "Nor here. " * 60
    writing.published(asked, insider, "On light", body)
    refresh_all()
    excerpt = search("trust lantern").found[0].excerpt
    assert "<mark>trust</mark> and a <mark>lantern</mark>" in excerpt
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")


def test_the_page_says_what_it_looked_for_and_keeps_robots_away(asked: Question, insider: Person) -> None:
    writing.published(asked, insider, "On vulnerability", "It is not weakness.")
    refresh_all()
    response = Client().get("/search/", {"q": "vulnerabilty", "kind": "answer"})
    page = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert "public" not in response["Cache-Control"]
    assert not response.cookies
    assert 'value="vulnerabilty"' in page
    assert "Did you mean <strong><bdi>vulnerability</bdi></strong>?" in page
    assert "1 result\n" in page
    assert '<option value="answer" selected>' in page


def test_htmx_gets_the_results_alone(asked: Question) -> None:
    refresh_all()
    page = Client().get("/search/", {"q": "mentor"}, headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="found"')
    assert "<mark>mentor</mark>" in page


HOSTILE = [
    "", " ", "a", '"', '""', '"""', '" "', "*", "mentor*", "AND", "a AND", "NOT mentor", "title:mentor", "{title}:x",
    "NEAR(a b)", "^mentor", "mentor -courage", "(", ")", "((mentor", "'", "''", "' OR 1=1 --", "\\", "%", "_",
    "mentor\x00x", "\x00", "\u202ementor", "مرحبا بالعالم", "שלום", "你好", "नमस्ते", "🦛", "ﬁ", "İstanbul",
    "x" * 5_000, "mentor " * 2_000, "a" * 1_000_000, "<script>", "&lt;", "facets:ka", "ka", "mentor | courage & !x",
    "a:*", "<->", "don't", "and/or", "e-mail", "http://example.org/a?b=c", "3.14", "\n\t", "\ufffd", "\u0301", "ß",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_query_breaks_the_page(number: int, asked: Question, insider: Person) -> None:
    writing.published(asked, insider)
    refresh_all()
    assert Client().get("/search/", {"q": HOSTILE[number]}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "page=0", "page=-1", "page=x", "page=99999999999999999999", "year=0", "year=99999", "year=x", "kind=nonsense",
        "topic=%00", "topic=../..", "insider=nobody", "sort=worst", "q=%FF%FE", "q=a&q=mentor", "year=2026&kind=person",
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_left_out(address: str, asked: Question) -> None:
    refresh_all()
    response = Client().get(f"/search/?q=mentor&{address}")
    assert response.status_code == 200


@pytest.mark.parametrize(
    "text", ["مرحبا", "שלום", "Привет", "ñandú", "don't", "and/or", "C3PO", "e-mail", "www.example.org"]
)
def test_words_of_every_script_and_shape_are_found(text: str) -> None:
    writing.question(f"What about {text}, then?")
    refresh_all()
    assert titles(text) == [f"What about {text}, then?"]


# --- Cost -------------------------------------------------------------------------------------


def test_the_number_of_queries_is_the_same_for_one_row_and_for_many(
    insider: Person,
) -> None:
    def counted(**query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get("/search/", query).status_code == 200
        return len(queries)

    question = writing.question("What is patience?", topics=[writing.topic("Calm")])
    writing.published(question, insider, "Patience")
    refresh_all()
    plain = counted(q="patience")
    narrowed = counted(q="patience", topic="calm", insider=insider.slug)
    forgiven = counted(q="pateince", topic="calm", insider=insider.slug)
    for number in range(30):
        writing.published(question, cast.member(f"Person{number} Smith"), f"Patience {number}")
    refresh_all()
    assert counted(q="patience") == plain
    assert counted(q="patience", topic="calm", insider=insider.slug) == narrowed
    assert counted(q="pateince", topic="calm", insider=insider.slug) == forgiven
    assert max(plain, narrowed, forgiven) <= 6  # two more are the reader's session and account


# --- Questions near a question ----------------------------------------------------------------


def test_related_questions_are_those_chosen_by_hand_then_the_nearest() -> None:
    topic = writing.topic("Money")
    pay = writing.question("How do you ask for the pay you deserve?", topics=[topic])
    near = writing.question("What do you say when they refuse the pay you asked for?")
    same_topic = writing.question("When should you borrow?", topics=[topic])
    writing.question("Who taught you to listen?")
    chosen = writing.question("Which book changed you?")
    hidden = writing.question("Is the pay right?", state=Question.State.ASKED, topics=[topic])
    pay.related.add(chosen, hidden)
    refresh_all()
    assert related_to(pay) == [chosen, near, same_topic]
    assert related_to(pay, limit=1) == [chosen]


def test_related_questions_cost_one_query() -> None:
    topic = writing.topic("Money")
    questions = [writing.question(f"How do you ask for pay, part {number}?", topics=[topic]) for number in range(8)]
    refresh_all()
    with CaptureQueriesContext(connection) as queries:
        assert len([question.get_absolute_url() + question.title for question in related_to(questions[0])]) == 5
    assert len(queries) == 1


@pytest.mark.parametrize("title", ["", "?", "the of and", "zzzz", '" OR 1', "x" * 3_000])
def test_a_title_that_says_nothing_has_nothing_near(title: str) -> None:
    question = writing.question("Who taught you to listen?")
    refresh_all()
    assert similar_to(title) == []
    question.title = title
    assert related_to(question) == []


def test_similar_questions_are_found_by_their_words() -> None:
    listen = writing.question("Who taught you to listen?")
    writing.question("Where do you work?")
    refresh_all()
    assert similar_to("Learning to listen to people") == [listen]
