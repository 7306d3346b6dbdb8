"""The command `bothways`: which rooms it loads, and what it says where one is missing."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bothways.config import cli

PROBE = """
import json, sys
from bothways.config.cli import app
try:
    app({words!r})
except SystemExit as end:
    print(json.dumps([end.code, sorted({{name.split(".")[0] for name in sys.modules}})]))
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """A round of many people, which takes a while."""
    words = [f"w{k}" for k in range(300)]
    for name in ("a.csv", "b.csv"):
        lines = [f"{name}{k},{';'.join(words[(k * 7 + j * (j + k)) % 300] for j in range(8))}" for k in range(700)]
        (tmp_path / name).write_text("\n".join(["Name,Topics", *lines]), encoding="utf-8")
    return [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]


def test_every_command_is_listed() -> None:
    told = CliRunner().invoke(cli.app, ["--help"]).output
    for command in ("setup", "serve", "import", "match ", "match-rules"):
        assert f"│ {command}" in told


def test_matching_starts_without_the_site_and_without_a_compiler(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("Name,Topics\nAda,tea\nBo,sea\n", encoding="utf-8")
    words = ["match", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    ran = subprocess.run([sys.executable, "-c", PROBE.format(words=words)], capture_output=True, text=True, check=True)
    code, loaded = json.loads(ran.stdout.splitlines()[-1])
    assert code == 0
    assert "numpy" in loaded
    for heavy in ("django", "numba", "openpyxl", "scipy", "rich"):
        assert heavy not in loaded


@pytest.fixture
def without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(cli, "find_spec", lambda name: None if name == "numpy" else there(name))


@pytest.mark.usefixtures("without_numpy")
@pytest.mark.parametrize("command", ["match", "match-rules"])
def test_says_how_to_get_what_matching_needs(command: str) -> None:
    told = CliRunner().invoke(cli.app, [command, "a.csv", "b.csv", "--rules", "r.toml"])
    assert told.exit_code == 1
    assert told.stderr == "Matching needs a few libraries more; get them with: pip install 'bothways[matching]'\n"


@pytest.mark.parametrize("after", [0.0, 0.4])
def test_a_cancelled_match_leaves_nothing_behind(files: list[str], after: float) -> None:
    folder = Path(files[0]).parent
    before = sorted(folder.iterdir())
    out = [str(folder / "out.csv"), "--report", str(folder / "out.html")]
    command = [sys.executable, "-m", "bothways.config.cli", "match", *files, "-o", *out, "--compare"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ})
    assert running.stderr is not None
    assert running.stderr.readline().startswith("No rules were given")  # it is at work
    time.sleep(after)
    running.send_signal(signal.SIGINT)
    told, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert told == ""
    assert "Traceback" not in said
    assert sorted(folder.iterdir()) == before
