"""Telling the desk: whoever invited hears, and all of the desk where that editor has left it."""

from datetime import datetime

from django.db import models

from bothways.desk.models import Invitation
from bothways.notifications.actions.posting import post
from bothways.people.models import Role
from bothways.people.queries import holders
from bothways.people.rules import can_edit


def tell_desk(kind: str, *, about: models.Model, invitation: Invitation, at: datetime, once: str = "") -> None:
    """Write to whoever is to hear of `invitation`; with `once` no two such letters go to one person.

    Call it inside the transaction that the letter tells of.
    """
    inviter = invitation.invited_by
    desk = [inviter] if can_edit(inviter) else list(holders(Role.Kind.EDITOR, Role.Kind.OWNER))
    for person in desk:
        if person:
            post(kind, about=about, to=person, at=at, key=f"{once} {person.pk}" if once else None)
