"""The form in which people choose what to be written."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from bothways.notifications.models import Subscription


class LettersForm(forms.Form):
    """The rhythm of the digest, the day of a weekly one, and letters at once."""

    rhythm = forms.ChoiceField(
        label=_("Digest"),
        choices=Subscription.Rhythm.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Today’s answers, and what is new where you follow, since the last one. Where nothing is new, none comes."
        ),
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the weekly digest"), choices=list(WEEKDAYS.items()), coerce=int, initial=0
    )
    at_once = forms.BooleanField(
        label=_("Write to me at once when there is a new answer to what I follow"), required=False
    )

    @classmethod
    def showing(cls, chosen: Subscription | None) -> "LettersForm":
        """The form with what somebody has chosen; nobody gets anything before they have."""
        initial: dict[str, Any] = {"rhythm": Subscription.Rhythm.NONE, "weekday": 0, "at_once": False}
        if chosen:
            initial = {name: getattr(chosen, name) for name in initial}
        return cls(initial=initial)
