"""Forms of the insider room. They parse and say what is wrong; they never write."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RepostForm(forms.Form):
    """Where an answer was republished, and whom to tell of a correction."""

    url = forms.URLField(
        label=_("Address of your page"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Where the answer now stands, beginning with https://"),
        widget=forms.URLInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    contact = forms.EmailField(
        label=_("E-mail address for corrections"),
        required=False,
        help_text=_("Used for nothing but a note when this answer is corrected. Only the desk sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
