"""Fields that several forms of the desk have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.foundation import time


class DateInput(forms.DateInput):
    """A day, picked in the browser's own way."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ComingDay(forms.DateField):
    """A day that has not passed where the community is."""

    widget = DateInput

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day < time.site_day(time.now()):
            raise forms.ValidationError(_("That day has passed."))
        return day


def words(label: Any, *, required: bool = True, most: int = 2_000, help_text: Any = "", rows: int = 4) -> Any:
    """A few sentences."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area, help_text=help_text)
