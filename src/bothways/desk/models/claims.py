"""Claims: an editor has something in hand, until a time."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from bothways.foundation.privacy import DataClasses
from bothways.insider.models import Answer, Question
from bothways.people.models import Person


class ClaimQuerySet(models.QuerySet["Claim"]):
    def current(self, at: datetime) -> Self:
        """Claims that hold at `at`."""
        return self.filter(until__gt=at)


class Claim(models.Model):
    """One editor works on one question or answer. It lapses by itself, so that nothing stays in a drawer."""

    data_classes: ClassVar[DataClasses] = {}

    question = models.OneToOneField(Question, on_delete=models.CASCADE, null=True, blank=True, related_name="claim")
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, null=True, blank=True, related_name="claim")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    at = models.DateTimeField()
    until = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, answer__isnull=True)
                | Q(question__isnull=True, answer__isnull=False),
                name="claim_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} until {self.until:%H:%M}"
