"""Invitations: a leader is asked for an answer to one question."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models import Answer, Question
from bothways.people.models import Person

ANSWER = "answer"  # the purpose of the addresses at which answers by mail arrive


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Invitations that neither side has ended."""
        return self.filter(declined_at__isnull=True, withdrawn_at__isnull=True)

    def made_to(self, person: Person | None) -> Self:
        """Invitations of which `person` is the leader; none for a stranger."""
        return self.filter(leader=person) if person else self.none()


class Invitation(models.Model):
    """One leader is asked to answer one question by a day. Its answer is there from the start, empty."""

    class Reason(models.TextChoices):
        TIME = "time", _("I have no time")
        SUBJECT = "subject", _("I am not the right person for this")
        CONFLICT = "conflict", _("I cannot speak about this")
        OTHER = "other", _("Another reason")

    data_classes: ClassVar[DataClasses] = {
        DataClass.PRIVATE: {"address"},
        DataClass.COMMUNITY: {"words", "declined_words"},  # between the desk and the leader
        DataClass.SYSTEM: {"declined_reason"},
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)  # in the address that a reply by mail goes to
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="invitations")
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="invitation")
    leader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    address = models.EmailField(
        _("e-mail address")
    )  # where the letter went: codes go there, replies must come from there
    words = models.TextField(_("a few words to the leader"), max_length=2_000, blank=True)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    due_on = models.DateField(_("wanted by"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)  # for the first time: this counts as a reply
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.CharField(max_length=10, choices=Reason, blank=True)
    declined_words = models.CharField(_("a few words"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["leader", "-invited_at"], name="invitation_of_leader")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "leader"],
                condition=Q(declined_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader} · {self.question}"

    @property
    def is_open(self) -> bool:
        """Whether neither side has ended it."""
        return self.declined_at is None and self.withdrawn_at is None


class Suggestion(models.Model):
    """Somebody whom an invited leader would ask instead, or as well."""

    data_classes: ClassVar[DataClasses] = {DataClass.PRIVATE: {"address"}, DataClass.COMMUNITY: {"name", "words"}}

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="suggestions")
    name = models.CharField(_("name"), max_length=120)
    address = models.EmailField(_("e-mail address"), blank=True)
    words = models.CharField(_("why them"), max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.name


class Cap(models.Model):
    """How often one leader may be asked in ninety days, where it is not what the site says for all."""

    data_classes: ClassVar[DataClasses] = {}

    leader = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="invitation_cap")
    at_most = models.PositiveSmallIntegerField(_("at most"))

    def __str__(self) -> str:
        return f"{self.leader}: {self.at_most}"
