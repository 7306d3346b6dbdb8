"""Search on SQLite: FTS5, ranked by BM25 with weights."""
# ruff: noqa: S608  the statements are put together from our own words; what readers wrote goes in as values

from collections.abc import Sequence

from bothways.insider.search.engine import MOST_CANDIDATES, Facets, Match, Statement, Value
from bothways.insider.search.words import Term

INDEX = "insider_searchindex"
WEIGHTS = "10, 3, 6, 4, 0, 1"  # title, subtitle, about, topics, facets, words
NEAR_WEIGHTS = "10, 0, 0, 0, 2, 0"
MOST_SPELLINGS = 60
RAREST = 6  # words of a title that say most about what it is near


class SQLite:
    """See `engine.Engine`."""

    def match(self, match: Match, *, score: bool) -> Statement:
        rank = f"bm25({INDEX}, {WEIGHTS})" if score else "0"
        within = " AND rowid >= %s AND rowid < %s" if match.keys else ""
        sql = (
            f"SELECT rowid AS id, {rank} AS score FROM {INDEX} WHERE {INDEX} MATCH %s{within}"
            f" ORDER BY rowid DESC LIMIT {MOST_CANDIDATES}"
        )
        return f"SELECT * FROM ({sql})", [expression(match), *(match.keys or ())]

    def spellings(self, words: Sequence[str]) -> Statement:
        marks = ", ".join("%s" for _ in words)
        known = f"SELECT word, word, documents FROM insider_searchterm WHERE word IN ({marks})"
        alike = (
            "SELECT %s, t.word, t.documents FROM (SELECT rowid FROM insider_searchspelling WHERE insider_searchspelling"
            f" MATCH %s ORDER BY rank LIMIT {MOST_SPELLINGS}) AS s JOIN insider_searchterm AS t ON t.id = s.rowid"
        )
        values: list[Value] = list(words)
        for word in words:
            values += [word, trigrams(word)]
        return " UNION ALL ".join([known, *(alike for _ in words)]), values

    def near(self, words: Sequence[str], question: int | None, limit: int) -> Statement:
        marks = ", ".join("%s" for _ in words) or "NULL"
        sql = f"""
            WITH rare AS (SELECT 'title : (' || group_concat('"' || word || '"', ' OR ') || ')' AS terms FROM (
                SELECT word FROM insider_searchterm WHERE word IN ({marks}) ORDER BY documents, word LIMIT {RAREST})),
            same AS (SELECT 'facets : (' || group_concat('"t' || topic_id || '"', ' OR ') || ')' AS topics
                FROM insider_question_topics WHERE question_id = %s),
            near AS (SELECT rowid AS document, 1 AS tier, bm25({INDEX}, {NEAR_WEIGHTS}) AS score FROM {INDEX}
                WHERE {INDEX} MATCH (SELECT coalesce('facets : "kq" AND (' || terms
                    || coalesce(' OR (' || terms || ' AND ' || topics || ')', '') || ')', '""') FROM rare, same)
                ORDER BY rowid DESC LIMIT {MOST_CANDIDATES}),
            alike AS (SELECT rowid AS document, 2 AS tier, 0 AS score FROM {INDEX}
                WHERE {INDEX} MATCH (SELECT coalesce('facets : "kq" AND ' || topics, '""') FROM same)
                ORDER BY rowid DESC LIMIT {limit + 1})
            SELECT object_id AS id, tier, score FROM (SELECT * FROM near UNION ALL SELECT * FROM alike)
                JOIN insider_searchdocument AS d ON d.id = document"""
        return sql, [*words, question]


def expression(match: Match) -> str:
    """`match` in the query language of FTS5; every word is quoted: none of its syntax can come from a reader."""
    joined = (" OR " if match.any_term else " AND ").join(map(_term, match.terms))
    parts = [f"{'title' if match.title_only else '- facets'} : ({joined})"]
    return " AND ".join([*_facets(match.facets), *parts])


def _term(term: Term) -> str:
    phrase = '"' + " ".join(term.words) + '"'
    return f"({phrase} OR {phrase} *)" if term.unfinished else phrase


def _facets(facets: Facets) -> list[str]:
    return ["facets : (" + " OR ".join(f'"{mark}"' for mark in group) + ")" for group in facets]


def trigrams(word: str) -> str:
    """Any three letters in a row of `word`, with marks where it begins and ends."""
    marked = f"^{word}$"
    return " OR ".join(f'"{marked[at : at + 3]}"' for at in range(len(marked) - 2))
