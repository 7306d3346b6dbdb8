"""Real rounds: other people's choices and forms, found beside the project where somebody has them."""

import os
import re
from collections.abc import Callable
from math import comb
from pathlib import Path

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from bothways.pairing.candidates import best
from bothways.pairing.commands import app
from bothways.pairing.matching import Objective, Round
from bothways.pairing.people import People, Texts
from bothways.pairing.rules import Alike, Choices, Rules, Strength

DATA = Path(os.environ.get("BOTHWAYS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real data is not here; BOTHWAYS_REAL_DATA names its folder"
)

FIRST = 5
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


@pytest.mark.parametrize("cohort", [1, 2, 3, 4])
def test_humans_choices_are_among_the_first_more_often_than_by_chance(cohort: int, record_property: Record) -> None:
    folder = DATA / "mentoring" / "open-seeds"
    people = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))
    projects = yaml.safe_load((folder / "cohorts" / f"ols-{cohort}" / "projects.yaml").read_text(encoding="utf-8"))
    projects = [project for project in projects if project.get("mentors")]
    mentors = sorted({mentor for project in projects for mentor in project["mentors"]})
    known = [people.get(mentor) or {} for mentor in mentors]
    told = [" ".join([*map(str, one.get("expertise") or []), str(one.get("bio") or "")]) for one in known]
    wanted = [" ".join(map(str, [p.get("name"), p.get("description"), *(p.get("keywords") or [])])) for p in projects]

    a = People.of([f"p{k:03}" for k in range(len(projects))], 1, text=Texts(tuple(wanted)))
    b = People.of(mentors, 2, text=Texts(tuple(told)))
    made = Round(a, b, Rules(soft=(Alike("text", "text"),)))
    found = best(made.terms, FIRST)
    hits = [any(mentors[j] in p["mentors"] for j in found.mentor[found.mentee == k]) for k, p in enumerate(projects)]
    chance = np.mean([1 - comb(len(mentors) - len(p["mentors"]), FIRST) / comb(len(mentors), FIRST) for p in projects])
    record_property("share among the first five, and by chance", (float(np.mean(hits)), float(chance)))
    assert np.mean(hits) > chance
    certificate = made.match(Objective.NOBODY).certificate
    assert certificate is not None
    assert certificate.holds


def test_the_civil_service_sample_as_it_is(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES, encoding="utf-8")
    files = [str(DATA / "mentoring" / "civil-service" / "small" / name) for name in ("mentees.csv", "mentors.csv")]
    result = CliRunner().invoke(app, ["match", *files, "--rules", str(rules), "-o", str(tmp_path / "pairs.csv")])
    assert result.exit_code == 0, result.output
    assert "50 of 50 mentees have a mentor" in result.output
