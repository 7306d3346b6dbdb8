"""Writing: saving by itself and by hand, two texts at once, handing in and taking back."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.desk.actions.writing import Conflict, NothingWritten, Text, hand_in, latest, save_draft, settle, take_back
from bothways.desk.forms.drafts import TextForm
from bothways.desk.models import Revision
from bothways.desk.views import draft_contents as contents
from bothways.desk.views.draft_contents import Compared, Door, Phase
from bothways.desk.views.draft_pages import back, refused, shown, verb
from bothways.foundation import time
from bothways.insider.actions.moving import NotNow


@verb
def saved(request: HttpRequest, door: Door) -> HttpResponse:
    """Save the text. A page that saves by itself asks for the part that tells so, and stays where it is."""
    kept = _save(request, door)
    if not isinstance(kept, Revision):
        return kept
    if "X-Autosave" not in request.headers:
        return back(door, "#saved")
    text = Text.of(kept)
    return render(request, "desk/_draft_saved.html", {
        "door": door, "text": text, "mark": kept.mark, "revision": kept, "as_read": contents.as_read(door.answer, text),
    })  # fmt: skip


@verb
def handed_in(request: HttpRequest, door: Door) -> HttpResponse:
    """Save the text and give it to the desk; from a delegate, to the leader."""
    if "body" in request.POST:
        kept = _save(request, door)
        if not isinstance(kept, Revision):
            return kept
    try:
        hand_in(answer=door.answer, by=door.writer, at=time.now())
    except NothingWritten:
        words = _("There is nothing in the box yet. A few sentences are enough to begin with.")
        return refused(request, door, words, HTTPStatus.UNPROCESSABLE_ENTITY)
    except NotNow:
        return too_late(request, door)
    return back(door, "" if door.of_leader else "?passed=1")


@verb
def settled(request: HttpRequest, door: Door) -> HttpResponse:
    """Two texts met: go on with one of them, and keep both."""
    form = TextForm(request.POST)
    if not form.is_valid():
        return _conflict(request, door, form, None)
    try:
        settle(
            answer=door.answer, mine=_text(door, form), based_on=form.cleaned_data["based_on"],
            keep_mine=request.POST.get("keep") != "theirs", by=door.writer, at=time.now(),
        )  # fmt: skip
    except Conflict as met:
        return _conflict(request, door, form, met.theirs)
    except NotNow:
        return too_late(request, door)
    return back(door, "#saved")


@verb
def taken_back(request: HttpRequest, door: Door) -> HttpResponse:
    """What was handed in is with its author again."""
    try:
        take_back(answer=door.answer, by=door.writer, at=time.now())
    except NotNow:
        return too_late(request, door)
    return back(door)


def too_late(request: HttpRequest, door: Door) -> HttpResponse:
    """The draft has moved on since the page was opened: say how it stands, and give back what was typed."""
    door.answer.refresh_from_db()
    words = _("This page was older than the draft, so nothing was done. It is %(state)s now.")
    return refused(request, door, words % {"state": door.answer.get_state_display()}, HTTPStatus.CONFLICT)


def _save(request: HttpRequest, door: Door) -> Revision | HttpResponse:
    """The revision that now says what was sent; or the page that says why none does."""
    form = TextForm(request.POST)
    if not form.is_valid():
        return shown(request, door, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    based_on = form.cleaned_data["based_on"]
    try:
        return save_draft(answer=door.answer, text=_text(door, form), based_on=based_on, by=door.writer, at=time.now())
    except Conflict as met:
        return _conflict(request, door, form, met.theirs)
    except NotNow:
        return too_late(request, door)


def _text(door: Door, form: TextForm) -> Text:
    """What was sent; the summary is the desk's, and stays."""
    summary = contents.text_now(door.answer)[0].summary
    return Text(form.cleaned_data["headline"], summary, form.cleaned_data["body"])


def _conflict(request: HttpRequest, door: Door, form: TextForm, theirs: Revision | None) -> HttpResponse:
    """Both texts, and what differs between them."""
    theirs = theirs or latest(door.answer)
    if theirs is None or contents.phase_of(door) != Phase.WRITE:
        return too_late(request, door)
    mine = Text(form.data.get("headline", ""), theirs.summary, form.data.get("body", "").replace("\r\n", "\n"))
    again = TextForm({"headline": mine.headline, "body": mine.body, "based_on": theirs.mark})
    again.is_valid()
    context = {"door": door, "form": again, "theirs": theirs, "changes": Compared.of(Text.of(theirs), mine)}
    return render(request, "desk/draft_conflict.html", context, status=HTTPStatus.CONFLICT)
