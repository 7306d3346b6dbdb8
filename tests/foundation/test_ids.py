"""Addresses made from words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.foundation.ids import ADDRESS_LENGTH, address


def free(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Why is it important to have a mentor?", "why-is-it-important-to-have-a-mentor"),
        ("Tomás Rivera", "tomas-rivera"),
        ("Что такое наставник?", "chto-takoe-nastavnik"),
        ("  --  ", "untitled"),
        ("", "untitled"),
        ("<script>", "script"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_words_become_an_address(words: str, expected: str) -> None:
    assert address(words, taken=free) == expected


def test_a_long_title_is_cut_between_words() -> None:
    made = address("mentoring " * 40, taken=free)
    assert len(made) <= ADDRESS_LENGTH
    assert set(made.split("-")) == {"mentoring"}


def test_who_comes_second_gets_a_number() -> None:
    there = {"noor-haddad", "noor-haddad-2"}
    assert address("Noor Haddad", taken=there.__contains__) == "noor-haddad-3"


def test_nothing_at_all_gets_the_name_that_was_given_for_it() -> None:
    assert address("?", taken=free, fallback="member") == "member"


@given(st.text(max_size=300))
def test_any_words_make_an_address_that_fits_its_place(words: str) -> None:
    made = address(words, taken=lambda slug: not slug[-1].isdigit())
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= ADDRESS_LENGTH + 6
