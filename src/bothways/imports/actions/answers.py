"""Writing answers with their by-lines, and the replies to them."""

from collections.abc import Iterable

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bothways.imports import addresses
from bothways.imports.actions.people import NAME_LENGTH
from bothways.imports.actions.writing import Fields, Placed, Writer
from bothways.imports.records import AnswerRow, Kind, ReplyRow
from bothways.imports.staging import Staged
from bothways.insider.models import Answer, Question, Reply
from bothways.people.models import Person


class AnswerWriter(Writer[AnswerRow]):
    """Answers, published on the day on which they were given."""

    kind = Kind.ANSWER

    def write(self, batch: list[Staged[AnswerRow]]) -> None:
        questions = self.ids(Kind.QUESTION, (one.row.question for one in batch))
        new, old = self.sort(self.with_parent(batch, lambda row: row.question in questions))
        authors = self._authors(batch)
        slugs = addresses.choose(Answer, [(one.texts.headline, one.row.key) for one in new], fallback="answer")
        answers = [
            Answer(slug=slug, **_fields(one, questions, authors), **self._start(one, authors))
            for one, slug in zip(new, slugs, strict=True)
        ]
        before = _questions_of(old)
        self.created(new, Answer.objects.bulk_create(answers))
        self.update(old, lambda one: {**_fields(one, questions, authors), **_byline_now(one, authors)})
        self._recount(before | set(questions.values()))

    def _authors(self, batch: list[Staged[AnswerRow]]) -> dict[str, Person]:
        ids = self.ids(Kind.PERSON, (one.row.author for one in batch))
        people = Person.objects.in_bulk(ids.values())
        return {key: people[number] for key, number in ids.items()}

    def _start(self, one: Staged[AnswerRow], authors: dict[str, Person]) -> Fields:
        author = authors.get(one.row.author)
        return {
            "state": Answer.State.PUBLISHED,
            "published_at": one.row.at or self.at,
            "source": self.source,
            "byline_name": (one.row.byline_name or (author.name if author else ""))[:NAME_LENGTH],
            "byline_role": one.row.byline_role[:NAME_LENGTH],
            "byline_organisation": one.row.byline_organisation[:NAME_LENGTH],
        }

    def _recount(self, questions: Iterable[int]) -> None:
        """Published answers per question, counted anew for all of a batch in one statement."""
        published = Answer.objects.filter(question=OuterRef("pk"), state=Answer.State.PUBLISHED).order_by()
        number = published.values("question").annotate(number=Count("pk")).values("number")
        Question.objects.filter(pk__in=questions).update(answer_count=Coalesce(Subquery(number), 0), changed_at=self.at)


def _fields(one: Staged[AnswerRow], questions: dict[str, int], authors: dict[str, Person]) -> Fields:
    author = authors.get(one.row.author)
    return {
        "question_id": questions[one.row.question],
        "author_id": author.pk if author else None,
        "headline": one.texts.headline or "…",
        "summary": one.texts.summary,
        "body": one.texts.markdown,
        "body_html": one.texts.html,
        "word_count": one.texts.words,
        "canonical_url": one.row.url[:500],
        "licence": one.row.licence[:80],
        "imported_score": one.row.score,
    }


def _byline_now(one: Staged[AnswerRow], authors: dict[str, Person]) -> Fields:
    """A by-line stays as of its day, unless the source says it, or has taken the author's name away since."""
    if one.row.byline_name or one.row.author not in authors:
        return {"byline_name": one.row.byline_name[:NAME_LENGTH]}
    return {}


def _questions_of(old: Placed[AnswerRow]) -> set[int]:
    numbers = [number for _, number in old]
    return set(Answer.objects.filter(pk__in=numbers).values_list("question_id", flat=True))


class ReplyWriter(Writer[ReplyRow]):
    """Replies to questions and to answers."""

    kind = Kind.REPLY

    def write(self, batch: list[Staged[ReplyRow]]) -> None:
        places = self._places(batch)
        new, old = self.sort(self.with_parent(batch, lambda row: row.post in places))
        people = self.ids(Kind.PERSON, (one.row.author for one in batch))
        replies = [Reply(**_reply_fields(one, places, people), **self._start(one)) for one in new]
        self.created(new, Reply.objects.bulk_create(replies))
        self.update(old, lambda one: _reply_fields(one, places, people))
        touched = {places[one.row.post][0] for one in [*new, *(one for one, _ in old)]}
        Question.objects.filter(pk__in=touched).update(changed_at=self.at)

    def _places(self, batch: list[Staged[ReplyRow]]) -> dict[str, tuple[int, int | None]]:
        """For each post that is here: its question, and the answer where it is one."""
        posts = {one.row.post for one in batch}
        answers = self.ids(Kind.ANSWER, posts)
        question_of = dict(Answer.objects.filter(pk__in=answers.values()).values_list("pk", F("question_id")))
        under_answers = {post: (question_of[answer], answer) for post, answer in answers.items()}
        under_questions = {post: (number, None) for post, number in self.ids(Kind.QUESTION, posts).items()}
        return {**under_answers, **under_questions}

    def _start(self, one: Staged[ReplyRow]) -> Fields:
        return {"at": one.row.at or self.at, "source": self.source}


def _reply_fields(one: Staged[ReplyRow], places: dict[str, tuple[int, int | None]], people: dict[str, int]) -> Fields:
    question, answer = places[one.row.post]
    return {
        "question_id": question,
        "answer_id": answer,
        "author_id": people.get(one.row.author),
        "author_name": one.row.author_name[:NAME_LENGTH],
        "body": one.texts.markdown,
        "body_html": one.texts.html,
        "licence": one.row.licence[:80],
    }
