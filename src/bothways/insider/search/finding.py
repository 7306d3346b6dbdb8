"""Finding: from what a reader asks to the page of results."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bothways.foundation import time
from bothways.foundation.paging import Page
from bothways.insider.models import SearchDocument
from bothways.insider.search.engine import MOST_CANDIDATES, Facets, Hit, Match, ranked
from bothways.insider.search.forgiving import guess
from bothways.insider.search.highlighting import Highlighter
from bothways.insider.search.numbering import UNDATED, keys_of_year, year_of_key
from bothways.insider.search.words import Term, terms

PER_PAGE: Final = 15
SHORTEST: Final = 2  # letters of a query, where letters are Latin
EXACT: Final = 99  # a count above is said roughly
ONE_OF: Final = {"question": _("Question"), "answer": _("Answer"), "person": _("Person"), "topic": _("Topic")}
KINDS: Final = {"question": "kq", "answer": "ka", "person": "kp", "topic": "kt"}

Kind = SearchDocument.Kind


@dataclass(frozen=True)
class Criteria:
    """What a reader asks for. Addresses of a topic and a person; empty or None is no filter."""

    text: str = ""
    kind: str = ""
    topic: str = ""
    insider: str = ""
    year: int | None = None
    newest: bool = False
    page: int = 1

    @property
    def filtered(self) -> bool:
        """Something is left out, or the order is not the usual one: the reader sees by what."""
        return bool(self.kind or self.topic or self.insider or self.year or self.newest)


@dataclass(frozen=True)
class Found:
    """One result as it is shown; title and excerpt are safe HTML with marks."""

    document: SearchDocument
    title: SafeString
    excerpt: SafeString
    subtitle: SafeString
    about: SafeString

    @property
    def kind(self) -> str:
        """What it is, in one word."""
        return str(ONE_OF[self.document.kind])


@dataclass(frozen=True)
class Choice:
    """Something that the results can be narrowed to."""

    value: str
    label: str


@dataclass(frozen=True)
class Results:
    """A page of results, what was made of the query, and what it can be narrowed to."""

    asked: bool = False  # there was something to look for
    too_short: bool = False
    meant: str = ""  # the words that were looked for instead, where nothing matched those asked for
    some_only: bool = False  # nothing matched all words; these match some
    total: int = 0
    page: Page[SearchDocument] = field(default_factory=lambda: Page([], 1, has_next=False))
    found: Sequence[Found] = ()
    topics: Sequence[Choice] = ()
    people: Sequence[Choice] = ()
    years: Sequence[int] = ()

    @property
    def capped(self) -> bool:
        """There may be more than were looked at."""
        return self.total >= MOST_CANDIDATES

    @property
    def roughly(self) -> int:
        """The number of results, rounded where nobody counts."""
        if self.capped:
            return MOST_CANDIDATES
        return self.total if self.total <= EXACT else round(self.total, -1)

    @property
    def is_rough(self) -> bool:
        return self.total > EXACT


def find(criteria: Criteria) -> Results:
    """What everybody may read of what was asked for: at most six queries, however many results there are."""
    asked = terms(criteria.text)
    if not asked:
        return Results()
    if len(asked) == 1 and len(word := " ".join(asked[0].words)) < SHORTEST and word.isascii():
        return Results(asked=True, too_short=True)
    chosen = _chosen(criteria)
    facets = _facets(criteria, chosen)
    if facets is None:
        return Results(asked=True)
    looked_for, meant, some_only = asked, "", False
    hits = ranked(_ways(asked, facets, criteria), newest=criteria.newest)
    if not hits:
        guessed = guess(asked)
        ways = _ways(guessed.terms, facets, criteria)
        wider = _ways(guessed.rarest, facets, criteria, any_term=True) if guessed.rarest else []
        hits = ranked([*ways, *wider], newest=criteria.newest)
        whole = [hit for hit in hits if hit.match < len(ways)]
        hits, some_only, looked_for = whole or hits, bool(hits) and not whole, guessed.terms
        meant = " ".join(guessed.words) if guessed.changed and hits else ""
    return _page(criteria, hits, Highlighter(looked_for), chosen, meant=meant, some_only=some_only)


def _ways(asked: tuple[Term, ...], facets: Facets, criteria: Criteria, *, any_term: bool = False) -> list[Match]:
    """People and topics of that name first, then titles, then everything; by date it is all one."""
    keys = keys_of_year(criteria.year) if criteria.year else None
    if criteria.kind in (Kind.PERSON, Kind.TOPIC) and not keys:
        keys = UNDATED
    everywhere = Match(asked, facets, keys, any_term=any_term)
    if criteria.newest:
        return [everywhere]
    in_title = Match(asked, facets, keys, title_only=True, any_term=any_term)
    named = Match(asked, (("kp", "kt"), *facets), UNDATED, title_only=True, any_term=any_term)
    return [in_title, everywhere] if keys else [named, in_title, everywhere]


def _chosen(criteria: Criteria) -> dict[str, SearchDocument]:
    """The documents of the topic and the person that results are narrowed to, by their kind."""
    wanted = [(Kind.TOPIC, criteria.topic), (Kind.PERSON, criteria.insider)]
    either = [Q(kind=kind, slug=slug) for kind, slug in wanted if slug]
    if not either:
        return {}
    rows = SearchDocument.objects.filter(either[0] | either[-1]).only("kind", "object_id", "slug", "title")
    return {row.kind: row for row in rows}


def _facets(criteria: Criteria, chosen: dict[str, SearchDocument]) -> Facets | None:
    """What the filters leave; None where one of them names what is not there."""
    marks = [KINDS[criteria.kind]] if criteria.kind else []
    for slug, kind, letter in ((criteria.topic, Kind.TOPIC, "t"), (criteria.insider, Kind.PERSON, "p")):
        if slug and kind not in chosen:
            return None
        marks += [f"{letter}{chosen[kind].object_id}"] if slug else []
    return tuple((mark,) for mark in marks)


def _page(
    criteria: Criteria,
    hits: Sequence[Hit],
    highlighter: Highlighter,
    chosen: dict[str, SearchDocument],
    *,
    meant: str,
    some_only: bool,
) -> Results:
    start = (criteria.page - 1) * PER_PAGE
    ids = [hit.document for hit in hits[start : start + PER_PAGE]]
    rows = _documents(ids)
    topics, people = _choices(rows, chosen)
    return Results(
        asked=True,
        meant=meant,
        some_only=some_only,
        total=len(hits),
        page=Page(rows, criteria.page, has_next=len(hits) > start + PER_PAGE),
        found=[
            Found(
                row,
                title=highlighter.mark(row.title),
                excerpt=highlighter.excerpt(row.words),
                subtitle=highlighter.mark(row.subtitle),
                about=highlighter.mark(row.about),
            )
            for row in rows
        ],
        topics=topics,
        people=people,
        years=_years(rows, criteria),
    )


def _documents(ids: Sequence[int]) -> list[SearchDocument]:
    """The documents in the order of `ids`, without any that may not be read; each with the key of the oldest."""
    if not ids:
        return []
    visible, values = _visible()
    oldest = "SELECT min(id) FROM insider_searchdocument WHERE id >= %s"
    rows = SearchDocument.objects.raw(
        f"SELECT v.*, ({oldest}) AS oldest FROM ({visible}) AS v"  # noqa: S608  our own words
        f" WHERE v.id IN ({', '.join('%s' for _ in ids)})",
        [UNDATED[1], *values, *ids],
    )
    found = {row.pk: row for row in rows}
    return [found[key] for key in ids if key in found]


@cache
def _visible() -> tuple[str, tuple[Any, ...]]:
    """The statement that selects all that everybody may read, put together once: that takes longer than to run it.

    Search knows nothing that only some may read; see `actions.indexing`.
    """
    return SearchDocument.objects.visible_to(None).query.sql_with_params()


def _choices(
    rows: Sequence[SearchDocument], chosen: dict[str, SearchDocument]
) -> tuple[Sequence[Choice], Sequence[Choice]]:
    """Topics and people that the results of this page have to do with, and those chosen already: one query."""
    marks = {mark for row in rows for mark in row.facets.split()}
    topics, people = ([int(mark[1:]) for mark in marks if mark[0] == letter and mark[1:].isdigit()] for letter in "tp")
    named = SearchDocument.objects.filter(
        Q(kind=Kind.TOPIC, object_id__in=topics) | Q(kind=Kind.PERSON, object_id__in=people)
    )
    known = {row.pk: row for row in (*chosen.values(), *named.only("kind", "slug", "title"))}
    ordered = sorted(known.values(), key=lambda row: row.title.casefold())
    return (
        [Choice(row.slug, row.title) for row in ordered if row.kind == Kind.TOPIC],
        [Choice(row.slug, row.title) for row in ordered if row.kind == Kind.PERSON],
    )


def _years(rows: Sequence[SearchDocument], criteria: Criteria) -> list[int]:
    this_year = time.now().year
    oldest: int | None = getattr(rows[0], "oldest", None) if rows else None
    first = min(year_of_key(oldest) if oldest else this_year, criteria.year or this_year)
    return list(range(this_year, first - 1, -1))
