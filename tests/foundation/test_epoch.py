"""The public epoch: one number that all threads and processes of a machine see, and count up without losing any."""

import threading
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from bothways.foundation import epoch
from tests.support.together import at_once, elsewhere, finish, process

ADVANCE = "from bothways.foundation import epoch\nfor _ in range({times}): epoch.advance()\n"


def test_it_grows_by_one() -> None:
    before = epoch.current()
    epoch.advance()
    assert epoch.current() == before + 1


def test_it_begins_at_nothing_and_makes_its_place(tmp_path: Path, settings: Settings) -> None:
    settings.EPOCH_PATH = tmp_path / "new" / "epoch"
    assert epoch.current() == 0
    epoch.advance()
    assert epoch.current() == 1
    assert settings.EPOCH_PATH.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_another_process_sees_it_at_once_and_is_seen() -> None:
    before = epoch.current()
    epoch.advance()
    said = elsewhere("from bothways.foundation import epoch\nprint(epoch.current())\nepoch.advance()\n")
    assert int(said) == before + 1
    assert epoch.current() == before + 2


@pytest.mark.django_db
def test_processes_and_threads_that_advance_at_once_lose_none() -> None:
    before = epoch.current()
    others = [process(ADVANCE.format(times=1000), wait_for_line=True) for _ in range(2)]

    def thousand() -> None:
        for _ in range(1000):
            epoch.advance()

    threads = threading.Thread(target=lambda: at_once(thousand, thousand))
    threads.start()
    finish(others)
    threads.join()
    assert epoch.current() == before + 4000
