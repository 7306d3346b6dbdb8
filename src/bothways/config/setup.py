"""Making and renewing what a site needs before it serves."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def make_secret_key() -> None:
    """Write a secret key that only this user may read, unless the site has one."""
    if settings.SECRET_KEY_PATH.exists() or os.environ.get("BOTHWAYS_SECRET_KEY"):
        return
    settings.SECRET_KEY_PATH.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(settings.SECRET_KEY_PATH, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as key:
        key.write(secrets.token_urlsafe(48))
    settings.SECRET_KEY = settings.SECRET_KEY_PATH.read_text()


def set_up() -> None:
    """Bring tables and static files up to date; quick where there is nothing to do."""
    make_secret_key()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)  # holds the counts of the rate limits; no migration makes it
    if _static_is_stale():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def _static_is_stale() -> bool:
    """Whether any file of the design is newer than what is served."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    made = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > made
        for finder in get_finders()
        for name, storage in finder.list(None)
    )
