"""Of a reply is kept what its writer has just written; judged on three public collections, and on our own mails."""

import tarfile
import time
from collections import Counter
from pathlib import Path

import pytest

from bothways.foundation.inbound.trimming import Trimmed, trim
from tests.foundation.inbound.judged import Judgement, judgements

REPLY = "I had three mentors.\n\nTwo of them never knew."
KEPT_WRONG = {"email_7"}  # a line that some program broke off a quotation, after the end of a sentence


def collection(folder: Path, name: str) -> dict[str, str]:
    with tarfile.open(folder / "email" / f"{name}.tar.gz") as archive:
        return {
            Path(member.name).stem: file.read().decode("utf-8", "replace")
            for member in archive.getmembers()
            if member.name.endswith(".txt") and (file := archive.extractfile(member))
        }


def test_of_real_mails_the_right_words_are_kept(real_data: Path) -> None:
    mails = {judged.collection: collection(real_data, judged.collection) for judged in judgements()}
    right: Counter[str] = Counter()
    wrong: list[Judgement] = []
    for judged in judgements():
        text = mails[judged.collection][judged.name]
        if judged.is_right(text.splitlines(), trim(text).text):
            right[judged.collection] += 1
        else:
            wrong.append(judged)
    assert {judged.name for judged in wrong} <= KEPT_WRONG
    assert sum(right.values()) == 152, dict(right)
    assert len(judgements()) == 154


@pytest.mark.parametrize(
    "below",
    [
        "On Tue, 24 Nov 2026 at 09:12, The desk <desk@longtable.example> wrote:\n> Why a mentor?\n> Reply by Friday.",
        "Am 24.11.2026 um 09:12 schrieb Die Redaktion:\n> Warum ein Mentor?",
        "Am Di., 24. Nov. 2026 um 09:12 Uhr schrieb The desk <desk@longtable.example>:\n\n> Why?",
        "Le mar. 24 nov. 2026 à 09:12, The desk <desk@longtable.example> a écrit :\n> Pourquoi ?",
        "El mar, 24 nov 2026 a las 9:12, The desk (<desk@longtable.example>) escribió:\n> ¿Por qué?",
        "From: The desk <desk@longtable.example>\nSent: Tuesday, November 24, 2026\nTo: Amina\nSubject: Why?\n\nWhy?",
        "________________\nVon: Redaktion\nGesendet: Dienstag\nAn: Amina\nBetreff: Warum?\n\nWarum?",
        "-----Ursprüngliche Nachricht-----\nVon: Redaktion\n\nWarum?",
        "Begin forwarded message:\n\nFrom: the desk\nSubject: Why",
        "> On 24 Nov 2026, at 09:12, The desk <desk@longtable.example> wrote:\n> \n> Why?",
        "-- \nAmina Okafor\nHarbour Bridge Trust\n+44 20 7946 0018",
        "Best regards,\n\nAmina Okafor\nChief executive",
        "Mit freundlichen Grüßen\nAmina Okafor",
        "Bien cordialement,\nAmina",
        "Un saludo,\nAmina",
        "Sent from my iPhone",
        "Von meinem iPad gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Get Outlook for iOS<https://aka.example/ios>",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
        "Sent from my iPhone\n\nOn 24 Nov 2026, at 09:12, The desk <desk@longtable.example> wrote:\n\n> Why?",
    ],
)
def test_what_a_program_puts_below_a_reply_is_left_out(below: str) -> None:
    assert trim(f"{REPLY}\n\n{below}\n") == Trimmed(REPLY)


def test_what_is_written_below_a_quotation_is_kept() -> None:
    quoted = "On Tue, 24 Nov 2026 at 09:12, The desk <desk@longtable.example> wrote:\n> Why a mentor?\n\n"
    assert trim(f"{quoted}{REPLY}\n\n-- \nAmina") == Trimmed(REPLY)


def test_what_is_written_between_quotations_is_kept() -> None:
    text = "Am 24.11.2026 um 09:12 schrieb Jonas:\n> Who was yours?\n\nMy aunt.\n\n> And why?\nshe asked.\n\n> Thanks."
    assert trim(text).text == "My aunt.\n\nshe asked."


@pytest.mark.parametrize(
    "words",
    [
        "On 12 May 2020 I wrote 3 things:\n\n1. Ask.\n2. Listen.",
        "From: where I stand\n\nTo: where I go",
        "Thank you!",
        "She said:\n\n--\n\n" + "And then she went on for a long time about it." * 12,
        "On average it helps.\nOn the whole: more than we wrote.",
        "    indented\n\n- one\n- two",
        "Sent from my desk, not from my phone.",
        "Dates that matter: 24.11.2026 09:12, and 2026-11-25 10:00:",
        "With regards to mentors: have several.",
    ],
)
def test_what_only_looks_like_the_end_of_a_mail_is_kept(words: str) -> None:
    assert trim(words) == Trimmed(words)


@pytest.mark.parametrize(
    "text", ["> only\n> quoted", "On Tue, 24 Nov 2026 at 09:12, A <a@b.example> wrote:\nWhy?", "--\nAmina"]
)
def test_where_nothing_is_left_the_whole_is_kept_and_that_is_said(text: str) -> None:
    assert trim(text) == Trimmed(text, whole=True)


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "On " * 60_000, "From: a\n" * 20_000, "On 1 a\n" * 25_000, ("A 1 " * 240 + "\n") * 200,
     "best,\n" * 30_000, "--\n" * 60_000, "\n" * 200_000, "> a\n" * 50_000, "On 1 " + "a@b " * 40_000,
     ("On 10:10 " + "schrieb a " * 90 + ":\n") * 200, "Sent from my " * 15_000],
    ids=lambda text: f"{text[:12]!r}",
)  # fmt: skip
def test_no_mail_takes_long(text: str) -> None:
    begun = time.process_time()
    trim(text)
    assert time.process_time() - begun < 3
