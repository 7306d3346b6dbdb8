"""A coordinator's desk: a folder with the files of a round, and the command run on them."""

import csv
from collections.abc import Sequence
from pathlib import Path

from typer.testing import CliRunner, Result

from bothways.pairing.commands import app


class Desk:
    """A folder with files, and the command run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def table(self, name: str, *rows: Sequence[object], encoding: str = "utf-8", separator: str = ",") -> Path:
        """Write a table as spreadsheets do."""
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator).writerows(rows)
        return path

    def run(self, command: str, *words: str) -> Result:
        """Run a command; words that name a file of the folder stand for it."""
        named = [str(self.folder / word) if (self.folder / word).is_file() else word for word in words]
        return CliRunner().invoke(app, [command, *named])

    def refused(self, *words: str) -> list[str]:
        """The lines of what is told when a match is refused; nothing may have been written."""
        before = {path: path.read_bytes() for path in self.folder.iterdir()}
        result = self.run("match", *words, "-o", str(self.folder / "pairs.csv"))
        assert result.exit_code == 1, result.output
        assert result.stdout == ""
        assert {path: path.read_bytes() for path in self.folder.iterdir()} == before
        *lines, last = result.stderr.splitlines()
        assert last == "Nothing was written."
        return lines

    def pairs(self, *words: str) -> list[tuple[str, str]]:
        """The ids of the pairs that a match writes."""
        out = self.folder / "out.csv"
        result = self.run("match", *words, "-o", str(out))
        assert result.exit_code == 0, result.output
        return [(row["mentee"], row["mentor"]) for row in rows(out)]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a written table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
