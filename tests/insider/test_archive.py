"""The archive answers for every month that somebody may type."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("month", ["9999/12", "2026/13", "2026/0", "0/1", "1/1", "3000/1"])
def test_a_month_that_cannot_be_is_not_found(month: str) -> None:
    assert Client().get(f"/archive/{month}/").status_code == 404
    assert Client().get(f"/archive/{month}/1/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("month", ["1900/1", "2026/2", "2999/12"])
def test_a_month_without_answers_says_so(month: str) -> None:
    assert Client().get(f"/archive/{month}/").status_code == 200
