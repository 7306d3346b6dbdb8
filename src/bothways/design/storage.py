"""Collecting static files: the stylesheet is written as many small files and sent as one."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

SHEET = "design/site.css"
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\)(?P<media> \w+)?;')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class _One(Storage):
    """A storage that holds one text, whatever name is asked for."""

    def __init__(self, content: str) -> None:
        self.content = content

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        return ContentFile(self.content.encode(), name)


class FoldingStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # its base is not typed
    """Puts what the stylesheet imports in its place, so that a first visit asks for one file instead of twenty."""

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        if SHEET in paths and not options.get("dry_run"):
            paths = {**paths, SHEET: (_One(fold(paths)), SHEET)}
        yield from super().post_process(paths, *args, **options)


def fold(paths: dict[str, Any], sheet: str = SHEET) -> str:
    """The text of `sheet` with every layered import replaced by its layer; comments are left out.

    Addresses in the imported files must hold from the sheet's own folder: only files beside it may have any.
    """
    folder = sheet.rpartition("/")[0]

    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return _COMMENT.sub("", file.read().decode())

    def place(found: re.Match[str]) -> str:
        content = read(f"{folder}/{found['path']}")
        if "url(" in content and "/" in found["path"]:
            raise ValueError(f"{found['path']} holds an address; only files beside {sheet} may.")
        layered = f"@layer {found['layer']} {{\n{content.strip()}\n}}"
        return f"@media{found['media']} {{\n{layered}\n}}" if found["media"] else layered

    return re.sub(r"\n\s+", "\n", _IMPORT.sub(place, read(sheet))).strip() + "\n"
