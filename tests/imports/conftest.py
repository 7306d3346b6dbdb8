"""What tests of imports share: running one as the command does, and everything that stands in the tables."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from typer.testing import CliRunner, Result

from bothways.imports.actions.loading import import_collection
from bothways.imports.commands import app
from bothways.imports.readers import interviews, stackexchange, table
from bothways.imports.readers.columns import open_tables
from bothways.imports.records import Collection, Read
from bothways.imports.report import Report

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
Contents = dict[str, list[dict[str, Any]]]


@pytest.fixture
def contents(db: None) -> Callable[[], Contents]:
    """Gives every row of every table that imports could touch."""

    def read() -> Contents:
        models = [
            model
            for room in ("people", "insider", "imports", "history")
            for model in apps.get_app_config(room).get_models(include_auto_created=True)
        ]
        return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}

    return read


@pytest.fixture
def bring_in(db: None) -> Callable[..., Report]:
    """Brings rows in as the command does, an hour later each time."""
    hours = count()

    def bring(collection: Collection, rows: Iterator[Read]) -> Report:
        at = AT.replace(hour=9 + next(hours))
        report = import_collection(collection=collection, rows=rows, report=Report(), by=None, at=at)
        assert report.adds_up, report.figures()
        return report

    return bring


@pytest.fixture
def bring_dump(bring_in: Callable[..., Report]) -> Callable[..., Report]:
    def bring(folder: Path) -> Report:
        collection = stackexchange.collection(folder)
        return bring_in(collection, stackexchange.read(stackexchange.files(folder), collection.url))

    return bring


@pytest.fixture
def bring_interviews(bring_in: Callable[..., Report]) -> Callable[..., Report]:
    def bring(folder: Path, **options: str) -> Report:
        site = interviews.site(folder, **{"licence": "CC BY 4.0", "url": "https://bread.example", **options})
        return bring_in(site.collection, interviews.read(site, interviews.files(folder)))

    return bring


@pytest.fixture
def bring_tables(bring_in: Callable[..., Report]) -> Callable[..., Report]:
    def bring(*paths: Path, **options: Any) -> Report:
        tables = open_tables(list(paths), **options)
        return bring_in(table.collection(paths[0]), table.read(tables))

    return bring


@pytest.fixture
def command(db: None) -> Callable[..., Result]:
    """Runs `bothways import …`."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])
