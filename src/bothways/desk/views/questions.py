"""The queue, and one question with everything that hangs on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.desk.actions import claiming, merging, triaging
from bothways.desk.forms.questions import AskForm, DeclineForm, MergeForm, WordingForm
from bothways.desk.queries import questions as queries
from bothways.desk.queries.board import ANSWER_STATES, NAMES
from bothways.desk.queries.telling import told_of
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.verbs import REFUSALS, Offer, Verb, Verbs, retyped, sentence
from bothways.foundation import time
from bothways.foundation.paging import page_of
from bothways.foundation.text import sought
from bothways.insider.actions.asking import Wording, ask_question
from bothways.insider.models import Answer, Question

State = Question.State
PER_PAGE = 20


def claim(*, question: Question, **named: Any) -> object:
    """Take a question in hand."""
    return claiming.claim(thing=question, **named)


def release(*, question: Question, **named: Any) -> object:
    """Lay a question down."""
    return claiming.release(thing=question, **named)


VERBS = Verbs(
    "question",
    Verb("accept", _("Accept"), _("Accepted: leaders can be asked now."), triaging.accept_question,
         {State.ASKED}, style=""),
    Verb("open", _("Open to readers"), _("Everybody can read it now."), triaging.open_question,
         {State.ASKED, State.ACCEPTED}),
    Verb("reconsider", _("Take it up again"), _("It waits among the asked again."), triaging.reconsider_question,
         {State.DECLINED}),
    Verb("unarchive", _("Open it again"), _("It is open again."), triaging.unarchive_question, {State.ARCHIVED}),
    Verb("unmerge", _("Take the merging back"), _("It stands for itself again."), merging.unmerge_question,
         {State.MERGED}),
    Verb("unaccept", _("Back to the asked"), _("It waits among the asked again."), triaging.unaccept_question,
         {State.ACCEPTED}),
    Verb("close", _("Close to readers"), _("Readers do not see it any more."), triaging.close_question, {State.OPEN}),
    Verb("archive", _("Archive"), _("It is archived: it stays with its answers, and nobody is asked any more."),
         triaging.archive_question, {State.OPEN}),
    Verb("decline", _("Decline"), _("Declined. Whoever asked will read why."), triaging.decline_question,
         {State.ASKED, State.ACCEPTED}, DeclineForm, style="grave"),
)  # fmt: skip
CLAIMS = Verbs(
    "question",
    Verb("claim", _("Take in hand"), _("It is in your hand for half an hour."), claim),
    Verb("release", _("Lay down"), _("You have laid it down."), release),
)
MERGE = Verbs(
    "question",
    Verb("merge", _("Merge them"), _("Merged. Its address leads to this question now."), merging.merge_question,
         form=MergeForm),
)  # fmt: skip


@require_safe
@desk_page
def queue(request: DeskRequest) -> HttpResponse:
    """The questions that were asked, in the order in which the desk takes them up."""
    now = time.now()
    today = time.site_day(now)
    page = page_of(request, queries.queue(today), PER_PAGE)
    return render(request, "desk/queue.html", {"page": page, "now": now, "today": today, "soon": today + queries.SOON})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def question(request: DeskRequest, pk: int) -> HttpResponse:
    """One question: what it says, what can be done, its invitations and answers, and what happened."""
    shown = get_object_or_404(queries.questions(), pk=pk)
    verbs = CLAIMS if request.POST.get("verb") in CLAIMS.verbs else VERBS
    outcome = verbs.act(request, shown)
    if isinstance(outcome, HttpResponse):
        return outcome
    if request.method == "POST":
        shown.refresh_from_db()
    return render(request, "desk/question.html", _question(request, shown, outcome))


def _question(request: DeskRequest, shown: Question, refused: Offer | None) -> dict[str, Any]:
    answers = list(queries.answers_of(shown))
    written = {answer.pk: answer.author.name if answer.author else "" for answer in answers}
    invited = {answer.invitation.pk: written[answer.pk] for answer in answers if hasattr(answer, "invitation")}
    return {
        "question": shown,
        "topics": list(shown.topics.all()),
        "offers": VERBS.offers({shown.state}, refused),
        "may_invite": shown.state in (State.ACCEPTED, State.OPEN),
        "groups": _by_state(answers),
        "suggestions": queries.suggestions_for(shown),
        "lines": told_of(insider_question=[shown.pk], desk_invitation=invited, insider_answer=written),
        "now": time.now(),
        "today": time.site_day(time.now()),
        "editor": request.user,
    }


def _by_state(answers: list[Answer]) -> list[tuple[str, list[Answer]]]:
    """The answers by state, from the newest state of a life to the last; states without any are left out."""
    order = [*ANSWER_STATES, Answer.State.PUBLISHED, Answer.State.WITHDRAWN, Answer.State.DROPPED]
    groups = ((state, [answer for answer in answers if answer.state == state]) for state in order)
    return [(capfirst(str(NAMES.get(state, state.label))), some) for state, some in groups if some]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def ask(request: DeskRequest) -> HttpResponse:
    """An editor asks."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = ask_question(wording=Wording(**form.said()), by=request.user, at=time.now())
        messages.success(request, gettext("The question waits among the asked."))
        return redirect("desk_question", asked.pk)
    return render(request, "desk/ask.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def reword(request: DeskRequest, pk: int) -> HttpResponse:
    """Put a question better."""
    shown = get_object_or_404(queries.questions(), pk=pk)
    form = WordingForm(request.POST) if request.method == "POST" else WordingForm.of(shown)
    if request.method == "POST" and form.is_valid():
        try:
            triaging.reword_question(
                question=shown, wording=Wording(**form.said()), based_on=form.seen_at(), by=request.user, at=time.now()
            )
        except REFUSALS as refusal:
            shown.refresh_from_db()
            form.data = retyped(request, based_on=shown.changed_at.isoformat())
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, gettext("It is put better."))
            return redirect("desk_question", shown.pk)
    changed = form.is_bound and bool(form.non_field_errors())
    return render(request, "desk/reword.html", {"form": form, "question": shown, "changed": changed})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def merge(request: DeskRequest, pk: int) -> HttpResponse:
    """Find the question that this one goes on in; then see what moves, and let it."""
    shown = get_object_or_404(queries.questions(), pk=pk)
    outcome = MERGE.act(request, shown)
    if isinstance(outcome, HttpResponse):
        return redirect("desk_question", shown.pk)
    into = _chosen(request)
    if into:
        context = {"into": into, "moving": queries.moving(shown, into)}
    else:
        words = sought(request.GET.get("q", ""), most=160)
        found = queries.alike(shown, words)
        context = {"found": found, "counted": queries.counted([shown, *found]), "words": words}
    return render(request, "desk/merge.html", {"question": shown, "refused": outcome, **context})


def _chosen(request: DeskRequest) -> Question | None:
    """The question that was picked; raises Http404 for one that is none."""
    key = request.POST.get("into") or request.GET.get("into", "")
    if not key:
        return None
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(Question, pk=key)
