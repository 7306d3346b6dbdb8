"""The whole benchmark: load, measure, check, compare with the targets, say it."""

import json
from collections.abc import Iterator, Sequence
from statistics import median

from devtools.bench.checks import others_pages, publication
from devtools.bench.client import Client, client
from devtools.bench.growth import NOISE, SHOW_MORE, Growth, bound, growth
from devtools.bench.pages import HELLO, Figures, measure
from devtools.bench.report import Sheet, Verdict, machine, record, show, verdicts_sheet
from devtools.bench.serving import HELLO as HELLO_TARGET
from devtools.bench.serving import SITE, serve, serve_as_installed
from devtools.bench.site import Database, Site, database, loaded

QUESTION_CPU = 7.0  # milliseconds
SEARCH_CPU = 15.0  # milliseconds
QUERIES = 8
MEMORY = 200  # MB of each web process
COLD_START = 2.0  # seconds
STARTS = 3
MB = 1 << 20
PACKAGES = ("django", "granian")
ROW_COUNTS = {"question": ("small", "large"), "topic": ("small_topic", "common_topic")}


def run(scale: int, databases: Sequence[str], *, keep: bool) -> bool:
    """Measure at `scale`, on each of `databases`; whether every target was reached. `keep` records the results."""
    print(machine(*PACKAGES))
    sheets: list[Sheet] = []
    reached = True
    with client() as load:
        for name in databases:
            with database(name) as one:
                for sheet in _measured(one, scale, load):
                    show(sheet)
                    sheets.append(sheet)
                    reached = reached and all(row[-1] != "FAIL" for row in sheet.rows)
    if keep:
        record(f"scale {scale}", f"Scale {scale}", machine(*PACKAGES), sheets)
    return reached


def _measured(one: Database, scale: int, load: Client) -> Iterator[Sheet]:
    with loaded(one, scale) as site:
        yield _load_sheet(one, site)
        hello = {
            name: value for name, value in site.environment.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))
        }
        with serve(SITE, site.environment) as served, serve(HELLO_TARGET, hello) as bare:
            figures = measure(site, one, served, bare, load)
            memory = max(served.memory())
        _count(site, figures)
        yield _figures_sheet(one, figures)
        verdicts = [*_speed(figures), *_row_counts(site), *_starting(site), *_correctness(site)]
        verdicts.append(Verdict(f"memory of a web process after the load ≤ {MEMORY} MB", f"{memory / MB:.0f} MB",
                                memory <= MEMORY * MB))  # fmt: skip
        yield verdicts_sheet(f"Targets, {one.name}", verdicts)
        if scale > 1:
            with loaded(one, 1) as small:
                yield _growth_sheet(one, scale, growth(small, site, load))


def _load_sheet(one: Database, site: Site) -> Sheet:
    written = ", ".join(f"{number:,} {name}" for name, number in site.facts["written"].items())
    return Sheet(f"Load, {one.name}", ("rows", "loaded in"), [(written, f"{site.loaded_in:.0f} s")])


def _count(site: Site, figures: dict[str, Figures]) -> None:
    counted = [one for one in figures.values() if one.case.counted]
    for one, (queries, _) in zip(
        counted, site.inside("count", json.dumps([one.case.counted for one in counted])), strict=True
    ):
        one.queries = queries


def _figures_sheet(one: Database, figures: dict[str, Figures]) -> Sheet:
    rows = [
        (
            name, f"{found.rate:,.0f}", f"{found.ratio(figures[HELLO]):.2f}", f"{found.cpu:.2f}",
            f"{found.database_cpu:.2f}" if one.server else "", f"{found.quantile(0.5):.1f}",
            f"{found.quantile(0.99):.1f}", "" if found.queries is None else str(found.queries), f"{found.size:,}",
        )
        for name, found in figures.items()
    ]  # fmt: skip
    columns = ("page", "requests/s", "÷ hello", "CPU ms", "database CPU ms", "p50 ms", "p99 ms", "queries", "bytes")
    return Sheet(f"Pages, {one.name}, 8 readers at once, 1 web process", columns, rows)


def _speed(figures: dict[str, Figures]) -> Iterator[Verdict]:
    hello = figures[HELLO]
    for name in ("today", "question"):
        ratio = figures[name].ratio(hello)
        yield Verdict(f"{name}, kept ready: requests/s ≥ bare hello", f"{ratio:.2f} ×", ratio >= 1)
    for name, most in (("question, signed in", QUESTION_CPU), *(
        (name, SEARCH_CPU) for name in figures if name.startswith("search")
    )):  # fmt: skip
        spent = figures[name].cpu + figures[name].database_cpu
        yield Verdict(f"{name}: ≤ {most:.0f} ms CPU", f"{spent:.1f} ms", spent <= most)
    queries = max((one.queries or 0, name) for name, one in figures.items())
    yield Verdict(f"≤ {QUERIES} queries on every page above", "{} ({})".format(*queries), queries[0] <= QUERIES)


def _row_counts(site: Site) -> Iterator[Verdict]:
    session = next(iter(site.sessions.values()))
    for kind, names in ROW_COUNTS.items():
        asked = [(f"/{kind}s/{site.facts[name]}/", session) for name in names]
        few, many = (queries for queries, _ in site.inside("count", json.dumps(asked)))
        yield Verdict(
            f"{kind}: as many queries with 1 and with 30 rows", f"{few} and {many}", few == many and many <= QUERIES
        )


def _starting(site: Site) -> Iterator[Verdict]:
    times = []
    for _ in range(STARTS):
        with serve_as_installed(site.environment, workers=1) as server:
            times.append(server.started)
    yield Verdict(
        f"from the start of the process to the first page ≤ {COLD_START:.0f} s", f"{median(times):.2f} s",
        median(times) <= COLD_START,
    )  # fmt: skip


def _correctness(site: Site) -> Iterator[Verdict]:
    with serve(SITE, site.environment, workers=2) as server:
        wrong, read = others_pages(site, server)
        yield Verdict("no page shows what is another reader's", f"{wrong} of {read}", not wrong)
        seen = publication(site, server)
    yield Verdict(
        "no page is stale once a publication in another process has returned",
        f"{seen.stale} of {seen.pages}; seen {seen.visible:+.0f} ms from its return at the latest",
        not seen.stale,
    )


def _judged(kind: str, ratio: float, limit: float) -> str:
    if kind in SHOW_MORE:
        return "shows more"
    return "PASS" if ratio <= limit * NOISE else "FAIL"


def _growth_sheet(one: Database, scale: int, grown: dict[str, Growth]) -> Sheet:
    limit = bound(scale)
    rows = []
    for kind, found in grown.items():
        small, large = found.small, found.large
        rows.append((
            kind, f"{small.whole:.1f}", f"{large.whole:.1f}", f"{found.ratio:.2f}", f"{small.database:.2f}",
            f"{large.database:.2f}", f"{large.queries}", _judged(kind, found.ratio, limit),
        ))  # fmt: skip
    columns = ("page, nothing kept", "ms at 1", f"ms at {scale}", "growth", "SQL ms at 1", f"SQL ms at {scale}",
               "queries", f"≤ {limit:.2f}")  # fmt: skip
    return Sheet(f"Growth, {one.name}: times grow with the logarithm where an index serves", columns, rows)
