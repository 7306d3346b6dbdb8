"""The command `match`: two spreadsheets and a rules file in, pairs out.

Exit codes: 0 done; 1 something in the files cannot be used (nothing is written); 2 the command was called wrongly;
3 the result could not be proved (nothing is written); 130 cancelled (nothing is written).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bothways.pairing.compiling import RulesError
from bothways.pairing.matching import WHOLE, Match, Objective, Round, Trade
from bothways.pairing.optimum import Told
from bothways.pairing.report import html
from bothways.pairing.rulebook import Book, read_book, read_couples
from bothways.pairing.spreadsheets import BadInputError, all_or_nothing, nearest, read_sheet
from bothways.pairing.summary import Standing, data, lines, pairs_csv, reasons, standing, trade_lines

app = typer.Typer(add_completion=False, help="Match mentees and mentors.")
SIDE_BY_SIDE = 100_000
"""With at most so many possible pairs all objectives are compared without being asked to."""
STAGES = ("Reading", "Listing pairs", "Finding the optimum", "Looking for what was missed", "Proving it")


@app.callback()
def pairing() -> None:
    """Match mentees and mentors."""


@app.command()
def match(
    mentees: Annotated[Path, typer.Argument(help="The mentees: a CSV or XLSX file.")],
    mentors: Annotated[Path, typer.Argument(help="The mentors: a CSV or XLSX file.")],
    rules: Annotated[Path, typer.Option("--rules", "-r", help="What to heed: a TOML file.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write the pairs (CSV).")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write a page about the result (HTML).")] = None,
    objective: Annotated[Objective | None, typer.Option(help="What to reach.")] = None,
    lock: Annotated[Path | None, typer.Option(help="Pairs that stay (CSV: mentee, mentor).")] = None,
    previous: Annotated[Path | None, typer.Option(help="Pairs of earlier rounds: not again (CSV).")] = None,
    forbid: Annotated[Path | None, typer.Option(help="Pairs that must not be (CSV).")] = None,
    published: Annotated[Path | None, typer.Option(help="Pairs already announced: move few of them (CSV).")] = None,
    why_not: Annotated[
        tuple[str, str] | None, typer.Option(metavar="MENTEE MENTOR", help="What this pair would cost.")
    ] = None,
    *,
    explain: Annotated[bool, typer.Option("--explain", help="Give the reasons for every pair.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    compare: Annotated[
        bool | None, typer.Option("--compare/--no-compare", help="Set all objectives side by side.")
    ] = None,
) -> None:
    """Match mentees with mentors, with proof and reasons."""
    try:
        with _progress() as told:
            told("Reading", 0.0)
            book = _book(
                mentees,
                mentors,
                rules,
                {"locked": lock, "previous": previous, "forbidden": forbid, "published": published},
            )
            made = Round(book.mentees, book.mentors, book.rules)
            result = made.match(_objective(objective, book), told=told)
            others = _others(made, result, compare, told)
            trade = _trade(made, result, why_not, book) if why_not else None
        if result.certificate and not result.certificate.holds:
            typer.echo("The result could not be proved best; nothing was written.", err=True)
            raise typer.Exit(3)
        absences = [made.why_unmatched(result, who) for who in result.unmatched]
        with all_or_nothing() as files:
            if output:
                files[output] = pairs_csv(made, result, book.names, explain=explain)
            if report:
                files[report] = html(made, result, others, absences, book.names)
        if as_json:
            typer.echo(
                json.dumps(data(made, result, others, absences, trade, explain=explain), ensure_ascii=False, indent=1)
            )
            return
        _tell(made, result, others, book, trade, explain=explain)
        for one in absences[:20]:
            typer.echo(f"Why {book.names[one.mentee]} has nobody: {one.text}")
    except (BadInputError, RulesError) as error:
        typer.echo(f"{error}\nNothing was written.", err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}. Nothing was written.", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        typer.echo("Cancelled; nothing was written.", err=True)
        raise typer.Exit(130) from None


def _book(mentees: Path, mentors: Path, rules: Path, couples: dict[str, Path | None]) -> Book:
    book = read_book(rules, read_sheet(mentees), read_sheet(mentors))
    read = {name: read_couples(read_sheet(path)) for name, path in couples.items() if path}
    known = {"mentee": {*book.mentees.ids}, "mentor": {*book.mentors.ids}}
    for name in ("locked", "forbidden"):
        for pair in sorted(read.get(name, ())):
            for side, who in zip(known, pair, strict=True):
                if who not in known[side]:
                    raise BadInputError(
                        f"{couples[name]}: {who!r} is no {side} of this round. {nearest(who, known[side])}"
                    )
    rules_ = replace(
        book.rules,
        locked=read.get("locked", frozenset()),
        previous=read.get("previous", frozenset()),
        forbidden=read.get("forbidden", frozenset()),
        published=read.get("published", frozenset()),
    )
    return replace(book, rules=rules_)


def _objective(asked: Objective | None, book: Book) -> Objective:
    word = asked or book.objective or Objective.BEST
    if word not in [*Objective]:
        raise BadInputError(f"objective {word!r} is not known. {nearest(str(word), [*Objective])}")
    return Objective(word)


def _others(made: Round, result: Match, compare: bool | None, told: Told) -> list[Standing]:
    size = len(made.mentees) * len(made.mentors)
    if compare is False or (compare is None and size > SIDE_BY_SIDE):
        return []
    wanted = [*Objective] if size <= WHOLE else [Objective.BEST, Objective.NOBODY]
    found = [result if one is result.objective else made.match(one, told=told) for one in wanted]
    return [standing(one, made.rather(one) if size <= WHOLE else None) for one in found]


def _trade(made: Round, result: Match, pair: tuple[str, str], book: Book) -> Trade:
    ids = []
    for asked, people in zip(pair, (book.mentees, book.mentors), strict=True):
        by_name = {book.names[who].casefold(): who for who in people.ids} | {who.casefold(): who for who in people.ids}
        if asked.casefold() not in by_name:
            raise BadInputError(f"--why-not: nobody is called {asked!r}. {nearest(asked, by_name)}")
        ids.append(by_name[asked.casefold()])
    return made.why_not(result, ids[0], ids[1])


def _tell(
    made: Round, result: Match, others: list[Standing], book: Book, trade: Trade | None, *, explain: bool
) -> None:
    for line in lines(made, result, others, book.names):
        typer.echo(line)
    if explain:
        for pair in result.pairs:
            couple = f"{book.names[pair.mentee]} with {book.names[pair.mentor]}"
            typer.echo(f"{couple}: {pair.points:,.1f}: {reasons(made, pair.mentee, pair.mentor)}")
    for line in trade_lines(trade, book.names) if trade else ():
        typer.echo(line)


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar with the stage and the time left, where somebody is looking."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not Console(stderr=True).is_terminal
    ) as bar:
        task = bar.add_task("Reading", total=len(STAGES))

        def told(stage: str, part: float) -> None:
            done = STAGES.index(stage) + part if stage in STAGES else None
            bar.update(task, description=stage, completed=done)

        yield told


if __name__ == "__main__":
    app()
