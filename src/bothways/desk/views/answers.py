"""One answer at the desk: its text as it will look, and what can be done with it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bothways.desk.actions import claiming, correcting, reviewing, writing
from bothways.desk.forms import answers as forms
from bothways.desk.models import ProposedCorrection, Revision
from bothways.desk.queries import answers as queries
from bothways.desk.rules import AUTHOR_WRITES, DESK_WRITES
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.calendar import PLANNABLE, plan
from bothways.desk.views.verbs import Verb, Verbs
from bothways.foundation import text, time
from bothways.foundation.difference import difference
from bothways.insider.actions import editing, publishing
from bothways.insider.models import Answer

State = Answer.State
FEW, MANY = 150, 600  # words that read best
BENCHABLE = {State.APPROVED, State.SIGNED, State.SCHEDULED, State.PUBLISHED}


def claim(*, answer: Answer, **named: Any) -> object:
    """Take an answer in hand."""
    return claiming.claim(thing=answer, **named)


def release(*, answer: Answer, **named: Any) -> object:
    """Lay an answer down."""
    return claiming.release(thing=answer, **named)


def drop(*, answer: Answer, proposal: ProposedCorrection, **named: Any) -> object:
    """Drop a proposed correction, if it is one of this answer."""
    return proposal.answer_id == answer.pk and correcting.drop_correction(proposal=proposal, **named)


VERBS = Verbs(
    "answer",
    Verb("take_up", _("Take it up"), _("The text that came by mail is with the desk now."), writing.take_up,
         {"mailed"}, style=""),
    Verb("approve", _("Approve"), _("Approved. Its author is asked to sign exactly this text."), reviewing.approve,
         {State.SUBMITTED}, forms.ApproveForm, style=""),
    Verb("changes", _("Ask for changes"), _("The text is with its author again."), reviewing.ask_changes,
         {State.SUBMITTED, State.APPROVED}, forms.ChangesForm),
    Verb("unapprove", _("Take the approval back"), _("It waits for the desk’s word again."), reviewing.unapprove,
         {State.APPROVED}),
    Verb("again", _("Go on with it as it is"), _("The desk goes on with the text as it was."), reviewing.take_up_again,
         {State.CHANGES_ASKED}),
    Verb("plan", _("Plan it for a day"), _("It is planned."), plan, PLANNABLE, forms.PlanForm),
    Verb("bench", _("Put it on the bench"), _("It stands in for a day that goes wrong."), editing.bench_answer,
         {"not benched"}),
    Verb("unbench", _("Take it from the bench"), _("It is not on the bench any more."), editing.unbench_answer,
         {"benched"}),
    Verb("publish", _("Publish it now"), _("It is published."), publishing.publish_answer,
         {State.SIGNED, State.SCHEDULED}, forms.Confirm),
    Verb("reinstate", _("Show it again"), _("Readers find it at its address again."), publishing.reinstate_answer,
         {State.WITHDRAWN}),
    Verb("withdraw", _("Withdraw"), _("It is withdrawn. Its address stays and says so."), publishing.withdraw_answer,
         {State.PUBLISHED}, forms.WithdrawForm, style="grave"),
)  # fmt: skip
CLAIMS = Verbs(
    "answer",
    Verb("claim", _("Take in hand"), _("It is in your hand for half an hour."), claim),
    Verb("release", _("Lay down"), _("You have laid it down."), release),
    Verb("drop", _("Drop it"), _("The proposed correction is dropped."), drop, form=forms.DropForm),
)


def _states(shown: Answer, latest: Revision | None) -> set[str]:
    """What decides which verbs are offered."""
    found = {str(shown.state)}
    if latest and latest.way == Revision.Way.MAIL and shown.state in AUTHOR_WRITES:
        found.add("mailed")
    if shown.state in BENCHABLE:
        found.add("benched" if hasattr(shown, "bench") else "not benched")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    """The text as it will look, and what can be done with it."""
    shown = get_object_or_404(queries.answers(), pk=pk)
    verbs = CLAIMS if request.POST.get("verb") in CLAIMS.verbs else VERBS
    outcome = verbs.act(request, shown)
    if isinstance(outcome, HttpResponse):
        return outcome
    if request.method == "POST":
        shown = get_object_or_404(queries.answers(), pk=pk)
    latest = queries.latest_of(shown)
    return render(
        request,
        "desk/answer.html",
        {
            **looks(shown, shown.headline, shown.body),
            "latest": latest,
            "review": queries.reviews_of(shown).first(),
            "slots": queries.slots_of(shown),
            **_proposal(shown),
            "offers": VERBS.offers(_states(shown, latest), outcome),
            "may_write": shown.state in DESK_WRITES,
            "editor": request.user,
            "today": time.site_day(time.now()),
        },
    )


def looks(shown: Answer, headline: str, body: str) -> dict[str, Any]:
    """An answer with the by-line that it will have, and how a text of it will look."""
    if shown.author and shown.state not in (State.PUBLISHED, State.WITHDRAWN):
        publishing.set_byline(shown, shown.author)
    html = text.render(body)
    number = text.word_count(text.plain(html))
    return {
        "answer": shown,
        "now": time.now(),
        "headline": headline,
        "html": html,
        "words": number,
        "letters": len(body),
        "length": "short" if number < FEW else "long" if number > MANY else "fits",
    }


def _proposal(shown: Answer) -> dict[str, Any]:
    proposal = queries.proposal_of(shown) if shown.state == State.PUBLISHED else None
    return {"proposal": proposal, "passages": difference(shown.body, proposal.revision.body) if proposal else []}
