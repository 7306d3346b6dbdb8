"""The pages that are read: questions, answers, the people who write them, topics.

What a page shows to everybody is read as nobody in particular, and `when_read`: a page that was made for an earlier
reader needs only what is this reader's own.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from bothways.foundation.http import public_page, when_read
from bothways.foundation.paging import page_of
from bothways.insider.models import Answer, Insider, Question, QuestionAddress, Topic
from bothways.insider.queries import reading
from bothways.insider.queries.marks import marks_on
from bothways.insider.search import related_to


@public_page
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """A question and every answer to it."""
    visible = Question.objects.visible_to(request.user).select_related("asked_by", "source")
    found = visible.filter(slug=slug).first()
    if found is None:
        return _moved(request, slug)
    return render(
        request,
        "insider/question.html",
        {
            "question": found,
            "topics": found.topics.all(),
            "page": when_read(lambda: page_of(request, reading.answers_to(found, None))),
            "threads": when_read(lambda: reading.threads(found, None)),
            "related": when_read(lambda: related_to(found)),
            "marks": marks_on(request.user, answers=found, follows=found),
        },
    )


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    """The present address of a question that was merged or had another one."""
    visible = Question.objects.visible_to(request.user)
    former = QuestionAddress.objects.filter(slug=slug, question__in=visible).select_related("question").first()
    merged = Question.objects.filter(slug=slug, merged_into__in=visible).select_related("merged_into").first()
    target = former.question if former else merged and merged.merged_into
    if target is None:
        raise Http404
    return redirect(target, permanent=True)


@public_page
def question_list(request: HttpRequest) -> HttpResponse:
    """All questions, the newest first; or those that still wait for an answer."""
    waiting = request.GET.get("show") == "waiting"
    rows = reading.waiting_questions(None) if waiting else reading.questions(None)
    page = when_read(lambda: page_of(request, rows))
    return render(request, "insider/question_list.html", {"page": page, "waiting": waiting})


@public_page
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer, as an article of its own; a withdrawn one says so."""
    found = get_object_or_404(reading.full_answers(request.user), slug=slug)
    if found.state == Answer.State.WITHDRAWN:
        return render(request, "insider/answer_withdrawn.html", {"answer": found}, status=410)
    return render(
        request,
        "insider/answer.html",
        {
            "answer": found,
            "question": found.question,
            "corrections": found.corrections.all() if found.corrected_at else [],
            "threads": when_read(lambda: reading.threads(found.question, None, found)),
            "others": reading.answer_cards(None).filter(question=found.question).exclude(pk=found.pk)[:5],
            "marks": marks_on(request.user, answers=[found]),
        },
    )


@public_page
def answer_print(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer on one sheet of paper, with its credit."""
    found = get_object_or_404(reading.full_answers(request.user).visible_to(request.user), slug=slug)
    return render(request, "insider/answer_print.html", {"answer": found, "question": found.question})


@public_page
def person(request: HttpRequest, slug: str, *, among_insiders: bool = False) -> HttpResponse:
    """Somebody who has written here; a leader's page has an address of its own."""
    found = get_object_or_404(reading.authors(), slug=slug)
    insider = Insider.objects.filter(person=found).first()
    if bool(insider) != among_insiders:
        return redirect("insider" if insider else "person", slug=slug, permanent=bool(insider))
    page = when_read(lambda: page_of(request, reading.answers_by(found, None)))
    return render(
        request,
        "insider/person.html",
        {"person": found, "insider": insider, "page": page, "marks": marks_on(request.user, follows=insider)},
    )


@public_page
def insider_list(request: HttpRequest) -> HttpResponse:
    """All leaders who answer here."""
    page = when_read(lambda: page_of(request, reading.insiders()))
    return render(request, "insider/insider_list.html", {"page": page})


@public_page
def topic_list(request: HttpRequest) -> HttpResponse:
    """All topics."""
    return render(request, "insider/topic_list.html", {"topics": reading.topics()})


@public_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions on one topic."""
    found = get_object_or_404(Topic, slug=slug)
    page = when_read(lambda: page_of(request, reading.questions_on(found, None)))
    return render(
        request,
        "insider/topic.html",
        {"topic": found, "page": page, "marks": marks_on(request.user, follows=found)},
    )
