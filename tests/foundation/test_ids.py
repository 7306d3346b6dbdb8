"""Addresses made from words."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.foundation import ids
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


def test_a_number_in_small_letters_is_found_again_and_nothing_else_is() -> None:
    number = UUID("6f1d8c52-3c1e-4a55-9d0e-2d8c9a54f0b7")
    assert re.fullmatch("[a-z2-7]{26}", ids.short(number))
    assert ids.from_short(ids.short(number)) == number
    for words in ("", "a" * 25, "a" * 27, "b" * 26, ids.short(number).upper(), "1" * 26, "é" * 26):
        assert ids.from_short(words) is None, words
