from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import Result

from bothways.imports.readers.columns import open_tables
from bothways.imports.records import Kind, Refused
from bothways.imports.report import Report
from bothways.insider.models import Answer, Insider, Question, Source
from tests.imports.conftest import AT, Contents

Bring = Callable[..., Report]

QUESTIONS = """Question,Detail,Topics,Asked by,Asked at
Why keep a diary?,"Mine is *empty*.
Since May.","writing, habits",Odile Marsh,2024-03-01
How do you say no?,,habits,,2024-03-02 10:15
"""
ANSWERS = """Question,Answer,Author,Role,Organization,Published
Why keep a diary?,"Because you forget.

All of it.",Ines Farrow,Baker,Kiln & Crumb,2024-04-01
How do you say no?,<b>Slowly</b> and <script>alert(1)</script> once.,Otto Lindqvist,,,2024-04-02
Who are you?,Nobody asked this.,Ines Farrow,,,2024-04-03
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    questions, answers = tmp_path / "diary.csv", tmp_path / "answers.csv"
    questions.write_text(QUESTIONS, encoding="utf-8")
    answers.write_text(ANSWERS, encoding="utf-8")
    return questions, answers


def test_two_files(bring_tables: Bring, files: tuple[Path, Path]) -> None:
    report = bring_tables(*files)
    diary = Question.objects.get(title="Why keep a diary?")
    assert diary.detail == "Mine is *empty*.\nSince May."
    assert sorted(diary.topics.values_list("name", flat=True)) == ["habits", "writing"]
    assert diary.asked_at == datetime(2024, 3, 1, tzinfo=UTC)
    answer = diary.answers.get()
    assert (answer.byline_name, answer.byline_role, answer.byline_organisation) == (
        "Ines Farrow",
        "Baker",
        "Kiln & Crumb",
    )
    assert answer.body == "Because you forget.\n\nAll of it."
    assert Insider.objects.get(person__name="Ines Farrow").role_title == "Baker"
    assert Question.objects.count() == 3
    assert report.bad == []


def test_html_in_a_cell_is_only_text(bring_tables: Bring, files: tuple[Path, Path]) -> None:
    bring_tables(*files)
    html = Answer.objects.get(byline_name="Otto Lindqvist").body_html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_one_file_with_both_and_a_question_in_several_rows(tmp_path: Path, bring_tables: Bring) -> None:
    path = tmp_path / "both.csv"
    path.write_text(
        "title;answer;name\nWhy?;Because.;Ada Park\nWhy?;For no reason.;Ben Orr\nWhen?;;\n", encoding="utf-8"
    )
    bring_tables(path)
    assert dict(Question.objects.values_list("title", "answer_count")) == {"Why?": 2, "When?": 0}


def test_without_dates_it_is_the_day_of_the_import_the_first_time(tmp_path: Path, bring_tables: Bring) -> None:
    path = tmp_path / "both.csv"
    path.write_text("title,answer,name\nWhy?,Because.,Ada Park\n", encoding="utf-8")
    bring_tables(path)
    bring_tables(path)
    assert Answer.objects.get().published_at == AT


def test_a_second_time_changes_nothing_and_a_new_version_updates(
    bring_tables: Bring, files: tuple[Path, Path], contents: Callable[[], Contents]
) -> None:
    bring_tables(*files)
    before = contents()
    assert not bring_tables(*files).changed
    assert contents() == before
    files[1].write_text(ANSWERS.replace("Because you forget.", "Because I forget."), encoding="utf-8")
    report = bring_tables(*files)
    assert report.counts[Kind.ANSWER].updated == 1
    assert Answer.objects.filter(body__startswith="Because I forget.").exists()


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_letters_and_columns_are_found(
    tmp_path: Path, bring_tables: Bring, encoding: str, found: str, delimiter: str
) -> None:
    path = tmp_path / "cafe.csv"
    rows = [
        ["Question", "Answer", "Author"],
        ["“Où est le café – déjà vu?”", "Près d’ici, là-bas; naïve…", "Zoë Müller"],
    ]
    words = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    path.write_bytes(words.encode(encoding))
    assert open_tables([path])[0].encoding == found
    bring_tables(path)
    assert Question.objects.get().title == "“Où est le café – déjà vu?”"
    assert Answer.objects.get().byline_name == "Zoë Müller"


@pytest.mark.parametrize(
    "header",
    [
        "Qestion,Anser,Writen by",
        "Question Title,Response,Full Name",
        "What question do you want to ask?,Your Answer,Your name",
        "\ufeffQUESTION ,answer_text,answered-by",
    ],
)
def test_headers_need_not_be_exact(tmp_path: Path, header: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\nWhy?,So.,Ada\n", encoding="utf-8")
    assert open_tables([path])[0].columns == {"question": 0, "answer": 1, "author": 2}


def test_unknown_headers_are_listed_and_columns_can_be_named(tmp_path: Path, command: Callable[..., Result]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("On my mind,Shoe size,What they said\nWhy?,42,Because.\n", encoding="utf-8")
    refused = command("csv", path)
    assert refused.exit_code == 1
    assert "No column for the question was found (x.csv: On my mind, Shoe size, What they said)." in refused.stderr
    assert not Source.objects.exists()
    done = command("csv", path, "--column", "question=On my mind", "--column", "answer=What they said")
    assert done.exit_code == 0, done.output
    assert "x.csv: not known and not read: “Shoe size”." in done.output
    assert Answer.objects.get().body == "Because."


def test_days_that_can_be_two_are_asked_for(tmp_path: Path, bring_tables: Bring) -> None:
    path = tmp_path / "x.csv"
    path.write_text("question,asked on\nWhy?,3/4/2024\n", encoding="utf-8")
    assert bring_tables(path).bad == ["x.csv line 2: “3/4/2024” can be two days; say --day-first or --no-day-first"]
    bring_tables(path, day_first=True)
    assert Question.objects.get().asked_at == datetime(2024, 4, 3, tzinfo=UTC)


def test_one_day_tells_the_order_of_its_whole_column(tmp_path: Path, bring_tables: Bring) -> None:
    path = tmp_path / "x.csv"
    path.write_text("question,timestamp\nWhy?,3/4/2024 2:05:00 PM\nWhen?,3/14/2024 09:30:00\n", encoding="utf-8")
    bring_tables(path)
    assert Question.objects.get(title="Why?").asked_at == datetime(2024, 3, 4, 14, 5, tzinfo=UTC)


def test_bad_rows_are_named_by_line(tmp_path: Path, bring_tables: Bring) -> None:
    path = tmp_path / "x.csv"
    words = 'question,answer,date answered\n,Because.,2024-01-01\n"Why\nnow?",So.,soon\nHow?,Thus.,2024-01-01,extra\n'
    path.write_text(words, encoding="utf-8")
    assert bring_tables(path).bad == [
        "x.csv line 2: the question is empty",
        "x.csv line 3: “soon” is not a date",
        "x.csv line 5: 4 cells stand under 3 headers",
    ]


@pytest.mark.parametrize("words", ["", "<html></html>", "PK\x03\x04\x00\x00", '{"question": 1}'])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(words, encoding="utf-8")
    with pytest.raises(Refused, match=r"x.csv is not a table saved as CSV."):
        open_tables([path])


def test_a_quotation_that_never_ends_writes_nothing(
    tmp_path: Path, command: Callable[..., Result], contents: Callable[[], Contents]
) -> None:
    before = contents()
    path = tmp_path / "x.csv"
    path.write_text('question,answer\nWhy?,Because.\nHow?,"Thus\n', encoding="utf-8")
    assert command("csv", path).exit_code == 1
    assert contents() == before
