"""Forms about questions."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from bothways.desk.forms.fields import ComingDay, DateInput, words
from bothways.insider.models import Question, Topic


class WordingForm(forms.Form):
    """What a question says."""

    WORDS = ("title", "detail", "why_now", "timely_until")

    title = forms.CharField(label=_("Question"), max_length=160, help_text=_("One sentence, with a question mark."))
    detail = forms.CharField(
        label=_("Detail"), required=False, max_length=10_000, widget=forms.Textarea, help_text=_("Markdown.")
    )
    why_now = forms.CharField(
        label=_("Why now"), required=False, max_length=300, help_text=_("What makes it timely, in a sentence.")
    )
    timely_until = forms.DateField(label=_("Timely until"), required=False, widget=DateInput)
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"), required=False, queryset=Topic.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)  # when what is put better was last changed

    @classmethod
    def of(cls, question: Question) -> "WordingForm":
        """The form with what `question` says now."""
        said = {name: getattr(question, name) for name in cls.WORDS}
        return cls(initial={**said, "topics": question.topics.all(), "based_on": question.changed_at.isoformat()})

    def clean_title(self) -> str:
        title = " ".join(str(self.cleaned_data["title"]).split())
        if not any(character.isalnum() for character in title):  # nothing to read, to click, or to make an address of
            raise forms.ValidationError(_("Write a question in words."))
        return title

    def said(self) -> dict[str, Any]:
        """What was typed, by the names of a wording; of a valid form."""
        return {name: self.cleaned_data[name] for name in (*self.WORDS, "topics")}

    def seen_at(self) -> datetime | None:
        """When the wording that the editor began from was last changed."""
        try:
            return parse_datetime(self.cleaned_data.get("based_on") or "")
        except ValueError:
            return None


class AskForm(WordingForm):
    """A new question: it is not timely until a day that has passed."""

    timely_until = ComingDay(label=_("Timely until"), required=False)


class DeclineForm(forms.Form):
    """Why the desk declines a question."""

    reason = words(_("Why"), most=300, rows=3, help_text=_("Whoever asked gets these words by mail."))


class MergeForm(forms.Form):
    """The question that another goes on in."""

    into = forms.ModelChoiceField(queryset=Question.objects.all(), widget=forms.HiddenInput)
