"""The commands `match` and `match-rules`: two spreadsheets and a rules file in, pairs out.

Exit codes: 0 done, with --strict only if nobody is left out; 1 something in the files cannot be used; 2 the command was
called wrongly; 3 the result could not be proved; 4 with --strict, somebody is left out; 130 cancelled. With 1, 2, 3 and
130 nothing is written; with 4 everything is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bothways.pairing.cluster import HERE, Cluster, ClusterError, Spread
from bothways.pairing.compiling import RulesError
from bothways.pairing.drafting import draft
from bothways.pairing.faults import BadInputError, folded, nearest, shown
from bothways.pairing.groups import Gathering, gather_circles, gather_peers
from bothways.pairing.matching import Match, Objective, Round, Trade
from bothways.pairing.outcome import SIDE_BY_SIDE, Outcome, absences, compared
from bothways.pairing.progress import Progress, progress
from bothways.pairing.rulebook import Book, read_book, read_couples
from bothways.pairing.summary import data, in_words, lines, listed, pair_table, reasons, trade_lines
from bothways.pairing.tables import SIDES
from bothways.pairing.tomlfile import TomlFile, read_toml
from bothways.pairing.writing import all_or_nothing, as_table, check_places

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Match mentees and mentors.")
LEFT_OUT, NOT_PROVED, CANCELLED = 4, 3, 130
PRINTED = 200
"""So many pairs are printed where no file is asked for."""


@app.command()
def match(
    mentees: Annotated[Path, typer.Argument(help="The mentees: a CSV or XLSX file. With --peers: everybody.")],
    mentors: Annotated[Path | None, typer.Argument(help="The mentors; it may be the same file.")] = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", "-r", help="What to heed (TOML); else it is drawn from the headings.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write the pairs (CSV, XLSX).")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write a page about the result (HTML).")] = None,
    objective: Annotated[Objective | None, typer.Option(help="What to reach.")] = None,
    lock: Annotated[Path | None, typer.Option(help="Pairs that stay (columns: mentee, mentor).")] = None,
    previous: Annotated[Path | None, typer.Option(help="Pairs of earlier rounds: not again.")] = None,
    forbid: Annotated[Path | None, typer.Option(help="Pairs that must not be.")] = None,
    published: Annotated[Path | None, typer.Option(help="Pairs already announced: move few of them.")] = None,
    why_not: Annotated[
        tuple[str, str] | None, typer.Option(metavar="MENTEE MENTOR", help="What this pair would cost.")
    ] = None,
    *,
    circles: Annotated[bool, typer.Option("--circles", help="One mentor with several mentees at one hour.")] = False,
    peers: Annotated[bool, typer.Option("--peers", help="Pairs within one file.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Give the reasons for every pair.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    compare: Annotated[
        bool | None, typer.Option("--compare/--no-compare", help="Set all objectives side by side.")
    ] = None,
    cluster: Annotated[
        str, typer.Option(help="A Dask scheduler whose workers look through the pairs: tcp://10.0.0.5:8786.")
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 when somebody is left out.")] = False,
) -> None:
    """Match mentees with mentors, with proof and reasons."""
    if mentors is None and not peers:
        raise typer.BadParameter("two files are needed: the mentees and the mentors (with --peers one).")
    if (circles or peers) and (
        report or lock or published or why_not or objective or compare or cluster or circles == peers
    ):
        raise typer.BadParameter("--circles and --peers go with --rules, -o, --previous, --forbid, --explain, --json.")
    with _plain_sentences(), _workers(cluster) as workers:
        others = mentors or mentees
        couples = {"locked": lock, "previous": previous, "forbidden": forbid, "published": published}
        inputs = [path for path in (mentees, others, rules, *couples.values()) if path]
        check_places([path for path in (output, report) if path], dict.fromkeys(inputs))
        with progress() as told:
            told("Reading", 0.0)
            book = _book(_rules(rules, mentees, others), mentees, others, couples)
            if circles or peers:
                found = gather_circles(book, told) if circles else gather_peers(book, told)
                _give_gathering(found, output, explain=explain, as_json=as_json)
                _end(strict=strict and bool(found.left_out))
            outcome = _outcome(book, objective, compare, why_not, told, workers)
        _give(outcome, output, report, explain=explain, as_json=as_json)
        _end(strict=strict and bool(outcome.match.unmatched))


@app.command("match-rules")
def match_rules(
    mentees: Annotated[Path, typer.Argument(help="The mentees: a CSV or XLSX file.")],
    mentors: Annotated[Path, typer.Argument(help="The mentors; it may be the same file.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write the rules (TOML).")] = None,
) -> None:
    """Write a rules file to begin with, drawn from the headings of two spreadsheets."""
    with _plain_sentences():
        check_places([output] if output else [], [mentees, mentors])
        text = draft(mentees, mentors)
        if not output:
            typer.echo(text, nl=False)
            return
        if output.exists():
            raise BadInputError(f"{output} is there already; choose another name.")
        with all_or_nothing() as files:
            files[output] = text.encode()
        typer.echo(f"Written: {output}. Read it, change what is not meant, and match with --rules {output}.")


@contextmanager
def _plain_sentences() -> Iterator[None]:
    """Turn what can go wrong into sentences and exit codes."""
    try:
        yield
    except (BadInputError, RulesError) as error:
        typer.echo(f"{error}\nNothing was written.", err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}. Nothing was written.", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        typer.echo("Cancelled; nothing was written.", err=True)
        raise typer.Exit(CANCELLED) from None


def _end(*, strict: bool) -> NoReturn:
    raise typer.Exit(LEFT_OUT if strict else 0)


def _rules(path: Path | None, mentees: Path, mentors: Path) -> TomlFile:
    """The rules given, or drawn from the files; then it is said which."""
    if path:
        return read_toml(path)
    text = draft(mentees, mentors)
    file = TomlFile("the rules drawn from the headings", text)
    typer.echo("No rules were given; these come from the headings (`bothways match-rules` writes them down):", err=True)
    for entry in file.tables("criteria"):
        either = entry.texts("both", otherwise=entry.texts("ranked", otherwise=("",)))
        a, b = (listed(entry.texts(side, otherwise=either)) for side in SIDES)
        columns = a if a == b else f"{a} with {b}"
        typer.echo(f"  {entry.text('kind')}: {columns} ({entry.text('strength')})", err=True)
    if not file.tables("criteria"):
        typer.echo("  none: all pairs are worth the same, so this only fills the places.", err=True)
    return file


def _book(rules: TomlFile, mentees: Path, mentors: Path, couples: Mapping[str, Path | None]) -> Book:
    book = read_book(rules, mentees, mentors)
    for notice in book.notices:
        typer.echo(f"Note: {notice}", err=True)
    read: dict[str, Any] = {}
    faults = []
    for name, path in couples.items():
        if path:
            try:
                read[name] = read_couples(path, book, strict=name in {"locked", "forbidden"})
            except BadInputError as error:
                faults.append(str(error))
    if faults:
        raise BadInputError("\n".join(faults))
    return replace(book, rules=replace(book.rules, **read))


@contextmanager
def _workers(address: str) -> Iterator[Spread]:
    """Where pairs are looked through: here, or on the workers of a cluster."""
    if not address:
        yield HERE
        return
    try:
        with Cluster(address) as workers:
            yield workers
    except ClusterError as error:
        raise BadInputError(str(error)) from error


def _outcome(
    book: Book,
    asked: Objective | None,
    compare: bool | None,
    why_not: tuple[str, str] | None,
    told: Progress,
    workers: Spread,
) -> Outcome:
    made = Round(book.mentees, book.mentors, book.rules, spread=workers)
    small = len(made.mentees) * len(made.mentors) <= SIDE_BY_SIDE
    wide = small if compare is None else compare
    told.expect(len(Objective) if wide else 1)
    result = made.match(_objective(asked, book), told=told)
    if result.certificate and not result.certificate.holds:
        typer.echo("The result could not be proved best; nothing was written.", err=True)
        raise typer.Exit(NOT_PROVED)
    trade = _trade(made, result, why_not, book) if why_not else None
    others = compared(made, result, told) if wide else ()
    return Outcome(book, made, result, others, absences(made, result), trade)


def _objective(asked: Objective | None, book: Book) -> Objective:
    return Objective(asked or book.objective or Objective.BEST)


def _trade(made: Round, result: Match, pair: tuple[str, str], book: Book) -> Trade:
    ids = []
    for asked, side in zip(pair, ("mentee", "mentor"), strict=True):
        known = book.known[side]
        if folded(asked) not in known:
            called = [*known.values(), *(book.names[who] for who in known.values())]
            raise BadInputError(f"--why-not: no {side} is called {shown(asked)}. {nearest(asked, called)}")
        ids.append(known[folded(asked)])
    return made.why_not(result, ids[0], ids[1])


def _give(outcome: Outcome, output: Path | None, report: Path | None, *, explain: bool, as_json: bool) -> None:
    """Write the files, then say it."""
    with all_or_nothing() as files:
        if output:
            files[output] = as_table(output, *pair_table(outcome, explain=explain))
        if report:
            from bothways.pairing.report import html

            files[report] = html(outcome).encode()
    if as_json:
        typer.echo(json.dumps(data(outcome, explain=explain), ensure_ascii=False, indent=1))
        return
    for line in lines(outcome):
        typer.echo(line)
    if explain or not output:
        _tell_pairs(outcome, None if explain else PRINTED, explain=explain)
    if outcome.trade:
        for line in trade_lines(outcome.trade, outcome.names):
            typer.echo(line)
    _say_written(output, report)


def _tell_pairs(outcome: Outcome, most: int | None, *, explain: bool) -> None:
    names = outcome.names
    for pair in outcome.match.pairs[:most]:
        why = f": {in_words(reasons(outcome, pair.mentee, pair.mentor))}" if explain else ""
        typer.echo(f"{names[pair.mentee]} with {names[pair.mentor]}, {pair.points:,.1f}{why}")
    if most is not None and len(outcome.match.pairs) > most:
        typer.echo(f"… and {len(outcome.match.pairs) - most:,} more: -o writes all of them.")


def _give_gathering(found: Gathering, output: Path | None, *, explain: bool, as_json: bool) -> None:
    with all_or_nothing() as files:
        if output:
            files[output] = as_table(output, *found.table(explain=explain))
    if as_json:
        typer.echo(json.dumps(found.data(explain=explain), ensure_ascii=False, indent=1))
        return
    for line in found.lines(pairs=explain or not output):
        typer.echo(line)
    _say_written(output)


def _say_written(*paths: Path | None) -> None:
    written: Iterable[str] = [str(path) for path in paths if path]
    if written:
        typer.echo(f"Written: {', '.join(written)}.")


if __name__ == "__main__":
    app()
