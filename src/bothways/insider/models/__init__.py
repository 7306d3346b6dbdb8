"""Questions, the signed answers to them, and the editions that show one each day."""

from bothways.insider.models.answers import Answer, AnswerQuerySet, Correction
from bothways.insider.models.bylines import Insider
from bothways.insider.models.editions import BenchAnswer, Edition
from bothways.insider.models.marks import Follow, Help, Save
from bothways.insider.models.questions import Question, QuestionAddress, QuestionQuerySet
from bothways.insider.models.reader import Reader
from bothways.insider.models.replies import Reply, ReplyQuerySet
from bothways.insider.models.reposts import Repost
from bothways.insider.models.searching import SearchDocument, SearchDocumentQuerySet, SearchTerm, searchable_people
from bothways.insider.models.sources import Source
from bothways.insider.models.topics import Topic

__all__ = [
    "Answer",
    "AnswerQuerySet",
    "BenchAnswer",
    "Correction",
    "Edition",
    "Follow",
    "Help",
    "Insider",
    "Question",
    "QuestionAddress",
    "QuestionQuerySet",
    "Reader",
    "Reply",
    "ReplyQuerySet",
    "Repost",
    "Save",
    "SearchDocument",
    "SearchDocumentQuerySet",
    "SearchTerm",
    "Source",
    "Topic",
    "searchable_people",
]
