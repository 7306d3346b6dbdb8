"""What is printed, and what is kept in docs/benchmarks.md."""

import os
import platform
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

PAGE = Path(__file__).resolve().parents[3] / "docs" / "benchmarks.md"
GIB = 1 << 30
WIDTH = 130  # characters, where nobody looks on


@dataclass(frozen=True)
class Sheet:
    """A table of words: its title, the names of its columns, its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Verdict:
    """One target, and whether it was reached."""

    target: str
    measured: str
    reached: bool


def verdicts_sheet(title: str, verdicts: Sequence[Verdict]) -> Sheet:
    """Targets with what was measured."""
    rows = [(one.target, one.measured, "PASS" if one.reached else "FAIL") for one in verdicts]
    return Sheet(title, ("target", "measured", ""), rows)


def show(sheet: Sheet) -> None:
    """Print a sheet for the person at the terminal."""
    table = Table(title=sheet.title, title_justify="left", title_style="bold")
    for number, column in enumerate(sheet.columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=number > 0)
    for row in sheet.rows:
        table.add_row(*row, style="red" if row[-1] == "FAIL" else None)
    Console(width=None if sys.stdout.isatty() else WIDTH).print(table)


def markdown(sheet: Sheet) -> str:
    """A sheet as Markdown."""
    lines = [sheet.columns, ["---", *["---:"] * (len(sheet.columns) - 1)], *sheet.rows]
    return f"### {sheet.title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine(*packages: str) -> str:
    """The machine and the versions on which was measured, in one line."""
    cores, memory = os.cpu_count(), psutil.virtual_memory().total / GIB
    parts = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in packages)]
    return f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {cores} cores, {memory:.0f} GB, {', '.join(parts)}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def record(key: str, heading: str, measured: str, sheets: Sequence[Sheet]) -> None:
    """Put the sheets of one run into docs/benchmarks.md, in place of those that stood there under the same key.

    `measured` says when and on what.
    """
    begin, end = f"<!-- {key} -->", f"<!-- end of {key} -->"
    body = "\n\n".join([begin, f"## {heading}", measured, *map(markdown, sheets), end])
    text = PAGE.read_text()
    if begin in text:
        before, _, rest = text.partition(begin)
        text = before + body + rest.partition(end)[2]
    else:
        text = f"{text.rstrip()}\n\n{body}\n"
    PAGE.write_text(text)
