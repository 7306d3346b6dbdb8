"""Search on PostgreSQL: weighted text vectors in one GIN index, and pg_trgm for words that were mistyped."""
# ruff: noqa: S608  the statements are put together from our own words; what readers wrote goes in as values

from collections.abc import Sequence

from django.db import connection

from bothways.insider.search.engine import MOST_CANDIDATES, RAREST, TOO_COMMON, Match, Statement, Value
from bothways.insider.search.words import Term

TABLE = "insider_searchdocument"
WEIGHTS = "{0.1, 0.4, 0.6, 1}"  # words; topics; subtitle and about; title
BY_LENGTH = 1  # longer documents hold more words; this takes their advantage
MOST_SPELLINGS = 60
MOST_PHRASED = 3000  # of those that hold the words of a phrase, the newest are looked through for them in a row
SAME_TOPIC = 0.05
FEW = 10_000  # documents that the text index hands over quickly
LAST_LETTER = "\U0010ffff"
QUERY = "to_tsquery('bothways', %s)"


_forgiving: list[str] = []  # the database, once it is known to forgive; it may learn to while we run


class PostgreSQL:
    """See `engine.Engine`."""

    def match(self, match: Match, *, score: bool) -> Statement:
        column = "head" if match.title_only else "vector"
        rows, values = _beginning(column, match) if match.terms[-1].unfinished else _rows(column, match)
        if not score:
            return f"SELECT id, 0 AS score FROM ({rows}) AS m", values
        rank = f"-ts_rank('{WEIGHTS}', {column}, {QUERY}, {BY_LENGTH})"
        return f"SELECT id, {rank} AS score FROM ({rows}) AS m", [expression(match), *values]

    def spellings(self, words: Sequence[str]) -> Statement:
        known = "SELECT word AS asked, word, documents FROM insider_searchterm WHERE word = ANY(%s)"
        if not forgives():
            return known, [list(words)]
        alike = (
            "SELECT * FROM (SELECT %s AS asked, word, documents FROM insider_searchterm WHERE word %% %s"
            f" ORDER BY similarity(word, %s) DESC LIMIT {MOST_SPELLINGS}) AS s"
        )
        values: list[Value] = [list(words)]
        for word in words:
            values += [word, word, word]
        return " UNION ALL ".join([known, *(alike for _ in words)]), values

    def near(self, words: Sequence[str], question: int | None, limit: int) -> Statement:
        sql = f"""
            WITH asked AS MATERIALIZED (SELECT
                (SELECT to_tsquery('bothways', string_agg('''' || word || '''', ' | ')) FROM (
                    SELECT word FROM insider_searchterm WHERE word = ANY(%s) AND documents < {TOO_COMMON}
                    ORDER BY documents, word LIMIT {RAREST}
                ) AS r) AS terms,
                (SELECT array_agg('t' || topic_id) FROM insider_question_topics WHERE question_id = %s) AS topics),
            near AS (SELECT object_id AS id, 1 AS tier, -ts_rank(head, asked.terms, {BY_LENGTH})
                    - CASE WHEN marks && asked.topics THEN {SAME_TOPIC} ELSE 0 END AS score
                FROM (SELECT object_id, head, marks FROM {TABLE}
                    WHERE head @@ (SELECT terms FROM asked) AND marks @> '{{kq}}'
                    ORDER BY id DESC LIMIT {MOST_CANDIDATES}) AS m, asked),
            alike AS (SELECT object_id AS id, 2 AS tier, 0 AS score FROM {TABLE}
                WHERE marks && (SELECT topics FROM asked) AND marks @> '{{kq}}' ORDER BY id DESC LIMIT {limit + 1})
            SELECT * FROM near UNION ALL SELECT * FROM alike"""
        return sql, [list(words), question]


def _rows(column: str, match: Match, *, only_if: Statement = ("", []), order: str = "id") -> Statement:
    """Selects id and text of the newest documents that match, by way of the index that the planner thinks best."""
    phrased = any(len(term.words) > 1 for term in match.terms)
    held = "".join(" AND marks && %s::text[]" for _ in match.facets)
    within = " AND id >= %s AND id < %s" if match.keys else ""
    rows = (
        f"SELECT id, {column} FROM {TABLE} WHERE {column} @@ {QUERY}{held}{within}{only_if[0]}"
        f" ORDER BY {order} DESC LIMIT {MOST_PHRASED if phrased else MOST_CANDIDATES}"
    )
    facets = [list(group) for group in match.facets]
    values: list[Value] = [expression(match, phrases=False), *facets, *(match.keys or ()), *only_if[1]]
    if not phrased:
        return rows, values
    in_a_row = f"SELECT * FROM ({rows}) AS r WHERE {column} @@ {QUERY} ORDER BY id DESC LIMIT {MOST_CANDIDATES}"
    return in_a_row, [*values, expression(match)]


def _beginning(column: str, match: Match) -> Statement:
    """`_rows` where the last word may go on.

    The planner cannot know how many documents hold words that begin like it, and would walk through all documents for
    a word that none holds. We know: where they are few, the text index finds them; else the newest are looked through.
    """
    few = (  # the stem of "community" ends in an i, which the word itself does not have
        f"(SELECT coalesce(sum(documents), 0) < {FEW} FROM insider_searchterm"
        " JOIN (SELECT rtrim((ts_lexize('bothways_stem', %s))[1], 'i') AS stem) AS s"
        " ON word ~>=~ stem AND word ~<~ (stem || %s))"
    )
    beginning: list[Value] = [match.terms[-1].words[-1], LAST_LETTER]
    found, values = _rows(column, match, only_if=(f" AND {few}", beginning), order="id + 0")
    walked, others = _rows(column, match, only_if=(f" AND NOT {few}", beginning))
    return f"(SELECT * FROM ({found}) AS f) UNION ALL (SELECT * FROM ({walked}) AS w)", [*values, *others]


def expression(match: Match, *, phrases: bool = True) -> str:
    """`match` in the query language of PostgreSQL; every word is quoted and holds letters and digits only."""
    return (" | " if match.any_term else " & ").join(_term(term, phrases=phrases) for term in match.terms)


def _term(term: Term, *, phrases: bool) -> str:
    words = (" <-> " if phrases else " & ").join(f"'{word}'" for word in term.words)
    return f"({words} | {words}:*)" if term.unfinished else f"({words})"


def forgives() -> bool:
    """Whether this database can tell words that look alike: the index that pg_trgm makes possible is there."""
    if not _forgiving:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('search_term_trigrams') IS NOT NULL")
            if cursor.fetchone()[0]:
                _forgiving.append(connection.settings_dict["NAME"])
    return bool(_forgiving)
