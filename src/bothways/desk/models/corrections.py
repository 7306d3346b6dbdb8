"""Corrections that change what an answer says: they wait until its author has signed them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bothways.desk.models.drafts import Revision
from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models import Answer, Correction
from bothways.people.models import Person


class ProposedCorrection(models.Model):
    """A new text for a published answer. The published one stays as it is until the author signs."""

    data_classes: ClassVar[DataClasses] = {DataClass.COMMUNITY: {"note"}}

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="proposed_corrections")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("what is corrected"), max_length=300)
    proposed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    made = models.OneToOneField(Correction, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposal")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(made__isnull=True, dropped_at__isnull=True),
                name="correction_proposed_once",
            ),
        ]

    def __str__(self) -> str:
        return self.note
