"""Paging: the rows that were asked for, whether there are more, and no counting."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bothways.foundation.paging import LAST_PAGE, page_of
from bothways.insider.models import Topic

pytestmark = pytest.mark.django_db


def ask(page: str | None, rows: int, per_page: int = 3) -> tuple[list[str], int, bool, bool]:
    Topic.objects.bulk_create(Topic(name=f"{n:02}", slug=f"topic-{n}") for n in range(rows))
    request = RequestFactory().get("/", {} if page is None else {"page": page})
    found = page_of(request, Topic.objects.order_by("name"), per_page)
    return [topic.name for topic in found], found.number, found.has_previous, found.has_next


def test_the_first_page_and_whether_there_is_another() -> None:
    assert ask(None, rows=4) == (["00", "01", "02"], 1, False, True)


def test_a_full_page_with_nothing_after_it() -> None:
    assert ask(None, rows=3) == (["00", "01", "02"], 1, False, False)


def test_the_last_page() -> None:
    assert ask("2", rows=4) == (["03"], 2, True, False)


def test_no_rows_make_one_empty_page() -> None:
    assert ask(None, rows=0) == ([], 1, False, False)


def test_a_page_after_the_last_is_empty_and_leads_back() -> None:
    assert ask("9", rows=4) == ([], 9, True, False)


@pytest.mark.parametrize("nonsense", ["", "0", "-1", "two", "1.5", "²", "٣", " 2", "2 ", "1e3", "0x10", "9" * 400])
def test_nonsense_asks_for_the_first(nonsense: str) -> None:
    assert ask(nonsense, rows=4)[:2] == (["00", "01", "02"], 1)


def test_nobody_reads_further_than_the_last_page_there_may_be() -> None:
    assert ask("9999999", rows=1)[1] == LAST_PAGE


def test_one_query_and_never_a_count() -> None:
    with CaptureQueriesContext(connection) as asked:
        ask("2", rows=0)
    selects = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert len(selects) == 1
    assert "COUNT" not in selects[0]
