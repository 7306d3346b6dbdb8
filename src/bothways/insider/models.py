"""Questions, the signed answers to them, and the editions that show one each day."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.foundation.privacy import DataClass, DataClasses
from bothways.people.models import Person

Reader = Person | AnonymousUser | None


class Source(models.Model):
    """A collection that was brought in from elsewhere, with the credit that its licence asks for."""

    data_classes: ClassVar[DataClasses] = {
        DataClass.PUBLIC: {"key", "name", "url", "licence", "licence_url", "credit"},
    }

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=80)
    licence_url = models.URLField(max_length=500, blank=True)
    credit = models.CharField(max_length=300, blank=True)  # who is to be named

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a question is about, in the community's own word."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"name", "slug", "description"}}

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("address"), max_length=90, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class Insider(models.Model):
    """The by-line of a leader whom the desk invites, as it stands today; an answer keeps its own copy."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"role_title", "organisation", "verification"}}

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="insider")
    role_title = models.CharField(_("role"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verification = models.CharField(_("how it was verified"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.person.name

    def get_absolute_url(self) -> str:
        return reverse("insider", args=[self.person.slug])


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
    body_before = models.TextField()
    body_after = models.TextField()

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.note}"


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


class Edition(models.Model):
    """The slot of one day or week: the answer that is today's."""

    class Chosen(models.TextChoices):
        PLANNED = "planned", _("planned by the desk")
        BENCH = "bench", _("taken from the bench")
        AGAIN = "again", _("shown again, for the bench was empty")

    data_classes: ClassVar[DataClasses] = {DataClass.SYSTEM: {"chosen"}}

    day = models.DateField(unique=True)  # the first day that it is today's, in the site's time zone
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="editions")
    chosen = models.CharField(max_length=8, choices=Chosen, default=Chosen.PLANNED)
    planned_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.answer_id}"


class BenchAnswer(models.Model):
    """An answer held ready for a slot whose own is not."""

    data_classes: ClassVar[DataClasses] = {}

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, primary_key=True, related_name="bench")
    added_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["added_at"]

    def __str__(self) -> str:
        return f"bench: {self.answer_id}"


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


class Repost(models.Model):
    """A place that has republished an answer, told when a correction is made."""

    data_classes: ClassVar[DataClasses] = {DataClass.PUBLIC: {"url"}, DataClass.PRIVATE: {"contact"}}

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="reposts")
    url = models.URLField(_("where it was republished"), max_length=500)
    contact = models.EmailField(_("whom to tell of a correction"), blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["answer", "url"], name="repost_once")]

    def __str__(self) -> str:
        return self.url


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
