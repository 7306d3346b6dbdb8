"""The page of a draft in each of its states."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bothways.desk.actions.writing import latest
from bothways.desk.forms.drafts import DeclineForm, DelegateForm, SignForm, SuggestForm, TextForm
from bothways.desk.models import Invitation, Review
from bothways.desk.queries import drafts
from bothways.desk.views import draft_contents as contents
from bothways.desk.views.draft_contents import Door, Phase
from bothways.desk.views.draft_doors import draft_page, draft_verb
from bothways.foundation import time
from bothways.people import passkeys

Contents = Callable[[Door], dict[str, Any]]


@draft_page
def draft(request: HttpRequest, door: Door) -> HttpResponse:
    """One draft, for the leader or their delegate: what there is to do now, and nothing of anything else."""
    return shown(request, door)


def shown(request: HttpRequest, door: Door, status: int = HTTPStatus.OK, **said: Any) -> HttpResponse:
    """The page as it is now; `said` takes the place of what it would show by itself (a form with its errors)."""
    phase = contents.phase_of(door)
    context = {**_CONTENTS[phase](door), **said}
    if phase == Phase.SIGN and door.link is None and passkeys.has_passkey(door.invitation.leader):
        context["passkey"] = passkeys.asked(request, door.invitation.leader, about=context["waits"].hash)
    context |= {"door": door, "phase": phase, "part": f"desk/draft_{phase}.html"}
    return render(request, "desk/draft.html", context, status=status)


def refused(request: HttpRequest, door: Door, words: str, status: int, **said: Any) -> HttpResponse:
    """The page as it is now with `words` above it: what was typed is shown again, in its box or beside it."""
    door.invitation.refresh_from_db(fields=["declined_at", "withdrawn_at"])
    door.answer.refresh_from_db()
    typed: dict[str, Any] = {}
    if "body" in request.POST:
        form = TextForm(request.POST)
        form.is_valid()
        writes = contents.phase_of(door) == Phase.WRITE
        typed = {"form": form, "typed": None if writes else form.data}
    return shown(request, door, status, refusal=words, **typed, **said)


def back(door: Door, place: str = "") -> HttpResponse:
    """To the page of the draft, at `place`."""
    return redirect(f"{door.address}{place}")


verb = draft_verb(refused)


def _write(door: Door) -> dict[str, Any]:
    text, mark = contents.text_now(door.answer)
    review = drafts.last_review(door.answer)
    asked = review is not None and review.verdict == Review.Verdict.CHANGES  # until it is handed in, not until a key
    return {
        "text": text,
        "mark": mark,
        "form": TextForm(initial={"headline": text.headline, "body": text.body, "based_on": mark}),
        "revision": latest(door.answer),
        "as_read": contents.as_read(door.answer, text),
        "review": review if asked else None,
        "changes": contents.changes_since_known(door.answer, text) if asked else None,
        **(_of_leader(door) if door.of_leader else {}),
    }


def _of_leader(door: Door) -> dict[str, Any]:
    return {
        "reasons": Invitation.Reason.choices,
        "decline_form": DeclineForm(auto_id="decline_%s"),
        "suggest_form": SuggestForm(auto_id="suggest_%s"),
        "suggestions": drafts.suggestions_of(door.invitation),
        "delegate_form": DelegateForm(auto_id="delegate_%s"),
        "delegates": drafts.delegates_of(door.invitation),
    }


def _read(door: Door) -> dict[str, Any]:
    text, _ = contents.text_now(door.answer)
    return {"as_read": contents.as_read(door.answer, text)}


def _sign(door: Door) -> dict[str, Any]:
    waits = contents.waiting_to_be_signed(door.invitation)
    if waits is None:
        return {}
    return {
        "waits": waits,
        "as_read": contents.as_read(door.answer, waits.text),
        "sign_form": SignForm(initial={"shown": waits.hash}),
        "review": None if waits.note else drafts.last_review(door.answer),
    }


def _signed(door: Door) -> dict[str, Any]:
    return {**_read(door), "signature": drafts.last_signature(door.answer), "day": drafts.day_of(door.answer)}


def _declined(door: Door) -> dict[str, Any]:
    return {
        "suggest_form": SuggestForm(auto_id="suggest_%s"),
        "suggestions": drafts.suggestions_of(door.invitation),
        "today": time.now(),
    }


def _nothing(door: Door) -> dict[str, Any]:
    return {}


_CONTENTS: dict[Phase, Contents] = {
    Phase.WRITE: _write,
    Phase.HANDED_IN: _read,
    Phase.SIGN: _sign,
    Phase.SIGNED: _signed,
    Phase.PUBLISHED: _nothing,
    Phase.DECLINED: _declined,
    Phase.ENDED: _nothing,
}
