"""The browser that tests and screenshots drive: found where it may be, or got."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOW_TO_GET_ONE = (
    "No browser was found for the tests in one. On Debian: apt-get install chromium; "
    "elsewhere: .venv/bin/playwright install chromium; or name one in CHROMIUM."
)


class NoBrowser(Exception):
    """There is no browser, and none could be got; the message says how to get one."""


def find_chromium() -> Path | None:
    """The browser named in CHROMIUM, one on the PATH, or the one that Playwright keeps; None where there is none."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if os.access(named, os.X_OK) else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _playwrights_own()


def ensure_chromium() -> Path:
    """A browser, got first where there is none. Raises NoBrowser."""
    if found := find_chromium():
        return found
    if "CHROMIUM" in os.environ:
        raise NoBrowser(f"CHROMIUM names {os.environ['CHROMIUM']}, which cannot be run. {HOW_TO_GET_ONE}")
    for commands in _ways_to_get_one():
        print("Getting a browser:", " ".join(commands[-1]), "…", flush=True)
        if all(_runs(command) for command in commands) and (found := find_chromium()):
            return found
    raise NoBrowser(HOW_TO_GET_ONE)


def _ways_to_get_one() -> list[list[list[str]]]:
    ways = []
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
        ways.append([["apt-get", "update", "--quiet"], install])
    ways.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    return ways


def _runs(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None
