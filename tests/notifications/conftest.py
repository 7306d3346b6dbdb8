"""A post office: letters of a kind of its own, written by the test, and a mail server that they go to."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from pytest_django import Settings

from bothways.notifications import letters as registry
from bothways.notifications.actions.posting import post
from bothways.notifications.letters import Words, letter
from bothways.notifications.models import Letter
from bothways.people.models import Person
from tests.support.writing import NOON

Post = Callable[..., Letter]


@pytest.fixture
def written() -> Iterator[dict[str, Callable[[Letter], Words | None]]]:
    """What letters of the kind `test.note` say; a test changes it by putting another function under "write"."""
    how: dict[str, Callable[[Letter], Words | None]] = {
        "write": lambda one: Words("A note", "notifications/mail/test", {"number": one.pk})
    }

    @letter("test.note")
    def write(one: Letter) -> Words | None:
        return how["write"](one)

    yield how
    del registry._kinds["test.note"]


@pytest.fixture(autouse=True)
def test_template(settings: Settings) -> None:
    """A pair of templates that only tests have."""
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                **settings.TEMPLATES[0]["OPTIONS"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", TEMPLATES),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ]


TEMPLATES = {
    "notifications/mail/test.txt": '{% extends "notifications/mail/base.txt" %}{% block content %}'
    "Note {{ number }}: {{ said }}{% endblock %}{% block why %}You are tested.{% endblock %}",
    "notifications/mail/test.html": '{% extends "notifications/mail/base.html" %}{% block content %}'
    "<p>Note {{ number }}: {{ said }}</p>{% endblock %}{% block why %}You are tested.{% endblock %}",
}


@pytest.fixture
def posted(member: Person, written: object) -> Post:
    """Posts a letter and gives it back."""

    def posted(to: Person | str = member, *, kind: str = "test.note", **others: object) -> Letter:
        key = str(others.pop("key", f"test:{Letter.objects.count()}"))
        with transaction.atomic():
            post(kind, about=member, to=to, at=NOON, key=key, **others)  # type: ignore[arg-type]
        return Letter.objects.get(key=key)

    return posted
