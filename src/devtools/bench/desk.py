"""The board of the desk with five thousand items on it: what it asks of the database, and what it takes."""

import json
import statistics
from collections.abc import Iterator, Sequence

from devtools.bench.report import Sheet, Verdict, machine, record, show, verdicts_sheet
from devtools.bench.site import Database, Site, database, loaded

ITEMS = 5_000
REQUESTS = 20  # of a page in a round
ROUNDS = 5  # the median round counts
QUERIES, CPU = 8, 25.0  # at most; milliseconds
ADDRESSES = (
    "/desk/", "/desk/?state=submitted&page=3", "/desk/?words=mentor&leader=Reader+1&days=3", "/desk/?topic=topic-1",
    "/desk/?mine=on", "/desk/queue/", "/desk/calendar/", "/desk/leaders/",
)  # fmt: skip


def run(databases: Sequence[str], *, keep: bool) -> bool:
    """Measure the board on each of `databases`; whether every target was reached. `keep` records the results."""
    print(machine())
    sheets = []
    for name in databases:
        with database(name) as one, loaded(one, 1) as site:
            found = site.inside("load_desk", str(ITEMS))
            print(f"{one.name}: {found['items']:,} items on the desk, beside the community of `make bench`")
            rows, verdicts = [], []
            for address, queries, spent, size in _measured(one, site):
                rows.append((address, str(queries), f"{spent:.1f}", f"{size:,}"))
                verdicts.append(Verdict(f"{address}: ≤ {QUERIES} queries", str(queries), queries <= QUERIES))
                if address.partition("?")[0] == "/desk/":  # for the others there is no target
                    verdicts.append(Verdict(f"{address}: ≤ {CPU:.0f} ms CPU", f"{spent:.1f} ms", spent <= CPU))
            pages = Sheet(f"The desk, {one.name}", ("page", "queries", "CPU ms, database included", "bytes"), rows)
            sheets += [pages, verdicts_sheet(f"Targets of the desk, {one.name}", verdicts)]
            for sheet in sheets[-2:]:
                show(sheet)
    if keep:
        record("desk", "The desk", machine("django"), sheets)
    return all(row[-1] != "FAIL" for sheet in sheets for row in sheet.rows)


def _measured(one: Database, site: Site) -> Iterator[tuple[str, int, float, int]]:
    """Of each page its queries, the CPU milliseconds of one request, and its size."""
    for address in ADDRESSES:
        before = one.cpu()
        said = site.inside("desk_page", json.dumps([address, ROUNDS, REQUESTS]))
        server = 1000 * (one.cpu() - before) / said["requests"]
        yield address, said["queries"], statistics.median(said["rounds"]) + server, said["bytes"]
