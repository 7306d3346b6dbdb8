"""Only one plain address in one From names a sender."""

import pytest

from bothways.foundation.inbound.reading import read
from bothways.foundation.inbound.senders import Sender, sender_of

AMINA = "amina@longtable.example"


def sender(*heads: str) -> Sender:
    return sender_of(read("".join(f"{head}\r\n" for head in heads).encode() + b"\r\nWords.\r\n"))


@pytest.mark.parametrize(
    "value",
    [AMINA, f"<{AMINA}>", f"Amina <{AMINA}>", f'"Okafor, Amina" <{AMINA}>', f"Amina B. Okafor <{AMINA}>",
     "Amina <AMINA@LongTable.example>", f"=?utf-8?q?Amina_Ok=C3=A1for?= <{AMINA}>", f'"{AMINA}" <{AMINA}>',
     f"Amina\r\n <{AMINA}>"],
)  # fmt: skip
def test_one_address_is_the_sender(value: str) -> None:
    assert sender(f"From: {value}") == Sender(AMINA)


@pytest.mark.parametrize(
    "value",
    ["", "Amina", f'"{AMINA}" <evil@elsewhere.example>', f"{AMINA} <evil@elsewhere.example>",
     f"<{AMINA}> <evil@elsewhere.example>", f"{AMINA} (evil@elsewhere.example)", f"{AMINA}, evil@elsewhere.example",
     f"Friends: {AMINA};", f"Friends: {AMINA}, evil@elsewhere.example;", f'"{AMINA}"@elsewhere.example',
     "=?utf-8?q?amina=40longtable.example?= <evil@elsewhere.example>", "amina@longtable",
     "\u0430mina@longtable.example", "amina@l\u043engtable.example", "amina@longtable\u3002example",
     "amina@longtable.example\u200b", "(" * 900, '"' * 900, "<" * 900, "a," * 400, "x" * 5000],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_whatever_else_stands_in_from_leaves_a_doubt(value: str) -> None:
    assert sender(f"From: {value}").doubt


def test_two_from_heads_leave_a_doubt() -> None:
    assert sender(f"From: {AMINA}", "From: evil@elsewhere.example").doubt == "The mail says twice whom it is from."
    assert sender(f"From: {AMINA}", f"from: {AMINA}").doubt


def test_no_from_head_leaves_a_doubt() -> None:
    assert sender("Subject: x") == Sender(doubt="The mail does not say whom it is from.")


def test_reply_to_and_sender_are_not_looked_at() -> None:
    assert sender("Reply-To: evil@elsewhere.example", "Sender: evil@elsewhere.example", f"From: {AMINA}") == Sender(
        AMINA
    )
