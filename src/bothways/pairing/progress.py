"""A bar with the stage and the time left, where somebody is looking."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bothways.pairing.optimum import Told, untold

STAGES = ("Reading", "Listing pairs", "Finding the optimum", "Looking for what was missed", "Proving it")
SOLVING = STAGES[2:4]


@contextmanager
def progress(steps: int = 1) -> Iterator[Told]:
    """Show how far the work is, on the terminal's error stream; say nothing where it is none.

    Args:
        steps: how many results are computed one after the other, such as objectives to be compared.

    """
    if not sys.stderr.isatty():
        yield untold
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("about"),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(STAGES[0], total=float(len(STAGES) * steps))
        place = _Place()

        def told(stage: str, part: float) -> None:
            bar.update(task, description=stage, completed=place.at(stage, part))

        yield told


class _Place:
    """How many stages are done, over several results; it never runs backwards within one."""

    def __init__(self) -> None:
        self.done, self.last, self.begun = 0.0, 0.0, False

    def at(self, stage: str, part: float) -> float:
        """Where this part of this stage lies."""
        if stage == "Listing pairs" and self.begun:
            self.done, self.last = self.done + len(STAGES), 0.0
        self.begun = self.begun or stage == "Listing pairs"
        here = self.last
        if stage in SOLVING:  # the two take turns, and each turn is shorter
            here = 2 + 2 * part
        elif stage in STAGES:
            here = STAGES.index(stage) + part
        self.last = max(self.last, here)
        return self.done + self.last
