"""The corrections log: what was corrected, when, by whom, and who was told."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from bothways.desk.models import ProposedCorrection
from bothways.insider.models import Correction
from bothways.notifications.models import Letter


def corrections() -> QuerySet[Correction]:
    """Every correction, the last first; without the texts."""
    rows = Correction.objects.select_related("answer", "by").order_by("-at", "-pk")
    return rows.only("at", "note", "signed_at", "by__name", "answer__headline", "answer__byline_name", "answer__slug")


def proposals() -> QuerySet[ProposedCorrection]:
    """Corrections that wait for their author's signature, the longest waiting first."""
    waiting = ProposedCorrection.objects.filter(made__isnull=True, dropped_at__isnull=True)
    return (
        waiting.select_related("answer__author", "proposed_by")
        .defer("answer__body", "answer__body_html")
        .order_by("proposed_at", "pk")
    )


def told(corrections: Iterable[Correction]) -> dict[int, int]:
    """To how many who have republished the answer each of `corrections` was told by mail."""
    letters = Letter.objects.filter(
        kind="repost.corrected",
        about_kind="insider.correction",
        about_id__in=[str(correction.pk) for correction in corrections],
        sent_at__isnull=False,
    )
    counts = letters.order_by().values_list("about_id").annotate(Count("pk"))
    return {int(key): count for key, count in counts}
