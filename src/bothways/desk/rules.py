"""Who may do what at the desk, and as whom somebody writes."""

from dataclasses import dataclass
from typing import Self

from django.core.exceptions import PermissionDenied

from bothways.desk.models import Invitation, Link, Revision
from bothways.insider.models import Answer
from bothways.people.models import Person

State = Answer.State
AUTHOR_WRITES = (State.INVITED, State.DRAFT, State.CHANGES_ASKED)
"""In these the text is with the author."""
DESK_WRITES = (State.SUBMITTED, State.APPROVED, State.SIGNED, State.SCHEDULED)
"""In these it is with the desk; whatever was approved or signed before is so no longer when a word changes."""


@dataclass(frozen=True)
class Writer:
    """Whoever writes a draft: the leader or a delegate by a link or signed in, the leader by mail, an editor."""

    way: Revision.Way
    name: str
    person: Person | None
    link: Link | None = None
    arrival_id: int | None = None

    @classmethod
    def of_link(cls, link: Link) -> Self:
        """The holder of a personal link. A delegate is no person of this site."""
        leader = link.invitation.leader
        if link.of_leader:
            return cls(Revision.Way.LINK, leader.name, leader, link)
        return cls(Revision.Way.LINK, link.name or link.address, None, link)

    @classmethod
    def of_leader(cls, invitation: Invitation) -> Self:
        """The leader, signed in."""
        return cls(Revision.Way.ACCOUNT, invitation.leader.name, invitation.leader)

    @classmethod
    def of_mail(cls, invitation: Invitation, arrival_id: int) -> Self:
        """The leader, by a mail whose sender was proved."""
        return cls(Revision.Way.MAIL, invitation.leader.name, invitation.leader, arrival_id=arrival_id)

    @classmethod
    def of_adopted_mail(cls, editor: Person, arrival_id: int) -> Self:
        """An editor who takes a mail for the author's, though nothing proves that it is."""
        return cls(Revision.Way.MAIL, editor.name, editor, arrival_id=arrival_id)

    @classmethod
    def of_editor(cls, editor: Person) -> Self:
        """Somebody of the desk."""
        return cls(Revision.Way.DESK, editor.name, editor)

    @property
    def of_desk(self) -> bool:
        """Whether the desk writes, not the author's side."""
        return self.way == Revision.Way.DESK

    @property
    def states(self) -> tuple[Answer.State, ...]:
        """The states of an answer in which this writer may change its text."""
        return DESK_WRITES if self.of_desk else AUTHOR_WRITES

    def wrote(self, revision: Revision) -> bool:
        """Whether `revision` is this writer's own, by the same way: then it is gone on with."""
        mine = self.person.pk if self.person else None
        link = self.link.pk if self.link else None
        return (revision.way, revision.by_id, revision.link_id) == (self.way, mine, link)


def author_side_only(by: Writer, answer: Answer) -> None:
    """Raises PermissionDenied unless `by` is on the author's side of `answer`: the author, or a link's holder."""
    if by.of_desk or (by.link and by.link.invitation.answer_id != answer.pk):
        raise PermissionDenied("This is another's draft.")
    if by.link is None:
        leader_only(by, answer)


def leader_only(by: Writer, answer: Answer) -> None:
    """Raises PermissionDenied unless `by` is the author of `answer`."""
    if by.person is None or by.person.pk != answer.author_id:
        raise PermissionDenied("Only the author may do this.")
