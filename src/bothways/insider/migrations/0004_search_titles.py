"""An index of titles alone, on SQLite.

FTS5 walks through every place of a word, in whatever column, to find it in one. In titles a word stands a hundred times
less often than in all that is written below them. PostgreSQL has a column for them already.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    """
CREATE VIRTUAL TABLE insider_searchtitles USING fts5(
    title, facets, content='', tokenize='porter unicode61 remove_diacritics 2', prefix='3'
)
    """,
    "INSERT INTO insider_searchtitles(insider_searchtitles, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO insider_searchtitles(rowid, title, facets) SELECT id, title, facets FROM insider_searchdocument",
    """
CREATE TRIGGER insider_searchtitles_add AFTER INSERT ON insider_searchdocument BEGIN
    INSERT INTO insider_searchtitles(rowid, title, facets) VALUES (new.id, new.title, new.facets);
END;
    """,
    """
CREATE TRIGGER insider_searchtitles_remove AFTER DELETE ON insider_searchdocument BEGIN
    INSERT INTO insider_searchtitles(insider_searchtitles, rowid, title, facets)
    VALUES ('delete', old.id, old.title, old.facets);
END;
    """,
    """
CREATE TRIGGER insider_searchtitles_change AFTER UPDATE ON insider_searchdocument BEGIN
    INSERT INTO insider_searchtitles(insider_searchtitles, rowid, title, facets)
    VALUES ('delete', old.id, old.title, old.facets);
    INSERT INTO insider_searchtitles(rowid, title, facets) VALUES (new.id, new.title, new.facets);
END;
    """,
)
SQLITE_UNDO = (
    "DROP TRIGGER insider_searchtitles_change",
    "DROP TRIGGER insider_searchtitles_remove",
    "DROP TRIGGER insider_searchtitles_add",
    "DROP TABLE insider_searchtitles",
)


def make_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, SQLITE)


def drop_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, SQLITE_UNDO)


def _run(editor: BaseDatabaseSchemaEditor, statements: tuple[str, ...]) -> None:
    if editor.connection.vendor == "sqlite":
        with editor.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("insider", "0003_question_order")]

    operations = [
        migrations.RunPython(make_index, drop_index),
        migrations.RemoveIndex(model_name="searchdocument", name="search_document_at"),
    ]
