"""The invitations of one leader, as they stand for them."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways.desk.models import Invitation, ProposedCorrection
from bothways.desk.rules import AUTHOR_WRITES
from bothways.insider.models import Answer
from bothways.people.models import Person

State = Answer.State
MOST = 100  # the newest; nobody is asked oftener in a year
GROUPS: dict[str, Promise] = {
    "sign": _("Waiting for your signature"),
    "write": _("Waiting for your words"),
    "desk": _("With the desk"),
    "published": _("Published"),
    "ended": _("Not going ahead"),
}


def invitations_of(person: Person) -> QuerySet[Invitation]:
    """All invitations to `person`, the newest first, with what a list of them shows."""
    proposed = ProposedCorrection.objects.filter(answer=OuterRef("answer"), made__isnull=True, dropped_at__isnull=True)
    rows = Invitation.objects.made_to(person).select_related("question", "answer")
    return rows.annotate(correction_waits=Exists(proposed)).order_by("-invited_at", "-pk")


def my_invitations(person: Person) -> list[tuple[Promise, list[Invitation]]]:
    """The invitations to `person` by what they wait for; groups that hold none are left out."""
    groups: dict[str, list[Invitation]] = {name: [] for name in GROUPS}
    for invitation in invitations_of(person)[:MOST]:
        groups[_group(invitation)].append(invitation)
    return [(GROUPS[name], rows) for name, rows in groups.items() if rows]


def has_invitations(person: Person) -> bool:
    """Whether `person` was ever invited to answer."""
    return Invitation.objects.made_to(person).exists()


def _group(invitation: Invitation) -> str:
    state = State(invitation.answer.state)
    if not invitation.is_open or state in (State.DROPPED, State.WITHDRAWN):
        return "ended"
    if state == State.APPROVED or (state == State.PUBLISHED and invitation.correction_waits):  # type: ignore[attr-defined]
        return "sign"
    if state in AUTHOR_WRITES:
        return "write"
    return "published" if state == State.PUBLISHED else "desk"
