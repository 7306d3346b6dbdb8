"""Where the collections of real input are, for tests that use them."""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def real_data() -> Path:
    """The folder that BOTHWAYS_REAL_DATA names, else `shared/data` beside the project; skips where it is absent."""
    folder = Path(os.environ.get("BOTHWAYS_REAL_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"There is no real input in {folder}: set BOTHWAYS_REAL_DATA to its folder.")
    return folder
