"""Search on SQLite: FTS5, ranked by BM25 with weights."""
# ruff: noqa: S608  the statements are put together from our own words; what readers wrote goes in as values

from collections.abc import Sequence

from bothways.insider.search.engine import MOST_CANDIDATES, RAREST, TOO_COMMON, Facets, Match, Statement, Value
from bothways.insider.search.words import Term, stem

INDEX = "insider_searchindex"
TITLES = "insider_searchtitles"
WEIGHTS = {INDEX: "10, 3, 6, 4, 0, 1", TITLES: "1, 0"}  # title, subtitle, about, topics, facets, words; title, facets
NEAR_WEIGHTS = "10, 2"
MOST_SPELLINGS = 60
MOST_SCORED = 40_000  # BM25 walks through every place of every word; words in more documents tell none from another
COMMON_WORD = 500  # a last word that so many documents hold is not looked for as the beginning of another
FINISHED = (
    "(SELECT CASE WHEN EXISTS (SELECT 1 FROM insider_searchterm WHERE word = %s"
    f" AND documents >= {COMMON_WORD}) THEN %s ELSE %s END)"
)
LAST_LETTER = "\U0010ffff"


class SQLite:
    """See `engine.Engine`."""

    def match(self, match: Match, *, score: bool) -> Statement:
        index = TITLES if match.title_only else INDEX
        rank, counted = _scored(index, match) if score else ("0", [])
        within = " AND rowid >= %s AND rowid < %s" if match.keys else ""
        sql = (
            f"SELECT rowid AS id, {rank} AS score FROM {index} WHERE {index} MATCH {FINISHED}{within}"
            f" ORDER BY rowid DESC LIMIT {MOST_CANDIDATES}"
        )
        last = match.terms[-1].words[-1]
        asked = [last, expression(match, finished=True), expression(match)]
        return f"SELECT * FROM ({sql})", [*counted, *asked, *(match.keys or ())]

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
                SELECT word FROM insider_searchterm WHERE word IN ({marks}) AND documents < {TOO_COMMON}
                ORDER BY documents, word LIMIT {RAREST})),
            same AS (SELECT 'facets : (' || group_concat('"t' || topic_id || '"', ' OR ') || ')' AS topics
                FROM insider_question_topics WHERE question_id = %s),
            near AS (SELECT rowid AS document, 1 AS tier, bm25({TITLES}, {NEAR_WEIGHTS}) AS score FROM {TITLES}
                WHERE {TITLES} MATCH (SELECT coalesce('facets : "kq" AND (' || terms
                    || coalesce(' OR (' || terms || ' AND ' || topics || ')', '') || ')', '""') FROM rare, same)
                ORDER BY rowid DESC LIMIT {MOST_CANDIDATES}),
            alike AS (SELECT rowid AS document, 2 AS tier, 0 AS score FROM {TITLES}
                WHERE {TITLES} MATCH (SELECT coalesce('facets : "kq" AND ' || topics, '""') FROM same)
                ORDER BY rowid DESC LIMIT {limit + 1})
            SELECT object_id AS id, tier, score FROM (SELECT * FROM near UNION ALL SELECT * FROM alike)
                JOIN insider_searchdocument AS d ON d.id = document"""
        return sql, [*words, question]


def _scored(index: str, match: Match) -> Statement:
    """The score of a document; the same for all where the words are in too many."""
    roots = [stem(word) for term in match.terms for word in term.words]
    held = " OR ".join("(word >= %s AND word < %s)" for _ in roots)
    count = f"(SELECT coalesce(sum(documents), 0) FROM insider_searchterm WHERE {held})"
    bounds: list[Value] = [bound for root in roots for bound in (root, root + LAST_LETTER)]
    return f"CASE WHEN {count} < {MOST_SCORED} THEN bm25({index}, {WEIGHTS[index]}) ELSE 0 END", bounds


def expression(match: Match, *, finished: bool = False) -> str:
    """`match` in the query language of FTS5; every word is quoted: none of its syntax can come from a reader."""
    terms = [_term(term, unfinished=term.unfinished and not finished) for term in match.terms]
    joined = (" OR " if match.any_term else " AND ").join(terms)
    return " AND ".join([*_facets(match.facets), f"{'title' if match.title_only else '- facets'} : ({joined})"])


def _term(term: Term, *, unfinished: bool) -> str:
    phrase = '"' + " ".join(term.words) + '"'
    return f"({phrase} OR {phrase} *)" if unfinished else phrase


def _facets(facets: Facets) -> list[str]:
    return ["facets : (" + " OR ".join(f'"{mark}"' for mark in group) + ")" for group in facets]


def trigrams(word: str) -> str:
    """Any three letters in a row of `word`, with marks where it begins and ends."""
    marked = f"^{word}$"
    return " OR ".join(f'"{marked[at : at + 3]}"' for at in range(len(marked) - 2))
