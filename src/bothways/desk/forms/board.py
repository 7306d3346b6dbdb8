"""What the board is narrowed to, as the address says it."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bothways.design.forms import Menu
from bothways.desk.queries.board import STATES, Wanted
from bothways.insider.forms import Lenient
from bothways.insider.models import Topic

AGES = [("", _("Any")), ("3", _("3 days or more")), ("7", _("A week or more")), ("14", _("Two weeks or more"))]


class Choice(Lenient, forms.ChoiceField):
    widget = Menu


class Flag(Lenient, forms.BooleanField):
    pass


class FilterForm(forms.Form):
    """Every address has an answer: what cannot be understood is left out."""

    words = forms.CharField(label=_("Words"), required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    leader = forms.CharField(label=_("Leader"), required=False, max_length=80)
    topic = Choice(label=_("Topic"), required=False)
    days = Choice(label=_("Waiting for"), required=False, choices=AGES)
    mine = Flag(label=_("In my hand"), required=False)
    state = Choice(required=False, choices=[(state, state) for state in STATES], widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked, auto_id="filter-%s")
        topics = Topic.objects.values_list("slug", "name")
        self.fields["topic"].choices = [("", _("Any")), *topics]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What is asked for."""
        self.is_valid()
        asked = self.cleaned_data
        return Wanted(
            mine=bool(asked.get("mine")),
            topic=asked.get("topic") or "",
            leader=asked.get("leader") or "",
            days=int(asked.get("days") or 0),
            words=asked.get("words") or "",
        )

    @property
    def column(self) -> str:
        """The one column that is asked for; empty for all."""
        return self.cleaned_data.get("state") or ""
