"""Verbs: what an editor can do on a page. A page is one address: it shows a thing, and takes the verbs that fit it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bothways.desk.actions.claiming import InHand
from bothways.desk.actions.correcting import ProposedAlready
from bothways.desk.actions.inviting import AskedAlready, CapReached, NoAddress
from bothways.desk.actions.reviewing import NoHeadline
from bothways.desk.actions.writing import Conflict, NothingWritten
from bothways.desk.views import DeskRequest
from bothways.foundation import time
from bothways.insider.actions.editing import SlotTaken
from bothways.insider.actions.moving import NotNow
from bothways.insider.actions.publishing import NotReady

REFUSALS = (
    AskedAlready, CapReached, Conflict, InHand, NoAddress, NoHeadline, NotNow, NotReady, NothingWritten,
    ProposedAlready, SlotTaken,
)  # fmt: skip
SENTENCES: Mapping[type[Exception], Promise] = {
    AskedAlready: _("This leader has an open invitation to this question already."),
    NoAddress: _("No e-mail address of this leader is known. Give one below."),
    NoHeadline: _("It needs a headline before its author can sign it. Write one into the text."),
    NothingWritten: _("Nothing is written yet."),
    ProposedAlready: _("Another correction of this answer waits for its author’s signature. Drop that one first."),
}


def sentence(refusal: Exception) -> str:
    """What an editor reads when an action said no."""
    return str(SENTENCES.get(type(refusal), refusal))


@dataclass(frozen=True)
class Verb:
    """One thing that can be done: `do` is an action, called with the thing, `by`, `at` and what `form` gives."""

    key: str
    label: str | Promise
    said: str | Promise  # when it is done
    do: Callable[..., object]
    states: Collection[str] | None = None  # in which it is offered; None: always
    form: type[forms.Form] | None = None
    style: str = "quiet"  # as buttons have it: "quiet", "grave", or "" for the one that comes next


@dataclass(frozen=True)
class Offer:
    """A verb as a page shows it; `form` holds what was typed where it was refused."""

    verb: Verb
    form: forms.Form | None
    refused: bool = False


class Verbs:
    """The verbs of one page.

    `name` is what their actions call the thing that it shows, "question" or "answer"; empty where their forms name it.
    """

    def __init__(self, name: str, *verbs: Verb) -> None:
        self.name = name
        self.verbs = {verb.key: verb for verb in verbs}

    def offers(self, states: Collection[str], refused: Offer | None = None, **initial: Any) -> list[Offer]:
        """What can be done in `states`, and what was just refused: nothing that was typed is lost."""
        return list(self._offers(set(states), refused, initial))

    def _offers(self, states: set[str], refused: Offer | None, initial: dict[str, Any]) -> Iterator[Offer]:
        for verb in self.verbs.values():
            if refused and refused.verb is verb:
                yield refused
            elif verb.states is None or states & set(verb.states):
                yield Offer(verb, _form(verb, initial=initial) if verb.form else None)

    def act(self, request: DeskRequest, thing: object) -> Offer | HttpResponse | None:
        """Do the verb that was posted: leads back to the page where it is done, else says why not.

        An `Offer` is what was refused, with what was typed; None where nothing was posted.
        """
        if request.method != "POST":
            return None
        verb = self.verbs.get(request.POST.get("verb", ""))
        if verb is None:
            messages.error(request, gettext("That cannot be done here."))
            return None
        form = _form(verb, data=request.POST) if verb.form else None
        if form and not form.is_valid():
            return Offer(verb, form, refused=True)
        values = {**({self.name: thing} if self.name else {}), **(form.cleaned_data if form else {})}
        try:
            done = verb.do(**values, by=request.user, at=time.now())
        except REFUSALS as refusal:
            messages.error(request, sentence(refusal))
            return Offer(verb, form, refused=True) if form else back(request)
        _say(request, verb, done=done is not False)
        return back(request)


def _form(verb: Verb, **given: Any) -> forms.Form:
    if verb.form is None:
        raise TypeError(verb)
    return verb.form(auto_id=f"{verb.key}-%s", **given)


def _say(request: DeskRequest, verb: Verb, *, done: bool) -> None:
    if done:
        messages.success(request, str(verb.said))
    else:
        messages.info(request, gettext("Nothing was changed: it had been done already, or cannot be done any more."))


def retyped(request: DeskRequest, **changes: str | list[str]) -> QueryDict:
    """What was typed, with `changes`: a form is shown again as it was, but goes on from another mark."""
    data = request.POST.copy()
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def back(request: DeskRequest) -> HttpResponse:
    """To the page that the form stood on, which may name itself in `back`."""
    to = request.POST.get("back", "")
    known = url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith("/desk/")
    return redirect(to if known else request.get_full_path())
