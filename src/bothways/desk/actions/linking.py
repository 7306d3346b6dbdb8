"""Personal links: making, revoking and using them; and handing a draft to a delegate."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from bothways.desk.models import Invitation, Link, LinkUse
from bothways.desk.rules import Writer, leader_only
from bothways.history.actions.recording import record
from bothways.insider.actions.moving import NotNow
from bothways.insider.models import Answer
from bothways.notifications.actions.posting import post
from bothways.people.models import Person
from bothways.people.rules import desk_only

GOOD_FOR = timedelta(days=14)
OPENING = timedelta(minutes=10)  # opened again within this, a link is not noted again
DELEGATES = 3
ASKED = "asked anew"  # in the log of a link: its holder wanted another in its place


class TooManyDelegates(Exception):
    """A draft has at most three delegates."""


def leader_link(invitation: Invitation, *, by: Person | None, at: datetime) -> Link:
    """The leader's own link, good for fourteen days from `at`: the present one, or a new one in its place.

    Call it inside a transaction.
    """
    link = invitation.links.filter(holder=Link.Holder.LEADER, revoked_at__isnull=True).order_by("-made_at").first()
    if link is None or link.expires_at <= at:
        return Link.objects.create(
            invitation=invitation, holder=Link.Holder.LEADER, address=invitation.address,
            name=invitation.leader.name, made_by=by, made_at=at, expires_at=at + GOOD_FOR,
        )  # fmt: skip
    link.expires_at = at + GOOD_FOR
    link.save(update_fields=["expires_at"])
    return link


def letter_to_leader(kind: str, answer: Answer, *, by: Person | None, at: datetime) -> None:
    """Write to the author of `answer`, with a link that is good. Call it inside a transaction."""
    invitation = Invitation.objects.filter(answer=answer).first()
    if invitation:
        leader_link(invitation, by=by, at=at)
        post(kind, about=invitation, to=invitation.address, at=at)


def send_link_again(*, invitation: Invitation, by: Person, at: datetime) -> Link:
    """Give the leader a new link by mail; the ones before it open nothing any more. Raises NotNow, PermissionDenied."""
    desk_only(by)
    with transaction.atomic(durable=True):
        if not invitation.is_open:
            raise NotNow(gettext("The invitation has ended."))
        invitation.links.filter(holder=Link.Holder.LEADER, revoked_at__isnull=True).update(revoked_at=at)
        link = leader_link(invitation, by=by, at=at)
        post("desk.link", about=invitation, to=invitation.address, at=at)
        record("link.made", about=invitation, by=by, at=at, link=link.pk)
    return link


def ask_for_new_link(*, link: Link, at: datetime) -> bool:
    """The holder of a link that is too old asks for another, which goes to the address that the old one went to.

    At most one an hour; False where one was sent within it, the invitation has ended, or the link was revoked.
    """
    with transaction.atomic(durable=True):
        invitation = Invitation.objects.select_for_update().get(pk=link.invitation_id)
        link.refresh_from_db(fields=["revoked_at"])
        recent = LinkUse.objects.filter(
            link__invitation=invitation, link__address=link.address, verb=ASKED, at__gt=at - timedelta(hours=1)
        )
        if recent.exists() or not invitation.is_open or link.revoked_at:
            return False
        LinkUse.objects.create(link=link, verb=ASKED, at=at)
        if link.of_leader:
            leader_link(invitation, by=None, at=at)
            post("desk.link", about=invitation, to=invitation.address, at=at)
        else:
            _delegate_link(invitation, link.name, link.address, by=link.made_by, at=at)
        record("link.asked", about=invitation, by=None, at=at, link=link.pk)
    return True


def revoke_link(*, link: Link, by: Person | Writer, at: datetime) -> bool:
    """Let a link open nothing any more; False where it was revoked before.

    For the desk, and for the leader whose delegate holds it. Raises PermissionDenied.
    """
    if isinstance(by, Writer):
        leader_only(by, link.invitation.answer)
    else:
        desk_only(by)
    person = by.person if isinstance(by, Writer) else by
    with transaction.atomic(durable=True):
        revoked = Link.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=at)
        if revoked:
            record("link.revoked", about=link.invitation, by=person, at=at, link=link.pk)
    return bool(revoked)


def delegate(*, invitation: Invitation, name: str, address: str, by: Writer, at: datetime) -> Link:
    """Let somebody else draft for the leader, by a link of their own. `revoke_link` is the inverse.

    Raises TooManyDelegates, NotNow, PermissionDenied.
    """
    leader_only(by, invitation.answer)
    with transaction.atomic(durable=True):
        if not Invitation.objects.select_for_update().get(pk=invitation.pk).is_open:
            raise NotNow(gettext("The invitation has ended."))
        others = invitation.links.current(at).filter(holder=Link.Holder.DELEGATE)
        if others.exclude(address=address.lower()).count() >= DELEGATES:
            raise TooManyDelegates
        link = _delegate_link(invitation, name, address.lower(), by=by.person, at=at)
        Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(accepted_at=at)
        record("draft.delegated", about=invitation, by=by.person, at=at, link=link.pk)
    return link


def _delegate_link(invitation: Invitation, name: str, address: str, *, by: Person | None, at: datetime) -> Link:
    """A link for a delegate, by mail; an earlier one of the same address opens nothing any more."""
    invitation.links.filter(holder=Link.Holder.DELEGATE, address=address, revoked_at__isnull=True).update(revoked_at=at)
    link = Link.objects.create(
        invitation=invitation, holder=Link.Holder.DELEGATE, address=address, name=name, made_by=by, made_at=at,
        expires_at=at + GOOD_FOR,
    )  # fmt: skip
    post("desk.delegated", about=link, to=address, at=at)
    return link


def note_use(*, link: Link, verb: str, at: datetime) -> None:
    """Note in the link's log that it was used; the same within ten minutes is noted once."""
    if not link.uses.filter(verb=verb, at__gt=at - OPENING).exists():
        LinkUse.objects.create(link=link, verb=verb, at=at)
