"""What is written down: every fault with its trace, and never what a variable held."""

import logging

import pytest
from django.conf import settings
from django.test import Client

from bothways.insider.queries import editions

CANARY = "a-word-that-nobody-may-read"


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> logging.Formatter:
    """The formatter of the site, for the records that a test has caught."""
    line = settings.LOGGING["formatters"]["line"]
    made: logging.Formatter = line["()"](foreign_pre_chain=line["foreign_pre_chain"], processors=line["processors"])
    return made


@pytest.mark.django_db
def test_a_fault_is_written_with_its_trace_and_without_what_variables_held(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, written: logging.Formatter
) -> None:
    def broken(reader: object) -> None:
        held = CANARY[::-1][::-1]
        raise RuntimeError(len(held))

    monkeypatch.setattr(editions, "current_edition", broken)
    with caplog.at_level(logging.ERROR, logger="django.request"):
        answer = Client(raise_request_exception=False).get("/")
    for record in caplog.records:
        record.exc_text = None  # what the catching handler has kept of its own rendering
    lines = [written.format(record) for record in caplog.records]
    assert answer.status_code == 500
    assert len(lines) == 1
    assert "RuntimeError" in lines[0]
    assert CANARY not in lines[0]
    assert "\n" not in lines[0]


@pytest.mark.django_db
def test_a_page_that_does_not_exist_is_no_fault() -> None:
    assert not logging.getLogger("django.request").isEnabledFor(logging.WARNING)
    assert Client().get("/nowhere/").status_code == 404


def test_no_personal_link_is_written_down(written: logging.Formatter) -> None:
    for path in ("/draft/SECRET/save/", "/letters/stop/SECRET/"):
        record = logging.LogRecord("django.request", 40, "x", 1, "%s: %s", ("Internal Server Error", path), None)
        said = written.format(record)
        assert path.replace("SECRET", "…") in said
        assert "SECRET" not in said
