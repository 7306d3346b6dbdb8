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

SECONDS = 3.0
NOISE = 1.15  # one run differs from the next by so much
SHOW_MORE = {"archive", "insiders"}  # the one lists every month that there is; the other is sorted by people's names


@dataclass(frozen=True)
class PageTime:
    """Milliseconds of one kind of page: as a whole, and in the database alone."""

    whole: float
    database: float
    queries: int


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


def page_times(site: Site, client: Client) -> dict[str, PageTime]:
    """The time of each kind of page for one reader who asks for one after the other."""
    session = next(iter(site.sessions.values()))
    bare = replace(site, environment={**site.environment, "BOTHWAYS_PAGE_CACHE_BYTES": "0"})
    kinds = paths(site)
    first = json.dumps([(some[0], session) for some in kinds.values()])
    counted = dict(zip(kinds, bare.inside("count", first), strict=True))
    found = {}
    with serve(SITE, bare.environment) as server:
        for kind, some in kinds.items():
            requests = [request(path, session=session) for path in some]
            client.burst(server.port, requests, 1, SECONDS / 3)  # warm
            sample = client.burst(server.port, requests, 1, SECONDS)
            if sample.failures:
                raise SystemExit(f"{sample.failures} of {len(sample.times)} requests for “{kind}” failed.")
            queries, database = counted[kind]
            found[kind] = PageTime(1000 * median(sample.times), database, queries)
    return found
