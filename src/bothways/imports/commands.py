"""The command `bothways import`: collections from elsewhere, with their credit."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from bothways.imports.readers import interviews as interview_reader
from bothways.imports.readers import stackexchange as dump_reader
from bothways.imports.readers import table as table_reader
from bothways.imports.readers.columns import columns_option, open_tables
from bothways.imports.records import Collection, Kind, Read, Refused
from bothways.imports.report import Report

app = typer.Typer(no_args_is_help=True, help="Bring questions and answers in from elsewhere, with their credit.")

_LABELS = {
    Kind.PERSON: "people",
    Kind.TOPIC: "topics",
    Kind.QUESTION: "questions",
    Kind.ANSWER: "answers",
    Kind.REPLY: "replies",
    Kind.VOTE: "votes",
    Kind.LINK: "links",
    Kind.OTHER: "other rows",
}
_BAD_ROWS = typer.Option(help="Write every row that was at fault into this file, one to a line.")
_NAME = typer.Option(help="What the collection is called, as it is shown with its credit.")
_URL = typer.Option(help="Where the collection lives; links to the originals begin with it.")
_LICENCE = typer.Option(help="The licence under which it may be shown.")
_CREDIT = typer.Option(help="Who is to be named.")


@app.command()
def stackexchange(
    folder: Annotated[Path, typer.Argument(help="The unpacked dump: the folder with Posts.xml.")],
    name: Annotated[str, _NAME] = "",
    url: Annotated[str, _URL] = "",
    bad_rows: Annotated[Path | None, _BAD_ROWS] = None,
) -> None:
    """Bring in the dump of a Stack Exchange site, or a newer dump of the same."""
    with _sentences():
        found = dump_reader.files(folder)
        collection = dump_reader.collection(folder, name=name, url=url)
        size = sum(path.stat().st_size for path in found.values())
        notes = [f"{one}.xml is not there." for one in dump_reader.OPTIONAL if one not in found]
        _run(collection, size, lambda advance: dump_reader.read(found, collection.url, advance), notes, bad_rows)


@app.command()
def interviews(
    folder: Annotated[Path, typer.Argument(help="A folder of Markdown articles, or a folder of such folders.")],
    name: Annotated[str, _NAME] = "",
    url: Annotated[str, _URL] = "",
    licence: Annotated[str, _LICENCE] = "",
    credit: Annotated[str, _CREDIT] = "",
    bad_rows: Annotated[Path | None, _BAD_ROWS] = None,
) -> None:
    """Bring in interviews written in Markdown, as Jekyll and Hugo sites keep them."""
    with _sentences():
        sets = [
            (
                interview_reader.site(one, name=name, url=url, licence=licence, credit=credit),
                interview_reader.files(one),
            )
            for one in interview_reader.folders(folder)
        ]
        for _, paths in sets:
            interview_reader.check(paths)
        for site, paths in sets:
            size = sum(path.stat().st_size for path in paths)
            _run(site.collection, size, _reader(site, paths), [], bad_rows)


def _reader(site: "interview_reader.Site", paths: list[Path]) -> Callable[[Callable[[int], None]], Iterator[Read]]:
    return lambda advance: interview_reader.read(site, paths, advance)


@app.command("csv")
def csv_files(  # noqa: PLR0913, PLR0917  as many options as a spreadsheet has surprises
    files: Annotated[list[Path], typer.Argument(help="QUESTIONS.csv, or QUESTIONS.csv and ANSWERS.csv.")],
    name: Annotated[str, _NAME] = "",
    url: Annotated[str, _URL] = "",
    licence: Annotated[str, _LICENCE] = "",
    credit: Annotated[str, _CREDIT] = "",
    encoding: Annotated[str, typer.Option(help="How the letters are coded, where it is not found right.")] = "",
    column: Annotated[list[str] | None, typer.Option(help="FIELD=HEADER, where a column is not found right.")] = None,
    day_first: Annotated[bool | None, typer.Option(help="Whether 3/4/2024 is the third of April.")] = None,
    bad_rows: Annotated[Path | None, _BAD_ROWS] = None,
) -> None:
    """Bring in questions and answers from spreadsheets saved as CSV."""
    with _sentences():
        chosen = columns_option(column or [])
        tables = open_tables(files, encoding=encoding, columns=chosen, day_first=day_first)
        collection = table_reader.collection(files[0], name=name, url=url, licence=licence, credit=credit)
        notes = [note for one in tables for note in one.notes()]
        size = sum(path.stat().st_size for path in files)
        _run(collection, size, lambda advance: table_reader.read(tables, advance), notes, bad_rows)


@contextmanager
def _sentences() -> Iterator[None]:
    """Say in one sentence why nothing was brought in."""
    try:
        yield
    except Refused as refused:
        _refuse(str(refused))
    except OSError as fault:
        _refuse(f"{fault.filename or 'A file'} cannot be read: {fault.strerror}.")


def _refuse(sentence: str) -> NoReturn:
    Console(stderr=True, soft_wrap=True).print(sentence, markup=False, highlight=False)
    Console(stderr=True).print("Nothing was brought in.", highlight=False)
    raise typer.Exit(1)


def _run(
    collection: Collection,
    size: int,
    rows: Callable[[Callable[[int], None]], Iterator[Read]],
    notes: list[str],
    bad_rows: Path | None,
) -> None:
    from bothways.foundation import time
    from bothways.imports.actions.loading import import_collection

    console = Console()
    with ExitStack() as stack:
        on_bad = _writer(stack, bad_rows)
        progress = stack.enter_context(_progress(console))
        phase = _phases(progress)
        report = Report(on_bad)
        report.notes += notes
        import_collection(
            collection=collection,
            rows=rows(phase("Reading", size)),
            report=report,
            by=None,
            at=time.now(),
            phase=phase,
        )
    _show(console, collection, report)


def _writer(stack: ExitStack, path: Path | None) -> Callable[[str], None]:
    if path is None:
        return lambda line: None
    file = stack.enter_context(path.open("a", encoding="utf-8"))
    return lambda line: print(line, file=file)


def _progress(console: Console) -> Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console)


def _phases(progress: Progress) -> Callable[[str, int], Callable[[int], None]]:
    def phase(name: str, total: int) -> Callable[[int], None]:
        task = progress.add_task(name, total=total)
        return lambda done: progress.advance(task, done)

    return phase


def _show(console: Console, collection: Collection, report: Report) -> None:
    table = Table(title=f"{collection.name} · {collection.licence}", title_justify="left")
    table.add_column("")
    for name in ("read", "created", "updated", "unchanged", "part of another", "skipped"):
        table.add_column(name, justify="right")
    for kind, count in report.counts.items():
        if count.read:
            figures = (count.read, count.created, count.updated, count.unchanged, count.folded, count.skipped.total())
            table.add_row(_LABELS[kind], *(f"{figure:,}" for figure in figures))
    console.print(table)
    for kind, count in report.counts.items():
        for reason, number in sorted(count.skipped.items()):
            console.print(
                f"{_LABELS[kind]} skipped: {number:,} · {reason}", markup=False, highlight=False, soft_wrap=True
            )
    for words in [*report.notes, *report.bad]:
        console.print(words, markup=False, highlight=False, soft_wrap=True)
    if report.bad_total > len(report.bad):
        console.print(
            f"… and {report.bad_total - len(report.bad):,} more; --bad-rows FILE writes them all.", markup=False
        )
    if not report.changed:
        console.print("Everything stands here already; nothing was changed.", highlight=False)
