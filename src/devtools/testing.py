"""Runs every test: all of them on SQLite, and all but those in a browser on PostgreSQL too."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from devtools.browser import NoBrowser, ensure_chromium
from devtools.postgres import NoPostgres, postgres

NOTHING_COLLECTED = 5  # pytest's exit code where a selection names tests of one database only


def run(databases: Sequence[str], arguments: Sequence[str]) -> int:
    """Run pytest with `arguments` once for each of `databases`; the worst exit code."""
    codes: dict[str, int] = {}
    for database in databases:
        try:
            codes[database] = _on_sqlite(arguments) if database == "sqlite" else _on_postgresql(arguments)
        except (NoBrowser, NoPostgres) as error:
            print(error, file=sys.stderr)
            codes[database] = 1
    if len(codes) > 1 and NOTHING_COLLECTED in codes.values() and set(codes.values()) <= {0, NOTHING_COLLECTED}:
        codes = {name: code for name, code in codes.items() if code != NOTHING_COLLECTED} or codes
    failed = [name for name, code in codes.items() if code]
    print(f"Failed on {' and '.join(failed)}." if failed else f"Passed on {' and '.join(codes)}.")
    return max(codes.values())


def _on_sqlite(arguments: Sequence[str]) -> int:
    print("== On SQLite, with a browser", flush=True)
    return _pytest(arguments, CHROMIUM=str(ensure_chromium()))


def _on_postgresql(arguments: Sequence[str]) -> int:
    print("== On PostgreSQL", flush=True)
    with postgres() as url:
        return _pytest(["-m", "not browser", *arguments], BOTHWAYS_DATABASE_URL=url)


def _pytest(arguments: Sequence[str], **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    own = {name: value for name, value in os.environ.items() if not name.startswith("BOTHWAYS_")}
    kept = {name: os.environ[name] for name in ("BOTHWAYS_REAL_DATA",) if name in os.environ}
    code = subprocess.run(command, env={**own, **kept, **environment}, check=False).returncode
    if code < 0:  # a run that was cut off has shown nothing
        print(f"\npytest was ended by {signal.Signals(-code).name}.", file=sys.stderr)
        return 1
    return code
