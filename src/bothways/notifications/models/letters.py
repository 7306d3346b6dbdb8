"""The outbox."""

from datetime import datetime
from typing import ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.people.models import Person, Role
from bothways.people.rules import holds

_OPEN = {"sent_at__isnull": True, "dropped_at__isnull": True, "failed_at__isnull": True}


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, person: Person | None) -> Self:
        """Every letter for the owner, who sees that it goes out and never what it says; none for anybody else."""
        return self if holds(person, Role.Kind.OWNER) else self.none()

    def waiting(self) -> Self:
        """Letters that are still to go out."""
        return self.filter(**_OPEN)

    def free(self, at: datetime) -> Self:
        """Waiting letters that no worker has in hand."""
        return self.waiting().filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))

    def due(self, at: datetime) -> Self:
        """Free letters whose time has come, the longest due first."""
        return self.free(at).filter(due_at__lte=at).order_by("due_at", "id")

    def dead(self) -> Self:
        """Letters that were given up and can be sent again."""
        return self.filter(failed_at__isnull=False, dropped_at__isnull=True)


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
    due_at = models.DateTimeField()  # when it goes out, or is tried again
    leased_until = models.DateTimeField(null=True, blank=True)  # a worker has it in hand until then
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)  # what the last try met
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # there was nothing to say any more
    failed_at = models.DateTimeField(
        null=True, blank=True
    )  # given up, or stopped: a dead letter, which can be sent again

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                name="letter_waiting",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True, failed_at__isnull=True),
            ),
            models.Index(fields=["-failed_at"], name="letter_dead", condition=Q(failed_at__isnull=False)),
            models.Index(fields=["-sent_at"], name="letter_sent", condition=Q(sent_at__isnull=False)),
            models.Index(fields=["-dropped_at"], name="letter_dropped", condition=Q(dropped_at__isnull=False)),
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
        rows: models.Manager[models.Model] = apps.get_model(self.about_kind)._default_manager  # noqa: SLF001  Django's door
        return rows.filter(pk=self.about_id).first()
