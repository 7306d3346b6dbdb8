"""What search knows of everything that can be found."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.insider.models.answers import Answer
from bothways.insider.models.bylines import Insider
from bothways.insider.models.questions import Question
from bothways.insider.models.reader import Reader
from bothways.insider.models.topics import Topic
from bothways.people.models import Person


class SearchDocumentQuerySet(models.QuerySet["SearchDocument"]):
    def visible_to(self, reader: Reader) -> Self:
        """Documents of what `reader` may read, by the rules of the things themselves."""
        readable = {
            SearchDocument.Kind.QUESTION: Question.objects.visible_to(reader),
            SearchDocument.Kind.ANSWER: Answer.objects.visible_to(reader),
            SearchDocument.Kind.PERSON: searchable_people(reader),
            SearchDocument.Kind.TOPIC: Topic.objects.all(),
        }
        # A case, not an "or" of four: for that one SQLite would walk through all documents of each kind.
        exists = (
            When(kind=kind, then=Exists(rows.filter(pk=OuterRef("object_id")))) for kind, rows in readable.items()
        )
        return self.filter(Case(*exists, default=False))


class SearchDocument(models.Model):
    """What search knows of one question, answer, person or topic: a copy, made by `actions.indexing` and nobody else.

    The full-text index of the database is made from this table, by triggers on SQLite and by generated columns on
    PostgreSQL. SQLite drops the triggers when a migration remakes the table: such a migration makes them anew.

    The key grows with time, so that the newest of many can be read first: see `search.numbering`.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("Questions")
        ANSWER = "answer", _("Answers")
        PERSON = "person", _("People")
        TOPIC = "topic", _("Topics")

    data_classes: ClassVar[DataClasses] = {
        DataClass.PUBLIC: {"title", "slug", "subtitle", "about", "topics", "words"},
        DataClass.SYSTEM: {"kind", "facets"},
    }

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(null=True)  # when it appeared; of people and topics not known
    slug = models.CharField(max_length=90)
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=400)  # the by-line of an answer, the role of a person
    about = models.CharField(max_length=200)  # the question that an answer is to
    topics = models.TextField()  # names, one a line
    facets = models.TextField()  # what can be filtered by: "ka p7 t12" is an answer on topic 12 by person 7
    words = models.TextField()  # everything else, plain

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "slug"], name="search_document_slug")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the thing itself."""
        return reverse("insider" if "ki" in self.facets.split() else self.kind, args=[self.slug])


class SearchTerm(models.Model):
    """A word that documents hold, and how many do: what a mistyped word may have meant, and how rare a word is."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"word"}}

    word = models.CharField(max_length=24, unique=True)  # folded: lower case, no accents
    documents = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["documents"], condition=Q(documents=0), name="search_term_gone")]

    def __str__(self) -> str:
        return self.word


def searchable_people(reader: Reader) -> models.QuerySet[Person]:
    """People whom search finds: insiders and authors of what `reader` may read, until they leave."""
    by_line = Exists(Insider.objects.filter(person=OuterRef("pk")))
    author = Exists(Answer.objects.visible_to(reader).filter(author=OuterRef("pk")))
    return Person.objects.filter(Q(by_line) | Q(author), left_at__isnull=True)
