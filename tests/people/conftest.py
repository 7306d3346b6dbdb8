from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page


@pytest.fixture(autouse=True)
def no_counts_from_before(request: pytest.FixtureRequest) -> Iterator[None]:
    """The counts of the rate limits start at nothing, also where a test commits."""
    yield
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        cache.clear()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of a browser that knows nothing."""
    context = browser.new_context()
    context.set_default_timeout(5_000)
    yield context.new_page()
    context.close()
