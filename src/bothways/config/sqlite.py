"""The SQLite that every process uses.

Several processes share one file in WAL mode, which SQLite before 3.51.3 could corrupt
(the "WAL-reset" fault). Where the system's library is older, the bundled one takes its place.
"""

import sys
from datetime import datetime

SAFE = (3, 51, 3)


def use_bundled() -> None:
    """Answer `import sqlite3` with the bundled library; call before Django loads."""
    try:
        import pysqlite3
        from pysqlite3 import dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ";".join(
        f"PRAGMA {pragma}"
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            "mmap_size=0",
        )
    ),
}


def renew_statistics(at: datetime) -> None:
    """Let SQLite count its tables where they have grown much since it last did; a few milliseconds where not.

    Without these counts it looks for the answers to one question among all answers.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize=0x10002")  # of all tables, not only those that this connection has asked
