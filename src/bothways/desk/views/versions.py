"""What an answer has been through: its versions, and its record."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.desk.forms import answers as forms
from bothways.desk.queries import answers as queries
from bothways.desk.queries.telling import told_of
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.verbs import Verb, Verbs
from bothways.foundation import time
from bothways.foundation.difference import Change, difference
from bothways.insider.actions.reposting import remove_repost
from bothways.insider.models import Answer, Repost


def remove(*, answer: Answer, repost: Repost, **named: Any) -> bool:
    """Remove a republished copy from the register, if it is one of this answer."""
    if repost.answer_id != answer.pk:
        return False
    remove_repost(repost=repost, **named)
    return True


REPOSTS = Verbs(
    "answer", Verb("remove", _("Remove"), _("It is removed from the register."), remove, form=forms.RemoveRepostForm)
)


@require_safe
@desk_page
def versions(request: DeskRequest, pk: int) -> HttpResponse:
    """Every text that it has had, the desk's word on each, its signatures; and two of them compared."""
    shown = get_object_or_404(queries.answers(), pk=pk)
    revisions = list(queries.revisions_of(shown))
    numbers = [revision.number for revision in revisions]
    older, newer = _pair(request, numbers)
    return render(
        request,
        "desk/versions.html",
        {
            "answer": shown,
            "now": time.now(),
            "revisions": revisions,
            "numbers": numbers,
            "reviews": queries.reviews_of(shown),
            "signatures": queries.signatures_of(shown),
            **_compared(shown, older, newer),
        },
    )


def _pair(request: DeskRequest, numbers: list[int]) -> tuple[int, int]:
    """The two versions that are asked for; else the last two. Zero where there are none."""
    named = {str(number): number for number in numbers}
    newest, before, *_rest = [*numbers, 0, 0]
    older = named.get(request.GET.get("older", ""), before or newest)
    return older, named.get(request.GET.get("newer", ""), newest)


def _compared(shown: Answer, older: int, newer: int) -> dict[str, Any]:
    found = {revision.number: revision for revision in shown.revisions.filter(number__in=(older, newer))}
    if not found:
        return {}
    first, second = found[older], found[newer]
    names = {"headline": _("Headline"), "summary": _("Summary"), "body": _("Answer")}
    parts = [(names[name], difference(getattr(first, name), getattr(second, name))) for name in names]
    differing = [(name, passages) for name, passages in parts if any(one.change != Change.SAME for one in passages)]
    return {"older": first, "newer": second, "parts": differing}


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def record(request: DeskRequest, pk: int) -> HttpResponse:
    """What happened to it: corrections with both versions, where it was republished, and its history."""
    shown = get_object_or_404(queries.answers(), pk=pk)
    outcome = REPOSTS.act(request, shown)
    if isinstance(outcome, HttpResponse):
        return outcome
    slots = [slot.pk for slot in queries.slots_of(shown)]
    invited = [shown.invitation.pk] if hasattr(shown, "invitation") else []
    return render(
        request,
        "desk/record.html",
        {
            "answer": shown,
            "now": time.now(),
            "corrections": queries.corrections_of(shown),
            "reposts": queries.reposts_of(shown),
            "lines": told_of(insider_answer=[shown.pk], desk_invitation=invited, insider_edition=slots),
        },
    )
