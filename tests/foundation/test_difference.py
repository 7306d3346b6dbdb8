"""What changed between two texts: nothing is lost, and the smallest readable change is shown."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.foundation.difference import Change, difference

TEXTS = st.text(alphabet="ab \n", max_size=60)


def made_of(before: str, after: str) -> tuple[str, str]:
    found = difference(before, after)
    return (
        "".join(one.words for one in found if one.change != Change.ADDED),
        "".join(one.words for one in found if one.change != Change.TAKEN),
    )


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    assert made_of(before, after) == (before, after)


def test_it_shows_the_words_that_changed_and_no_others() -> None:
    found = difference("First.\n\nI had one desk there.", "First.\n\nI had two desks there.")
    assert [(one.change.value, one.words) for one in found] == [
        ("same", "First.\n\nI had "),
        ("taken", "one desk "),
        ("added", "two desks "),
        ("same", "there."),
    ]


@pytest.mark.parametrize(("before", "after"), [("", ""), ("same", "same")])
def test_where_nothing_changed_there_is_nothing_to_see(before: str, after: str) -> None:
    assert {one.change for one in difference(before, after)} <= {Change.SAME}


@pytest.mark.parametrize("unit", ["a ", "a\n", "ab"])
def test_a_text_made_to_be_slow_is_not(unit: str) -> None:
    before, after = unit * (20_000 // len(unit)), "b " + unit * (19_998 // len(unit))
    begun = time.process_time()
    assert made_of(before, after) == (before, after)
    assert time.process_time() - begun < 5
