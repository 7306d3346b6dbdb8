"""What people have asked to be written, and the digests that they were sent for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.people.models import Person


class Subscription(models.Model):
    """What one person has asked to be written. Whoever has none gets nothing that they did not ask for."""

    class Rhythm(models.TextChoices):
        NONE = "none", _("not at all")
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("once a week")

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"rhythm", "former_rhythm"}}

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="subscription")
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.NONE)
    former_rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.WEEKLY)  # what comes back on a return
    weekday = models.PositiveSmallIntegerField(default=0)  # of a weekly digest; 0 is Monday
    at_once = models.BooleanField(default=False)  # a letter for each new answer to what they follow
    changed_at = models.DateTimeField()
    covered_until = models.DateTimeField()  # the next digest tells what has appeared since
    next_at = models.DateTimeField(null=True, blank=True)  # of the next digest; none where there is none to come

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="subscription_due", condition=Q(next_at__isnull=False))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="subscription_weekday"),
            models.CheckConstraint(
                condition=Q(rhythm="none", next_at__isnull=True) | (~Q(rhythm="none") & Q(next_at__isnull=False)),
                name="subscription_next_where_rhythm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.rhythm}"


class Digest(models.Model):
    """The one digest of a person for a day: it tells what has appeared from `since` until `until`."""

    data_classes: ClassVar[DataClasses] = {}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()  # in the person's own calendar: neither a change of the clock nor a wrong one repeats it
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "day"], name="digest_once"),
            models.CheckConstraint(condition=Q(since__lte=models.F("until")), name="digest_forwards"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.day}"
