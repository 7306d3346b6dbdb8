"""What leaders and their delegates send. Whatever is wrong with it, it is shown again as it was typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.desk.models import Invitation

HEADLINE = 200  # characters, as the model has it
BODY = 20_000  # characters
EMAIL = {"autocomplete": "off", "inputmode": "email"}


class Lines(forms.CharField):
    """Text with line ends as everybody but a browser writes them; nothing else about it is changed."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: Any) -> None:
        """Nothing written yet is fine to save."""


class OneLine(forms.CharField):
    """Words without line ends, white space folded."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class TextForm(forms.Form):
    """The text, and the mark of the one that its writer began from."""

    use_required_attribute = False

    headline = OneLine(
        label=_("Headline"),
        max_length=HEADLINE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("At most %(limit_value)d characters; these are %(show_value)d.")},
    )
    body = Lines(
        label=_("Your answer"),
        max_length=BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
        error_messages={
            "max_length": _("At most %(limit_value)d characters; these are %(show_value)d. Nothing of it is lost.")
        },
    )
    based_on = forms.RegexField(r"^(\d{1,9}\.\d{1,9})?$", required=False, widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    """A no, with its reason: the button that was pressed."""

    reason = forms.ChoiceField(choices=Invitation.Reason.choices)
    words = OneLine(label=_("A few words to the desk"), max_length=300, required=False)


class SuggestForm(forms.Form):
    """Somebody else whom the desk might ask."""

    name = OneLine(label=_("Their name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    address = forms.EmailField(label=_("Their e-mail address"), required=False, widget=forms.EmailInput(attrs=EMAIL))
    why = OneLine(label=_("Why them"), max_length=300, required=False)


class DelegateForm(forms.Form):
    """Somebody who drafts for the leader."""

    name = OneLine(label=_("Their name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    address = forms.EmailField(label=_("Their e-mail address"), widget=forms.EmailInput(attrs=EMAIL))


class SignForm(forms.Form):
    """The code from the mail, and the hash of the text that was shown with it."""

    shown = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PasskeyForm(forms.Form):
    """What a passkey answered, and the hash of the text that was shown with it."""

    shown = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    credential = forms.JSONField(widget=forms.HiddenInput)
