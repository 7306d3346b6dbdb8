"""Files as coordinators really have them, of invented people."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bothways.pairing.faults import BadInputError
from bothways.pairing.spreadsheets import read_sheet
from tests.pairing.desk import Desk

RULES = """
[mentees]
id = "Name"
[mentors]
id = "Name"
places = "Places"
[[criteria]]
kind = "shared"
both = "Topics"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Two mentees and two mentors of whom each goes with one."""
    desk = Desk(tmp_path)
    desk.write("rules.toml", RULES)
    desk.table("mentees.csv", ["Name", "Topics"], ["Ada", "python"], ["Bo", "gardens"])
    desk.table("mentors.csv", ["Name", "Topics", "Places"], ["Mo", "Gardens", 1], ["Nia", "Python", 1])
    return desk


GOOD = [("Ada", "Nia"), ("Bo", "Mo")]
ROUND = ("mentees.csv", "mentors.csv", "--rules", "rules.toml")


def test_prose_above_the_table(desk: Desk) -> None:
    desk.table(
        "mentees.csv",
        ["Mentoring, autumn 2026", "", ""],
        [],
        ["Questions to topics@example.org; name them all", "", ""],
        ["", "name", "TOPICS "],
        ["", "Ada", "python"],
        ["", "Bo", "gardens"],
    )
    assert desk.pairs(*ROUND) == GOOD


def test_blank_columns_and_rows_and_new_lines_in_headings(desk: Desk) -> None:
    desk.table(
        "mentees.csv", ["Name\n", "", " Top\u00adics"], ["Ada", "", "python"], [], ["Bo", "x", "gardens\n"], [""]
    )
    assert desk.pairs(*ROUND) == GOOD


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(desk: Desk, encoding: str, separator: str) -> None:
    desk.table("mentees.csv", ["Name", "Topics"], ["Zoë", "café; one, two"], encoding=encoding, separator=separator)
    sheet = read_sheet(desk.folder / "mentees.csv")
    assert sheet.headings == ("Name", "Topics")
    assert sheet.rows == ((2, ("Zoë", "café; one, two")),)


def test_a_line_that_names_the_separator(desk: Desk) -> None:
    path = desk.write("x.csv", "sep=;\r\nName;Topics\r\nAda;a,b\r\n")
    assert read_sheet(path).rows == ((3, ("Ada", "a,b")),)


def test_signs_that_steer_a_terminal_are_dropped(desk: Desk) -> None:
    path = desk.table("x.csv", ["Name"], ["\x1b[2JAda\u202e\x07"])
    assert read_sheet(path).rows == ((2, ("[2JAda",)),)


def test_one_heading_twice_is_what_is_filled_in(desk: Desk) -> None:
    desk.table(
        "mentees.csv", ["Name", "Topics", "Level", "Topics"], ["Ada", "", "", "python"], ["Bo", "gardens", "", ""]
    )
    assert desk.pairs(*ROUND) == GOOD
    desk.table("mentees.csv", ["Name", "Topics", "Topics"], ["Ada", "sea", "python"], ["Bo", "gardens", "gardens"])
    (told,) = desk.refused(*ROUND)
    assert told.startswith("mentees.csv, row 2, column 'Topics': the heading is there 2 times, and this row has 'sea'")
    desk.write("rules.toml", RULES.replace('both = "Topics"', 'mentee = "Topics (2)"\nmentor = "Topics"'))
    assert desk.pairs(*ROUND) == GOOD


def test_wide_columns(desk: Desk) -> None:
    desk.table("mentees.csv", ["Name", "Topic 1", "Topic 2", "Other"], ["Ada", "", "python", "x"], ["Bo", "gardens"])
    desk.write("rules.toml", RULES.replace('both = "Topics"', 'mentee = "topic *"\nmentor = "Topics"'))
    assert desk.pairs(*ROUND) == GOOD


def test_ranked_mentors_in_wide_columns(desk: Desk) -> None:
    desk.table(
        "mentees.csv", ["Name", "Mentor 1", "Mentor 2", "Mentor 3"], ["Ada", "Mo", "nia"], ["Bo", "Gone Away", "MO"]
    )
    ranked = '[[criteria]]\nkind = "choices"\nside = "mentee"\nranked = "Mentor *"\n'
    desk.write("rules.toml", RULES.split("[[criteria]]", maxsplit=1)[0] + ranked)
    (told,) = desk.refused(*ROUND)
    assert told == (
        "mentees.csv, row 3, column 'Mentor *': 'Gone Away;MO;' names 'Gone Away', who is not among the mentors. "
        "Known are: 'mo', 'nia'."
    )
    desk.write("rules.toml", RULES.split("[[criteria]]", maxsplit=1)[0] + ranked + "skip_unknown = true\n")
    result = desk.run("match", *ROUND)
    assert "Note: rules.toml, line 10: not among the mentors, and left aside: Gone Away." in result.stderr
    assert "Ada with Nia, 200.0\nBo with Mo, 350.0\n" in result.stdout


def test_a_grid_of_hours(desk: Desk) -> None:
    grid = [f"{day} {hour:02}:{half}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for hour in range(8, 24)
            for half in ("00", "30")]  # fmt: skip
    assert len(grid) == 160

    def row(name: str, *at: str) -> list[object]:
        return [name, *(int(hour in at) for hour in grid)]

    desk.table("mentees.csv", ["Name", *grid], row("Ada", "Mon 08:30", "Fri 23:30"), row("Bo", "Tue 12:00"))
    desk.table(
        "mentors.csv", ["Name", *grid], row("Mo", "Tue 12:00", "Mon 09:00"), row("Nia", "Fri 23:30", "Mon 08:30")
    )
    hours = '[[criteria]]\nkind = "hours"\nboth = "Mon 08:00 .. Fri 23:30"\nenough = 1\n'
    desk.write("rules.toml", RULES.split("[[criteria]]", maxsplit=1)[0].replace('places = "Places"', "") + hours)
    assert desk.pairs(*ROUND) == GOOD
    assert "2 half hours in common (+300.0)" in desk.run("match", *ROUND, "--explain").stdout


def test_days_as_columns_with_times(desk: Desk) -> None:
    desk.table(
        "mentees.csv", ["Name", "Zone", "Monday", "Tuesday"], ["Ada", "EST", "9-10am", ""], ["Bo", "PST", "", "7"]
    )
    desk.table("mentors.csv", ["Name", "Free"], ["Mo", "Tue 15-16"], ["Nia", "Mon 14-15"])
    hours = '[[criteria]]\nkind = "hours"\nmentee = ["Monday", "Tuesday"]\nmentee_zone = "Zone"\nmentor = "Free"\n'
    desk.write("rules.toml", RULES.split("[[criteria]]", maxsplit=1)[0].replace('places = "Places"', "") + hours)
    assert desk.pairs(*ROUND) == GOOD


def test_answers_with_commas_known_from_the_other_form(desk: Desk) -> None:
    desk.table("mentees.csv", ["Name", "Topics"], ["Ada", "Rest, sleep and health, python"], ["Bo", "sleep and health"])
    desk.table(
        "mentors.csv",
        ["Name", "Topics", "Places"],
        ["Mo", "sleep and health", 1],
        ["Nia", "rest, sleep and health;", 1],
    )
    assert desk.pairs(*ROUND) == GOOD
    assert "Topics: Rest, sleep and health (1 of 2 asked for)" in desk.run("match", *ROUND, "--explain").stdout


def test_one_column_of_names_and_nothing_else(desk: Desk) -> None:
    desk.write("mentees.csv", "Name\nAda\nBo\nCy\n")
    desk.write("mentors.csv", "\nName\n\nMo\nNia\n")
    result = desk.run("match", "mentees.csv", "mentors.csv")
    assert "  none: all pairs are worth the same" in result.stderr
    assert "2 of 3 mentees have a mentor, in 2 pairs." in result.stdout
    assert "There are 3 mentees for 2 places in all." in result.stdout


def test_one_file_for_both_sides(desk: Desk) -> None:
    desk.table(
        "people.csv",
        ["First Name", "Last Name", "Mentor or Mentee?", "", "Role", "Role"],
        ["Ada", "Ash", "Mentee", "", "baker", ""],
        ["Bo", "Birch", "Mentor", "", "", "Baker"],
        ["Cy", "Cedar", "Both", "", "", "cook"],
        encoding="cp1252",
    )
    result = desk.run("match", "people.csv", "people.csv")
    assert result.exit_code == 0, result.output
    assert "2 of 2 mentees have a mentor" in result.stdout
    assert "Ada Ash with Bo Birch" not in result.stdout  # or Cy Cedar, who mentors nobody else, would have nobody
    assert "Ada Ash with Cy Cedar, 50.0\nCy Cedar with Bo Birch, 50.0" in result.stdout


def book(path: Path) -> None:
    made = Workbook()
    made.worksheets[0].append(["How to use this book: do not change the sheets"])
    mentees, mentors, old = (made.create_sheet(name) for name in ("Mentees", "Mentors", "old mentors"))
    mentees.append(["Sign-ups so far"])
    mentees.append([])
    mentees.append(["Name", "Topics", "Years"])
    mentees.append(["Ada", "python", datetime(2026, 1, 2)])  # noqa: DTZ001 - as a spreadsheet keeps it
    mentees["C4"].number_format = "d-mmm"
    mentees.append(["Bo", "gardens", 3.0])
    for sheet in (mentors, old):
        sheet.append(["Name", "Topics", "Places", "Years"])
        sheet.append(["Mo", "gardens", 1, 8.5])
        sheet.append(["Nia", "python", 1, 7])
    old["A2"] = "Gone"
    made.save(path)


def test_workbooks_with_several_sheets(desk: Desk) -> None:
    book(desk.folder / "book.xlsx")
    both = ("book.xlsx", "book.xlsx", "--rules", "rules.toml")
    gap = '[[criteria]]\nkind = "gap"\nboth = "Years"\nideal = [5, 6]\naccept = [0, 9]\n'
    desk.write("rules.toml", RULES + gap)
    assert desk.pairs(*both) == GOOD
    said = desk.run("match", *both).stderr
    assert "book.xlsx, sheet 'Mentees', row 4, column 'Years': '2-Jan' looks like a date that a spreadsheet" in said
    desk.write("rules.toml", (RULES + gap).replace("[mentors]", '[mentors]\nsheet = "Old mentors"'))
    assert ("Bo", "Gone") in desk.pairs(*both)
    desk.write("rules.toml", (RULES + gap).replace("[mentors]", '[mentors]\nsheet = "mentrs"'))
    assert desk.refused(*both) == [
        "book.xlsx has no sheet 'mentrs'. Did you mean 'Mentors' or 'Mentees' or 'old mentors'?"
    ]


def test_sheets_that_cannot_be_told_apart_are_asked_for(desk: Desk) -> None:
    made = Workbook()
    made.worksheets[0].append(["Name"])
    made.create_sheet("B").append(["Name"])
    made.save(desk.folder / "book.xlsx")
    with pytest.raises(BadInputError, match="several sheets that may be meant: write sheet = 'Sheet' or 'B'"):
        read_sheet(desk.folder / "book.xlsx", wanted=["name"], side="mentee")


def test_an_old_spreadsheet_and_what_is_none(desk: Desk) -> None:
    (desk.folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (desk.folder / "zip.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (desk.folder / "photo.csv").write_bytes(b"\x89PNG\0\0\0")
    for name, says in (
        ("old.xls", "old.xls is a spreadsheet in another format: save it as CSV or XLSX."),
        ("zip.xlsx", "zip.xlsx cannot be read as a workbook"),
        ("photo.csv", "photo.csv is not a text file"),
    ):
        with pytest.raises(BadInputError, match=says):
            read_sheet(desk.folder / name)


def test_all_bad_rows_are_told(desk: Desk) -> None:
    desk.table("mentees.csv", ["Name", "Years", "Zone"], ["Ada", "many", "Mordor"], ["", "3", ""], ["ADA", "", "EST"])
    desk.table("mentors.csv", ["Name", "Years", "Zone"], ["Mo", "7", "PST"], ["Nia", "some", "X"])
    desk.write(
        "rules.toml",
        """
[mentees]
id = "Name"
[mentors]
id = "Name"
[[rules]]
kind = "zones"
both = "Zone"
most = 3
[[criteria]]
kind = "gap"
both = "Years"
ideal = [1, 2]
accept = [0, 3]
""",
    )
    zone = "is no time zone that is known: write UTC+2, EST or Europe/Paris."
    assert desk.refused(*ROUND) == [
        "mentees.csv, row 3, column 'Name': is empty, so nobody can be named.",
        "mentees.csv, row 4, column 'Name': 'ADA' is in row 2 too.",
        f"mentees.csv, row 2, column 'Zone': 'Mordor' {zone}",
        f"mentors.csv, row 3, column 'Zone': 'X' {zone}",
        "mentees.csv, row 2, column 'Years': 'many' is not a number.",
        "mentors.csv, row 3, column 'Years': 'some' is not a number.",
    ]


def test_who_filled_the_form_in_twice(desk: Desk) -> None:
    desk.table("mentees.csv", ["Name", "Topics"], ["Ada", "gardens"], ["Bo", "gardens"], ["ada", "python"])
    desk.write("rules.toml", RULES.replace("[mentees]", '[mentees]\nrepeated = "last"'))
    assert desk.pairs(*ROUND) == [("Bo", "Mo"), ("ada", "Nia")]
    assert "2 of 3 rows are used, the last of each." in desk.run("match", *ROUND).stderr


def test_a_wholly_wrong_column_is_one_fault(desk: Desk) -> None:
    desk.table("mentees.csv", ["Name", "Topics"], *[[f"p{k}", "word"] for k in range(40)])
    desk.write("rules.toml", RULES.replace("[mentees]", '[mentees]\nwants = "Topics"'))
    (told,) = desk.refused(*ROUND)
    assert told.endswith("'word' is not a number. So it is in all 40 rows: is it the right column?")


def test_formulas_are_texts_in_workbooks_too(desk: Desk) -> None:
    desk.table("mentees.csv", ["Name", "Topics"], ["=1+1", "python"], ["@Bo", "gardens"])
    assert desk.run("match", *ROUND, "-o", str(desk.folder / "pairs.xlsx")).exit_code == 0
    sheet = load_workbook(desk.folder / "pairs.xlsx").worksheets[0]
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [("mentee", "s"), ("=1+1", "s"), ("@Bo", "s")]
    desk.write("rules.toml", RULES)
    assert desk.run("match", *ROUND, "--lock", "pairs.xlsx").exit_code == 0
