"""Tests of the site's mail."""

from typing import ClassVar, Self

from django.db import models

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.people.models import Person, Role
from bothways.people.rules import holds


class MailTestQuerySet(models.QuerySet["MailTest"]):
    def visible_to(self, person: Person | None) -> Self:
        """Every test for the owner, none for anybody else."""
        return self if holds(person, Role.Kind.OWNER) else self.none()


class MailTest(models.Model):
    """One test: what the domain name system says of our mail, and whether a letter to ourselves came back."""

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"findings", "verdict"}}

    started_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    looked_up_at = models.DateTimeField(null=True)
    findings = models.JSONField(default=list)  # [{"name": "SPF", "state": "good" | "bad" | "unknown", "words": "…"}]
    returned_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=300, blank=True)  # why the sender of what came back is in doubt; "" for not

    objects = MailTestQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["started_at"], name="mail_test_due", condition=models.Q(looked_up_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
