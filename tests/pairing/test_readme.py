"""What the README says is so."""

import re
from pathlib import Path
from typing import Any

import typer

from bothways.pairing import commands, entries
from bothways.pairing.rules import UNIT
from tests.pairing.desk import Desk

README = Path(commands.__file__).with_name("README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def table(first: str) -> list[list[str]]:
    """The rows of the table whose first heading is this."""
    found = re.search(rf"^\| {first} \|.*\n\|[ |-]+\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert found, first
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]


def words(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def test_the_worked_example() -> None:
    made: dict[str, Any] = {}
    exec(block("python"), made)  # noqa: S102 - our own words
    match, round_ = made["match"], made["round_"]
    assert [(pair.mentee, pair.mentor) for pair in match.pairs] == [("ada", "mo"), ("bo", "nia")]
    assert (match.certificate.holds, match.certificate.bound, match.certificate.pairs) == (True, 700 * UNIT, 4)
    assert round_.why_not(match, "ada", "nia").exactly == 150
    told = {
        (mentee, mentor): round_.explain(mentee, mentor).points for mentee in ("ada", "bo") for mentor in ("mo", "nia")
    }
    assert told == {("ada", "mo"): 350, ("ada", "nia"): 200, ("bo", "mo"): 350, ("bo", "nia"): 350}
    for points in told.values():
        assert f"{points:.0f}" in README


def test_the_rules_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("rules.toml", block("toml"))
    desk.table(
        "mentees.csv",
        ["E-mail", "First name", "Last name", "Organisation", "I want to learn"],
        ["ada@example.org", "Ada", "Ash", "Library", "Python"],
    )
    desk.table(
        "mentors.csv",
        ["E-mail", "Name", "Organisation", "I can teach", "How many mentees?"],
        ["mo@example.org", "Mo", "Library", "Python", 1],
        ["nia@example.org", "Nia", "Museum", "Python", 1],
    )
    told = desk.run("match", "mentees.csv", "mentors.csv", "--rules", "rules.toml", "--explain")
    assert told.exit_code == 0, told.output
    assert "Ada Ash with Nia, 950.0: I can teach: Python (+900.0); Matched at all (+50.0)" in told.stdout


def test_every_kind_is_described_with_its_own_words() -> None:
    for first, kinds in (("criterion", entries.CRITERIA), ("rule", entries.RULES)):
        told: dict[str, set[str]] = {}
        for names, _, own in table(first):
            told |= {name: words(own) for name in words(names)}
        for_all = {"kind", "mentee", "mentor", "both", "label", "strength"}
        assert told == {name: keys - for_all for name, keys in kinds.items()}


def test_every_option_is_described() -> None:
    command: Any = typer.main.get_command(commands.app)
    options = {
        name
        for option in command.commands["match"].params
        for name in [*option.opts, *option.secondary_opts]
        if name.startswith("-")
    }
    told = {word.split()[0] for row in table("option") for word in words(row[0])}
    assert told == options - {"--output", "--rules", "-r", "--help"}


def test_every_exit_code_is_described() -> None:
    codes = {int(row[0]) for row in table("exit code")}
    assert codes == {0, 1, 2, commands.NOT_PROVED, commands.LEFT_OUT, commands.CANCELLED}
