"""Signed answers, and the corrections of them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.foundation import time
from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models.questions import Question
from bothways.insider.models.reader import Reader
from bothways.insider.models.sources import Source
from bothways.people.models import Person


def _of_readable_question(reader: Reader) -> Exists:
    """Asked of each row that is met, not of all questions beforehand, as SQLite would for a join."""
    return Exists(Question.objects.visible_to(reader).filter(pk=OuterRef("question")))


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, reader: Reader) -> Self:
        """Published answers to questions that `reader` may read."""
        return self.filter(_of_readable_question(reader), state=Answer.State.PUBLISHED)

    def addressed_to(self, reader: Reader) -> Self:
        """Answers whose address answers `reader`: the visible ones, and the withdrawn ones, which say so."""
        return self.filter(_of_readable_question(reader), state__in=(Answer.State.PUBLISHED, Answer.State.WITHDRAWN))


class Answer(models.Model):
    """A signed article that answers one question, with the by-line of its author as of the day it was published."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("handed in")
        CHANGES_ASKED = "changes_asked", _("changes asked")
        APPROVED = "approved", _("approved by the desk")
        SIGNED = "signed", _("signed by the author")
        SCHEDULED = "scheduled", _("scheduled")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DROPPED = "dropped", _("not going ahead")

    BYLINE = ("byline_name", "byline_role", "byline_organisation", "byline_verified_at", "byline_verification")
    PENDING = "pending-"  # so begins the address of an answer that has none yet: it gets one when it is published

    data_classes: ClassVar[DataClasses] = {
        DataClass.PUBLIC: {
            "headline", "slug", "summary", "body", "body_html", "byline_name", "byline_role", "byline_organisation",
            "byline_verification", "canonical_url", "licence", "withdrawn_reason",
        },
        DataClass.SYSTEM: {"state", "signed_hash"},
    }  # fmt: skip

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    headline = models.CharField(_("headline"), max_length=200)
    slug = models.SlugField(_("address"), max_length=90, unique=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = models.TextField(_("answer"), max_length=20_000)
    body_html = models.TextField(blank=True, editable=False)
    word_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    state_at = models.DateTimeField(default=time.now)  # since when it is in this state
    byline_name = models.CharField(max_length=120, blank=True)
    byline_role = models.CharField(max_length=120, blank=True)
    byline_organisation = models.CharField(max_length=120, blank=True)
    byline_verified_at = models.DateTimeField(null=True, blank=True)
    byline_verification = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the exact text that was signed, hex
    published_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    canonical_url = models.URLField(max_length=500, blank=True)  # where it first appeared, when that was elsewhere
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    licence = models.CharField(max_length=80, blank=True)
    helped_count = models.PositiveIntegerField(default=0)
    imported_score = models.IntegerField(
        default=0
    )  # votes that it brought from its source; orders, never shown as ours

    objects = AnswerQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["question", "state", "-published_at"], name="answer_of_question"),
            models.Index(fields=["author", "state", "-published_at"], name="answer_of_author"),
            models.Index(fields=["state", "-published_at", "-id"], name="answer_newest"),
            models.Index(fields=["state", "state_at", "id"], name="answer_longest_waiting"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="answer_published_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False), name="answer_withdrawn_dated"
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return reverse("answer", args=[self.slug])


class Correction(models.Model):
    """A dated change to a published answer, with both versions."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"note", "body_before", "body_after"}}

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("what was corrected"), max_length=300)
    signed_at = models.DateTimeField(
        null=True, blank=True
    )  # when the author signed it anew; small ones need no signature
    body_before = models.TextField()
    body_after = models.TextField()

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.note}"
