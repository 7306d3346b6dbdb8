import numpy as np
import pytest

from bothways.pairing.texts import quantised, vectors, words


@pytest.mark.parametrize(
    ("one", "other"),
    [("communities", "community"), ("Mentoring", "mentored"), ("Café", "cafe"), ("négociations", "NEGOCIATION")],
)
def test_forms_of_a_word_are_one_word(one: str, other: str) -> None:
    assert words(one) == words(other) != []


def test_numbers_and_short_words_are_none() -> None:
    assert words("a 12 of x9") == []


def test_who_writes_of_the_same_is_more_alike_than_who_does_not() -> None:
    mentees = ("I want to teach statistics in the open", "gardens, and more gardening", "")
    mentors = ("teaching statistics", "a gardener of small gardens in the city", "statistics of gardens")
    left, right = quantised(*vectors(mentees, mentors))
    alike = left.astype(np.int64) @ right.astype(np.int64).T
    assert alike[0].argmax() == 0
    assert alike[1].argmax() == 1
    assert alike[2].tolist() == [0, 0, 0]


def test_what_everybody_says_counts_nothing() -> None:
    left, right = quantised(*vectors(("mentor python",), ("mentor gardens",)))
    assert (left @ right.T).item() == 0
