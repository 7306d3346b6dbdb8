"""Tokens that only this site can have written."""

from uuid import uuid4

from pytest_django.fixtures import Settings

from bothways.foundation.capability import opened, sealed


def test_a_token_opens_what_it_was_written_for_and_nothing_else() -> None:
    one = uuid4()
    token = sealed("draft", one)
    assert (opened("draft", token), opened("digest", token), opened("draft", token[:-1])) == (one, None, None)


def test_what_was_written_with_the_key_before_is_good_while_that_is_kept(settings: Settings) -> None:
    one = uuid4()
    token, settings.SECRET_KEY = sealed("draft", one), "another-key"
    assert opened("draft", token) is None
    settings.SECRET_KEY_FALLBACKS = ["for-tests-only-and-for-nothing-else-at-all"]
    assert opened("draft", token) == one
    assert sealed("draft", one) != token
