"""A round solved in a process of its own, for whoever has other things to do meanwhile: a web site, say.

Whoever started it hears how far it is, can wait for a while, and can cancel it. The process is a fresh one, so that
threads and compiled code of the caller's are not in its way. If it dies, that is an error, not silence.
"""

from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from bothways.pairing.arrays import Ints
from bothways.pairing.compiling import RulesError
from bothways.pairing.matching import Match, Objective, Round
from bothways.pairing.people import Column, People
from bothways.pairing.rules import Rules

PATIENCE = 5
"""Seconds that a cancelled process has to end."""
_Packed = tuple[tuple[str, ...], Ints, dict[str, Column]]


class DiedError(RuntimeError):
    """The process has ended without a result: it was killed, or the memory was not enough."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is."""

    stage: str
    part: float
    """Of the stage, from 0 to 1."""


class Background:
    """One round being solved elsewhere; a context that leaves no process behind."""

    def __init__(
        self,
        mentees: People,
        mentors: People,
        rules: Rules,
        objective: Objective = Objective.BEST,
        *,
        price: Ints | None = None,
    ) -> None:
        """Begin; the arguments are those of a `Round` and of its `match`."""
        context = get_context("spawn")
        self._heard, says = context.Pipe(duplex=False)
        work = (_packed(mentees), _packed(mentors), rules, objective, price)
        self._process = context.Process(target=_solve, args=(says, *work), daemon=True)
        self._process.start()
        says.close()
        self.progress = Progress("Starting", 0.0)
        self._match: Match | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cancel()

    def wait(self, seconds: float) -> Match | None:
        """Wait at most so long, 0 for not at all; the result, or None where it is not there yet.

        Raises:
            RulesError: as `Round` and its `match` do.
            DiedError: the process has ended without a result, also when it was cancelled.

        """
        while self._match is None:
            try:
                if not self._heard.poll(seconds):
                    return None
                said: Any = self._heard.recv()
            except (EOFError, OSError) as error:
                raise DiedError("The round was not solved: its process has ended.") from error
            if isinstance(said, Progress):
                self.progress, seconds = said, 0
            elif isinstance(said, Match):
                self._match = said
            else:
                raise RulesError(str(said))
        return self._match

    def cancel(self) -> None:
        """End the work, wherever it is; nothing of it is left. Safe to be called again, and after the result."""
        self._process.terminate()
        self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._heard.close()


def _packed(people: People) -> _Packed:
    """One side in a form that can be sent: a view of columns cannot."""
    return people.ids, people.room, dict(people.columns)


def _solve(
    says: Connection, mentees: _Packed, mentors: _Packed, rules: Rules, objective: Objective, price: Ints | None
) -> None:
    try:
        round_ = Round(People(*mentees), People(*mentors), rules)
        said: Match | str = round_.match(
            objective, price=price, told=lambda stage, part: says.send(Progress(stage, part))
        )
    except RulesError as error:
        said = str(error)
    says.send(said)
    says.close()
