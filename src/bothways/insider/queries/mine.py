"""What one member keeps: saved answers and what they follow."""

from django.db.models import QuerySet

from bothways.insider.models import Answer, Follow
from bothways.insider.queries.reading import answer_cards
from bothways.people.models import Person


def saved_by(person: Person) -> QuerySet[Answer]:
    """Saved answers that may still be read, the last saved first."""
    return answer_cards(person).filter(saves__person=person).order_by("-saves__at", "-saves__pk")


def followed_by(person: Person) -> QuerySet[Follow]:
    """What `person` follows, the newest first."""
    rows = Follow.objects.filter(person=person).select_related("question", "topic", "insider__person")
    return rows.order_by("-at", "-pk")
