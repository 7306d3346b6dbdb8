"""What machines look for at addresses that everybody knows."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings

from bothways.foundation import time
from tests.support import writing

pytestmark = pytest.mark.django_db


def lines(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode().splitlines()


def test_robots_are_told_what_is_not_for_them_and_where_the_map_is(outsider: Client) -> None:
    found = lines(outsider, "/robots.txt")
    assert found[0] == "User-agent: *"
    assert "Disallow: /me/" in found
    assert found[-1] == "Sitemap: http://localhost:8000/sitemap.xml"
    assert "Disallow: /" not in found


def security_txt(client: Client) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in lines(client, "/.well-known/security.txt"))


@pytest.mark.parametrize(
    ("contact", "owner", "said"),
    [
        ("security@longtable.example", "", "mailto:security@longtable.example"),
        ("https://longtable.example/security", "grace@longtable.example", "https://longtable.example/security"),
        ("", "grace@longtable.example", "mailto:grace@longtable.example"),
    ],
)
def test_whom_to_tell_of_a_weakness(outsider: Client, settings: Settings, contact: str, owner: str, said: str) -> None:
    settings.SECURITY_CONTACT, settings.OWNER_EMAIL = contact, owner
    found = security_txt(outsider)
    assert found["Contact"] == said
    assert found["Canonical"] == "http://localhost:8000/.well-known/security.txt"
    assert found["Preferred-Languages"] == "en"


def test_it_holds_for_less_than_a_year(outsider: Client) -> None:
    with time_machine.travel(writing.NOON, tick=False):
        expires = datetime.fromisoformat(security_txt(outsider)["Expires"])
        assert timedelta(days=30) < expires - time.now() < timedelta(days=365)


def test_without_anybody_to_tell_there_is_no_file_and_a_warning(outsider: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = settings.OWNER_EMAIL = ""
    assert outsider.get("/.well-known/security.txt").status_code == 404
    assert "bothways.W002" in [found.id for found in run_checks(include_deployment_checks=True)]
    settings.OWNER_EMAIL = "grace@longtable.example"
    assert "bothways.W002" not in [found.id for found in run_checks(include_deployment_checks=True)]


def test_the_manifest(outsider: Client) -> None:
    response = outsider.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    body = response.json()
    assert (body["name"], body["start_url"]) == ("Bothways", "/")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in body["icons"]}


def test_icons_are_where_they_are_said_to_be(outsider: Client) -> None:
    from django.contrib.staticfiles import finders

    icons = [icon["src"] for icon in outsider.get("/manifest.webmanifest").json()["icons"]]
    favicon = outsider.get("/favicon.ico")
    assert favicon.status_code == 302
    for address in (*icons, favicon["Location"]):
        assert finders.find(address.removeprefix("/static/")), address


@pytest.mark.parametrize("address", ["/robots.txt", "/.well-known/security.txt", "/manifest.webmanifest"])
def test_any_cache_may_hold_them(outsider: Client, address: str) -> None:
    response = outsider.get(address)
    assert response["Cache-Control"].startswith("public, max-age=")
    assert "ETag" in response
    assert not response.cookies
