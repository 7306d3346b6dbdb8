"""Reads for the pages of a draft."""

from datetime import date

from django.db.models import Q

from bothways.desk.models import Invitation, Link, Review, Revision, Signature, Suggestion
from bothways.foundation import time
from bothways.insider.models import Answer, Edition

TIES = ("question", "answer__question", "answer__author__insider", "leader__insider", "invited_by")


def link_of(token: str) -> Link | None:
    """The link that `token` stands for, with what its page needs."""
    ties = [f"invitation__{tie}" for tie in TIES]
    return Link.objects.of_token(token).select_related(*ties).first()


def known_to_author(answer: Answer) -> Revision | None:
    """The revision that the author knows: what their side last wrote, or last signed, whichever is later.

    A mail that an editor took for the author's is not known to be.
    """
    adopted = Q(way=Revision.Way.MAIL) & ~Q(by=answer.author_id)
    known = (~Q(way=Revision.Way.DESK) & ~adopted) | Q(signatures__isnull=False)
    return answer.revisions.filter(known).order_by("-number").first()


def last_review(answer: Answer) -> Review | None:
    """The desk's newest word on the draft."""
    return answer.reviews.select_related("by").first()


def delegates_of(invitation: Invitation) -> list[Link]:
    """Those who draft for the leader now."""
    return list(invitation.links.current(time.now()).filter(holder=Link.Holder.DELEGATE).order_by("made_at"))


def suggestions_of(invitation: Invitation) -> list[Suggestion]:
    """Those whom the leader named, the newest first."""
    return list(invitation.suggestions.all())


def last_signature(answer: Answer) -> Signature | None:
    """The newest signature under the answer."""
    return answer.signatures.first()


def day_of(answer: Answer) -> date | None:
    """The day whose edition the answer is planned for."""
    coming = Edition.objects.filter(answer=answer, published_at__isnull=True).order_by("day")
    return coming.values_list("day", flat=True).first()
