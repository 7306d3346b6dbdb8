"""The texts of the demo community, read from the files beside it. Everybody in it is invented."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
Table = dict[str, Any]


@dataclass(frozen=True)
class Community:
    """The cast and what they wrote, as the files say it."""

    name: str
    tagline: str
    about: str
    topics: list[Table]
    people: list[Table]
    questions: list[Table]

    @property
    def answers(self) -> list[tuple[Table, Table]]:
        """Every (question, answer), in the order of the files."""
        return [(question, answer) for question in self.questions for answer in question["answers"]]


@cache
def desk() -> Table:
    """What lies on the desk."""
    return tomllib.loads((FOLDER / "desk.toml").read_text())


@cache
def read() -> Community:
    """The whole demo community."""
    cast = tomllib.loads((FOLDER / "cast.toml").read_text())
    questions = [tomllib.loads(file.read_text()) for file in sorted((FOLDER / "questions").glob("*.toml"))]
    return Community(
        **{key: cast["community"][key] for key in ("name", "tagline", "about")},
        topics=cast["topics"],
        people=cast["people"],
        questions=questions,
    )
