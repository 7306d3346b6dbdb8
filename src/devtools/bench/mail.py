"""The benchmark of mail: how fast a thousand digests go out, and what is lost when workers are killed.

Real letters of a loaded site go over real SMTP to a server in a process of its own.
"""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from devtools.bench.report import Sheet, Verdict, machine, record, show, verdicts_sheet
from devtools.bench.serving import free_port
from devtools.bench.site import Database, Site, database, loaded

DIGESTS = 1_000
SECONDS = 20.0  # in which they are to be handed over
CLIPPED = 100_000  # bytes from which the largest mail service shows only the beginning
LETTERS = 3_000
KILLS = 40
BETWEEN = (20, 90)  # letters that a worker hands over before it is killed
PATIENCE = 60.0  # seconds for one life of a worker
SEED = 20150507


@dataclass(frozen=True)
class Post:
    """A mail server that notes what arrives."""

    port: int
    notes: Path

    def arrived(self) -> list[str]:
        """The Message-ID of every mail that arrived, in order."""
        return [line.split()[0] for line in self.notes.read_text().splitlines()]

    def count(self) -> int:
        """How many mails arrived."""
        return self.notes.read_bytes().count(b"\n")

    def size(self) -> int:
        """Bytes of the largest mail."""
        return max(int(line.split()[1]) for line in self.notes.read_text().splitlines())


def run(databases: Sequence[str], *, keep: bool) -> bool:
    """Measure on each of `databases`; whether every target was reached. `keep` records the results."""
    print(machine())
    sheets = []
    for name in databases:
        with database(name) as one:
            sheets.append(_measured(one))
            show(sheets[-1])
    if keep:
        record("mail", "Mail", machine("django"), sheets)
    return all(row[-1] != "FAIL" for sheet in sheets for row in sheet.rows)


def _measured(one: Database) -> Sheet:
    with loaded(one, 1) as site:
        with _post_office(site) as (post, sending):
            verdicts = list(_digests(sending, post))
        with _post_office(site) as (post, sending):
            verdicts += _killing(sending, post)
    return verdicts_sheet(f"Mail, {one.name}, 1 worker, real SMTP on this machine", verdicts)


@contextmanager
def _post_office(site: Site) -> Iterator[tuple[Post, Site]]:
    """A mail server with nothing in it, and the site that sends to it."""
    post = Post(free_port(), site.home / f"notes-{time.monotonic_ns()}")
    command = [sys.executable, "-m", "devtools.bench.sink", str(post.port), str(post.notes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            if server.stdout is None or server.stdout.readline().strip() != "ready":
                raise SystemExit("The mail server of the benchmark did not start.")
            url = {"BOTHWAYS_EMAIL_URL": f"smtp://127.0.0.1:{post.port}"}
            yield post, replace(site, environment={**site.environment, **url})
        finally:
            server.terminate()


def _digests(site: Site, post: Post) -> Iterator[Verdict]:
    posting, posted = site.inside("post_digests", str(DIGESTS))
    seconds, cpu, queries = site.inside("deliver", "180")
    arrived = post.arrived()
    whole = len(arrived) == len(set(arrived)) == posted == DIGESTS
    yield Verdict(f"{DIGESTS:,} digests are posted, put into words and handed over in ≤ {SECONDS:.0f} s",
                  f"{posting + seconds:.1f} s ({posting:.1f} + {seconds:.1f}), {1000 * cpu / DIGESTS:.1f} ms CPU each",
                  whole and posting + seconds <= SECONDS)  # fmt: skip
    yield Verdict("each of them once", f"{len(arrived):,} mails, {len(set(arrived)):,} letters", whole)
    yield Verdict("≤ 3 queries for each digest, with its mark", f"{queries / DIGESTS:.2f}", queries <= 3 * DIGESTS)
    yield Verdict("the largest is shown whole everywhere: ≤ 100 kB", f"{post.size() / 1000:.0f} kB",
                  post.size() <= CLIPPED)  # fmt: skip


def _killing(site: Site, post: Post) -> list[Verdict]:
    site.inside("post_letters", str(LETTERS))
    chance = random.Random(SEED)  # noqa: S311  nothing is secret here
    for _ in range(KILLS):
        _kill_one(site, post, chance.randint(*BETWEEN))
    site.inside("deliver", "5")
    copies = Counter(post.arrived())
    twice = sum(copies.values()) - len(copies)
    return [
        Verdict(f"{KILLS} workers killed while they send {LETTERS:,} letters: none is lost",
                f"{LETTERS - len(copies)} lost", len(copies) == LETTERS),
        Verdict("at most one extra copy for each kill", f"{twice} of {KILLS}", twice <= KILLS),
    ]  # fmt: skip


def _kill_one(site: Site, post: Post, after: int) -> None:
    """Let a worker hand over `after` letters, and end it as a crash would."""
    enough, until = post.count() + after, time.monotonic() + PATIENCE
    command = [sys.executable, "-m", "devtools.bench.inside", "deliver", "5"]
    worker = subprocess.Popen(command, env=site.environment, stdout=subprocess.DEVNULL)
    while post.count() < enough and worker.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    worker.kill()
    worker.wait()
