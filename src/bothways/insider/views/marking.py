"""The small buttons of a signed-in reader: follow, save, this helped me. Each is a form that works without script."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from bothways.foundation import time
from bothways.insider.actions import following, keeping
from bothways.insider.models import Answer, Insider, Question, Topic

Marked = Answer | Insider | Question | Topic
Action = Callable[..., bool]


def _mark(request: HttpRequest, kind: str, thing: Marked, on: Action, off: Action, /, **named: Marked) -> HttpResponse:
    """Do or undo one mark, then show the button again, or the page it stood on."""
    wanted = request.POST.get("on") == "1"
    (on if wanted else off)(**named, by=request.user, at=time.now())
    if "HX-Request" in request.headers:
        return render(request, "insider/_mark.html", {"kind": kind, "thing": thing, "on": wanted})
    return redirect(thing)


@require_POST
@login_required
def follow_question(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a question, or no longer."""
    thing = get_object_or_404(Question.objects.visible_to(request.user), slug=slug)
    return _mark(request, "follow_question", thing, following.follow, following.unfollow, thing=thing)


@require_POST
@login_required
def follow_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a topic, or no longer."""
    thing = get_object_or_404(Topic, slug=slug)
    return _mark(request, "follow_topic", thing, following.follow, following.unfollow, thing=thing)


@require_POST
@login_required
def follow_insider(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow an insider, or no longer."""
    thing = get_object_or_404(Insider.objects.select_related("person"), person__slug=slug)
    return _mark(request, "follow_insider", thing, following.follow, following.unfollow, thing=thing)


@require_POST
@login_required
def save_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Save an answer, or no longer."""
    thing = get_object_or_404(Answer.objects.visible_to(request.user), slug=slug)
    return _mark(request, "save_answer", thing, keeping.save_answer, keeping.unsave_answer, answer=thing)


@require_POST
@login_required
def help_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that an answer helped, or take it back."""
    thing = get_object_or_404(Answer.objects.visible_to(request.user), slug=slug)
    return _mark(request, "help_answer", thing, keeping.say_helped, keeping.unsay_helped, answer=thing)
