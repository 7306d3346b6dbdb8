"""The way out for mail, as the environment names it."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from bothways.config.mail import by_provider, by_server
from tests.support.together import PROJECT


@pytest.mark.parametrize(
    ("url", "tls", "ssl", "port"),
    [
        ("smtp://mail.example", False, False, 25),
        ("smtp://mail.example:2525", False, False, 2525),
        ("smtp+tls://anna%40mail.example:a%2Fb@mail.example", True, False, 587),
        ("smtp+tls://anna:secret@mail.example:26", True, False, 26),
        ("submission://mail.example", True, False, 587),
        ("smtp+ssl://anna:secret@mail.example", False, True, 465),
        ("smtps://mail.example:466", False, True, 466),
    ],
)
def test_how_it_is_encrypted(url: str, tls: bool, ssl: bool, port: int) -> None:
    found = by_server(url)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert found["EMAIL_HOST"] == "mail.example"
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"], found["EMAIL_PORT"]) == (tls, ssl, port)


def test_names_and_passwords_may_hold_any_sign() -> None:
    found = by_server("smtp+tls://anna%40mail.example:a%2Fb@mail.example")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("anna@mail.example", "a/b")


@pytest.mark.parametrize("url", ["smtp+tsl://u:p@mail.example", "mail.example", "http://mail.example", ""])
def test_a_slip_is_said_at_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="BOTHWAYS_EMAIL_URL"):
        by_server(url)


def test_a_provider_by_name() -> None:
    assert by_provider("postmark") == "anymail.backends.postmark.EmailBackend"
    for name in ("nobody", "../x", "", "post mark"):
        with pytest.raises(ImproperlyConfigured, match="BOTHWAYS_EMAIL_PROVIDER"):
            by_provider(name)


ASK = """
import django; django.setup()
from django.core.mail import get_connection
from django.urls import NoReverseMatch, resolve, Resolver404
try:
    hook = resolve("/anymail/postmark/tracking/").url_name
except Resolver404:
    hook = "none"
print(type(get_connection()).__module__, hook)
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "django.core.mail.backends.filebased none"),
        ({"BOTHWAYS_EMAIL_URL": "smtp+tls://u:p@mail.example"}, "django.core.mail.backends.smtp none"),
        (
            {"BOTHWAYS_EMAIL_PROVIDER": "postmark", "BOTHWAYS_ANYMAIL": '{"POSTMARK_SERVER_TOKEN": "t"}'},
            "anymail.backends.postmark none",
        ),
        (
            {
                "BOTHWAYS_EMAIL_PROVIDER": "postmark",
                "BOTHWAYS_ANYMAIL": '{"POSTMARK_SERVER_TOKEN": "t", "WEBHOOK_SECRET": "a:b"}',
            },
            "anymail.backends.postmark postmark_tracking_webhook",
        ),
    ],
)
def test_a_site_takes_what_the_environment_says(given: dict[str, str], expected: str) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))}
    site = {"DJANGO_SETTINGS_MODULE": "bothways.config.settings", "BOTHWAYS_SECRET_KEY": "k" * 40}
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**own, **site, **given},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == expected
