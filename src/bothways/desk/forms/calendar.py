"""Forms of the calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.desk.forms.fields import ComingDay
from bothways.insider.models import Answer


class DayForm(forms.Form):
    """The day of a slot."""

    day = forms.DateField(label=_("Day"))


class MoveForm(DayForm):
    """From one day to another."""

    to = ComingDay(label=_("To"))


class AnswerForm(forms.Form):
    """One answer."""

    answer = forms.ModelChoiceField(queryset=Answer.objects.all(), label=_("Answer"))


class PutForm(AnswerForm):
    """An answer, and a day for it."""

    day = ComingDay(label=_("Day"))
