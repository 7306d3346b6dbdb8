"""What readers mark: followed, saved, said to have helped."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bothways.foundation.privacy import DataClasses
from bothways.insider.models.answers import Answer
from bothways.insider.models.bylines import Insider
from bothways.insider.models.questions import Question
from bothways.insider.models.topics import Topic
from bothways.people.models import Person


class Follow(models.Model):
    """A person wants to hear of one question, one topic or one insider."""

    data_classes: ClassVar[DataClasses] = {}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follows")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, blank=True, related_name="followers")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="followers")
    insider = models.ForeignKey(Insider, on_delete=models.CASCADE, null=True, blank=True, related_name="followers")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, topic__isnull=True, insider__isnull=True)
                | Q(question__isnull=True, topic__isnull=False, insider__isnull=True)
                | Q(question__isnull=True, topic__isnull=True, insider__isnull=False),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(fields=["person", "question"], name="follow_question_once"),
            models.UniqueConstraint(fields=["person", "topic"], name="follow_topic_once"),
            models.UniqueConstraint(fields=["person", "insider"], name="follow_insider_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows"


class Save(models.Model):
    """A person keeps an answer to read again. Nobody else sees it."""

    data_classes: ClassVar[DataClasses] = {}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saves")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="saves")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "answer"], name="save_once")]

    def __str__(self) -> str:
        return f"{self.person_id} saved {self.answer_id}"


class Help(models.Model):
    """A person says that an answer helped. The number is shown, the people are not."""

    data_classes: ClassVar[DataClasses] = {}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="helps")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="helps")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "answer"], name="help_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} helped {self.person_id}"
