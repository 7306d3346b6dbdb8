"""What a page says to machines: schema.org descriptions as plain dictionaries, to be written out as JSON-LD."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NotRequired, Required, TypedDict

from django.conf import settings

from bothways.foundation.links import absolute
from bothways.foundation.text import plain
from bothways.insider.models import Answer, Correction, Insider, Question
from bothways.insider.queries.credit import author_name, credit_of, page_of, summary_of
from bothways.people.models import Person

# Names that begin with "@" cannot be written as class attributes, hence the calls.
Thing = TypedDict("Thing", {"@type": Required[str], "@id": str, "name": str, "url": str}, total=False)
Author = TypedDict(
    "Author",
    {"@type": str, "name": str, "url": NotRequired[str], "jobTitle": NotRequired[str], "worksFor": NotRequired[Thing],
     "description": NotRequired[str], "image": NotRequired[str]},
)  # fmt: skip
CorrectionComment = TypedDict("CorrectionComment", {"@type": str, "text": str, "datePublished": str})
Part = TypedDict(
    "Part",
    {"@type": str, "headline": str, "url": str, "author": NotRequired[Author], "datePublished": str},
)
Article = TypedDict(
    "Article",
    {"@context": str, "@type": str, "headline": str, "description": str, "url": str, "mainEntityOfPage": str,
     "image": list[str], "author": Author, "publisher": Thing, "datePublished": str, "dateModified": str,
     "isPartOf": Thing, "isAccessibleForFree": bool, "license": NotRequired[str], "wordCount": NotRequired[int],
     "correction": NotRequired[list[CorrectionComment]], "isBasedOn": NotRequired[str], "creditText": NotRequired[str]},
)  # fmt: skip
CollectionPage = TypedDict(
    "CollectionPage",
    {"@context": str, "@type": str, "name": str, "url": str, "description": NotRequired[str], "isPartOf": Thing,
     "dateModified": str, "hasPart": list[Part]},
)  # fmt: skip
Reaction = TypedDict(
    "Reaction",
    {"@type": str, "text": str, "url": str, "datePublished": str, "author": Author, "upvoteCount": NotRequired[int]},
)
AskedQuestion = TypedDict(
    "AskedQuestion",
    {"@type": str, "name": str, "text": str, "answerCount": int, "datePublished": str, "author": NotRequired[Author],
     "suggestedAnswer": list[Reaction]},
)  # fmt: skip
QAPage = TypedDict("QAPage", {"@context": str, "@type": str, "mainEntity": AskedQuestion})
ProfilePage = TypedDict(
    "ProfilePage", {"@context": str, "@type": str, "url": str, "mainEntity": Author, "hasPart": list[Part]}
)
Described = Article | CollectionPage | QAPage | ProfilePage | dict[str, Any]

_CONTEXT = "https://schema.org"


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def _organisation(name: str, url: str = "") -> Thing:
    made: Thing = {"@type": "Organization", "name": name}
    if url:
        made["url"] = url
    return made


def publisher() -> Thing:
    """The community itself."""
    return _organisation(settings.SITE_NAME, settings.SITE_ORIGIN)


def author(answer: Answer) -> Author:
    """The author with role and organisation, as of the day."""
    made: Author = {"@type": "Person", "name": author_name(answer)}
    if answer.author:
        made["url"] = absolute(page_of(answer.author))
    return _with_role(made, answer.byline_role, answer.byline_organisation)


def _with_role(made: Author, role: str, organisation: str) -> Author:
    if role:
        made["jobTitle"] = role
    if organisation:
        made["worksFor"] = _organisation(organisation)
    return made


def _part(answer: Answer, *, signed: bool = True) -> Part:
    made: Part = {
        "@type": "Article",
        "headline": answer.headline,
        "url": absolute(answer),
        "datePublished": _moment(answer.published_at),
    }
    if signed:
        made["author"] = author(answer)
    return made


def article(answer: Answer, corrections: Iterable[Correction] = ()) -> Article:
    """An answer, with its corrections. Wants `author__insider`, `question` and `source` loaded."""
    credit = credit_of(answer)
    made: Article = {
        "@context": _CONTEXT,
        "@type": "Article",
        "headline": answer.headline,
        "description": summary_of(answer),
        "url": absolute(answer),
        "mainEntityOfPage": absolute(answer),
        "image": [absolute("share_card", answer.slug)],
        "author": author(answer),
        "publisher": publisher(),
        "datePublished": _moment(answer.published_at),
        "dateModified": _moment(answer.corrected_at or answer.published_at),
        "isPartOf": {"@type": "WebPage", "name": answer.question.title, "url": absolute(answer.question)},
        "isAccessibleForFree": True,
    }
    if credit.licence_url:
        made["license"] = credit.licence_url
    if answer.word_count:
        made["wordCount"] = answer.word_count
    if notes := [_correction(one) for one in corrections]:
        made["correction"] = notes
    if answer.canonical_url:
        made["isBasedOn"] = answer.canonical_url
    if credit.source:
        made["creditText"] = credit.rights
    return made


def _correction(one: Correction) -> CorrectionComment:
    return {"@type": "CorrectionComment", "text": one.note, "datePublished": _moment(one.at)}


def question_page(question: Question, answers: Sequence[Answer]) -> CollectionPage | QAPage:
    """A question with its answers: `QAPage` only where any reader may answer, for that is what the word means."""
    if question.answered_by == Question.AnsweredBy.ANYONE and answers:
        return _qa_page(question, answers)
    made: CollectionPage = {
        "@context": _CONTEXT,
        "@type": "CollectionPage",
        "name": question.title,
        "url": absolute(question),
        "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": absolute("today")},
        "dateModified": _moment(question.changed_at),
        "hasPart": [_part(answer) for answer in answers],
    }
    if question.why_now:
        made["description"] = question.why_now
    return made


def _qa_page(question: Question, answers: Sequence[Answer]) -> QAPage:
    """No answer is called the accepted one: nobody here accepts answers, and sources do not tell us."""
    asked: AskedQuestion = {
        "@type": "Question",
        "name": question.title,
        "text": plain(question.detail_html) or question.title,
        "answerCount": question.answer_count,
        "datePublished": _moment(question.asked_at),
        "suggestedAnswer": [_reaction(answer) for answer in answers],
    }
    if question.asked_by:
        asked["author"] = {"@type": "Person", "name": question.asked_by.name, "url": absolute(question.asked_by)}
    return {"@context": _CONTEXT, "@type": "QAPage", "mainEntity": asked}


def _reaction(answer: Answer) -> Reaction:
    made: Reaction = {
        "@type": "Answer",
        "text": plain(answer.body_html),
        "url": absolute(answer),
        "datePublished": _moment(answer.published_at),
        "author": author(answer),
    }
    votes = answer.imported_score if answer.source_id else answer.helped_count
    if votes >= 0:
        made["upvoteCount"] = votes
    return made


def profile_page(person: Person, insider: Insider | None, answers: Iterable[Answer]) -> ProfilePage:
    """Somebody who writes here, with what they wrote."""
    made: Author = {"@type": "Person", "name": person.name, "url": absolute(insider or person)}
    if person.headline:
        made["description"] = person.headline
    if person.portrait:
        made["image"] = absolute(person.portrait.url)
    if insider:
        made = _with_role(made, insider.role_title, insider.organisation)
    return {
        "@context": _CONTEXT,
        "@type": "ProfilePage",
        "url": absolute(insider or person),
        "mainEntity": made,
        "hasPart": [_part(answer, signed=False) for answer in answers],
    }


def web_site() -> dict[str, Any]:
    """The site, and how it is searched."""
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "description": settings.SITE_TAGLINE,
        "url": absolute("today"),
        "publisher": publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": absolute("/search/") + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }
