"""The stylesheet is written as many files and sent as one."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import FileSystemStorage

from bothways.design.storage import SHEET, fold


def _paths() -> dict[str, Any]:
    found = (file for finder in get_finders() for file in finder.list(None))
    return {name: (storage, name) for name, storage in found if name.endswith(".css")}


def test_every_import_is_put_in_its_layer() -> None:
    sheet = fold(_paths())
    assert "@import" not in sheet
    assert "/*" not in sheet
    layers = re.findall(r"^@layer ([^{;]+);", sheet, re.MULTILINE)
    assert layers == ["reset, tokens, base, layout, components, pages, utilities"]
    assert set(re.findall(r"^@layer (\w+) \{", sheet, re.MULTILINE)) == set(layers[0].split(", "))
    assert sheet.count("{") == sheet.count("}")


def test_every_file_of_the_design_is_imported() -> None:
    sheets = {name.removeprefix("design/") for name in _paths() if name.startswith("design/")} - {"site.css"}
    storage, path = _paths()[SHEET]
    with storage.open(path) as file:
        assert set(re.findall(r'url\("([^"]+)"\)', file.read().decode())) == sheets


def test_an_address_below_the_sheets_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "site.css").write_text('@layer a;\n@import url("parts/one.css") layer(a);')
    (tmp_path / "parts/one.css").write_text("p { background: url(dot.svg) }")
    storage = FileSystemStorage(tmp_path)
    paths = {"d/site.css": (storage, "site.css"), "d/parts/one.css": (storage, "parts/one.css")}
    with pytest.raises(ValueError, match=r"parts/one\.css holds an address"):
        fold(paths, "d/site.css")
