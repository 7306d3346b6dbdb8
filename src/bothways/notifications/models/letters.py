"""The outbox."""

from typing import ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Q

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.people.models import Person


class Letter(models.Model):
    """A mail that is to go out, or has. It names what it is about; its words are found when it goes out."""

    data_classes: ClassVar[DataClasses] = {
        DataClass.PRIVATE: {"address"},
        DataClass.SYSTEM: {"kind", "about_kind", "about_id", "key", "error"},
    }

    kind = models.CharField(max_length=64)  # "desk.invitation"; see `letters`
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="letters")
    address = models.EmailField(blank=True)  # of somebody without an account; else the person's own as it is then
    about_kind = models.CharField(max_length=64)
    about_id = models.CharField(max_length=64)
    key = models.CharField(max_length=160, unique=True)  # at most one letter has it: posting twice is safe
    posted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)  # a worker has it in hand until then
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)  # what the last try met
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # there was nothing to say any more
    failed_at = models.DateTimeField(null=True, blank=True)  # given up: a dead letter, which can be sent again

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                name="letter_waiting",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True, failed_at__isnull=True),
            ),
            models.Index(fields=["-failed_at"], name="letter_dead", condition=Q(failed_at__isnull=False)),
            models.Index(fields=["about_kind", "about_id"], name="letter_about"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(address=""), name="letter_to_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_kind} {self.about_id}"

    @property
    def to(self) -> str:
        """The address that it goes to, as it is now."""
        return self.address or (self.person.email if self.person else "") or ""

    @property
    def about(self) -> models.Model | None:
        """What it is about; None where that is gone."""
        return apps.get_model(self.about_kind)._default_manager.filter(pk=self.about_id).first()  # noqa: SLF001  Django's own door for this
