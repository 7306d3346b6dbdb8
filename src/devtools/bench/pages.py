"""The pages that are measured, and how a burst of requests for each is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median

from devtools.bench.client import Client, request
from devtools.bench.serving import Server
from devtools.bench.site import Database, Site
from devtools.bench.texts import RAREST

ROUNDS = 7
SECONDS = 0.7  # of a burst; all pages take turns, so that what else the machine does hits all of them alike
READERS = 8  # at once
COMMON = ("mentor", "meeting", "people", "question")
HELLO, STATIC = "bare hello", "static file"


@dataclass(frozen=True)
class Case:
    """One thing to ask for; for a page of the site, the path and session by which its queries are counted."""

    name: str
    requests: Sequence[bytes]
    counted: tuple[str, str] | None = None


@dataclass
class Figures:
    """What was measured of one case: rates in requests/s, times in milliseconds, sizes in bytes."""

    case: Case
    rates: list[float]
    times: list[float]
    cpu: float = 0.0
    database_cpu: float = 0.0
    size: int = 0
    queries: int | None = None

    @property
    def rate(self) -> float:
        """The median over all rounds."""
        return median(self.rates)

    def ratio(self, yardstick: "Figures") -> float:
        """How many times the yardstick's rate, the median over rounds: both were measured in the same second."""
        return median(own / other for own, other in zip(self.rates, yardstick.rates, strict=True))

    def quantile(self, share: float) -> float:
        """The time within which this share of the requests was answered."""
        ordered = sorted(self.times)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def cases(site: Site) -> list[Case]:
    """Everything that is measured with a load of requests. What is afresh comes from a reader who is signed in."""
    sessions = list(site.sessions.values())
    question = f"/questions/{site.facts['question']}/"

    def afresh(name: str, *paths: str) -> Case:
        some = cycle(paths)
        made = [request(next(some), session=session) for session in sessions]
        return Case(name, made, (paths[0], sessions[0]))

    css = sorted((site.home / "static" / "design").glob("site.*.css"))
    found = [Case(STATIC, [request(f"/static/design/{css[0].name}")])] if css else []
    return [
        *found,
        Case("today", [request("/")]),
        Case("question", [request(question)]),
        Case("feed", [request("/feed.atom")]),
        afresh("today, signed in", "/"),
        afresh("question, signed in", question),
        afresh("feed, afresh", "/feed.atom"),
        afresh("search, common words", *(f"/search/?q={word}" for word in COMMON)),
        afresh("search, a rare word", f"/search/?q={RAREST}"),
        afresh("search, two words", "/search/?q=difficult+conversation"),
    ]


def measure(site: Site, database: Database, served: Server, hello: Server, client: Client) -> dict[str, Figures]:
    """Figures of every case, the bare hello first."""
    all_cases = [(Case(HELLO, [request("/")]), hello), *((case, served) for case in cases(site))]
    found = {case.name: Figures(case, [], []) for case, _ in all_cases}
    for case, server in all_cases:
        client.burst(server.port, case.requests, READERS, SECONDS / 2)  # warm
    for _ in range(ROUNDS):
        for case, server in all_cases:
            figures = found[case.name]
            before, database_before = server.cpu(), database.cpu()
            sample = client.burst(server.port, case.requests, READERS, SECONDS)
            figures.cpu += 1000 * (server.cpu() - before)
            figures.database_cpu += 1000 * (database.cpu() - database_before)
            if sample.failures:
                raise SystemExit(f"{sample.failures} of {len(sample.times)} requests for “{case.name}” failed.")
            figures.rates.append(sample.rate)
            figures.times += (1000 * seconds for seconds in sample.times)
            figures.size += sample.size
    for figures in found.values():
        number = len(figures.times)
        figures.cpu, figures.database_cpu = figures.cpu / number, figures.database_cpu / number
        figures.size //= number
    return found
