"""The whole benchmark of the matching engine: measure, compare with the targets, say it."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from devtools.bench.pairing.moving import what_moves
from devtools.bench.report import Sheet, Verdict, machine, record, show, verdicts_sheet

GB, MB = 1e9, 1e6
REPEATS = 3
"""So often what takes less than a minute is measured, taking turns; ratios are medians of the ratios of each turn."""
LARGE = 10
"""At this scale and above, a million mentees too."""
PATIENCE = 3 * 3600  # seconds for one measurement
NOT_OURS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONDONTWRITEBYTECODE")
"""Settings of a machine that others do not have: another kernel for numpy than its own choice, no kept bytecode."""
INSTANCES = 5_000
FIRST, LATER = 3.0, 0.6  # seconds
A_ROUND = """
import time
from bothways.pairing.matching import Round
from devtools.bench.pairing import rounds
people = rounds.tables(2000)
begun = time.perf_counter()
Round(*people).match()
print(time.perf_counter() - begun)
"""


@dataclass(frozen=True)
class Race:
    """One network, our solver beside others, and by how much ours is to be faster."""

    what: str
    size: tuple[int, ...]
    rivals: dict[str, float]
    memory: float | None = None
    repeats: int = REPEATS

    @property
    def name(self) -> str:
        return f"{self.what} {self.size[0]:,} × {self.size[1]:,}" + (f", {self.size[2]} each" if self.size[2:] else "")


RACES = (
    Race("dense", (120, 30), {"munkres": 1}),
    Race("dense", (10_000, 2_500), {"ortools": 5, "scipy": 8}, repeats=1),
    Race("sparse", (100_000, 25_000, 36), {"ortools": 1}),
)
MILLION = Race("sparse", (1_000_000, 250_000, 36), {"ortools": 12}, memory=1.2 * GB, repeats=1)
TABLES = {500: (0.05, None), 10_000: (0.4, None), 100_000: (12, 2 * GB)}
"""Mentees, with a quarter as many mentors: seconds and bytes at most."""
MILLION_TABLES = {1_000_000: (600, 6 * GB)}


def run(scale: int, *, keep: bool, only: str = "") -> bool:
    """Measure; whether every target was reached. `keep` records the results, `only` names one part."""
    measured = machine("numpy", "numba", "scipy", "ortools", "munkres")
    measured += f", {os.getloadavg()[0]:.1f} other processes running on average"
    print(measured)
    parts = {"races": _races, "tables": _tables, "starting": _starting, "moving": _moving, "instances": _instances}
    sheets: list[Sheet] = []
    for name, part in parts.items():
        if only in {"", name}:
            for sheet in part(scale):
                show(sheet)
                sheets.append(sheet)
    if keep:
        key = f"pairing, scale {scale}" + (f", {only}" if only else "")
        record(key, key.capitalize(), measured, sheets)
    return all(row[-1] != "FAIL" for sheet in sheets for row in sheet.rows)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in NOT_OURS}


def _alone(how: str, what: str, *size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "devtools.bench.pairing.alone", how, what, *map(str, size)]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[2:])} ended with {done.returncode}: {done.stderr[-500:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _races(scale: int) -> Iterator[Sheet]:
    rows, verdicts = [], []
    for race in (*RACES, MILLION) if scale >= LARGE else RACES:
        turns = [
            {how: _alone(how, race.what, *race.size) for how in ("ours", *race.rivals)} for _ in range(race.repeats)
        ]
        for how in turns[0]:
            found = [turn[how] for turn in turns]
            ratios = [turn[how]["cpu"] / turn["ours"]["cpu"] for turn in turns]
            rows.append((
                f"{race.name}: {how}", f"{median(one['seconds'] for one in found):.2f}",
                f"{median(one['cpu'] for one in found):.2f}", f"{median(ratios):.1f}",
                f"{median(one['on top'] for one in found) / MB:,.0f}", f"{found[0]['value']:,}",
            ))  # fmt: skip
            if how in race.rivals:
                least = race.rivals[how]
                verdicts.append(Verdict(f"{race.name}: ≥ {least} × {how}", f"{median(ratios):.1f} ×",
                                        median(ratios) >= least))  # fmt: skip
        totals = {one["value"] for turn in turns for one in turn.values()}
        verdicts.append(Verdict(f"{race.name}: the same total", f"{len(totals)} total", len(totals) == 1))
        if race.memory:
            most = max(turn["ours"]["on top"] for turn in turns)
            verdicts.append(Verdict(f"{race.name}: ≤ {race.memory / GB:.1f} GB for the solver", f"{most / GB:.2f} GB",
                                    most <= race.memory))  # fmt: skip
    columns = ("network: solver", "s", "CPU s", "÷ ours, CPU", "MB on top of the input", "total")
    yield Sheet("Beside others, each in a process of its own", columns, rows)
    yield verdicts_sheet("Targets beside others", verdicts)


def _tables(scale: int) -> Iterator[Sheet]:
    rows, verdicts = [], []
    before: tuple[int, float] | None = None
    for mentees, (seconds, memory) in (TABLES | MILLION_TABLES if scale >= LARGE else TABLES).items():
        turns = [_alone("ours", "tables", mentees) for _ in range(REPEATS if mentees <= 10_000 else 1)]  # noqa: PLR2004
        took, cpu = (median(turn[name] for turn in turns) for name in ("seconds", "cpu"))
        peak = max(turn["peak"] for turn in turns)
        growth = "" if before is None else f"{cpu / before[1]:.1f} × for {mentees // before[0]} ×"
        rows.append((f"{mentees:,} × {mentees // 4:,}", f"{took:.2f}", f"{cpu:.2f}", f"{peak / GB:.2f}",
                     f"{turns[0]['pairs']:,}", growth, turns[0]["kernel"]))  # fmt: skip
        verdicts.append(Verdict(f"{mentees:,} mentees ≤ {seconds} s", f"{took:.2f} s", took <= seconds))
        if memory:
            verdicts.append(
                Verdict(f"{mentees:,} mentees ≤ {memory / GB:.0f} GB", f"{peak / GB:.2f} GB", peak <= memory)
            )
        before = mentees, cpu
    columns = ("mentees × mentors", "s", "CPU s", "GB, whole process", "allowed pairs proved", "CPU growth", "kernel")
    yield Sheet("From feature tables to a proved optimum", columns, rows)
    yield verdicts_sheet("Targets from feature tables", verdicts)


def _starting(scale: int) -> Iterator[Sheet]:
    first, later = [], []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        command = [sys.executable, "-m", "bothways.pairing.commands", "match", *_sheets(home, 100)]
        subprocess.run(command, env=_environment(), capture_output=True, check=True)
        for turn in range(REPEATS):
            cache = {"NUMBA_CACHE_DIR": str(home / f"cache{turn}")}
            done = subprocess.run(
                [sys.executable, "-c", A_ROUND], env=_environment() | cache, capture_output=True, text=True, check=True
            )
            first.append(float(done.stdout))
            begun = time.perf_counter()
            subprocess.run(command, env=_environment(), capture_output=True, check=True)
            later.append(time.perf_counter() - begun)
    begin, again = median(first), median(later)
    yield verdicts_sheet("Starting", [
        Verdict(f"first round after installation, with compiling ≤ {FIRST} s", f"{begin:.2f} s", begin <= FIRST),
        Verdict(f"the command for 100 people, from start to end ≤ {LATER} s", f"{again:.2f} s", again <= LATER),
    ])  # fmt: skip


def _sheets(home: Path, people: int) -> Sequence[str]:
    """Two spreadsheets and a rules file, as the command takes them."""
    skills = ("budget", "garden", "python", "writing", "speaking")
    mentees = [f"a{k}@example.org,{skills[k % 5]};{skills[k * 3 % 5]}" for k in range(people)]
    mentors = [f"m{k}@example.org,{skills[k % 5]};{skills[k * 2 % 5]},4" for k in range(people // 4)]
    (home / "mentees.csv").write_text("\n".join(["E-mail,Wants", *mentees]))
    (home / "mentors.csv").write_text("\n".join(["E-mail,Offers,Places", *mentors]))
    (home / "rules.toml").write_text(
        '[mentees]\nid = "E-mail"\n[mentors]\nid = "E-mail"\nplaces = "Places"\n'
        '[[criteria]]\nkind = "shared"\nmentee = "Wants"\nmentor = "Offers"\nstrength = "high"\n'
    )
    return [*(str(home / name) for name in ("mentees.csv", "mentors.csv")), "--rules", str(home / "rules.toml"),
            "--output", str(home / "pairs.csv")]  # fmt: skip


def _moving(scale: int) -> Iterator[Sheet]:
    yield from what_moves(100_000)


def _instances(scale: int) -> Iterator[Sheet]:
    each = INSTANCES // 2
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/pairing/test_auction.py",
               "-k", "minimum_cost_flow or brute_force"]  # fmt: skip
    begun = time.perf_counter()
    environment = _environment() | {"BOTHWAYS_PAIRING_INSTANCES": str(each)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = f"{done.stdout.strip().splitlines()[-1]}, {time.perf_counter() - begun:.0f} s"
    target = f"{each:,} instances beside brute force and {each:,} beside OR-tools: no mismatch"
    yield verdicts_sheet("Instances", [Verdict(target, said, done.returncode == 0)])
