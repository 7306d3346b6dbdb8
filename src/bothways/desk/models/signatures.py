"""Signatures: the author has said yes to one exact text."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.desk.models.drafts import Revision
from bothways.desk.models.invitations import Invitation
from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models import Answer
from bothways.people.models import Person


class SigningCode(models.Model):
    """A code that was mailed to the leader to sign one exact text: ten minutes, once, five tries."""

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"text_hash"}}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)  # the code is made from this and the site's key
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="codes")
    text_hash = models.CharField(max_length=64)  # SHA-256 of the text that it signs, hex
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.invitation_id} · {self.asked_at:%Y-%m-%d %H:%M}"


class Signature(models.Model):
    """One exact text, signed: its hash, when, and in which way."""

    class Way(models.TextChoices):
        CODE = "code", _("with a code sent to the author's address")
        PASSKEY = "passkey", _("with the author's passkey")

    data_classes: ClassVar[DataClasses] = {
        DataClass.PRIVATE: {"address"},
        DataClass.SYSTEM: {"text_hash", "way"},
    }

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="signatures")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="signatures")
    text_hash = models.CharField(max_length=64)
    way = models.CharField(max_length=8, choices=Way)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField()  # that the code went to, or that the passkey's account has
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by} · {self.at:%Y-%m-%d %H:%M}"
