"""Forms about answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.desk.forms.fields import ComingDay, words
from bothways.desk.models import ProposedCorrection
from bothways.insider.models import Repost

MOST = 20_000  # characters of a body


def body(**more: Any) -> Any:
    """The text of an answer."""
    attrs = {"rows": 18, "class": "body-text"}
    return forms.CharField(
        label=_("Answer"), max_length=MOST, strip=False, widget=forms.Textarea(attrs=attrs),
        help_text=_("Markdown. 150 to 600 words read best; 20,000 characters at most."), **more,
    )  # fmt: skip


class TextForm(forms.Form):
    """What an answer says, and the mark of the text that the editor began from."""

    headline = forms.CharField(label=_("Headline"), max_length=200, required=False)
    summary = forms.CharField(
        label=_("Summary"), max_length=300, required=False, help_text=_("One sentence, for lists and feeds.")
    )
    body = body(required=False)
    based_on = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")


class Confirm(forms.Form):
    """Nothing to fill in, but a second look before it is done."""


class ApproveForm(forms.Form):
    """The desk's word on a text that stands."""

    words = words(
        _("A few words to the author"),
        required=False,
        help_text=_("They stand in the letter that asks for the signature."),
    )


class ChangesForm(forms.Form):
    """What the desk asks for."""

    words = words(
        _("What should change"), help_text=_("The author gets these words by mail, with the link to the text.")
    )


class PlanForm(forms.Form):
    """A day for an answer."""

    day = ComingDay(label=_("Day"))


class WithdrawForm(forms.Form):
    """Why an answer is withdrawn."""

    reason = words(_("Why"), most=300, rows=2, help_text=_("Its address stays, and says this to whoever comes."))


class DropForm(forms.Form):
    """The proposed correction that is dropped."""

    proposal = forms.ModelChoiceField(queryset=ProposedCorrection.objects.all(), widget=forms.HiddenInput)


class AdoptForm(forms.Form):
    """A mail that becomes the text."""

    arrival = forms.IntegerField(widget=forms.HiddenInput)


class RemoveRepostForm(forms.Form):
    """A republished copy that is removed from the register."""

    repost = forms.ModelChoiceField(queryset=Repost.objects.all(), widget=forms.HiddenInput)


class CorrectForm(forms.Form):
    """A correction of a published answer."""

    SMALL, SENSE = "small", "sense"
    body = body()
    note = forms.CharField(
        label=_("What is corrected"), max_length=300, help_text=_("Readers see this sentence below the answer.")
    )
    kind = forms.ChoiceField(
        label=_("How much it changes"),
        widget=forms.RadioSelect,
        choices=[
            (SMALL, _("A small thing: a name, a date, a link. It shows at once.")),
            (SENSE, _("What it says. Its author signs the new text first.")),
        ],
    )
    based_on = forms.CharField(max_length=64, widget=forms.HiddenInput)  # the hash of the text that was begun from

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")
