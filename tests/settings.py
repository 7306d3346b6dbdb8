"""The site's own settings, in a home of its own that is gone when the tests are."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_memory = Path("/dev/shm")  # noqa: S108  where files cost no disk, if there is such a place
HERE = Path(tempfile.mkdtemp(prefix="bothways-tests-", dir=_memory if os.access(_memory, os.W_OK) else None))
_owner = os.getpid()


@atexit.register
def _leave_nothing() -> None:
    if os.getpid() == _owner:
        shutil.rmtree(HERE, ignore_errors=True)


os.environ["BOTHWAYS_HOME_DIR"] = str(HERE)
os.environ["BOTHWAYS_SECRET_KEY"] = "for-tests-only-and-for-nothing-else-at-all"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop in the thread of the tests
os.environ.setdefault("BOTHWAYS_PAGE_CACHE_BYTES", "0")  # the fixture `shelves` gives them room
os.environ.setdefault("BOTHWAYS_OWNER_EMAIL", "grace@longtable.example")

from bothways.config.settings import *  # noqa: E402, F403
from bothways.config.settings import DATABASES, LOGGING, STORAGES  # noqa: E402

ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": str(HERE / "test.db")}  # a file, as on a site: two processes can meet in it
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; no test is about the hash
(HERE / "static").mkdir(exist_ok=True)

# What is written down is caught by the test that looks at it, and not printed.
LOGGING = {**LOGGING, "handlers": {"stderr": {"class": "logging.NullHandler"}}}
