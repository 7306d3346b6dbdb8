"""The ledger: which leaders were asked, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Final

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from bothways.desk.models import Invitation, Link, Suggestion
from bothways.desk.models.invitations import InvitationQuerySet
from bothways.insider.models import Answer, Question
from bothways.people.models import Person

DAY: Final = 86_400  # seconds


@dataclass(frozen=True)
class Standing:
    """One leader in the ledger. What the desk withdrew counts nowhere."""

    leader: Person
    asked: int
    replied: int  # handed in, by the leader or for them
    declined: int
    lately: int  # asked in the last ninety days
    cap: int  # at most so often in ninety days
    last: datetime | None  # asked
    days: float | None  # from the invitation to the first text handed in: the median
    invited: bool = False  # has an open invitation to the question that it is about

    @property
    def rate(self) -> int | None:
        """Replies out of a hundred invitations."""
        return round(100 * self.replied / self.asked) if self.asked else None

    @property
    def full(self) -> bool:
        """Asked as often as is right."""
        return self.lately >= self.cap


def leaders(since: datetime, *, name: str = "", question: Question | None = None) -> QuerySet[Person]:
    """Leaders with their numbers, by name; of those asked after `since` it counts how often."""
    counts = Q(invitations__withdrawn_at__isnull=True, invitations__isnull=False)
    rows = Person.objects.filter(insider__isnull=False, left_at__isnull=True)
    if name:
        rows = rows.filter(name__icontains=name)
    if question:
        open_ones = Invitation.objects.open().filter(leader=OuterRef("pk"), question=question)
        rows = rows.annotate(invited=Exists(open_ones))
    return (
        rows.select_related("insider", "invitation_cap")
        .annotate(
            asked=Count("invitations", filter=counts),
            replied=Count("invitations", filter=counts & Q(invitations__handed_in_at__isnull=False)),
            declined=Count("invitations", filter=counts & Q(invitations__declined_at__isnull=False)),
            lately=Count("invitations", filter=counts & Q(invitations__invited_at__gt=since)),
            last=Max("invitations__invited_at", filter=counts),
        )
        .order_by("name", "pk")
    )


def standings(people: Iterable[Person]) -> list[Standing]:
    """The ledger's lines of `people`, which come from `leaders`; one query."""
    rows = list(people)
    days = _days_to_reply(rows)
    return [_standing(person, days.get(person.pk)) for person in rows]


def _standing(person: Person, days: list[float] | None) -> Standing:
    own = getattr(person, "invitation_cap", None)
    numbers = {name: getattr(person, name) for name in ("asked", "replied", "declined", "lately", "last")}
    return Standing(
        leader=person,
        cap=own.at_most if own else settings.INVITATIONS_PER_LEADER,
        days=round(median(days), 1) if days else None,
        invited=getattr(person, "invited", False),
        **numbers,
    )


def _days_to_reply(people: list[Person]) -> dict[int, list[float]]:
    asked = Invitation.objects.filter(leader__in=people, withdrawn_at__isnull=True)
    found: dict[int, list[float]] = {}
    for leader, invited, handed_in in asked.values_list("leader", "invited_at", "handed_in_at"):
        if handed_in:
            found.setdefault(leader, []).append((handed_in - invited).total_seconds() / DAY)
    return found


def invitations() -> InvitationQuerySet:
    """Invitations with what their lists show."""
    return Invitation.objects.select_related("leader", "question", "answer", "invited_by").only(
        "due_on", "invited_at", "accepted_at", "handed_in_at", "declined_at", "declined_reason", "declined_words",
        "withdrawn_at", "leader__name", "question__title", "answer__state", "invited_by__name",
    )  # fmt: skip


FINISHED: Final = (Answer.State.PUBLISHED, Answer.State.WITHDRAWN)


def open_invitations() -> QuerySet[Invitation]:
    """Invitations whose answer is under way, by the day on which it is wanted."""
    return invitations().open().exclude(answer__state__in=FINISHED).order_by("due_on", "pk")


def ended_invitations() -> QuerySet[Invitation]:
    """Invitations that a side has ended, or that an answer came of; the last made first."""
    ended = Q(declined_at__isnull=False) | Q(withdrawn_at__isnull=False) | Q(answer__state__in=FINISHED)
    return invitations().filter(ended).order_by("-invited_at", "-pk")


def invitations_to(leader: Person) -> QuerySet[Invitation]:
    """Every invitation of one leader, the last first."""
    return invitations().filter(leader=leader).order_by("-invited_at", "-pk")


def one_invitation() -> QuerySet[Invitation]:
    """Invitations with everything that their own page shows but lists."""
    return Invitation.objects.select_related("leader", "question", "answer", "invited_by")


def links_of(invitation: Invitation) -> QuerySet[Link]:
    """The links to its draft, the newest first, each with how it was used."""
    return invitation.links.select_related("made_by").prefetch_related("uses").order_by("-made_at", "-pk")


def suggestions_of(invitation: Invitation) -> QuerySet[Suggestion]:
    """Whom the leader would ask."""
    return invitation.suggestions.all()


def late(invitation: Invitation, today: date) -> bool:
    """Whether its day has passed without a text."""
    return invitation.is_open and invitation.handed_in_at is None and invitation.due_on < today
