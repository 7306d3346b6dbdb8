"""A bar with the stage and the time left, where somebody is looking."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

STAGES = ("Reading", "Listing pairs", "Finding the optimum", "Looking for what was missed", "Proving it")
SOLVING = STAGES[2:4]
"""These two take turns, each shorter than the last."""


class Progress:
    """How far the work is: some results one after the other, each in stages. It never runs backwards."""

    def __init__(self, show: Any = None) -> None:
        """Begin; `show` is called with a stage, how many stages are done, and how many there are."""
        self.show = show
        self.results, self.done, self.here, self.begun = 1, 0.0, 0.0, False

    def expect(self, results: int) -> None:
        """Say how many results there will be."""
        self.results = results

    def __call__(self, stage: str, part: float) -> None:
        """Hear which part of which stage is done; unknown stages have a name but no place."""
        if stage == STAGES[1]:
            if self.begun:
                self.done, self.here = self.done + len(STAGES), 0.0
            self.begun = True
        if stage in SOLVING:
            self.here = max(self.here, 2 + 2 * part)
        elif stage in STAGES:
            self.here = max(self.here, STAGES.index(stage) + part)
        if self.show:
            total = float(len(STAGES) * self.results)
            self.show(stage, min(self.done + self.here, total), total)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show how far the work is, on the terminal's error stream; say nothing where it is none."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("about"))
    with Bars(
        *columns, TimeRemainingColumn(), TextColumn("left"), console=Console(stderr=True), transient=True
    ) as bars:
        task = bars.add_task(STAGES[0], total=float(len(STAGES)))
        yield Progress(lambda stage, done, total: bars.update(task, description=stage, completed=done, total=total))
