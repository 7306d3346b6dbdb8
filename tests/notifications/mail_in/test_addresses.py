"""Addresses that only the site can make."""

import pytest
from pytest_django.fixtures import Settings

from bothways.notifications.addresses import Addressed, address_for, read_address


def test_an_address_is_read_as_what_it_was_made_for() -> None:
    address = address_for("answer", "7k2p")
    assert read_address(address) == Addressed("answer", "7k2p")
    assert address == address_for("answer", "7k2p")
    assert len(address.partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "change", [str.upper, str.title, lambda address: f" <{address}> ", lambda address: address + "."]
)
def test_what_servers_do_to_addresses_changes_nothing(change: object) -> None:
    assert read_address(change(address_for("answer", "7k2p"))) == Addressed("answer", "7k2p")  # type: ignore[operator]


def test_no_part_can_be_changed() -> None:
    address = address_for("answer", "7k2p")
    local, _, domain = address.partition("@")
    others = [
        address.replace("answer", "delegate"), address.replace("7k2p", "7k2q"), f"{local}@elsewhere.example",
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}", local, f"{local}@{domain}@{domain}", "",
        f"answer+7k2p@{domain}", f"answer+7k2p.@{domain}", f"x{address}",
        address_for("test", "7k2p").replace("test", "answer"),
    ]  # fmt: skip
    assert [read_address(other) for other in others] == [None] * len(others)


def test_an_address_of_another_key_is_none_unless_that_key_was_ours(settings: Settings) -> None:
    address = address_for("answer", "7k2p")
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another key, which is also long enough"
    assert read_address(address) is None
    settings.SECRET_KEY_FALLBACKS = [before]
    assert read_address(address) == Addressed("answer", "7k2p")


def test_a_site_that_takes_no_mail_has_no_addresses(settings: Settings) -> None:
    address = address_for("answer", "7k2p")
    settings.MAIL_IN_DOMAIN = ""
    assert address_for("answer", "7k2p") == ""
    assert read_address(address) is None


@pytest.mark.parametrize("about", ["7K2P", "a b", "a@b", "", "a" * 31, "ä", "a.b", "a\r\nb"])
def test_what_cannot_stand_in_an_address_is_refused(about: str) -> None:
    with pytest.raises(ValueError, match="No address can be made"):
        address_for("answer", about)


def test_the_address_of_returned_letters_is_known() -> None:
    assert read_address("Bounces@IN.site.example") == Addressed("bounce", "")
