"""Forms of the insider room. They parse and say what is wrong; they never write."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from bothways.design.forms import Menu
from bothways.insider.models import SearchDocument
from bothways.insider.search import Criteria, Results
from bothways.insider.search.words import tidy


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


class Lenient:
    """A field of an address that readers change by hand: what makes no sense counts as left out."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)  # type: ignore[misc]
        except forms.ValidationError:
            return None


class Words(forms.CharField):
    """What a reader typed, as it can be looked for and shown again."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class Choice(Lenient, forms.ChoiceField):
    widget = Menu({"form": "search"})


class Address(Lenient, forms.SlugField):
    widget = Menu({"form": "search"})


class Number(Lenient, forms.IntegerField):
    pass


class SearchForm(forms.Form):
    """What to look for and where. Every address has an answer: what cannot be understood is left out."""

    q = Words(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}))
    kind = Choice(label=_("What"), required=False, choices=[("", _("Everything")), *SearchDocument.Kind.choices])
    topic = Address(label=_("Topic"), required=False)
    insider = Address(label=_("Who"), required=False)
    year = Number(label=_("When"), required=False, min_value=1900, max_value=2199, widget=Menu({"form": "search"}))
    sort = Choice(label=_("Order"), required=False, choices=[("", _("Best first")), ("newest", _("Newest first"))])
    page = Number(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)

    def criteria(self) -> Criteria:
        """What is asked for, as search wants it."""
        self.is_valid()
        asked = self.cleaned_data
        return Criteria(
            text=asked.get("q") or "",
            kind=asked.get("kind") or "",
            topic=asked.get("topic") or "",
            insider=asked.get("insider") or "",
            year=asked.get("year"),
            newest=asked.get("sort") == "newest",
            page=asked.get("page") or 1,
        )

    def offer(self, results: Results) -> None:
        """Let the reader narrow the results to what they have to do with."""
        menus = {
            "topic": [("", _("Any topic")), *((choice.value, choice.label) for choice in results.topics)],
            "insider": [("", _("Anybody")), *((choice.value, choice.label) for choice in results.people)],
            "year": [("", _("Any time")), *((str(year), str(year)) for year in results.years)],
        }
        for name, choices in menus.items():
            self.fields[name].widget.choices = choices

    @property
    def filters(self) -> list[BoundField]:
        """The menus beside the words; they stand outside the form, with the results, and belong to it by its name."""
        return [self[name] for name in ("kind", "topic", "insider", "year", "sort")]
