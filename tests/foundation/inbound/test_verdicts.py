"""A sender is believed when DMARC vouches for them: in the words of our own server, or by a signature that holds."""

from collections.abc import Iterable

import pytest

from bothways.foundation.inbound.lookups import Unreachable, fixed
from bothways.foundation.inbound.policies import organisation
from bothways.foundation.inbound.reading import read
from bothways.foundation.inbound.senders import sender_of
from bothways.foundation.inbound.verdicts import doubt_by_server, doubt_by_signature
from tests.support.mails import AMINA, SIGNED, mail, published, signed

TO = "answer+7k.abcdefghijklmnop@in.longtable.example"
PASS = "mx.site.example; dkim=pass header.d=longtable.example; dmarc=pass (p=reject) header.from=longtable.example"


def by_server(*verdicts: str, sender: str = AMINA, name: str = "Authentication-Results") -> str:
    raw = mail(to=TO, sender=sender, heads=[(name, verdict) for verdict in verdicts])
    found = read(raw)
    return doubt_by_server(found, sender_of(found), "mx.site.example")


def by_signature(raw: bytes, *domains: str, policy: str = "v=DMARC1; p=reject") -> str:
    return doubt_by_signature(raw, sender_of(read(raw)), published(*(domains or ("longtable.example",)), policy=policy))


def test_the_verdict_of_our_own_server_counts() -> None:
    assert by_server(PASS) == ""
    assert by_server(PASS.replace("mx.site", "MX.Site")) == ""
    assert by_server("mx.site.example 1; dmarc=PASS header.from=LongTable.example") == ""


@pytest.mark.parametrize(
    "verdict",
    ["mx.site.example; dmarc=fail header.from=longtable.example",
     "mx.site.example; dmarc=none header.from=longtable.example",
     "mx.site.example; spf=pass smtp.mailfrom=amina@longtable.example; dkim=pass header.d=longtable.example",
     "mx.site.example; dmarc=pass header.from=elsewhere.example", "mx.site.example; dmarc=pass",
     "mx.site.example; dkim=fail (dmarc=pass header.from=longtable.example)",
     'mx.site.example; dkim=fail reason="x; dmarc=pass header.from=longtable.example"',
     "mx.site.example; dmarc=fail header.from=longtable.example; dmarc=pass header.from=longtable.example",
     "mx.site.example; none", "mx.site.example", "mx.site.example; dmarc=pass header.from=longtable.example )(",
     "mx.site.example.evil.example; dmarc=pass header.from=longtable.example", "", "(" * 3000],
    ids=lambda verdict: verdict[:60],
)  # fmt: skip
def test_any_other_verdict_leaves_a_doubt(verdict: str) -> None:
    assert by_server(verdict)


def test_a_verdict_that_bears_another_name_is_not_looked_at() -> None:
    forged = PASS.replace("mx.site.example", "mx.elsewhere.example")
    assert by_server(forged) == "Our mail server has said nothing about the sender."
    assert by_server(forged, PASS) == ""


def test_only_the_topmost_verdict_of_our_server_counts() -> None:
    bad = "mx.site.example; dmarc=fail header.from=longtable.example"
    assert by_server(bad, PASS) == "DMARC does not vouch for the sender: fail."
    assert by_server(PASS, bad) == ""


def test_heads_that_only_sound_alike_do_not_count() -> None:
    assert by_server(PASS, name="ARC-Authentication-Results")
    assert by_server(PASS, name="X-Authentication-Results")


def test_a_signature_of_the_senders_domain_counts() -> None:
    assert by_signature(signed(mail(to=TO))) == ""


def test_a_signature_of_a_domain_above_counts_unless_the_policy_is_strict() -> None:
    raw = signed(mail(to=TO, sender="amina@mail.longtable.example"))
    assert by_signature(raw) == ""
    assert by_signature(raw, policy="v=DMARC1; p=reject; adkim=s")


def test_an_ending_that_nobody_has_listed_makes_no_one_organisation_of_all_below_it() -> None:
    assert organisation("mail.longtable.example") == "longtable.example"
    assert organisation("mail.longtable.co.uk") == "longtable.co.uk"
    assert organisation("longtable.github.io") == "longtable.github.io"
    raw = signed(mail(to=TO), "elsewhere.example")
    assert by_signature(raw, "longtable.example", "elsewhere.example", policy="v=DMARC1; p=none")


def test_one_good_signature_among_others_is_enough() -> None:
    assert (
        by_signature(signed(signed(mail(to=TO)), "elsewhere.example"), "longtable.example", "elsewhere.example") == ""
    )


def test_no_signature_leaves_a_doubt() -> None:
    assert by_signature(mail(to=TO)) == "No signature in the mail holds."


def test_a_signature_of_another_domain_leaves_a_doubt() -> None:
    raw = signed(mail(to=TO), "elsewhere.example")
    assert by_signature(raw, "longtable.example", "elsewhere.example").startswith("DMARC does not vouch")


def test_a_domain_without_a_policy_leaves_a_doubt() -> None:
    assert by_signature(signed(mail(to=TO)), policy="") == "The sender's domain publishes no DMARC policy."
    assert by_signature(signed(mail(to=TO)), policy="v=DMARC1; nothing")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"blind spot", b"own worth"), (b"From: Amina", b"From: Mallory"), (b"To: answer", b"To: question"),
     (b"\r\n\r\nBecause", b"\r\n\r\nBuy this.\r\nBecause")],
)  # fmt: skip
def test_a_mail_that_was_changed_leaves_a_doubt(old: bytes, new: bytes) -> None:
    raw = signed(mail(to=TO))
    assert by_signature(raw.replace(old, new)) == "No signature in the mail holds."


def test_words_put_below_a_signature_of_limited_length_leave_a_doubt() -> None:
    raw = signed(mail(to=TO), length=True)
    assert by_signature(raw + b"And this, by somebody else.\r\n")


@pytest.mark.parametrize("left_out", [b"to"])
def test_a_signature_that_does_not_cover_the_recipient_leaves_a_doubt(left_out: bytes) -> None:
    covers: Iterable[bytes] = [name for name in SIGNED if name != left_out]
    assert by_signature(signed(mail(to=TO), covers=covers))


def test_a_second_from_above_a_signed_one_leaves_a_doubt() -> None:
    assert by_signature(b"From: amina@longtable.example\r\n" + signed(mail(to=TO, sender="noor@longtable.example")))


def test_many_signatures_are_not_all_tried() -> None:
    asked: list[str] = []
    raw = signed(mail(to=TO))
    head = raw[: raw.index(b"\r\nFrom:") + 2].replace(b"longtable.example;", b"elsewhere.example;")

    def look_up(name: str) -> list[str]:
        asked.append(name)
        return []

    doubt_by_signature(head * 300 + raw, sender_of(read(raw)), look_up)
    assert 0 < len(asked) <= 10


def test_where_no_name_server_answers_it_is_not_known() -> None:
    def look_up(name: str) -> list[str]:
        raise Unreachable

    raw = signed(mail(to=TO))
    with pytest.raises(Unreachable):
        doubt_by_signature(raw, sender_of(read(raw)), look_up)


def test_two_keys_or_two_policies_are_none() -> None:
    raw = signed(mail(to=TO))
    known = published("longtable.example")
    twice = {name: known(name) * 2 for name in ("mail._domainkey.longtable.example", "_dmarc.longtable.example")}
    one_key = {**twice, "mail._domainkey.longtable.example": known("mail._domainkey.longtable.example")}
    sender = sender_of(read(raw))
    assert doubt_by_signature(raw, sender, fixed(twice)) == "No signature in the mail holds."
    assert doubt_by_signature(raw, sender, fixed(one_key)) == "The sender's domain publishes no DMARC policy."
