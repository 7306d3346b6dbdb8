"""The mail that has come in for an answer: also what was not taken by itself."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bothways.desk.actions.receiving import adopt_mail
from bothways.desk.forms.answers import AdoptForm
from bothways.desk.queries import answers as queries
from bothways.desk.queries.mail import mail_to, text_of_mail
from bothways.desk.rules import AUTHOR_WRITES
from bothways.desk.views import DeskRequest, desk_page
from bothways.desk.views.verbs import Verb, Verbs
from bothways.foundation import time
from bothways.insider.models import Answer


def adopt(*, answer: Answer, arrival: int, **named: Any) -> object:
    """Take one of the answer's mails as its text."""
    text = text_of_mail(answer.invitation, arrival)
    return adopt_mail(invitation=answer.invitation, text=text, arrival_id=arrival, **named)


VERBS = Verbs(
    "answer",
    Verb("adopt", _("Take it as the text"), _("It is the text now. Its author still signs it."), adopt, form=AdoptForm),
)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def mail(request: DeskRequest, pk: int) -> HttpResponse:
    """Mails to the address of the answer's invitation, and what became of each."""
    shown = get_object_or_404(queries.answers().filter(invitation__isnull=False), pk=pk)
    outcome = VERBS.act(request, shown)
    if isinstance(outcome, HttpResponse):
        return outcome
    return render(
        request,
        "desk/mail.html",
        {
            "answer": shown,
            "now": time.now(),
            "mails": mail_to(shown.invitation),
            "may_adopt": shown.state in AUTHOR_WRITES,
        },
    )
