"""A loaded site: where its files and its database are, and work done inside it."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil  # type: ignore[import-untyped]
import psycopg

from devtools.bench.serving import cpu_of
from devtools.postgres import postgres


@dataclass(frozen=True)
class Database:
    """SQLite, or a PostgreSQL server in which each site has a database of its own."""

    name: str
    server: str = ""

    def url(self, site: str) -> str:
        """The address of the database of one site; empty for a file in its home."""
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{site}")) if self.server else ""

    def cpu(self) -> float:
        """CPU seconds that the database server has used so far, where it runs on this machine; they come on top."""
        if not self.server:
            return 0.0
        with psycopg.connect(self.server) as connection:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            with suppress(psutil.Error):
                main = psutil.Process(row[0] if row else 0).parent()
                return cpu_of(main) if main and "postgres" in main.name() else 0.0
        return 0.0


@contextmanager
def database(name: str) -> Iterator[Database]:
    """The database `name`, for as long as the context lasts."""
    if name == "sqlite":
        yield Database("SQLite")
        return
    with postgres(careful=True) as server:
        yield Database("PostgreSQL", server)


@dataclass(frozen=True)
class Site:
    """One site with its load; `facts` are what the load says of itself."""

    home: Path
    environment: dict[str, str]
    facts: dict[str, Any]
    loaded_in: float  # seconds
    scale: int

    @property
    def sessions(self) -> dict[str, str]:
        """Sessions of those who are signed in, by name."""
        found: dict[str, str] = self.facts["sessions"]
        return found

    def inside(self, work: str, argument: str) -> Any:
        """Work of `devtools.bench.inside`, in a process of its own."""
        return inside(self.environment, work, argument)


def inside(environment: dict[str, str], work: str, argument: str) -> Any:
    """Work of `devtools.bench.inside`, in a process of its own."""
    command = [sys.executable, "-m", "devtools.bench.inside", work, argument]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def loaded(database: Database, scale: int) -> Iterator[Site]:
    """A site with `scale` times 2,000 questions, gone afterwards."""
    name = f"bothways_bench_{os.getpid()}_{scale}"
    own = {key: value for key, value in os.environ.items() if not key.startswith("BOTHWAYS_")}
    with tempfile.TemporaryDirectory(prefix="bothways-bench-") as home:
        environment = {**own, "BOTHWAYS_HOME_DIR": home, "DJANGO_SETTINGS_MODULE": "bothways.config.settings"}
        if database.server:
            environment["BOTHWAYS_DATABASE_URL"] = database.url(name)
            _administer(database, f'CREATE DATABASE "{name}"')
        try:
            begun = time.monotonic()
            facts = inside(environment, "load", str(scale))
            yield Site(Path(home), environment, facts, time.monotonic() - begun, scale)
        finally:
            if database.server:
                _administer(database, f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(database: Database, statement: str) -> None:
    with psycopg.connect(database.server, autocommit=True) as connection:
        connection.execute(statement.encode())
