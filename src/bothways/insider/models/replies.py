"""What readers say."""

from typing import ClassVar, Self

from django.db import models

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models.answers import Answer
from bothways.insider.models.questions import Question
from bothways.insider.models.reader import Reader
from bothways.insider.models.sources import Source
from bothways.people.models import Person


class ReplyQuerySet(models.QuerySet["Reply"]):
    def visible_to(self, reader: Reader) -> Self:
        """Replies that nobody has hidden."""
        return self.filter(hidden_at__isnull=True)


class Reply(models.Model):
    """What a reader says to a question or to an answer; one level of thread below it."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"body", "body_html", "author_name", "licence"}}

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    author_name = models.CharField(max_length=120, blank=True)  # for one whose account the source no longer has
    body = models.TextField(max_length=5_000)
    body_html = models.TextField(blank=True, editable=False)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    licence = models.CharField(max_length=80, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        indexes: ClassVar = [models.Index(fields=["question", "at"], name="reply_of_question")]

    def __str__(self) -> str:
        return f"{self.author_name} · {self.at:%Y-%m-%d}"
