"""How often text alone finds the mentor whom people chose, in cohorts of a real programme.

A folder holds `people.yaml` (what each mentor can do) and `cohorts/*/projects.yaml` (what each project is about, and
who mentored it), as Open Life Science publishes them. For each project the five mentors with the most alike texts are
looked at: is one of those chosen there?
"""

from collections import Counter
from dataclasses import dataclass
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bothways.pairing import texts

FIRST = 5


@dataclass(frozen=True, slots=True)
class Cohort:
    """The projects and mentors of one cohort, in words, and who mentored which."""

    name: str
    wanted: tuple[str, ...]
    offered: tuple[str, ...]
    mentors: tuple[str, ...]
    chosen: tuple[frozenset[str], ...]
    """For each project the mentors whom people chose."""


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of projects that have a chosen mentor among the first five; equals are as likely as one another."""

    cohort: str
    projects: int
    mentors: int
    ours: float
    plain: float
    """By plain TF-IDF: words as they are, counted, over the words of both sides."""
    chance: float


def read_cohort(folder: Path, name: str) -> Cohort:
    """Read one cohort."""
    people = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))
    projects = yaml.safe_load((folder / "cohorts" / name / "projects.yaml").read_text(encoding="utf-8"))
    projects = [project for project in projects if project.get("mentors")]
    mentors = sorted({mentor for project in projects for mentor in project["mentors"]})
    return Cohort(
        name,
        tuple(_words(project, "name", "description", "keywords") for project in projects),
        tuple(_words(people.get(mentor) or {}, "expertise", "bio") for mentor in mentors),
        tuple(mentors),
        tuple(frozenset(project["mentors"]) for project in projects),
    )


def _words(entry: dict[str, Any], *keys: str) -> str:
    values = (entry.get(key) or "" for key in keys)
    return " ".join(" ".join(map(str, value)) if isinstance(value, list) else str(value) for value in values)


def shares(cohort: Cohort) -> Shares:
    """What a cohort shows."""
    left, right = texts.quantised(*texts.vectors(cohort.wanted, cohort.offered))
    every = len(cohort.mentors)
    return Shares(
        cohort.name,
        len(cohort.wanted),
        every,
        _share(left.astype(np.float64) @ right.T.astype(np.float64), cohort),
        _share(_plain(cohort), cohort),
        float(np.mean([_likely(every, len(chosen), FIRST) for chosen in cohort.chosen])),
    )


def _likely(among: int, right: int, drawn: int) -> float:
    """How likely one of the right ones is drawn."""
    return 1 - comb(among - right, drawn) / comb(among, drawn)


def _share(alike: np.ndarray, cohort: Cohort) -> float:
    found = []
    for row, chosen in zip(alike, cohort.chosen, strict=True):
        right = np.isin(cohort.mentors, list(chosen))
        bar = np.sort(row)[::-1][min(FIRST, len(row)) - 1]
        above, level = row > bar, row == bar
        free = min(FIRST, len(row)) - int(above.sum())
        sure = bool((above & right).any())
        found.append(1.0 if sure else _likely(int(level.sum()), int((level & right).sum()), free))
    return float(np.mean(found))


def _plain(cohort: Cohort) -> np.ndarray:
    """Cosines of counted words, each by ln((1 + n) / (1 + heard)) + 1, over all words that anybody uses."""
    counts = [Counter(texts.WORD.findall(text.casefold())) for text in (*cohort.wanted, *cohort.offered)]
    heard = Counter(word for count in counts for word in count)
    number = {word: k for k, word in enumerate(heard)}
    rows = np.zeros((len(counts), len(number)))
    for row, count in zip(rows, counts, strict=True):
        for word, times in count.items():
            row[number[word]] = times * (1 + np.log((1 + len(counts)) / (1 + heard[word])))
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    wanted = len(cohort.wanted)
    return np.round(rows[:wanted] @ rows[wanted:].T, 9)


def measure(folder: Path) -> list[Shares]:
    """What every cohort of a folder shows."""
    names = sorted(path.parent.name for path in folder.glob("cohorts/*/projects.yaml"))
    return [shares(read_cohort(folder, name)) for name in names]


def told(found: list[Shares]) -> str:
    """A table of it."""
    lines = [
        f"| cohort | projects | mentors | first {FIRST}, stems | plain TF-IDF | chance |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.cohort} | {one.projects} | {one.mentors} | {one.ours:.2f} | {one.plain:.2f} | {one.chance:.2f} |"
        for one in found
    ]
    return "\n".join(lines)
