"""The components: what they say, and that nobody's words become markup in them."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from bothways.design import calendars, icons
from bothways.design.patterns import PATTERNS
from bothways.foundation.paging import Page


def _made(source: str, **context: Any) -> str:
    return Template(source).render(
        Context({"request": RequestFactory().get("/questions/?show=waiting&page=2"), **context})
    )


def _person(name: str, hue: int = 200) -> SimpleNamespace:
    return SimpleNamespace(name=name, portrait=None, hue=hue)


def test_initials_stand_for_a_face() -> None:
    assert [icons.initials_of(name) for name in ("Amina Okafor", "Mei-Lin van der Zhou", "Prince", "-- !", "")] == [
        "AO", "MZ", "P", "?", "?",
    ]  # fmt: skip


def test_a_name_cannot_become_markup() -> None:
    made = _made("{% portrait person %}", person=_person("<script> &"))
    assert "<script" not in made
    assert "oklch(46% 0.085 200)" in made


def test_whoever_has_no_account_has_a_disc() -> None:
    assert ">JR<" in _made('{% portrait None "Jo Rae" %}')


def test_the_role_says_what_is_known() -> None:
    made = _made('{% role_line "Founder" "Kestrel" %}|{% role_line "Founder" "" %}|{% role_line "" "Kestrel" %}')
    assert made == "Founder of Kestrel|Founder|Kestrel"


def test_reading_takes_a_minute_at_least() -> None:
    made = _made("{{ none|minutes }} {{ some|minutes }} {{ many|minutes }}", none=0, some=300, many=1150)
    assert made == "1 1 5"


def test_the_pager_keeps_the_rest_of_the_address() -> None:
    made = _made("{% pager page %}", page=Page([], 2, has_next=True))
    assert 'href="?show=waiting&amp;page=1" rel="prev"' in made
    assert 'href="?show=waiting&amp;page=3" rel="next"' in made
    assert not _made("{% pager page %}", page=Page([], 1, has_next=False)).strip()


def test_a_month_begins_on_its_own_weekday() -> None:
    rows = calendars.weeks(date(2026, 11, 1), {date(2026, 11, 23): "held"})
    assert [len(row) for row in rows] == [7] * 6
    assert [day.date for day in rows[0]] == [None] * 6 + [date(2026, 11, 1)]
    assert [day.date for row in rows for day in row if day.holds] == [date(2026, 11, 23)]


class _Form(forms.Form):
    title = forms.CharField(label="Title", help_text="One sentence.")
    note = forms.CharField(label="Note", required=False)


def test_a_form_says_what_is_wrong_above_and_beside_the_field() -> None:
    made = str(_Form({}))
    assert '<a href="#id_title">Title: This field is required.</a>' in made
    assert 'role="alert" tabindex="-1" autofocus' in made
    assert 'aria-invalid="true"' in made
    assert 'aria-describedby="id_title_helptext id_title_error"' in made
    assert 'id="id_title_helptext"' in made
    assert 'id="id_title_error"' in made
    assert made.count("(if you like)") == 1
    assert "error-summary" not in str(_Form())


def test_every_component_is_shown_with_its_markup() -> None:
    for pattern in PATTERNS:
        assert pattern.markup, pattern.key
        assert pattern.shown.strip(), pattern.key
        assert "{%" not in pattern.shown, pattern.key
