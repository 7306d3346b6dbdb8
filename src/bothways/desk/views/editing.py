"""Changing a text: the desk's own changes to a draft, and corrections of what is published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from bothways.desk.actions import correcting, writing
from bothways.desk.forms import answers as forms
from bothways.desk.models import Revision
from bothways.desk.queries import answers as queries
from bothways.desk.rules import DESK_WRITES, Writer
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.answers import looks
from bothways.desk.views.verbs import REFUSALS, retyped, sentence
from bothways.foundation import time
from bothways.foundation.difference import difference
from bothways.insider.actions import publishing
from bothways.insider.models import Answer

State = Answer.State


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """The desk's own changes to a text; whoever else has written meanwhile is never overwritten."""
    shown = get_object_or_404(queries.answers(), pk=pk)
    latest = writing.latest(shown)
    said = writing.Text.of(latest or shown)
    initial = {**vars(said), "based_on": latest.mark if latest else ""}
    form = forms.TextForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {}
    if form.is_valid() and "preview" not in request.POST:
        try:
            _save(request, shown, form)
        except writing.Conflict as conflict:
            context = _conflict(request, form, conflict.theirs)
        except REFUSALS as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("desk_answer", shown.pk)
    typed = form.cleaned_data if form.is_bound and "body" in getattr(form, "cleaned_data", {}) else vars(said)
    context |= {"form": form, "may_write": shown.state in DESK_WRITES}
    return render(request, "desk/edit.html", {**looks(shown, typed["headline"], typed["body"]), **context})


def _save(request: DeskRequest, shown: Answer, form: forms.TextForm) -> None:
    said = writing.Text(**{name: form.cleaned_data[name] for name in ("headline", "summary", "body")})
    based_on = form.cleaned_data["based_on"]
    writing.save_draft(
        answer=shown, text=said, based_on=based_on, by=Writer.of_editor(request.user), at=time.now()
    )  # fmt: skip


def _conflict(request: DeskRequest, form: forms.TextForm, theirs: Revision) -> dict[str, Any]:
    """Both texts and what is different; what is saved from here on begins from theirs."""
    mine = form.cleaned_data["body"]
    form.data = retyped(request, based_on=theirs.mark)
    return {"theirs": theirs, "mine": form.cleaned_data, "passages": difference(theirs.body, mine)}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def correct(request: DeskRequest, pk: int) -> HttpResponse:
    """Correct what is published: a small thing at once, what changes the sense when its author has signed it."""
    shown = get_object_or_404(queries.answers(), pk=pk)
    if shown.state != State.PUBLISHED:
        messages.error(request, gettext("Only what is published can be corrected."))
        return redirect("desk_answer", shown.pk)
    initial = {"body": shown.body, "based_on": publishing.text_hash(shown)}
    form = forms.CorrectForm(request.POST or None, initial=initial)
    if form.is_valid() and "preview" not in request.POST and _correct(request, shown, form):
        return redirect("desk_answer", shown.pk)
    typed = form.cleaned_data.get("body", shown.body) if form.is_bound else shown.body
    passages = difference(shown.body, typed) if form.is_bound else []
    context = {**looks(shown, shown.headline, typed), "form": form, "passages": passages}
    return render(request, "desk/correct.html", context)


def _correct(request: DeskRequest, shown: Answer, form: forms.CorrectForm) -> bool:
    asked = {name: form.cleaned_data[name] for name in ("body", "note", "based_on")}
    small = form.cleaned_data["kind"] == forms.CorrectForm.SMALL
    do = correcting.correct_small if small else correcting.propose_correction
    try:
        do(answer=shown, **asked, by=request.user, at=time.now())
    except REFUSALS as refusal:
        form.add_error(None, sentence(refusal))
        shown.refresh_from_db()
        form.data = retyped(request, based_on=publishing.text_hash(shown))
        return False
    to_sign = gettext("Its author is asked to sign the new text; until then the old one stays.")
    messages.success(request, gettext("It is corrected.") if small else to_sign)
    return True
