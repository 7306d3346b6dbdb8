"""Forms about leaders and invitations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.desk.forms.fields import ComingDay, words
from bothways.desk.models import Link, Suggestion

SEVERAL_AT_ONCE = 20


class InviteForm(forms.Form):
    """Leaders who are asked for an answer by a day."""

    leaders = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose somebody to ask.")}, widget=forms.CheckboxSelectMultiple
    )
    due_on = ComingDay(label=_("Wanted by"))
    words = words(
        _("A few words to them"), required=False, help_text=_("They stand in the letter, below the question.")
    )
    address = forms.EmailField(
        label=_("Another address"),
        required=False,
        help_text=_("Where the letter goes when you ask one leader only. Else it goes to the address that we know."),
    )

    def __init__(self, *args: Any, known: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaders"].choices = [(key, key) for key in known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        chosen = asked.get("leaders") or []
        if asked.get("address") and len(chosen) > 1:
            self.add_error("address", _("An address is for one leader. Choose one, or leave it empty."))
        if len(chosen) > SEVERAL_AT_ONCE:
            self.add_error("leaders", _("Ask at most twenty leaders at once."))
        return asked


class DueForm(forms.Form):
    """Until when a text is wanted."""

    due_on = ComingDay(label=_("Wanted by"))


class LinkForm(forms.Form):
    """One of the links to a draft."""

    link = forms.ModelChoiceField(queryset=Link.objects.all(), widget=forms.HiddenInput)


class IntroduceForm(forms.Form):
    """A leader who is not known here."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.EmailField(label=_("E-mail address"), help_text=_("Only the desk sees it. Letters go there."))
    role_title = forms.CharField(label=_("Role"), max_length=120, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)

    @classmethod
    def of(cls, suggestion: Suggestion | None) -> "IntroduceForm":
        """The form, with what is known of somebody whom a leader suggested."""
        return cls(initial={"name": suggestion.name, "address": suggestion.address} if suggestion else None)

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class VerifyForm(forms.Form):
    """How it was made sure that somebody is who they are."""

    how = forms.CharField(
        label=_("How"), max_length=200, help_text=_("Readers can see this. “Work e-mail and a call with the desk”.")
    )


class CapForm(forms.Form):
    """How often a leader may be asked in ninety days."""

    at_most = forms.IntegerField(
        label=_("At most, in ninety days"), min_value=0, max_value=50, required=False,
        help_text=_("Leave it empty for as often as the site says."),
    )  # fmt: skip
