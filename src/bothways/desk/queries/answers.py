"""One answer as the desk sees it, in any state."""

from django.db.models import QuerySet

from bothways.desk.models import ProposedCorrection, Review, Revision, Signature
from bothways.insider.models import Answer, Correction, Edition, Repost


def answers() -> QuerySet[Answer]:
    """Every answer with its question, author, invitation, place on the bench, and who has it in hand."""
    return Answer.objects.select_related(
        "question", "author__insider", "invitation", "claim__by", "bench", "source"
    ).defer("body_html", "question__detail", "question__detail_html", "author__bio", "author__bio_html")


def revisions_of(answer: Answer) -> QuerySet[Revision]:
    """The texts that it has had, the newest first, without their bodies."""
    return answer.revisions.defer("body").order_by("-number")


def latest_of(answer: Answer) -> Revision | None:
    """The text as it now stands, without its body."""
    return revisions_of(answer).first()


def reviews_of(answer: Answer) -> QuerySet[Review]:
    """What the desk said to it, the last first."""
    return answer.reviews.select_related("by", "revision").defer("revision__body")


def signatures_of(answer: Answer) -> QuerySet[Signature]:
    """The signatures under its texts, the last first."""
    return answer.signatures.select_related("by", "revision").defer("revision__body")


def slots_of(answer: Answer) -> QuerySet[Edition]:
    """The editions that it was, is, or will be, the last day first."""
    return answer.editions.select_related("planned_by").order_by("-day")


def proposal_of(answer: Answer) -> ProposedCorrection | None:
    """The correction that waits for its author's signature."""
    waiting = answer.proposed_corrections.filter(made__isnull=True, dropped_at__isnull=True)
    return waiting.select_related("revision", "proposed_by").first()


def corrections_of(answer: Answer) -> QuerySet[Correction]:
    """Its corrections, the last first."""
    return answer.corrections.select_related("by").order_by("-at", "-pk")


def reposts_of(answer: Answer) -> QuerySet[Repost]:
    """Where it was republished, the last first."""
    return answer.reposts.order_by("-at", "-pk")
