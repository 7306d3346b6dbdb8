"""What kind of mail it is: written by a person, or by a machine, which must never be answered.

A machine that answers a machine makes a storm, so whatever only looks like one counts as one.
"""

import re
from collections.abc import Collection
from email.utils import parseaddr
from enum import StrEnum
from typing import Final

from bothways.foundation.inbound.bounces import returned
from bothways.foundation.inbound.decoding import decode
from bothways.foundation.inbound.reading import Mail, payload


class Kind(StrEnum):
    """Who has written a mail."""

    PERSON = "person"
    OWN = "own"  # this site: a letter of ours that came back whole
    BOUNCE = "bounce"  # a mail server, of a mail that could not be delivered
    AUTOMATIC = "automatic"  # a machine in the name of a person: out of office, receipts, forms
    LIST = "list"  # a mailing list


_MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+@-]|$)", re.IGNORECASE)
_AUTOMATIC_HEADS: Final = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Response-From", "X-Mail-Autoreply",
                           "Auto-Reply", "X-FC-MachineGenerated", "X-AutoReply-From")  # fmt: skip
_AWAY = re.compile(
    r"^(?:(?:re|aw|sv|vs|rv|tr|odp)\s*:\s*)?(?:out of (?:the )?office|"
    r"auto(?:matic|mated)?[- ]?repl(?:y|ied)|auto(?:matic)? response|away from (?:the|my) (?:office|desk)|"
    r"on (?:vacation|holiday|annual leave)\b|"
    r"automatische antwort|abwesenheits(?:notiz|meldung|nachricht)|abwesend|nicht im büro|"
    r"réponse automatique|absence du bureau|je suis absent|message d['’]absence|"
    r"respuesta automática|fuera de (?:la )?oficina|ausente|resposta automática|fora do escritório|ausência temporária|"
    r"risposta automatica|fuori (?:sede|ufficio)|automatisch antwoord|afwezig(?:heidsbericht)?|"
    r"automatisk svar|autosvar|frånvaro|fravær|ikke på kontoret|automaattinen vastaus|poissa|"
    r"automatická odpověď|autoodpowiedź|automatyczna odpowiedź|nieobecność|автоматический ответ|автоответ|"
    r"自动回复|自動返信)",
    re.IGNORECASE,
)


def kind_of(mail: Mail, *, envelope_from: str | None, site: str, own_addresses: Collection[str]) -> Kind:
    """The kind of `mail`. `site` is the host after which our own mails are called in their Message-ID.

    `own_addresses` are those that the site sends from; `envelope_from` is None where it is not known. A subject alone
    is a weak sign: it counts for a mail that quotes nothing, or whose sender asks for no answer.
    """
    if _is_own(mail, site, own_addresses):
        return Kind.OWN
    if returned(mail) is not None:
        return Kind.BOUNCE
    if mail.heads("List-Id") or mail.heads("List-Post"):
        return Kind.LIST
    if _is_automatic(mail, envelope_from):
        return Kind.AUTOMATIC
    return Kind.PERSON


def _is_own(mail: Mail, site: str, own_addresses: Collection[str]) -> bool:
    ours = {address.lower() for address in own_addresses}
    senders = [parseaddr(head)[1].lower() for head in mail.heads("From")]
    ids = [head.strip("<> ").rpartition("@")[2].lower() for head in mail.heads("Message-ID")]
    return site.lower() in ids or any(sender in ours for sender in senders)


def _is_automatic(mail: Mail, envelope_from: str | None) -> bool:
    submitted = mail.head("Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if mail.head("Precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    suppressed = mail.head("X-Auto-Response-Suppress").lower()
    if any(mail.heads(name) for name in _AUTOMATIC_HEADS) or suppressed in ("all", "oof", "oof, autoreply"):
        return True
    senders = [parseaddr(head)[1] for head in mail.heads("From")]
    if envelope_from in ("", "<>") or any(_MACHINES.match(address) for address in [envelope_from or "", *senders]):
        return True
    asks_for_none = mail.head("Return-Path") == "<>" or bool(suppressed)
    return bool(_AWAY.match(mail.head("Subject"))) and (asks_for_none or not _has_quotation(mail))


def _has_quotation(mail: Mail) -> bool:
    """Whether the mail quotes anything: people's programs do, out-of-office notices do not."""
    first = next((part for part in mail.parts if part.get_content_maintype() == "text"), None)
    return first is not None and bool(re.search(r"^>|<blockquote", decode(payload(first)[:100_000]), re.MULTILINE))
