"""System checks of the insider room."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError, connection

from bothways.insider.search.postgresql import forgives


@register(Tags.database)
def search_forgives(**_: Any) -> list[CheckMessage]:
    """Typing errors are forgiven on PostgreSQL by an extension that not every role may create."""
    if connection.vendor != "postgresql":
        return []
    try:
        if forgives() or "insider_searchterm" not in connection.introspection.table_names():
            return []
    except DatabaseError:  # there is no database yet: others say so
        return []
    return [
        checks.Warning(
            "Search does not forgive typing errors: the extension pg_trgm is missing.",
            hint="Let the database's owner run: CREATE EXTENSION pg_trgm; CREATE INDEX search_term_trigrams"
            " ON insider_searchterm USING gin (word gin_trgm_ops);",
            id="bothways.W010",
        )
    ]
