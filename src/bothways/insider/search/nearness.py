"""Questions that stand near a question."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from bothways.insider.models import Question
from bothways.insider.search.engine import Statement, engine
from bothways.insider.search.words import telling_words

NEAREST = 5


def related_to(question: Question, limit: int = NEAREST) -> list[Question]:
    """Questions that a reader of `question` may want next: those linked by hand, then the nearest, in one query.

    They come without their detail, their topics and the one who asked.
    """
    linked = (
        "SELECT to_question_id AS id, 0 AS tier, 0 AS score FROM insider_question_related WHERE from_question_id = %s"
    )
    near, values = engine().near(telling_words(question.title), question.pk, limit)
    both = f"{linked} UNION ALL SELECT * FROM ({near}) AS n"  # noqa: S608  our own words
    return list(_nearest((both, [question.pk, *values]), question.pk, limit))


def similar_to(title: str, limit: int = NEAREST) -> list[Question]:
    """Questions that ask what `title` asks, the nearest first, in one query."""
    return list(_nearest(engine().near(telling_words(title), None, limit), 0, limit))


def _nearest(statement: Statement, itself: int, limit: int) -> Iterable[Question]:
    """The visible questions among the statement's id, tier and score; each once, without the one asked about.

    The few that are near are looked up among the visible ones, which the word "cross" makes SQLite do in this order.
    """
    sql, values = statement
    visible, visible_values = _listed(Question.objects.visible_to(None))
    return Question.objects.raw(
        f"SELECT v.* FROM (SELECT id, min(tier) AS tier, min(score) AS score FROM ({sql}) AS a GROUP BY id) AS n"  # noqa: S608
        f" CROSS JOIN ({visible}) AS v WHERE v.id = n.id AND v.id <> %s ORDER BY n.tier, n.score, v.id DESC LIMIT %s",
        [*values, *visible_values, itself, limit],
    )


def _listed(questions: QuerySet[Question]) -> tuple[str, tuple[Any, ...]]:
    return questions.defer("detail", "detail_html").query.sql_with_params()
