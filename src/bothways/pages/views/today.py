"""The front page: today's answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bothways.foundation.http import public_page
from bothways.insider.queries import editions, reading
from bothways.insider.queries.marks import marks_on

RECENT = 6
WAITING = 5


@public_page
def today(request: HttpRequest) -> HttpResponse:
    """Today's answer in full, what came before it, and the questions that wait."""
    edition = editions.current_edition(request.user)
    if edition is None:
        return render(request, "pages/today_empty.html", {"waiting": reading.waiting_questions(request.user)[:WAITING]})
    answer = edition.answer
    return render(
        request,
        "pages/today.html",
        {
            "edition": edition,
            "answer": answer,
            "question": answer.question,
            "others": reading.answer_cards(request.user).filter(question=answer.question).exclude(pk=answer.pk)[:3],
            "recent": editions.published_editions(request.user).exclude(pk=edition.pk)[:RECENT],
            "waiting": reading.waiting_questions(request.user)[:WAITING],
            "marks": marks_on(request.user, answers=[answer]),
        },
    )
