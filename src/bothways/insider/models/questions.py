"""Questions, and the addresses that they had before."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.foundation import time
from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models.reader import Reader
from bothways.insider.models.sources import Source
from bothways.insider.models.topics import Topic
from bothways.people.models import Person


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, reader: Reader) -> Self:
        """Questions that `reader` may read: those that the desk has opened."""
        return self.filter(state__in=Question.READABLE)


class Question(models.Model):
    """Something timely that the community wants to know."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("accepted")
        MERGED = "merged", _("merged")
        DECLINED = "declined", _("declined")
        OPEN = "open", _("open")
        ARCHIVED = "archived", _("archived")

    class AnsweredBy(models.TextChoices):
        INSIDERS = "insiders", _("invited leaders")
        ANYONE = "anyone", _("any reader")

    READABLE = (State.OPEN, State.ARCHIVED)

    data_classes: ClassVar[DataClasses] = {
        DataClass.PUBLIC: {"title", "slug", "detail", "detail_html", "why_now", "source_url", "licence"},
        DataClass.COMMUNITY: {"declined_reason"},
        DataClass.SYSTEM: {"state", "answered_by"},
    }

    title = models.CharField(_("question"), max_length=160)
    slug = models.SlugField(_("address"), max_length=90, unique=True)
    detail = models.TextField(_("detail"), blank=True)
    detail_html = models.TextField(blank=True, editable=False)
    why_now = models.CharField(_("why now"), max_length=300, blank=True)
    timely_until = models.DateField(_("timely until"), null=True, blank=True)
    topics = models.ManyToManyField(Topic, related_name="questions", blank=True)
    related = models.ManyToManyField("self", symmetrical=True, blank=True)  # chosen by hand, or linked in the source
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    state_at = models.DateTimeField(default=time.now)  # since when it is in this state
    declined_reason = models.CharField(_("why the desk declined it"), max_length=300, blank=True)
    answered_by = models.CharField(max_length=12, choices=AnsweredBy, default=AnsweredBy.INSIDERS)
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()  # of anything that its page shows
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="questions")
    source_url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    answer_count = models.PositiveIntegerField(default=0)  # published answers; kept by the actions
    follower_count = models.PositiveIntegerField(default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-opened_at", "-id"], name="question_newest", condition=Q(opened_at__isnull=False)),
            models.Index(
                fields=["state", "answer_count", "-follower_count", "-opened_at", "-id"], name="question_waiting"
            ),
            models.Index(fields=["state", "-follower_count", "-id"], name="question_followed"),
            models.Index(fields=["state", "state_at", "id"], name="question_longest_waiting"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=("open", "archived")) | Q(opened_at__isnull=False), name="question_open_dated"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="question_merged_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.slug])


class QuestionAddress(models.Model):
    """An address that a question had before: it leads to the present one."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"slug"}}

    slug = models.SlugField(max_length=90, unique=True)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="former_addresses")

    def __str__(self) -> str:
        return self.slug
