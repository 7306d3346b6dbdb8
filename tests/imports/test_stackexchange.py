import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from bothways.history.models import Details, Entry
from bothways.history.queries import verify
from bothways.imports.readers import stackexchange
from bothways.imports.records import Kind, Refused
from bothways.imports.report import Report
from bothways.insider.models import Answer, Insider, Question, Reply, Source, Topic
from bothways.people.models import Person
from tests.imports import material
from tests.imports.conftest import Contents

Bring = Callable[[Path], Report]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return material.write_dump(tmp_path / "bread-2014-05")


def test_questions_answers_and_replies_stand_as_they_were(bring_dump: Bring, dump: Path) -> None:
    bring_dump(dump)
    question = Question.objects.get(title="How do I keep a sourdough starter alive & well?")
    assert question.detail == "Mine **died** twice.\n\n- once of heat"
    assert question.answered_by == Question.AnsweredBy.ANYONE
    assert question.opened_at == datetime(2014, 2, 1, 10, 0, 0, 383000, tzinfo=UTC)
    assert question.asked_by is not None
    assert question.asked_by.name == "Odile Marsh"
    assert sorted(question.topics.values_list("name", flat=True)) == ["rye-flour", "starter"]
    assert question.answer_count == 2
    assert question.source_url == "https://bread.stackexchange.com/questions/10"
    first, second = question.answers.order_by("published_at")
    assert (first.headline, first.byline_name) == ("Feed it daily, at the same hour", "<script>alert(1)</script>")
    assert first.canonical_url == "https://bread.stackexchange.com/a/11"
    assert (second.headline, second.byline_name, second.author) == (
        "Put it in the fridge and forget about it until Friday", "user77", None,
    )  # fmt: skip
    assert [(reply.answer, reply.author_name or reply.author.name) for reply in Reply.objects.order_by("at")] == [  # type: ignore[union-attr]
        (None, "Odile Marsh"), (first, "user78"),
    ]  # fmt: skip


def test_nothing_dangerous_survives(bring_dump: Bring, dump: Path) -> None:
    bring_dump(dump)
    html = " ".join(Answer.objects.values_list("body_html", flat=True))
    assert "alert" not in html
    assert "onclick" not in html
    assert "javascript:" not in html


def test_answers_are_ordered_by_the_net_of_their_votes(bring_dump: Bring, dump: Path) -> None:
    report = bring_dump(dump)
    assert dict(Answer.objects.values_list("canonical_url", "imported_score")) == {
        "https://bread.stackexchange.com/a/11": 1,
        "https://bread.stackexchange.com/a/12": -1,
    }
    assert (report.counts[Kind.VOTE].read, report.counts[Kind.VOTE].folded) == (6, 4)


def test_without_votes_the_score_of_the_post_counts(bring_dump: Bring, dump: Path) -> None:
    (dump / "Votes.xml").unlink()
    bring_dump(dump)
    assert Answer.objects.get(canonical_url__endswith="/a/11").imported_score == 3


def test_only_those_who_wrote_are_people_here_and_none_can_sign_in(bring_dump: Bring, dump: Path) -> None:
    bring_dump(dump)
    people = Person.objects.order_by("pk")
    assert [person.name for person in people] == ["Odile Marsh", "<script>alert(1)</script>", "Odile Marsh"]
    assert [person.slug for person in people] == ["odile-marsh", "script-alert-1-script", "odile-marsh-4"]
    assert not any(person.email or person.has_usable_password() for person in people)
    assert not Insider.objects.exists()


def test_linked_questions_are_related_both_ways_once(bring_dump: Bring, dump: Path) -> None:
    report = bring_dump(dump)
    sourdough, rye = Question.objects.order_by("pk")
    assert list(sourdough.related.all()) == [rye]
    assert list(rye.related.all()) == [sourdough]
    links = report.counts[Kind.LINK]
    assert (links.created, links.unchanged, links.skipped.total()) == (1, 1, 1)


def test_topics_that_no_question_bears_stay_out(bring_dump: Bring, dump: Path) -> None:
    Topic.objects.create(name="Starter", slug="starter")
    bring_dump(dump)
    assert list(Topic.objects.values_list("name", flat=True)) == ["Starter", "rye-flour"]
    assert Question.objects.get(topics__name="Starter").slug.startswith("how-do-i-keep")


def test_the_licence_of_each_row_goes_by_its_date_or_by_its_own_word(tmp_path: Path, bring_dump: Bring) -> None:
    old = [{**row, "CreationDate": "2010-02-01T10:00:00.000"} for row in material.POSTS]
    new = [{**row, "CreationDate": "2019-02-01T10:00:00.000"} for row in material.POSTS]
    for name, posts, licence in (
        ("a", old, "CC BY-SA 2.5"), ("b", material.POSTS, "CC BY-SA 3.0"), ("c", new, "CC BY-SA 4.0"),
        ("d", material.todays(old), "CC BY-SA 4.0"),
    ):  # fmt: skip
        bring_dump(material.write_dump(tmp_path / name, Posts=posts))
        assert set(Answer.objects.filter(source__key=f"stackexchange-{name}").values_list("licence", flat=True)) == {
            licence
        }


def test_todays_schema_makes_the_same(tmp_path: Path, bring_dump: Bring) -> None:
    bring_dump(material.write_dump(tmp_path / "bread-2025-06", Posts=material.todays(material.POSTS)))
    assert sorted(Topic.objects.values_list("name", flat=True)) == ["rye-flour", "starter"]
    assert Source.objects.get().key == "stackexchange-bread"


@pytest.mark.parametrize(
    ("folder", "url", "name"),
    [
        ("beer-2014-05", "https://beer.stackexchange.com", "Beer Stack Exchange"),
        ("conlang.meta-2020-08", "https://conlang.meta.stackexchange.com", "Conlang Stack Exchange Meta"),
        ("cooking.stackexchange.com", "https://cooking.stackexchange.com", "Cooking Stack Exchange"),
        ("stackoverflow.com", "https://stackoverflow.com", "Stackoverflow Stack Exchange"),
    ],
)
def test_a_folder_tells_its_site(folder: str, url: str, name: str) -> None:
    found = stackexchange.collection(Path("/dumps") / folder)
    assert (found.url, found.name) == (url, name)


def test_a_second_time_changes_nothing(bring_dump: Bring, dump: Path, contents: Callable[[], Contents]) -> None:
    bring_dump(dump)
    before = contents()
    report = bring_dump(dump)
    assert contents() == before
    assert not report.changed
    assert report.counts[Kind.ANSWER].unchanged == 2


def test_a_newer_dump_updates_what_has_changed(bring_dump: Bring, dump: Path, tmp_path: Path) -> None:
    bring_dump(dump)
    address = Answer.objects.get(canonical_url__endswith="/a/11").slug
    posts = [dict(row) for row in material.POSTS]
    posts[1]["Body"] = "<p>Feed it twice a day now.</p>"
    posts[2] = {**posts[2], "ParentId": "13"}
    users = [{**row, "DisplayName": "Odile Marsh-Reyes"} if row["Id"] == "1" else row for row in material.USERS]
    more = {**posts[2], "Id": "20", "ParentId": "13", "OwnerUserId": "3", "Body": "<p>It is not needed at all.</p>"}
    report = bring_dump(material.write_dump(tmp_path / "bread-2015-01", Posts=[*posts, more], Users=users))
    changed = Answer.objects.get(canonical_url__endswith="/a/11")
    assert changed.body == "Feed it twice a day now."
    assert changed.slug == address
    assert dict(Question.objects.values_list("source_url", "answer_count")) == {
        "https://bread.stackexchange.com/questions/10": 1,
        "https://bread.stackexchange.com/questions/13": 2,
    }
    assert Person.objects.filter(name="Odile Marsh-Reyes").exists()
    answers = report.counts[Kind.ANSWER]
    assert (answers.created, answers.updated, answers.unchanged) == (1, 2, 0)


def test_a_byline_stays_as_of_its_day_but_a_name_taken_away_there_goes_here_too(
    bring_dump: Bring, dump: Path, tmp_path: Path
) -> None:
    bring_dump(dump)
    posts = [dict(row) for row in material.POSTS]
    del posts[1]["OwnerUserId"]
    posts[1]["OwnerDisplayName"] = "user2"
    bring_dump(material.write_dump(tmp_path / "bread-2015-01", Posts=posts))
    answer = Answer.objects.get(canonical_url__endswith="/a/11")
    assert (answer.byline_name, answer.author) == ("user2", None)


def test_what_was_removed_or_withdrawn_here_stays_so(bring_dump: Bring, dump: Path, tmp_path: Path) -> None:
    bring_dump(dump)
    Reply.objects.all().delete()
    Answer.objects.get(canonical_url__endswith="/a/12").delete()
    Answer.objects.update(state=Answer.State.WITHDRAWN, withdrawn_at=datetime(2026, 1, 1, tzinfo=UTC))
    posts = [{**row, "Body": row["Body"] + "<p>More.</p>"} for row in material.POSTS]
    report = bring_dump(material.write_dump(tmp_path / "bread-2015-01", Posts=posts))
    assert report.counts[Kind.ANSWER].skipped == {"removed on this site since it was brought in": 1}
    assert Answer.objects.get().state == Answer.State.WITHDRAWN
    assert Question.objects.get(source_url__endswith="/10").answer_count == 0


def test_one_history_entry_says_what_came(bring_dump: Bring, dump: Path) -> None:
    bring_dump(dump)
    entry = Entry.objects.get(verb="source.imported")
    source = Source.objects.get()
    assert (entry.about_kind, entry.about_id) == ("insider.source", str(source.pk))
    counts = Details.objects.get(entry=entry).values["counts"]
    assert counts["answer"] == {"read": 2, "created": 2, "updated": 0, "unchanged": 0, "folded": 0, "skipped": 0}
    assert verify() is None


def test_bad_rows_are_named_by_line(tmp_path: Path, bring_dump: Bring) -> None:
    broken = [
        {"Id": "x", "PostTypeId": "1", "Title": "t", "CreationDate": "2014-02-01T10:00:00.000"},
        {"Id": "31", "PostTypeId": "1", "Title": "t", "CreationDate": "yesterday"},
        {"Id": "32", "PostTypeId": "1", "CreationDate": "2014-02-01T10:00:00.000"},
        {"Id": "33", "PostTypeId": "2", "ParentId": "999", "CreationDate": "2014-02-01T10:00:00.000", "Body": "b"},
        {"Id": "34", "PostTypeId": "1", "Title": "t", "CreationDate": "3014-02-01T10:00:00.000"},
        {"Id": "10", "PostTypeId": "1", "Title": "again", "CreationDate": "2014-02-01T10:00:00.000"},
    ]
    report = bring_dump(material.write_dump(tmp_path / "bread", Posts=[*material.POSTS, *broken]))
    assert report.bad == [
        "Posts.xml line 10: Id “x” is not a number",
        "Posts.xml line 11: CreationDate “yesterday” is not a date",
        "Posts.xml line 12: Title is missing",
        "Posts.xml line 14: CreationDate “3014-02-01T10:00:00.000” is before 1900 or still to come",
        "Posts.xml line 15: a second row of that name; the first is kept: 10",
        "Posts.xml line 13: what it belongs to is not here",
        "Comments.xml line 5: what it belongs to is not here",
    ]


def test_long_values_are_cut_and_say_so(tmp_path: Path, bring_dump: Bring) -> None:
    posts = [dict(row) for row in material.POSTS]
    posts[0]["Title"] = "Why " + "very " * 60 + "long?"
    posts[1]["Body"] = "<p>" + "</p><p>".join(["Bread and butter. " * 20] * 80) + "</p>"
    users = [{**row, "DisplayName": row["DisplayName"] + "a" * 200} for row in material.USERS]
    bring_dump(material.write_dump(tmp_path / "bread", Posts=posts, Users=users))
    question = Question.objects.get(source_url__endswith="/10")
    assert len(question.title) <= 160
    assert question.detail.startswith("Why very very")
    answer = Answer.objects.get(canonical_url__endswith="/a/11")
    assert len(answer.body) <= 20_000
    assert answer.body.endswith("stands where it first appeared.*")
    assert max(len(person.name) for person in Person.objects.all()) == 120


def test_control_characters_are_dropped(dump: Path, bring_dump: Bring) -> None:
    words = (dump / "Posts.xml").read_text(encoding="utf-8")
    words = words.replace("twice", "tw&#x0;i&#8;c\x01e").replace("Is rye flour", "\u202eIs rye\u0007 flour")
    (dump / "Posts.xml").write_text(words, encoding="utf-8")
    bring_dump(dump)
    assert Question.objects.get(source_url__endswith="/10").detail.startswith("Mine **died** twice.")
    assert Question.objects.get(source_url__endswith="/13").title == "Is rye flour needed?"


# --- Refused before anything is written ---------------------------------------------------------

BOMB = """<?xml version="1.0"?>
<!DOCTYPE posts [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<posts><row Id="1" PostTypeId="1" Title="&b;" CreationDate="2014-02-01T10:00:00.000" /></posts>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE posts SYSTEM "file:///etc/passwd"><posts></posts>"""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (BOMB, "Posts.xml declares a document type (DTD), which no dump does. It was not read."),
        (OUTSIDE, "Posts.xml declares a document type (DTD), which no dump does. It was not read."),
        ("<!DOCTYPE html><html><body>Not found</body></html>",
         "Posts.xml is not a Stack Exchange dump: its first element is <html>, not <posts>."),
        ("<html></html>", "Posts.xml is not a Stack Exchange dump: its first element is <html>, not <posts>."),
        ("7z\xbc\xaf", "Posts.xml is not well-formed XML at line 1: not well-formed (invalid token)."),
        ("", "Posts.xml is not a Stack Exchange dump: it holds no <posts>."),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused(
    dump: Path, command: Callable[..., Result], contents: Callable[[], Contents], words: str, sentence: str
) -> None:
    before = contents()
    (dump / "Posts.xml").write_text(words, encoding="utf-8")
    result = command("stackexchange", dump)
    assert result.exit_code == 1
    assert " ".join(result.stderr.split()) == f"{sentence} Nothing was brought in."
    assert contents() == before


@pytest.mark.parametrize("name", ["Posts", "Comments", "PostLinks"])
def test_a_file_that_breaks_off_writes_nothing(
    dump: Path, command: Callable[..., Result], contents: Callable[[], Contents], name: str
) -> None:
    before = contents()
    whole = (dump / f"{name}.xml").read_bytes()
    (dump / f"{name}.xml").write_bytes(whole[: len(whole) - 40])
    result = command("stackexchange", dump)
    assert result.exit_code == 1
    assert re.search(rf"{name}.xml breaks off at line \d+", " ".join(result.stderr.split()))
    assert contents() == before


def test_a_folder_without_posts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=re.escape("Posts.xml and Users.xml cannot be found")):
        stackexchange.files(tmp_path)


def test_the_account_is_printed_and_adds_up(dump: Path, command: Callable[..., Result], tmp_path: Path) -> None:
    result = command("stackexchange", dump, "--bad-rows", tmp_path / "bad.txt")
    assert result.exit_code == 0, result.output
    assert "people skipped: 1 · the site's own process, not a person" in result.output
    assert "Comments.xml line 5: what it belongs to is not here" in result.output
    assert (tmp_path / "bad.txt").read_text() == "Comments.xml line 5: what it belongs to is not here\n"
    again = command("stackexchange", dump)
    assert "Everything stands here already; nothing was changed." in again.output


# --- Real dumps ---------------------------------------------------------------------------------


@pytest.mark.parametrize("site", ["beer-2014-05", "conlang.meta-2020-08"])
def test_a_real_dump_comes_in_whole_and_only_once(
    bring_dump: Bring, real_data: Path, contents: Callable[[], Contents], site: str
) -> None:
    folder = real_data / "stackexchange" / site
    posts = (folder / "Posts.xml").read_text(encoding="utf-8-sig")
    report = bring_dump(folder)
    assert report.bad == []
    assert Question.objects.count() == posts.count('PostTypeId="1"')
    assert Answer.objects.count() == posts.count('PostTypeId="2"')
    assert Reply.objects.count() == (folder / "Comments.xml").read_text(encoding="utf-8-sig").count("<row ")
    scores: dict[str, Any] = dict(re.findall(r'Id="(\d+)" PostTypeId="2".*? Score="(-?\d+)"', posts))
    stored = Answer.objects.values_list("canonical_url", "imported_score")
    assert {url.rsplit("/", 1)[1]: str(score) for url, score in stored} == scores
    before = contents()
    assert not bring_dump(folder).changed
    assert contents() == before
