from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright

from devtools.browser import FLAGS, ensure_chromium


@pytest.fixture(autouse=True)
def no_counts_from_before(request: pytest.FixtureRequest) -> Iterator[None]:
    """The counts of the rate limits start at nothing, also where a test commits."""
    yield
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        cache.clear()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop of its own
        browser = playwright.chromium.launch(executable_path=Path(ensure_chromium()), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window of a browser that knows nothing."""
    context = chromium.new_context()
    context.set_default_timeout(5_000)
    yield context.new_page()
    context.close()
