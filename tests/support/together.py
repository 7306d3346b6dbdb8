"""Doing things at the same moment, in threads and in processes."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from django.db import connection

Result = TypeVar("Result")
PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds


def at_once(*calls: Callable[[], Result]) -> list[Result | Exception]:
    """What each call gives or raises, all of them begun at the same moment in threads with their own connections."""
    barrier = threading.Barrier(len(calls), timeout=PATIENCE)

    def run(call: Callable[[], Result]) -> Result | Exception:
        barrier.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001  the caller looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def environment() -> dict[str, str]:
    """What another process needs to know to meet this one in the same database and with the same epoch."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        host = str(database["HOST"]).replace("/", "%2F")
        secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
        port = f":{database['PORT']}" if database["PORT"] else ""
        url = f"postgresql://{database['USER']}{secret}@{host}{port}/{name}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bothways.config.settings",
        "BOTHWAYS_HOME_DIR": str(settings.HOME),
        "BOTHWAYS_DATABASE_URL": url,
    }


SETUP = "import django; django.setup()\n"


def process(code: str, *, wait_for_line: bool = False) -> "subprocess.Popen[str]":
    """Another process of the same site that runs `code`, at once or when `finish` says so."""
    begin = "import sys; print('ready', flush=True); sys.stdin.readline()\n" if wait_for_line else ""
    started = subprocess.Popen(
        [sys.executable, "-c", SETUP + begin + code],
        env=environment(),
        cwd=PROJECT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    if wait_for_line:
        assert started.stdout
        line = started.stdout.readline()
        assert line == "ready\n", started.communicate()[1]
    return started


def finish(started: Sequence["subprocess.Popen[str]"]) -> list[str]:
    """Let waiting processes begin together; what each printed."""
    for one in started:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=PATIENCE) for one in started]
    assert [one.returncode for one in started] == [0] * len(started), [error for _, error in said]
    return [output.strip() for output, _ in said]


def elsewhere(code: str) -> str:
    """What `code` prints in another process of the same site."""
    return finish([process(code, wait_for_line=True)])[0]
