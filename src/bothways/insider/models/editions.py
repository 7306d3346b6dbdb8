"""Editions, and the bench that stands in for them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models.answers import Answer
from bothways.people.models import Person


class Edition(models.Model):
    """The slot of one day or week: the answer that is today's."""

    class Chosen(models.TextChoices):
        PLANNED = "planned", _("planned by the desk")
        BENCH = "bench", _("taken from the bench")
        AGAIN = "again", _("shown again, for the bench was empty")

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"chosen"}}

    day = models.DateField(unique=True)  # the first day that it is today's, in the site's time zone
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="editions")
    chosen = models.CharField(max_length=8, choices=Chosen, default=Chosen.PLANNED)
    planned_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.answer_id}"


class BenchAnswer(models.Model):
    """An answer held ready for a slot whose own is not."""

    data_classes: ClassVar[DataClasses] = {}

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, primary_key=True, related_name="bench")
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["added_at"]

    def __str__(self) -> str:
        return f"bench: {self.answer_id}"
