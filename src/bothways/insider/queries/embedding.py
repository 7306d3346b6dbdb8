"""What a page elsewhere can hold of ours: an answer, or a question with its newest answer."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from bothways.foundation.links import absolute
from bothways.insider.models import Answer, Question
from bothways.insider.queries.credit import Credit, credit_of, summary_of
from bothways.insider.queries.outlets import outgoing

WIDTH, HEIGHT = 600, 340  # CSS pixels that the frame asks for


@dataclass(frozen=True)
class Embed:
    """One thing to be held in a frame."""

    title: str
    question: Question
    answer: Answer | None
    address: str  # of the thing itself, absolute
    frame: str  # of the page for frames, absolute
    card: str  # of its picture, absolute

    @property
    def credit(self) -> Credit | None:
        """The credit of the answer that is shown."""
        return credit_of(self.answer) if self.answer else None

    @property
    def summary(self) -> str:
        """The first words of the answer."""
        return summary_of(self.answer) if self.answer else self.question.why_now


def embed_of_answer(slug: str) -> Embed | None:
    """An answer that may be read; None where there is none such."""
    answer = outgoing().filter(slug=slug).first()
    return embed_of(answer) if answer else None


def embed_of(answer: Answer) -> Embed:
    """An answer as a frame holds it; wants what its credit needs."""
    return Embed(
        title=answer.headline,
        question=answer.question,
        answer=answer,
        address=absolute(answer),
        frame=absolute("answer_embed", answer.slug),
        card=absolute("share_card", answer.slug),
    )


def embed_of_question(slug: str) -> Embed | None:
    """A question that may be read, with its newest answer; None where there is none such."""
    question = Question.objects.visible_to(None).filter(slug=slug).first()
    if question is None:
        return None
    return Embed(
        title=question.title,
        question=question,
        answer=outgoing().filter(question=question).first(),
        address=absolute(question),
        frame=absolute("question_embed", slug),
        card=absolute("question_card", slug),
    )


def embed_at(url: str) -> Embed | None:
    """What stands at an address of this site, where that can be held in a frame."""
    try:
        asked, own = urlsplit(url), urlsplit(settings.SITE_ORIGIN)
        if asked.scheme not in ("http", "https") or asked.netloc.lower() != own.netloc.lower():
            return None
        found = resolve(asked.path if asked.path.endswith("/") else f"{asked.path}/")
    except (ValueError, Resolver404):  # not an address at all, or none of ours
        return None
    kinds = {"answer": embed_of_answer, "question": embed_of_question}
    embed = kinds.get(found.url_name or "")
    return embed(found.kwargs["slug"]) if embed else None
