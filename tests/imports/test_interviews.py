from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from bothways.imports.readers import articles, dialogue, standing
from bothways.imports.readers.articles import Article, plain_markdown
from bothways.imports.records import Kind
from bothways.imports.report import Report
from bothways.insider.models import Answer, Insider, Question, Source
from bothways.people.models import Person
from tests.imports import material
from tests.imports.conftest import Contents

Bring = Callable[..., Report]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return material.write_interviews(tmp_path / "bread")


def said(title: str) -> list[tuple[str, str]]:
    """By-line and words of each answer to a question, in the order in which they were given."""
    answers = Question.objects.get(title=title).answers.order_by("pk")
    return [(answer.byline_name, answer.body) for answer in answers]


def test_a_dialogue_becomes_questions_and_signed_answers(bring_interviews: Bring, folder: Path) -> None:
    bring_interviews(folder)
    first = Answer.objects.get(question__title="How did you become a baker?", byline_name="Ines Farrow")
    assert (first.byline_role, first.byline_organisation) == ("Baker", "Kiln & Crumb")
    assert first.published_at == datetime(2019, 5, 6, 12, tzinfo=UTC)
    assert first.headline == "By failing at everything else first"
    assert "[my mentor](https://bread.example/2018/01/02/mentors/)" in first.body
    assert first.question.asked_by is not None
    assert first.question.asked_by.name == "Tomas Reyes"
    begun = Question.objects.get(title__startswith="What would you tell")
    assert list(begun.topics.values_list("name", flat=True)) == ["bread"]
    assert said("What would you tell somebody who begins today?") == [
        ("Ines Farrow", "Burn the first ten loaves quickly.")
    ]


def test_a_short_follow_up_stays_in_the_answer_before(bring_interviews: Bring, folder: Path) -> None:
    bring_interviews(folder)
    body = Answer.objects.get(question__title="How did you become a baker?", byline_name="Ines Farrow").body
    assert body.endswith("**Why?**\n\nShe needed an apprentice. (picture: An oven)")
    assert not Question.objects.filter(title__startswith="Why?").exists()


def test_thanks_and_afterwords_are_nobodys_answer(bring_interviews: Bring, folder: Path) -> None:
    bring_interviews(folder)
    everything = " ".join(Answer.objects.values_list("body", flat=True))
    for words in ("Thank you for your time", "next talk", "Come and see", "Until next time"):
        assert words not in everything


def test_all_that_was_asked_and_where_stands_below_the_title(bring_interviews: Bring, folder: Path) -> None:
    bring_interviews(folder)
    detail = Question.objects.get(title__startswith="What would you tell").detail
    assert detail.startswith("I see. What would you tell somebody who begins today? And what would you not?")
    assert detail.endswith("*Asked in “Five loaves with Ines Farrow”, 6 May 2019, by Bread.*")
    assert Question.objects.get(title="How long does a stone last?").detail.startswith("*Asked in")


def test_bold_questions_are_answered_by_the_one_in_the_title(bring_interviews: Bring, folder: Path) -> None:
    bring_interviews(folder)
    assert said("What do you grind these days?") == [
        ("Otto Lindqvist", "Rye, mostly.\n\n**So it’s a way to keep busy?**\n\nIt is.")
    ]


def test_headings_may_be_questions_and_initials_several_people(bring_interviews: Bring, folder: Path) -> None:
    bring_interviews(folder)
    assert said("What does the night bakery do?") == [
        ("Priya Anand", "It bakes at night. See [the plan](https://example.org/plan).")
    ]
    assert said("What are you proud of?") == [
        ("Lena Ortiz and Samuel Koh", "The new oven."),
        ("Samuel Koh", "Also the `<old>` one.\n\n**Crust**: this is no person."),
    ]


def test_several_answer_one_question_and_the_same_question_in_two_interviews_is_one(
    bring_interviews: Bring, folder: Path
) -> None:
    bring_interviews(folder)
    assert said("Could you tell us how you got involved in the bakery?") == [
        (
            "Mina Vogel",
            "With (picture: a broom) in my hands.\n\n**That’s a nice picture.**\n\nIt was cold.".replace("’", "'"),
        ),
        ("Jonas Ek", "By bicycle."),
    ]
    assert [name for name, _ in said("How did you become a baker?")] == ["Ines Farrow", "Jonas Ek"]
    assert Question.objects.get(title="How did you become a baker?").detail.endswith(
        "*Asked by Bread in:*\n\n- “Five loaves with Ines Farrow”, 6 May 2019"
        "\n- “Spotlight on the Day Bakery”, 4 March 2022"
    )


def test_portraits_are_signed_only_by_those_who_are_quoted(bring_interviews: Bring, folder: Path) -> None:
    report = bring_interviews(folder)
    answer = Answer.objects.get(question__title="Meet our bakers")
    assert answer.byline_name == "Anton Weiss"
    assert answer.body.startswith("Sleep in the afternoon.\n\n---\n\n*About [Anton Weiss]")
    assert "2022-bakers.md line 19: Bea Lindt is written about, but not quoted" in report.bad


def test_one_question_to_many(bring_interviews: Bring, folder: Path) -> None:
    bring_interviews(folder)
    answers = Answer.objects.filter(question__title="Why did you begin?").order_by("pk")
    assert [(one.byline_name, one.byline_role, one.body) for one in answers] == [
        ("@mia", "Ovens", "Because of the smell."),
        ("Karl Otto", "Mills", "Because of the stones."),
    ]


def test_who_answers_is_a_leader_whom_nobody_has_verified(bring_interviews: Bring, folder: Path) -> None:
    bring_interviews(folder)
    ines = Insider.objects.get(person__name="Ines Farrow")
    assert (ines.role_title, ines.verified_at) == ("Baker", None)
    assert not Insider.objects.filter(person__name="Tomas Reyes").exists()
    assert not Person.objects.filter(email__isnull=False).exists()


def test_a_file_that_is_no_interview_is_named(bring_interviews: Bring, folder: Path) -> None:
    assert "notes.md line 1: it does not begin with front matter" in bring_interviews(folder).bad


def test_a_second_time_changes_nothing_and_a_new_version_updates(
    bring_interviews: Bring, folder: Path, contents: Callable[[], Contents]
) -> None:
    bring_interviews(folder)
    before = contents()
    assert not bring_interviews(folder).changed
    assert contents() == before
    path = folder / "2020-02-03-otto.md"
    path.write_text(path.read_text().replace("Rye, mostly.", "Rye and oats."))
    report = bring_interviews(folder)
    assert (report.counts[Kind.ANSWER].updated, report.counts[Kind.ANSWER].created) == (1, 0)
    assert said("What do you grind these days?")[0][1].startswith("Rye and oats.")


def test_a_folder_of_unknown_licence_is_refused(folder: Path, command: Callable[..., Result]) -> None:
    result = command("interviews", folder)
    assert result.exit_code == 1
    assert "Under which licence may bread be shown?" in result.stderr
    assert not Source.objects.exists()


def test_a_folder_of_something_else_is_refused(tmp_path: Path, command: Callable[..., Result]) -> None:
    (tmp_path / "notes.md").write_text("Buy flour.")
    result = command("interviews", tmp_path, "--licence", "CC0 1.0")
    assert result.exit_code == 1
    assert "holds no interviews. Notes.md: it does not begin with front matter." in " ".join(result.stderr.split())
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Why?", ""),
        ("So it’s a way to find out?", ""),
        ("That’s where the mill enters the game?", ""),
        ("Moving the oven was an important improvement.", ""),
        ("Thank you! Any final comments you would like to share?", "Any final comments you would like to share?"),
        ("Tell me about your path to the mill.", "Tell me about your path to the mill."),
        ("And what did the baker want at first? You changed it?", "What did the baker want at first?"),
        (
            "The guild has many mills. Could you name some of those?",
            "The guild has many mills. Could you name some of those?",
        ),
    ],
)
def test_what_stands_alone_as_a_question(words: str, title: str) -> None:
    assert standing.question_of(words, first=False) == title


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ('See [it]({{ "/a/b/" | url }}).', "See [it](https://bread.example/a/b/)."),
        ("See [it](/a), [here](#top), [site](ii.nz) or [K][k].\n\n[k]:https://k.example",
         "See [it](https://bread.example/a), here, [site](https://ii.nz) or [K](https://k.example).\n\n"),
        ('{% image "a.jpg" "An oven" %}<figure><figcaption>x</figcaption></figure><br>', "(picture: An oven)"),
        ("{{< youtube abc123 >}} {{% note %}}Mind{{% /note %}} `{{< kept >}} <b>`",
         "<https://www.youtube.com/watch?v=abc123> Mind `{{< kept >}} <b>`"),
        ("![A cat](cat.jpg) and <div class='x'>words</div>", "(picture: A cat) and words"),
    ],
)  # fmt: skip
def test_marks_of_the_site_are_taken_out(source: str, made: str) -> None:
    assert plain_markdown(source, "https://bread.example") == made


@pytest.mark.parametrize(
    ("front", "at"),
    [
        ("title: x\ndate: 2016-03-03 15:00:00 -5", datetime(2016, 3, 3, 20, tzinfo=UTC)),
        ("title: x", datetime(2016, 9, 12, 12, tzinfo=UTC)),
        ("title: “x\ndate: 2016-05-06\nother: [", datetime(2016, 5, 6, 12, tzinfo=UTC)),
    ],
)
def test_the_date_is_that_of_the_front_matter_else_of_the_name(tmp_path: Path, front: str, at: datetime) -> None:
    path = tmp_path / "2016-09-12-x.md"
    path.write_text(f"---\n{front}\n---\nWords.\n")
    assert articles.read(path, "").at == at


def test_an_address_with_a_day_that_is_none_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    for url, kept in (("https://b.example/2023/24/05/x/", False), ("https://b.example/2023/05/24/x/", True)):
        path.write_text(f"---\ntitle: x\ncanonicalUrl: {url}\n---\nWords.\n")
        assert articles.read(path, "").canonical == (url if kept else "")


# --- Real interviews ----------------------------------------------------------------------------


def real_articles(folder: Path) -> list[Article]:
    paths = [path for name in ("18f", "kubernetes") for path in articles.article_files(folder / "interviews" / name)]
    return [articles.read(path, "https://example.org") for path in paths]


def test_every_real_article_is_read_with_its_day(real_data: Path) -> None:
    found = real_articles(real_data)
    assert len(found) == 27
    assert all(article.at and article.at.date() >= date(2015, 1, 1) for article in found)


def test_no_question_of_a_real_interview_is_silly_and_no_words_keep_their_marks(real_data: Path) -> None:
    for article in real_articles(real_data):
        for exchange in dialogue.exchanges(article)[0]:
            assert len(exchange.title.split()) >= 3, exchange.title
            for one in exchange.said:
                assert all(name and not name.startswith("**") for name in one.names)
                assert not any(mark in one.markdown for mark in ("{{", "{%", "<div", "<figure", "<img"))


def test_the_real_interviews_come_in_whole_and_only_once(
    real_data: Path, command: Callable[..., Result], contents: Callable[[], Contents]
) -> None:
    assert command("interviews", real_data / "interviews").exit_code == 0
    assert (Question.objects.count(), Answer.objects.count()) >= (150, 250)
    assert Question.objects.get(title="How did you find out about 18F?").answer_count == 3
    assert not Question.objects.filter(answer_count=0).exists()
    before = contents()
    assert command("interviews", real_data / "interviews").exit_code == 0
    assert contents() == before
