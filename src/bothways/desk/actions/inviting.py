"""Inviting a leader, and what they say to it; each verb with its inverse."""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, ngettext

from bothways.desk.actions.linking import leader_link
from bothways.desk.actions.telling import tell_desk
from bothways.desk.models import Cap, Invitation, Suggestion
from bothways.desk.rules import AUTHOR_WRITES, Writer, leader_only
from bothways.foundation.time import site_zone
from bothways.history.actions.recording import record
from bothways.insider.actions.moving import NotNow, move
from bothways.insider.models import Answer, Question
from bothways.notifications.actions.posting import post
from bothways.people.models import Person
from bothways.people.rules import desk_only

State = Answer.State
WINDOW = timedelta(days=90)  # in which a leader is asked at most so often
INVITABLE = (Question.State.ACCEPTED, Question.State.OPEN)


class CapReached(Exception):
    """The leader has been asked as often as is right in ninety days; the text says how often."""


class AskedAlready(Exception):
    """The leader has an open invitation to this question."""


class NoAddress(Exception):
    """No e-mail address of the leader is known."""


def cap_of(leader: Person) -> int:
    """How often `leader` may be asked in ninety days."""
    own = Cap.objects.filter(leader=leader).first()
    return own.at_most if own else settings.INVITATIONS_PER_LEADER


def asked_lately(leader: Person, at: datetime) -> int:
    """How often `leader` was asked in the ninety days before `at`; what the desk withdrew does not count."""
    return leader.invitations.filter(invited_at__gt=at - WINDOW, withdrawn_at__isnull=True).count()


def invite(
    *, question: Question, leader: Person, address: str = "", words: str = "", due_on: date, by: Person, at: datetime
) -> Invitation:
    """Ask `leader` for an answer to `question` by `due_on`: they get a letter with a link to a draft of their own.

    Raises CapReached, AskedAlready, NoAddress, NotNow where the question was not accepted, PermissionDenied.
    """
    desk_only(by)
    to = (address or leader.email or "").lower()
    if not to:
        raise NoAddress
    try:
        with transaction.atomic(durable=True):
            _check(question, leader, at)
            answer = Answer.objects.create(
                question=question, author=leader, slug=f"{Answer.PENDING}{uuid.uuid4().hex}", state=State.INVITED,
                state_at=at,
            )  # fmt: skip
            invitation = Invitation.objects.create(
                question=question, answer=answer, leader=leader, address=to, words=words, invited_by=by, invited_at=at,
                due_on=due_on,
            )  # fmt: skip
            leader_link(invitation, by=by, at=at)
            post("desk.invitation", about=invitation, to=to, at=at)
            _remind(invitation, at)
            record("invitation.made", about=invitation, by=by, at=at, question=question.pk, leader=leader.pk)
    except IntegrityError as error:
        raise AskedAlready from error
    return invitation


def _check(question: Question, leader: Person, at: datetime) -> None:
    _hold_question(question.pk)
    Person.objects.select_for_update(no_key=True).get(pk=leader.pk)  # two editors at once do not pass the cap together
    if Invitation.objects.open().filter(question=question, leader=leader).exists():
        raise AskedAlready
    asked = asked_lately(leader, at)
    if asked >= cap_of(leader):
        raise CapReached(
            ngettext(
                "%(name)s was asked once in the last ninety days.",
                "%(name)s was asked %(n)d times in the last ninety days.",
                asked,
            )
            % {"name": leader.name, "n": asked}
        )


def _hold_question(key: int) -> None:
    """Keep a question from being declined or merged until the commit. Raises NotNow where nobody is asked it."""
    if Question.objects.select_for_update(no_key=True).filter(pk=key, state__in=INVITABLE).first() is None:
        raise NotNow(gettext("Only questions that the desk has accepted can be put to a leader."))


def reminder_times(invitation: Invitation) -> dict[str, datetime]:
    """When an invitation is called to mind: at half time, and one day before it is due; after that never again."""
    due = datetime.combine(invitation.due_on, settings.EDITION_TIME, tzinfo=site_zone())
    last = due - timedelta(days=1)
    times = {"half": invitation.invited_at + (due - invitation.invited_at) / 2, "last": last}
    if times["half"] >= last - timedelta(days=1):  # hardly apart: one is enough
        del times["half"]
    return times


def reminder_key(invitation: Invitation, name: str) -> str:
    """The key of the letter that calls an invitation to mind at the time `name`, for the day as it is now."""
    return f"desk.reminder {invitation.pk} {name} {invitation.due_on}"


def _remind(invitation: Invitation, at: datetime) -> None:
    """Post the reminders ahead; each looks again whether it is still wanted when its time has come."""
    for name, due in reminder_times(invitation).items():
        if due > at:
            key = reminder_key(invitation, name)
            post("desk.reminder", about=invitation, to=invitation.address, at=at, due=due, key=key)


def extend(*, invitation: Invitation, due_on: date, by: Person, at: datetime) -> None:
    """Give the leader until another day. Raises NotNow where the invitation has ended, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not fresh.is_open:
            raise NotNow(gettext("The invitation has ended."))
        before, fresh.due_on = fresh.due_on, due_on
        fresh.save(update_fields=["due_on"])
        leader_link(fresh, by=by, at=at)
        _remind(fresh, at)
        record("invitation.extended", about=fresh, by=by, at=at, before=str(before), now=str(due_on))
    invitation.due_on = due_on


def accept(*, invitation: Invitation, by: Writer, at: datetime) -> bool:
    """The leader says yes, before writing; False where they had. Raises NotNow, PermissionDenied."""
    leader_only(by, invitation.answer)
    with transaction.atomic(durable=True):
        if not Invitation.objects.open().filter(pk=invitation.pk).exists():
            raise NotNow(gettext("The invitation has ended."))
        said = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(accepted_at=at)
        if said:
            record("invitation.accepted", about=invitation, by=by.person, at=at)
    return bool(said)


def decline(*, invitation: Invitation, reason: Invitation.Reason, words: str = "", by: Writer, at: datetime) -> None:
    """The leader says no; the desk reads why. What they wrote is kept. Raises NotNow, PermissionDenied."""
    leader_only(by, invitation.answer)
    with transaction.atomic(durable=True):
        _end(invitation, at, declined_at=at, declined_reason=reason, declined_words=words)
        tell_desk("desk.declined", about=invitation, invitation=invitation, at=at)
        record("invitation.declined", about=invitation, by=by.person, at=at, reason=reason.value)


def withdraw_invitation(*, invitation: Invitation, by: Person, at: datetime) -> None:
    """The desk asks no longer; the link opens nothing any more. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        _end(invitation, at, withdrawn_at=at)
        post("desk.withdrawn", about=invitation, to=invitation.address, at=at)
        record("invitation.withdrawn", about=invitation, by=by, at=at)


def _end(invitation: Invitation, at: datetime, **how: object) -> None:
    """End an open invitation, whose text is still with its author."""
    Answer.objects.select_for_update().get(pk=invitation.answer_id)  # first, as whoever saves a text does
    if not Invitation.objects.open().filter(pk=invitation.pk).update(**how):
        raise NotNow(gettext("The invitation has ended."))
    move(invitation.answer, State.DROPPED, out_of=(*AUTHOR_WRITES, State.SUBMITTED, State.APPROVED), at=at)
    for name, value in how.items():
        setattr(invitation, name, value)


def reopen(*, invitation: Invitation, due_on: date, by: Person | Writer, at: datetime) -> None:
    """The inverse of `decline`, for the leader, and of `withdraw_invitation`, for the desk: it goes on as it was.

    Raises NotNow where it has not ended, not by this side, or its question is not asked any more; AskedAlready,
    PermissionDenied.
    """
    ended = "withdrawn_at"
    if isinstance(by, Writer):
        leader_only(by, invitation.answer)
        ended = "declined_at"
    else:
        desk_only(by)
    again = {"declined_at": None, "declined_reason": "", "declined_words": "", "withdrawn_at": None, "due_on": due_on}
    try:
        with transaction.atomic(durable=True):
            _hold_question(Answer.objects.select_for_update().get(pk=invitation.answer_id).question_id)
            rows = Invitation.objects.filter(pk=invitation.pk, **{f"{ended}__isnull": False})
            if not rows.update(**again):
                raise NotNow(gettext("The invitation has not ended, or the other side has ended it."))
            invitation.refresh_from_db()
            begun = invitation.answer.revisions.exists()
            move(invitation.answer, State.DRAFT if begun else State.INVITED, out_of=(State.DROPPED,), at=at)
            leader_link(invitation, by=None, at=at)
            _remind(invitation, at)
            if not isinstance(by, Writer):
                post("desk.invitation", about=invitation, to=invitation.address, at=at)
            record("invitation.reopened", about=invitation, by=by.person if isinstance(by, Writer) else by, at=at)
    except IntegrityError as error:
        raise AskedAlready from error


def suggest(*, invitation: Invitation, name: str, address: str = "", words: str = "", by: Writer, at: datetime) -> None:
    """Name somebody else whom the desk might ask. Raises PermissionDenied."""
    leader_only(by, invitation.answer)
    with transaction.atomic(durable=True):
        suggestion = Suggestion.objects.create(
            invitation=invitation, name=name, address=address.lower(), words=words, at=at
        )
        tell_desk("desk.suggested", about=suggestion, invitation=invitation, at=at)
        record("leader.suggested", about=invitation, by=by.person, at=at, suggestion=suggestion.pk)


def set_cap(*, leader: Person, at_most: int | None, by: Person, at: datetime) -> None:
    """Say how often `leader` may be asked in ninety days; None: as often as the site says. Raises PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        if at_most is None:
            Cap.objects.filter(leader=leader).delete()
        else:
            Cap.objects.update_or_create(leader=leader, defaults={"at_most": at_most})
        record("leader.cap_set", about=leader, by=by, at=at, at_most=at_most)
