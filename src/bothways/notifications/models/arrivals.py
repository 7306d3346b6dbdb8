"""Mail that came in."""

from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bothways.foundation.inbound.sorting import Kind
from bothways.foundation.privacy import DataClass, DataClasses
from bothways.people.models import Person, Role
from bothways.people.rules import holds


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def visible_to(self, person: Person | None) -> Self:
        """Every arrival for the owner, none for anybody else; whom a mail is for sees it through its feature."""
        return self if holds(person, Role.Kind.OWNER) else self.none()

    def waiting(self) -> Self:
        """Mails that have not been looked at to the end."""
        return self.filter(done_at__isnull=True, refused_at__isnull=True)

    def to(self, purpose: str, about: str) -> Self:
        """Mails to one of our addresses."""
        return self.filter(purpose=purpose, about=about)


class Arrival(models.Model):
    """One mail that came in to one address, kept as it came before anybody looked at it.

    It is new, then done or refused. A mail that was delivered twice is one arrival.
    """

    class Trust(models.TextChoices):
        SERVER = "server", _("our own mail server has handed it over, and its verdict on the sender counts")
        NOBODY = "nobody", _("anybody may have handed it over, and only its signatures count")

    TRIES: Final = 8  # over about four hours

    WRITERS: Final = {
        Kind.PERSON: _("a person"),
        Kind.OWN: _("this site"),
        Kind.BOUNCE: _("a mail server"),
        Kind.AUTOMATIC: _("a machine"),
        Kind.LIST: _("a mailing list"),
    }

    data_classes: ClassVar[DataClasses] = {
        DataClass.PRIVATE: {"raw", "envelope_from", "envelope_to", "sender"},
        DataClass.SYSTEM: {
            "key",
            "door",
            "trust",
            "purpose",
            "about",
            "kind",
            "message_id",
            "words_hash",
            "doubt",
            "outcome",
        },
    }

    key = models.CharField(max_length=64, unique=True)  # hash of the provider's own id, or of mail and address
    raw = models.BinaryField(null=True)  # as it came; None when it was kept long enough
    size = models.PositiveIntegerField()  # bytes
    door = models.CharField(max_length=32)  # "smtp", "lmtp", or the name of a provider
    trust = models.CharField(max_length=8, choices=Trust)
    envelope_from = models.CharField(max_length=320, null=True)  # noqa: DJ001  None: not known; "": a mail without a way back
    envelope_to = models.CharField(max_length=320)
    purpose = models.CharField(max_length=16, blank=True)  # "answer"; none where the address is not one of ours
    about = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()

    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)  # a worker has it in hand until then
    tries = models.PositiveSmallIntegerField(default=0)

    kind = models.CharField(max_length=12, choices=WRITERS, blank=True)  # who has written it; none: not read yet
    sender = models.CharField(max_length=254, blank=True)
    doubt = models.CharField(max_length=300, blank=True)  # why the sender is not verified, in a sentence
    message_id = models.CharField(max_length=300, blank=True)
    words_hash = models.CharField(max_length=64, blank=True)  # of its body: the same words once more change nothing
    done_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)  # what came of it, in a sentence without words of the mail

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                name="arrival_waiting",
                condition=Q(done_at__isnull=True, refused_at__isnull=True),
            ),
            models.Index(fields=["purpose", "about", "received_at"], name="arrival_about"),
            models.Index(fields=["done_at"], name="arrival_kept", condition=Q(raw__isnull=False)),
            models.Index(fields=["refused_at"], name="arrival_refused", condition=Q(refused_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(refused_at__isnull=True), name="arrival_done_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.about} {self.received_at:%Y-%m-%d %H:%M}"
