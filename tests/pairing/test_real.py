"""Real rounds: other people's choices and forms, found beside the project where somebody has them."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bothways.pairing.commands import app
from bothways.pairing.matching import Objective, Round
from bothways.pairing.people import People, Texts
from bothways.pairing.rules import Alike, Choices, Rules, Strength
from devtools import cohorts

DATA = Path(os.environ.get("BOTHWAYS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real data is not here; BOTHWAYS_REAL_DATA names its folder"
)

Record = Callable[[str, object], None]
RULES = """
objective = "nobody-left-out"
[mentees]
id = "email address"
name = ["first name", "last name"]
wants = 3
[mentors]
id = "email address"
name = ["first name", "last name"]
places = 3
[[rules]]
kind = "differ"
mentee = "organisation"
mentor = "organisation"
[[criteria]]
kind = "gap"
mentee = "grade"
mentor = "grade"
scale = ["AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4"]
ideal = [2, 2]
accept = [1, 2]
strength = "must"
[[criteria]]
kind = "shared"
mentee = "profession"
mentor = "profession"
strength = "high"
[[criteria]]
kind = "shared"
mentee = "identity to match"
mentor = "characteristics"
strength = "low"
"""


def ranked(path: Path) -> Round:
    """Voters' preferences (PrefLib) as mentees' ranked choices, or yes and maybe; one place with everybody."""
    lines = path.read_text(encoding="utf-8").splitlines()
    size = int(next(line for line in lines if line.startswith("# NUMBER ALTERNATIVES")).split(":")[1])
    voters = [line.split(":", 1) for line in lines if line and not line.startswith("#")]
    ids = [f"v{k:04}" for k in range(sum(int(count) for count, _ in voters))]
    told = [text for count, text in voters for _ in range(int(count))]
    wishes: list[dict[str, tuple[str, ...]]] = [{}, {}, {}, {}]
    for who, text in zip(ids, told, strict=True):
        parts = [braced or one for braced, one in re.findall(r"\{([^}]*)\}|(\d+)", text)]
        named = [tuple(f"a{int(n):04}" for n in part.split(",") if n.strip()) for part in parts]
        if path.suffix == ".cat":
            for wish, people in zip(wishes, named, strict=False):
                wish[who] = people
        else:
            wishes[0][who] = tuple(one for group in named for one in group)
    if path.suffix == ".cat":
        choices = Choices("mentee", yes=wishes[0], maybe=wishes[1], no=wishes[3], strength=Strength.HIGH)
    else:
        choices = Choices("mentee", ranked=wishes[0], strength=Strength.MUST)
    room = max(1, -(-len(ids) // size))
    return Round(People.of(ids), People.of([f"a{k + 1:04}" for k in range(size)], room), Rules(soft=(choices,)))


SETS = sorted(str(path.relative_to(DATA)) for ext in ("soi", "soc", "cat") for path in DATA.glob(f"matching/*/*.{ext}"))


@pytest.mark.parametrize("name", SETS)
def test_choices_of_students_and_reviewers_are_solved_and_proved(name: str, record_property: Record) -> None:
    made = ranked(DATA / name)
    for objective in (Objective.BEST, Objective.NOBODY):
        match = made.match(objective)
        assert match.certificate is not None
        assert match.certificate.holds
    fair = made.match(Objective.FAIREST)
    assert len(fair.unmatched) == len(match.unmatched)
    record_property("pairs, lowest by total, lowest by fairness", (len(match.pairs), match.lowest, fair.lowest))
    assert match.lowest is None or fair.lowest is None or fair.lowest >= match.lowest


LINES = {"ols-3": 0.42, "ols-4": 0.38}
"""What TF-IDF was seen to reach elsewhere."""


@pytest.mark.parametrize("name", ["ols-1", "ols-2", "ols-3", "ols-4"])
def test_humans_choices_are_among_the_first_more_often_than_by_chance(name: str, record_property: Record) -> None:
    cohort = cohorts.read_cohort(DATA / "mentoring" / "open-seeds", name)
    found = cohorts.shares(cohort)
    record_property("share among the first five, by plain TF-IDF, by chance", (found.ours, found.plain, found.chance))
    assert found.ours > found.chance
    assert found.ours >= LINES.get(name, 0)

    projects = People.of([f"p{k:03}" for k in range(found.projects)], 1, text=Texts(cohort.wanted))
    mentors = People.of(cohort.mentors, 2, text=Texts(cohort.offered))
    certificate = Round(projects, mentors, Rules(soft=(Alike("text", "text"),))).match(Objective.NOBODY).certificate
    assert certificate is not None
    assert certificate.holds


def test_the_civil_service_sample_as_it_is(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES, encoding="utf-8")
    files = [str(DATA / "mentoring" / "civil-service" / "small" / name) for name in ("mentees.csv", "mentors.csv")]
    result = CliRunner().invoke(app, ["match", *files, "--rules", str(rules), "-o", str(tmp_path / "pairs.csv")])
    assert result.exit_code == 0, result.output
    assert "50 of 50 mentees have a mentor" in result.output


def workbook(tmp_path: Path, rules: str) -> Result:
    """Match by the coordinators' workbook: both sides in one file, prose above the headings, five sheets."""
    (tmp_path / "rules.toml").write_text(rules, encoding="utf-8")
    book = str(DATA / "mentoring" / "civil-service" / "documents" / "dummy-data-and-outputs.xlsx")
    return CliRunner().invoke(app, ["match", book, book, "--rules", str(tmp_path / "rules.toml")])


def test_the_coordinators_workbook_as_it_is(tmp_path: Path) -> None:
    heading = {
        "email address": "Your email address",
        "first name": "Your first name",
        "last name": "Your last name",
        "organisation": "Your department",
        "grade": "Your grade",
        "profession": "Your profession",
        "identity to match": "Select the characteritics you would prefer your mentor to have",
        "characteristics": "Your characteristics",
    }
    rules = re.sub(r'"([a-z ]+)"', lambda met: f'"{heading.get(met[1], met[1])}"', RULES)
    result = workbook(tmp_path, rules)
    assert result.exit_code == 0, result.output
    assert " of 19 mentees have a mentor" in result.output


def test_columns_that_have_changed_places_in_the_workbook_are_told(tmp_path: Path) -> None:
    result = workbook(tmp_path, RULES)
    assert result.exit_code == 1
    where = "dummy-data-and-outputs.xlsx, sheet 'mentees', row 4, column 'grade': 'Department for"
    assert result.stderr.startswith(where)
    assert "So it is in all 19 rows: is it the right column?" in result.stderr
