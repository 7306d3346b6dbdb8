"""Drafts: every text that an answer has had, and what the desk said to it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways.desk.models.links import Link
from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models import Answer
from bothways.people.models import Person


class Revision(models.Model):
    """One text of an answer. A writer goes on in the same one while they write; another's begins a new one."""

    class Way(models.TextChoices):
        LINK = "link", _("by the personal link")
        MAIL = "mail", _("by mail")
        DESK = "desk", _("at the desk")
        ACCOUNT = "account", _("signed in")

    data_classes: ClassVar[DataClasses] = {
        DataClass.COMMUNITY: {"headline", "summary", "body", "by_name"},  # the leader's and the desk's until published
        DataClass.SYSTEM: {"way"},
    }

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()  # 1, 2, 3 …
    edits = models.PositiveIntegerField(default=1)  # how often it was saved: with the number, what a writer began from
    headline = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    way = models.CharField(max_length=8, choices=Way)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120)  # as it was, also of a delegate who is no person here
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, null=True, related_name="+")
    arrival_id = models.BigIntegerField(
        null=True, blank=True
    )  # the raw mail that it came from; that is kept for a time
    begun_at = models.DateTimeField()
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)  # handed in, or another writer went on

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["answer", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} · {self.number}"

    @property
    def mark(self) -> str:
        """What a page carries to say which text its writer began from: "3.12"."""
        return f"{self.number}.{self.edits}"


class Review(models.Model):
    """What the desk said to one text: it stands, or these changes are asked for."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("approved")
        CHANGES = "changes", _("changes asked")

    data_classes: ClassVar[DataClasses] = {DataClass.COMMUNITY: {"words"}, DataClass.SYSTEM: {"verdict"}}

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="reviews")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=8, choices=Verdict)
    words = models.TextField(_("to the author"), max_length=2_000, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} · {self.revision}"
