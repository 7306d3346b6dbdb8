"""The table that search is made from, and the full-text index of the database at hand.

Both databases index the same columns, fold accents, stem English words, drop no stop words, and let the title be asked
on its own. Words that were mistyped are found by their trigrams: by FTS5 on SQLite, by pg_trgm on PostgreSQL, which a
role that may not create extensions does without.
"""

import structlog
from django.db import DatabaseError, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    """
CREATE VIRTUAL TABLE insider_searchindex USING fts5(
    title, subtitle, about, topics, facets, words, content='insider_searchdocument', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2', prefix='3'
)
    """,
    "INSERT INTO insider_searchindex(insider_searchindex, rank) VALUES ('secure-delete', 1)",
    """
CREATE TRIGGER insider_searchindex_add AFTER INSERT ON insider_searchdocument BEGIN
    INSERT INTO insider_searchindex(rowid, title, subtitle, about, topics, facets, words)
    VALUES (new.id, new.title, new.subtitle, new.about, new.topics, new.facets, new.words);
END;
    """,
    """
CREATE TRIGGER insider_searchindex_remove AFTER DELETE ON insider_searchdocument BEGIN
    INSERT INTO insider_searchindex(insider_searchindex, rowid, title, subtitle, about, topics, facets, words)
    VALUES ('delete', old.id, old.title, old.subtitle, old.about, old.topics, old.facets, old.words);
END;
    """,
    """
CREATE TRIGGER insider_searchindex_change AFTER UPDATE ON insider_searchdocument BEGIN
    INSERT INTO insider_searchindex(insider_searchindex, rowid, title, subtitle, about, topics, facets, words)
    VALUES ('delete', old.id, old.title, old.subtitle, old.about, old.topics, old.facets, old.words);
    INSERT INTO insider_searchindex(rowid, title, subtitle, about, topics, facets, words)
    VALUES (new.id, new.title, new.subtitle, new.about, new.topics, new.facets, new.words);
END;
    """,
    "CREATE VIRTUAL TABLE insider_searchspelling USING fts5(word, content='', tokenize='trigram')",
    "INSERT INTO insider_searchspelling(insider_searchspelling, rank) VALUES ('secure-delete', 1)",
    """
CREATE TRIGGER insider_searchspelling_add AFTER INSERT ON insider_searchterm BEGIN
    INSERT INTO insider_searchspelling(rowid, word) VALUES (new.id, '^' || new.word || '$');
END;
    """,
    """
CREATE TRIGGER insider_searchspelling_remove AFTER DELETE ON insider_searchterm BEGIN
    INSERT INTO insider_searchspelling(insider_searchspelling, rowid, word)
    VALUES ('delete', old.id, '^' || old.word || '$');
END;
    """,
)
SQLITE_UNDO = (
    "DROP TRIGGER insider_searchspelling_remove",
    "DROP TRIGGER insider_searchspelling_add",
    "DROP TABLE insider_searchspelling",
    "DROP TRIGGER insider_searchindex_change",
    "DROP TRIGGER insider_searchindex_remove",
    "DROP TRIGGER insider_searchindex_add",
    "DROP TABLE insider_searchindex",
)

# What PostgreSQL would not take for the end of a word: it reads "and/or" as the name of a file, "now.Then" as a host.
BETWEEN = "./@:_-+&=?#~%<>'\u00a0·…–—“”‘’„‚«»‹›¿¡•"
POSTGRESQL = f"""
CREATE FUNCTION bothways_search_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
    CASE WHEN octet_length($1) = char_length($1) THEN lower($1) ELSE normalize(
        regexp_replace(normalize(lower($1{{collate}}), NFD), '[\\u0300-\\u036f]', '', 'g'), NFC
    ) END,
    '{BETWEEN.replace("'", "''")}', repeat(' ', {len(BETWEEN)})
);
CREATE TEXT SEARCH DICTIONARY bothways_stem (TEMPLATE = pg_catalog.snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION bothways (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION bothways ALTER MAPPING REPLACE english_stem WITH bothways_stem;
ALTER TABLE insider_searchdocument
    ADD COLUMN head tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('bothways', bothways_search_fold(title))) STORED,
    ADD COLUMN vector tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('bothways', bothways_search_fold(title)), 'A')
        || setweight(to_tsvector('bothways', bothways_search_fold(about || ' ' || subtitle)), 'B')
        || setweight(to_tsvector('bothways', bothways_search_fold(topics)), 'C')
        || setweight(to_tsvector('bothways', bothways_search_fold(words)), 'D')
    ) STORED,
    ADD COLUMN marks text[] NOT NULL GENERATED ALWAYS AS (string_to_array(facets, ' ')) STORED;
CREATE INDEX search_document_index ON insider_searchdocument USING gin (head, vector, marks)
    WITH (gin_pending_list_limit = 512);
"""
POSTGRESQL_UNDO = """
ALTER TABLE insider_searchdocument DROP COLUMN head, DROP COLUMN vector, DROP COLUMN marks;
DROP TEXT SEARCH CONFIGURATION bothways;
DROP TEXT SEARCH DICTIONARY bothways_stem;
DROP FUNCTION bothways_search_fold(text);
"""
BUILTIN_COLLATION = 170_000  # from here on a lower case of all of Unicode comes with the server, whatever its locale


def make_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor == "sqlite":
            for statement in SQLITE:
                cursor.execute(statement)
            return
        cursor.execute("SELECT current_setting('server_version_num')::int")
        builtin = cursor.fetchone()[0] >= BUILTIN_COLLATION
        cursor.execute(POSTGRESQL.replace("{collate}", " COLLATE pg_catalog.pg_c_utf8" if builtin else ""))
        try:
            with transaction.atomic(using=editor.connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute("CREATE INDEX search_term_trigrams ON insider_searchterm USING gin (word gin_trgm_ops)")
        except DatabaseError as error:
            structlog.get_logger().warning("search.no_forgiveness", reason=str(error).strip())


def drop_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor == "sqlite":
            for statement in SQLITE_UNDO:
                cursor.execute(statement)
            return
        cursor.execute(POSTGRESQL_UNDO)


class Migration(migrations.Migration):
    dependencies = [
        ("insider", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=24, unique=True)),
                ("documents", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("documents", 0)), fields=["documents"], name="search_term_gone")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Questions"),
                            ("answer", "Answers"),
                            ("person", "People"),
                            ("topic", "Topics"),
                        ],
                        max_length=8,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("at", models.DateTimeField(null=True)),
                ("slug", models.CharField(max_length=90)),
                ("title", models.CharField(max_length=200)),
                ("subtitle", models.CharField(max_length=400)),
                ("about", models.CharField(max_length=200)),
                ("topics", models.TextField()),
                ("facets", models.TextField()),
                ("words", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "slug"], name="search_document_slug"),
                    models.Index(fields=["at"], name="search_document_at"),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="search_document_once")],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
