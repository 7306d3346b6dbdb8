import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import Result

from tests.pairing.desk import Desk, rows

RULES = """
[mentees]
id = "E-mail"
name = "Name"
[mentors]
id = "e-mail"
name = "name"
places = "places"
[[rules]]
kind = "same"
mentee = "languages"
mentor = "languages"
[[criteria]]
kind = "shared"
mentee = "I want to learn"
mentor = "I can teach"
strength = "high"
[[criteria]]
kind = "gap"
mentee = "years"
mentor = "years"
ideal = [5, 10]
accept = [1, 20]
"""
MENTEES = """E-mail,Name,languages,I want to learn,years
ada@x.org,Ada,"fr, en",python; writing,2
bo@x.org,Bo,en,python,3+
cy@x.org,=Cy(),pl,writing,1-2
"""
MENTORS = """name;e-mail;languages;I can teach;years;places
Mo;mo@x.org;en;Python, Writing;10;1
Nia;nia@x.org;en|fr;python;12 years;1
"""


class Round(Desk):
    """The desk with the files of a small round."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.write("mentees.csv", MENTEES)
        self.write("mentors.csv", MENTORS)
        self.write("rules.toml", RULES)

    def match(self, *options: str, mentees: str = "mentees.csv") -> Result:
        return self.run("match", mentees, "mentors.csv", "--rules", "rules.toml", *options)

    def told(self, *options: str) -> str:
        return "\n".join(self.refused("mentees.csv", "mentors.csv", "--rules", "rules.toml", *options))


@pytest.fixture
def desk(tmp_path: Path) -> Round:
    return Round(tmp_path)


def test_pairs_from_two_spreadsheets(desk: Round) -> None:
    out = desk.folder / "pairs.csv"
    result = desk.match("-o", str(out))
    assert result.exit_code == 0, result.output
    assert {(row["mentee"], row["mentor"]) for row in rows(out)} == {
        ("ada@x.org", "mo@x.org"),
        ("bo@x.org", "nia@x.org"),
    }
    assert "2 of 3 mentees have a mentor, in 2 pairs.\nLeft out: =Cy().\n" in result.output
    assert "  Why: The rules allow no mentor" in result.output
    assert "Chosen by: best total.\n  Nobody left out would reach the same." in result.output
    assert "no other choice has more points; all 4 allowed pairs were looked at (gap 0)." in result.output


def test_reasons_trades_and_json(desk: Round) -> None:
    result = desk.match("--explain", "--json", "--why-not", "Ada", "Nia")
    told = json.loads(result.stdout)
    assert told["proof"] == {"holds": True, "gap": 0, "pairs": 4}
    assert told["left_out"][0]["mentee"] == "cy@x.org"
    assert told["why_not"]["exactly"] == 450
    assert told["why_not"]["at_least"] <= 450
    assert {"text": "I can teach: python, writing", "points": 900} in told["pairs"][0]["reasons"]
    spoken = desk.match("--why-not", "ada@x.org", "NIA")
    assert "Ada with Nia: possible; it costs 450.0 points in all." in spoken.output
    assert "  no longer: Ada with Mo\n" in spoken.output
    assert "  instead: Ada with Nia\n" in spoken.output


def test_a_result_can_be_locked_or_excluded_next_time(desk: Round) -> None:
    first, second = desk.folder / "first.csv", desk.folder / "second.csv"
    desk.match("-o", str(first))
    desk.match("-o", str(second), "--previous", str(first))
    assert {(row["mentee"], row["mentor"]) for row in rows(second)} == {
        ("ada@x.org", "nia@x.org"),
        ("bo@x.org", "mo@x.org"),
    }
    third = desk.folder / "third.csv"
    desk.match("-o", str(third), "--lock", str(second))
    assert [row["locked"] for row in rows(third)] == ["yes", "yes"]


def test_formulas_are_written_as_text_and_read_back(desk: Round) -> None:
    desk.write("mentees.csv", MENTEES.replace("ada@x.org", "=ada").replace("Ada", "@SUM(A1)"))
    out = desk.folder / "pairs.csv"
    assert desk.match("-o", str(out)).exit_code == 0
    ada = next(row for row in rows(out) if row["mentor"] == "mo@x.org")
    assert (ada["mentee"], ada["mentee name"]) == ("'=ada", "'@SUM(A1)")
    assert desk.match("--lock", str(out)).exit_code == 0


def test_a_page_about_the_result(desk: Round) -> None:
    desk.write("mentees.csv", MENTEES.replace("Ada", "<b>Ada</b>"))
    page = desk.folder / "report.html"
    assert desk.match("--report", str(page)).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;Ada&lt;/b&gt;" in text
    assert "<b>Ada" not in text
    assert "<svg" in text
    assert "Left out, and why" in text


def test_other_encodings_and_workbooks(desk: Round) -> None:
    desk.write("mentees.csv", MENTEES.replace("Ada", "Zoë Ångström"), encoding="cp1252")
    assert "Zoë Ångström" in desk.match("--explain").output
    desk.write("mentees.csv", MENTEES, encoding="utf-8-sig")
    assert desk.match().exit_code == 0
    book = Workbook()
    assert book.active is not None
    for row in csv.reader(MENTEES.splitlines()):
        book.active.append([cell.replace("=", "") for cell in row])
    book.save(desk.folder / "mentees.xlsx")
    assert "2 of 3 mentees" in desk.match(mentees="mentees.xlsx").output


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("rules.toml", '"I can teach"', '"I can tech"', "has no column 'I can tech'. Did you mean 'I can teach'?"),
        ("rules.toml", '"gap"', '"gaps"', "rules.toml, line 19: kind 'gaps' is not known. Did you mean 'gap'?"),
        ("rules.toml", "accept", "acept", "rules.toml, line 23: 'acept' is not known here. Did you mean 'accept'?"),
        ("rules.toml", '"high"', '"hihg"', "rules.toml, line 17: strength 'hihg' is not known. Did you mean 'high'?"),
        ("rules.toml", "[5, 10]", "[0, 10]", "rules.toml, line 22: what is ideal must lie within what is accepted."),
        ("rules.toml", "[5, 10]", "5", "rules.toml, line 22: 'ideal' must be two numbers, the lower first, not 5."),
        ("rules.toml", "[[rules]]", "[rules]", "rules.toml: 'rules' must be tables, each written [[rules]]."),
        ("rules.toml", "[[rules]]", "[[rulez]]", "rules.toml, line 9: 'rulez' is not known here. Did you mean 'rules'"),
        ("rules.toml", "[mentors]", "[mentor]", "rules.toml: the table [mentors] is missing."),
        ("rules.toml", '"E-mail"', "7", "rules.toml, line 3: 'id' must be a text, or a list of texts, not 7."),
        ("rules.toml", "[mentors]", "[mentors", "rules.toml: Expected ']'"),
        ("mentees.csv", "3+", "many", "mentees.csv, row 3, column 'years': 'many' is not a number."),
        ("mentees.csv", "1-2", "2026-01-02", "mentees.csv, row 4, column 'years': '2026-01-02' looks like a date"),
        ("mentees.csv", "1-2", "#REF!", "mentees.csv, row 4, column 'years': shows the spreadsheet's error #REF!."),
        ("mentees.csv", "bo@x.org", "ada@x.org", "mentees.csv, row 3, column 'E-mail': 'ada@x.org' is in row 2 too."),
        ("mentees.csv", "bo@x.org", "", "mentees.csv, row 3, column 'E-mail': is empty"),
        ("mentees.csv", '"fr, en"', '"fr, en', "mentees.csv, row 2 (it ends at line 4): a quotation mark is not"),
        ("mentors.csv", "12 years;1", "12 years;1;x", "mentors.csv, row 3: more cells than headings; the first is 'x'"),
        ("mentors.csv", "10;1", "10;-1", "mentors.csv, row 2, column 'places': '-1' is not a whole number from 0 up."),
    ],
)  # fmt: skip
def test_bad_input_is_told_with_its_place(desk: Round, file: str, old: str, new: str, says: str) -> None:
    text = (desk.folder / file).read_text(encoding="utf-8")
    assert old in text
    desk.write(file, text.replace(old, new, 1))
    assert says in desk.told()


def test_unknown_people_are_told_with_the_nearest(desk: Round) -> None:
    lock = desk.write("lock.csv", "mentee,mentor\nadda@x.org,mo@x.org\n")
    assert "'adda@x.org' is no mentee of this round. Did you mean 'ada@x.org'" in desk.told("--lock", str(lock))
    assert "no mentor is called 'Nina'. Did you mean 'Nia'" in desk.told("--why-not", "Ada", "Nina")


def test_nothing_is_written_when_one_place_cannot_be(desk: Round) -> None:
    assert "There is no folder" in desk.told("--report", str(desk.folder / "nowhere" / "report.html"))


def test_empty_rows_and_a_file_that_is_not_there(desk: Round) -> None:
    desk.write("mentees.csv", MENTEES + "\n,,,,\n\n")
    assert desk.match().exit_code == 0
    (desk.folder / "mentees.csv").unlink()
    assert "There is no file" in desk.told()


def test_places_that_cannot_be_written_are_told_before_the_work(desk: Round) -> None:
    mentees, there = desk.folder / "mentees.csv", desk.folder / "there.csv"
    assert "mentees.csv is read too" in desk.told("--report", str(mentees))
    assert (
        "there.csv is named twice"
        in desk.run("match", str(mentees), "mentors.csv", "-o", str(there), "--report", str(there)).stderr
    )
    assert "is a folder, not a file" in desk.told("--report", str(desk.folder))


def test_the_rights_of_a_file_that_was_there_are_kept(desk: Round) -> None:
    out = desk.write("out.csv", "older")
    out.chmod(0o600)
    assert desk.match("-o", str(out)).exit_code == 0
    assert (out.stat().st_mode & 0o777, rows(out)[0]["mentee"]) == (0o600, "ada@x.org")


@pytest.mark.parametrize("objective", ["best", "nobody-left-out", "fairest", "stable"])
def test_every_objective_says_what_the_others_reach(desk: Round, objective: str) -> None:
    told = desk.match("--objective", objective)
    assert told.exit_code == 0
    assert len([line for line in told.stdout.splitlines() if line.startswith("  ") and " would " in line]) == 3
    assert "Against" not in desk.match("--objective", objective, "--no-compare").stdout


def test_strict_says_by_its_exit_code_that_somebody_is_left_out(desk: Round) -> None:
    out = desk.folder / "out.csv"
    assert desk.match("--strict", "-o", str(out)).exit_code == 4
    assert out.exists()
    desk.write("mentees.csv", MENTEES.replace("cy@x.org,=Cy(),pl,writing,1-2\n", ""))
    assert desk.match("--strict").exit_code == 0


def test_locks_may_name_people_and_have_wide_columns(desk: Round) -> None:
    desk.table("lock.csv", ["Mentee", "Mentor 1", "Mentor 2"], ["Ada", "nia", ""])
    out = desk.folder / "out.csv"
    assert desk.match("--lock", "lock.csv", "-o", str(out)).exit_code == 0
    assert [(row["mentee"], row["mentor"], row["locked"]) for row in rows(out)] == [
        ("ada@x.org", "nia@x.org", "yes"),
        ("bo@x.org", "mo@x.org", ""),
    ]


def test_earlier_pairs_may_name_people_who_have_gone(desk: Round) -> None:
    desk.table("before.csv", ["mentee", "mentor"], ["gone@x.org", "mo@x.org"], ["ada@x.org", "mo@x.org"])
    out = desk.folder / "out.csv"
    assert desk.match("--previous", "before.csv", "-o", str(out)).exit_code == 0
    assert rows(out)[0]["mentor"] == "nia@x.org"


def test_a_forbidden_pair_says_what_forbids_it(desk: Round) -> None:
    assert "=Cy() with Mo: not allowed. No languages in common." in desk.match("--why-not", "cy@x.org", "Mo").stdout
    assert "Ada with Mo: they are a pair." in desk.match("--why-not", "Ada", "Mo").stdout


def test_pairs_are_printed_where_no_file_is_asked_for(desk: Round) -> None:
    assert "Ada with Mo, 1,250.0\nBo with Nia, 1,250.0\n" in desk.match().stdout


def test_mentees_who_want_two_and_get_one(desk: Round) -> None:
    desk.write("rules.toml", RULES.replace("[mentors]", "wants = 2\n[mentors]", 1))
    assert "With fewer mentors than wished for: Ada (1 of 2) and Bo (1 of 2)." in desk.match().stdout


def test_nobody_on_one_side(desk: Round) -> None:
    desk.write("mentors.csv", MENTORS.splitlines()[0] + "\n")
    told = desk.match()
    assert told.exit_code == 0
    assert told.stdout.startswith(
        "0 of 3 mentees have a mentor, in 0 pairs.\nLeft out: Ada, Bo and =Cy().\n  Why: No mentor has a place."
    )


def test_who_is_on_both_sides_is_never_matched_with_themselves(desk: Round) -> None:
    desk.write("mentors.csv", MENTORS.replace("mo@x.org", "ADA@x.org"))
    told = desk.match("--why-not", "Ada", "ADA@X.ORG")
    assert "not allowed. Nobody mentors themselves." in told.stdout


def test_rules_are_drawn_from_the_files_where_none_are_given(desk: Round) -> None:
    told = desk.run("match", "mentees.csv", "mentors.csv")
    assert told.exit_code == 0
    assert "shared: I want to learn with I can teach (medium)" in told.stderr
    assert "3 of 3" not in told.stdout


def test_drawn_rules_are_written_once_and_can_be_used(desk: Round) -> None:
    place = desk.folder / "drawn.toml"
    assert desk.run("match-rules", "mentees.csv", "mentors.csv", "-o", str(place)).exit_code == 0
    text = place.read_text(encoding="utf-8")
    assert text == desk.run("match-rules", "mentees.csv", "mentors.csv").stdout
    assert '#[[rules]]\n#kind = "same"\n#both = "languages"\n' in text
    assert '[[criteria]]\nkind = "gap"\nboth = "years"\n' in text
    assert desk.run("match", "mentees.csv", "mentors.csv", "--rules", "drawn.toml").exit_code == 0
    assert "is there already" in desk.run("match-rules", "mentees.csv", "mentors.csv", "-o", str(place)).stderr
    desk.write("drawn.toml", text.replace("\n#", "\n"))
    assert desk.run("match", "mentees.csv", "mentors.csv", "--rules", "drawn.toml").exit_code in {0, 1}


def test_whom_people_name_becomes_a_criterion(desk: Round) -> None:
    desk.table("a.csv", ["Name", "Mentor 1", "Mentor 2"], ["Ada", "Mo", "Nia"], ["Bo", "Nia", ""], ["Cy", "Ed", ""])
    desk.table("b.csv", ["Name"], ["Mo"], ["Nia"])
    drawn = desk.run("match-rules", "a.csv", "b.csv").stdout
    assert 'side = "mentee"\nranked = ["Mentor 1", "Mentor 2"]' in drawn
    told = desk.run("match", "a.csv", "b.csv", "--explain")
    assert "left aside: Ed." in told.stderr
    assert "Bo with Nia, 950.0: The mentee chose the mentor (choice 1 of 1) (+900.0)" in told.stdout


def test_files_in_which_nothing_tells_people_apart(desk: Round) -> None:
    desk.table("twins.csv", ["Age", "Town"], [7, "Brest"], [7, "Brest"])
    told = desk.run("match", "twins.csv", "twins.csv")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "twins.csv: no column tells people apart" in told.stderr


def test_circles_of_those_who_are_free_at_one_hour(desk: Round) -> None:
    desk.table(
        "mentees.csv", ["Name", "Free"], ["Ada", "Mon 9"], ["Bo", "Mon 9, Tue 9"], ["Cy", "Tue 9"], ["Di", "Wed 9"]
    )
    desk.table("mentors.csv", ["Name", "Free", "Size"], ["Mo", "Mon 9", 3], ["Nia", "Wed 9", 3])
    desk.write(
        "rules.toml",
        '[mentees]\nid="Name"\n[mentors]\nid="Name"\nplaces="Size"\n[[criteria]]\nkind="hours"\nboth="Free"\n',
    )
    out = desk.folder / "out.csv"
    words = ("mentees.csv", "mentors.csv", "--rules", "rules.toml", "--circles")
    told = desk.run("match", *words, "-o", str(out))
    assert told.stdout.startswith("2 of 4 people are in 1 circle.\nLeft out: Cy and Di.\nPoints: 300.0 in all.\nProved")
    assert [(row["mentee"], row["mentor"], row["hour"]) for row in rows(out)] == [
        ("Ada", "Mo", "mon 09:00"),
        ("Bo", "Mo", "mon 09:00"),
    ]
    assert json.loads(desk.run("match", *words, "--json").stdout)["left_out"] == ["Cy", "Di"]
    assert desk.run("match", *words, "--lock", "x.csv").exit_code == 2
    desk.write("rules.toml", '[mentees]\nid="Name"\n[mentors]\nid="Name"\n')
    assert "when each is free" in desk.run("match", *words).stderr


def test_peer_pairs_of_one_file(desk: Round) -> None:
    desk.table(
        "people.csv", ["Name", "Likes"], ["Ada", "tea"], ["Bo", "sea"], ["Cy", "tea"], ["Di", "sea, hills"], ["Ed", ""]
    )
    desk.write("peers.toml", '[people]\nid="Name"\n[[criteria]]\nkind="shared"\nboth="Likes"\n')
    out = desk.folder / "out.csv"
    told = desk.run("match", "people.csv", "--peers", "--rules", "peers.toml", "-o", str(out), "--explain")
    assert told.exit_code == 0, told.output
    assert "4 of 5 people are in 2 pairs.\nLeft out: Ed." in told.stdout
    assert [(row["person"], row["with"], row["points"]) for row in rows(out)] == [
        ("Ada", "Cy", "700.0"),
        ("Bo", "Di", "550.0"),
    ]


def test_wrong_calls_have_an_exit_code_of_their_own(desk: Round) -> None:
    assert desk.run("match", "mentees.csv").exit_code == 2
    assert desk.run("match", "mentees.csv", "mentors.csv", "--circles", "--peers").exit_code == 2


def test_what_cannot_be_proved_is_not_written(desk: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bothways.pairing.certificate.Certificate.gap", property(lambda proof: 1))
    out = desk.folder / "out.csv"
    told = desk.match("-o", str(out))
    assert (told.exit_code, told.stdout, out.exists()) == (3, "", False)
    assert told.stderr == "The result could not be proved best; nothing was written.\n"


def test_equal_choices_cost_nothing_to_exchange(desk: Round) -> None:
    desk.write("mentees.csv", "E-mail,Name,languages,I want to learn,years\na,Ada,en,x,1\nb,Bo,en,x,1\n")
    desk.write("mentors.csv", "e-mail,name,languages,I can teach,years,places\nm,Mo,en,x,9,1\nn,Nia,en,x,9,1\n")
    assert "Ada with Nia: possible; it would be just as good." in desk.match("--why-not", "Ada", "Nia").stdout


def test_an_empty_number_of_places_is_one_and_zero_is_none(desk: Round) -> None:
    desk.write("mentors.csv", MENTORS.replace("10;1", "10;").replace("12 years;1", "12 years;0"))
    told = desk.match()
    assert "Note: mentors.csv, column 'places': 1 cell is empty, and read as 1." in told.stderr
    assert "1 of 3 mentees has a mentor, in 1 pair." in told.stdout


def test_a_crowd_is_told_as_one_and_who_shares_too_little_as_another(desk: Round) -> None:
    head = "E-mail,Name,languages,I want to learn,years\n"
    desk.write("mentees.csv", head + "".join(f"a{k},A{k},pl,x,1\n" for k in range(4)) + "b,B,en,x,1\n")
    desk.write("mentors.csv", "e-mail,name,languages,I can teach,years,places\nm,Mo,pl,x,9,2\nn,Nia,en,x,9,3\n")
    told = desk.match().stdout
    assert "Left out: A2 and A3.\n  Why: 4 mentees may have nobody but Mo, who has 2 places: 2 too few.\n" in told
    desk.write("mentors.csv", "e-mail,name,languages,I can teach,years,places\nm,Mo,pl,x,9,2\nn,Nia,en,x,9,1\n")
    assert "  Why: There are 5 mentees for 3 places in all.\n" in desk.match().stdout
