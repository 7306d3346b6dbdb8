from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_counts_from_before(request: pytest.FixtureRequest) -> Iterator[None]:
    """The counts of the rate limits start at nothing, also where a test commits."""
    yield
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        cache.clear()
