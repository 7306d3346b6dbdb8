"""How page times grow with the size of the community, where no page is kept: all is read and made each time."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from devtools.bench import PER_SCALE
from devtools.bench.client import Client, request
from devtools.bench.pages import COMMON
from devtools.bench.serving import SITE, serve
from devtools.bench.site import Site
from devtools.bench.texts import RAREST

SECONDS = 0.8  # of a burst
ROUNDS = 5
NOTHING_KEPT = {"BOTHWAYS_PAGE_CACHE_BYTES": "0"}
NOISE = 1.15  # one run differs from the next by so much
SHOW_MORE = {"archive", "insiders"}  # the one lists every month that there is; the other is sorted by people's names


@dataclass(frozen=True)
class PageTime:
    """Milliseconds of one kind of page: as a whole, and in the database alone."""

    whole: float
    database: float
    queries: int


@dataclass(frozen=True)
class Growth:
    """A kind of page on a small and on a large site, and how many times longer the large one takes."""

    small: PageTime
    large: PageTime
    ratio: float


def bound(scale: int) -> float:
    """How many times longer a page may take at `scale` than at 1 when its time grows with the logarithm."""
    return math.log(PER_SCALE * scale) / math.log(PER_SCALE)


def paths(site: Site) -> dict[str, Sequence[str]]:
    """Kinds of pages, with several addresses of each."""
    facts = site.facts
    return {
        "today": ["/"],
        "question": [f"/questions/{slug}/" for slug in facts["questions"]],
        "answer": [f"/answers/{slug}/" for slug in facts["answers"]],
        "question list": ["/questions/"],
        "question list, page 20": ["/questions/?page=20"],
        "waiting questions": ["/questions/?show=waiting"],
        "topic, common": [f"/topics/{facts['common_topic']}/"],
        "topic, rare": [f"/topics/{facts['small_topic']}/"],
        "topics": ["/topics/"],
        "insider": [f"/insiders/{slug}/" for slug in facts["insiders"]],
        "insiders": ["/insiders/"],
        "archive month": [f"/archive/{month}/" for month in facts["months"][-12:]],
        "archive": ["/archive/"],
        "feed": ["/feed.atom"],
        "feed of a topic": [f"/topics/{facts['common_topic']}/feed.atom"],
        "search, common words": [f"/search/?q={word}" for word in COMMON],
        "search, a rare word": [f"/search/?q={RAREST}"],
        "my shelf": ["/me/"],
    }


def growth(small: Site, large: Site, client: Client) -> dict[str, Growth]:
    """How each kind of page grew, for one reader who asks for one page after the other, of both sites in turn."""
    sites = [replace(site, environment={**site.environment, **NOTHING_KEPT}) for site in (small, large)]
    kinds = [paths(site) for site in sites]
    sessions = [next(iter(site.sessions.values())) for site in sites]
    counted = [
        site.inside("count", json.dumps([(some[0], session) for some in every.values()]))
        for site, every, session in zip(sites, kinds, sessions, strict=True)
    ]
    found = {}
    with serve(SITE, sites[0].environment) as first, serve(SITE, sites[1].environment) as second:
        for number, kind in enumerate(kinds[0]):
            rounds: list[list[float]] = [[], []]
            for turn in range(ROUNDS + 1):
                for side, server in enumerate((first, second)):
                    requests = [request(path, session=sessions[side]) for path in kinds[side][kind]]
                    sample = client.burst(server.port, requests, 1, SECONDS)
                    if sample.failures:
                        raise SystemExit(f"{sample.failures} of {len(sample.times)} requests for “{kind}” failed.")
                    if turn:  # the first round warms
                        rounds[side].append(1000 * median(sample.times))
            before, after = (
                PageTime(median(times), *reversed(counted[side][number])) for side, times in enumerate(rounds)
            )
            found[kind] = Growth(before, after, median(b / a for a, b in zip(*rounds, strict=True)))
    return found
