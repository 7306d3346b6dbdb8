"""Writing topics and questions, and which questions belong together."""

from django.db.models.functions import Lower

from bothways.imports import addresses
from bothways.imports.actions.writing import Fields, Placed, Writer
from bothways.imports.queries import every
from bothways.imports.records import Kind, LinkRow, QuestionRow, TopicRow
from bothways.imports.staging import Staged
from bothways.insider.models import Question, Topic

TOPIC_LENGTH = 60  # characters


class TopicWriter(Writer[TopicRow]):
    """Topics. A word that the community has already is taken as it stands, whatever its case."""

    kind = Kind.TOPIC

    def write(self, batch: list[Staged[TopicRow]]) -> None:
        new, old = self.sort(batch)
        lowered = Topic.objects.annotate(lowered=Lower("name"))
        known: dict[str, Topic] = {
            topic.name.lower(): topic for topic in lowered.filter(lowered__in={_name(one).lower() for one in new})
        }
        made = list({name: one for one in new if (name := _name(one).lower()) not in known}.values())
        slugs = addresses.choose(Topic, [(_name(one), "") for one in made], fallback="topic")
        topics = [Topic(name=_name(one), slug=slug, **_described(one)) for one, slug in zip(made, slugs, strict=True)]
        known |= {topic.name.lower(): topic for topic in Topic.objects.bulk_create(topics)}
        self.created(new, [known[_name(one).lower()] for one in new])
        self.count.created -= len(new) - len(made)
        self.count.unchanged += len(new) - len(made)
        self.update(old, _described)


def _name(one: Staged[TopicRow]) -> str:
    return one.row.name[:TOPIC_LENGTH]


def _described(one: Staged[TopicRow]) -> Fields:
    return {"description": one.row.description[:300]}


class QuestionWriter(Writer[QuestionRow]):
    """Questions, open from the day on which they were asked."""

    kind = Kind.QUESTION

    def write(self, batch: list[Staged[QuestionRow]]) -> None:
        new, old = self.sort(batch)
        people = self.ids(Kind.PERSON, (one.row.author for one in batch))
        slugs = addresses.choose(Question, [(one.texts.headline, one.row.key) for one in new], fallback="question")
        questions = [
            Question(slug=slug, **self._fields(one, people), **self._start(one))
            for one, slug in zip(new, slugs, strict=True)
        ]
        placed = self.created(new, Question.objects.bulk_create(questions))
        self.update(old, lambda one: self._fields(one, people))
        self._put_under_topics(placed + old)

    def _fields(self, one: Staged[QuestionRow], people: dict[str, int]) -> Fields:
        return {
            "title": one.texts.headline,
            "detail": one.texts.markdown,
            "detail_html": one.texts.html,
            "why_now": one.row.why_now[:300],
            "asked_by_id": people.get(one.row.author),
            "source_url": one.row.url[:500],
            "licence": one.row.licence[:80],
            "changed_at": self.at,
        }

    def _start(self, one: Staged[QuestionRow]) -> Fields:
        at = one.row.at or self.at
        by = Question.AnsweredBy.ANYONE if one.row.for_anyone else Question.AnsweredBy.INSIDERS
        return {"state": Question.State.OPEN, "answered_by": by, "asked_at": at, "opened_at": at, "source": self.source}

    def _put_under_topics(self, questions: Placed[QuestionRow]) -> None:
        """Each question under the topics of its row; those that it had from an earlier dump make way."""
        topics = self.ids(Kind.TOPIC, (topic for one, _ in questions for topic in one.row.topics))
        through = Question.topics.through
        every(through).filter(question__in=[number for _, number in questions]).delete()
        pairs = {(number, topics[word]) for one, number in questions for word in one.row.topics if word in topics}
        every(through).bulk_create(through(question_id=number, topic_id=topic) for number, topic in sorted(pairs))


class LinkWriter(Writer[LinkRow]):
    """Pairs of questions that the source has linked; what one side shows, the other does too."""

    kind = Kind.LINK

    def write(self, batch: list[Staged[LinkRow]]) -> None:
        ids = self.ids(Kind.QUESTION, (key for one in batch for key in (one.row.question, one.row.related)))
        through = Question.related.through
        known = set(every(through).filter(from_question__in=ids.values()).values_list("from_question", "to_question"))
        made = []
        for one in batch:
            here, there = ids.get(one.row.question), ids.get(one.row.related)
            if here is None or there is None:
                self.report.skip(one.row, "one end of it is no question that is here")
            elif here == there:
                self.report.skip(one.row, "leads from a question to itself")
            elif (here, there) in known:
                self.count.unchanged += 1
            else:
                both = [(here, there), (there, here)]
                known.update(both)
                made += [through(from_question_id=a, to_question_id=b) for a, b in both]
                self.count.created += 1
        every(through).bulk_create(made)
