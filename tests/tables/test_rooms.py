"""The order of the rooms where the import contracts cannot see it: foreign keys, templates, addresses, migrations."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

import bothways

SOURCE = Path(bothways.__file__).parent
ROOMS = (  # top to bottom
    "config",
    "pages",
    "imports",
    "desk",
    "insider",
    "notifications",
    "people",
    "history",
    "design",
    "foundation",
)
LIBRARIES = {"pairing"}  # rooms that know no framework, and so are not installed as its applications
FRAME = {"base.html", "pages/_colophon.html"}  # the frame that the pages room lends to every page
SETTLED = {
    # a setting, not a room, names the model of people; history keeps no other tie to them
    ("history", "people", "Details.actor"),
}


def room_of(module: str) -> str:
    return module.split(".")[1]


def below(upper: str, lower: str) -> bool:
    """Whether `upper` may know `lower`."""
    return ROOMS.index(upper) <= ROOMS.index(lower)


def test_the_rooms_are_those_of_the_site() -> None:
    installed = [name.removeprefix("bothways.") for name in settings.INSTALLED_APPS if name.startswith("bothways.")]
    assert tuple(installed) == ROOMS
    assert {folder.name for folder in SOURCE.iterdir() if (folder / "__init__.py").exists()} == {*ROOMS, *LIBRARIES}


def test_foreign_keys_point_downwards() -> None:
    met, upwards = 0, set()
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("bothways."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model
            if field.auto_created or not isinstance(target, type) or not target.__module__.startswith("bothways."):
                continue
            met += 1
            here, there = room_of(model.__module__), room_of(target.__module__)
            if not below(here, there):
                upwards.add((here, there, f"{model.__name__}.{field.name}"))
    assert met > 30
    assert upwards <= SETTLED


def test_migrations_wait_only_for_rooms_below() -> None:
    loader = MigrationLoader(None)
    upwards = set()
    for (label, name), migration in loader.disk_migrations.items():
        for other, _ in migration.dependencies:
            known = {label, other} <= set(ROOMS)
            if (
                known
                and not below(label, other)
                and (label, other) not in {(here, there) for here, there, _ in SETTLED}
            ):
                upwards.add((label, name, other))
    assert upwards == set()


@pytest.mark.parametrize(
    "template", sorted(SOURCE.glob("*/templates/**/*.*")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_a_template_takes_its_parts_from_rooms_below(template: Path) -> None:
    here = template.relative_to(SOURCE).parts[0]
    named = re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", template.read_text())
    upwards = [
        name
        for name in named
        if name not in FRAME and name.split("/")[0] in ROOMS and not below(here, name.split("/")[0])
    ]
    assert upwards == []


def test_only_actions_write() -> None:
    """Outside the actions (and what fills tables at their making) nothing in the product saves, creates or deletes."""
    writing = re.compile(r"\.(?:save|create|bulk_create|bulk_update|get_or_create|update_or_create|delete)\(")
    queryset_update = re.compile(r"objects[^\n]*\.update\(")
    found = {}
    for file in SOURCE.rglob("*.py"):
        parts = file.relative_to(SOURCE).parts
        if not {"views", "views.py", "queries", "queries.py", "rules.py", "forms.py"} & set(parts):
            continue
        lines = [
            line.strip()
            for line in file.read_text().splitlines()
            if writing.search(line) or queryset_update.search(line)
        ]
        if lines:
            found["/".join(parts)] = lines
    assert found == {}


def test_every_action_opens_one_durable_transaction_and_records() -> None:
    for file in SOURCE.glob("*/actions/*.py"):
        if file.name == "__init__.py" or file.parts[-3] == "history":
            continue
        words = file.read_text()
        assert ("atomic(durable=True)" in words) == ("record(" in words), file
