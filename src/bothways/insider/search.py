"""Search."""

from bothways.insider.models import Question


def related_to(question: Question, limit: int = 5) -> list[Question]:
    """Questions that a reader of `question` may want next, the ones linked by hand first."""
    return list(question.related.visible_to(None)[:limit])
