"""The lines with which mail programs introduce what they quote, in the languages in which people write to us."""

import re
from typing import Final

LONGEST_LINE: Final = 1000  # characters; no program introduces a quotation in more
LONGEST_INTRODUCTION: Final = 4  # lines, for programs break long ones

_VERBS = (
    r"wrote|schrieb|a [ée]crit|escribi[óo]|escreveu|ha scritto|schreef|skrev|kirjoitti|napsal(?:\(a\)|a)?|"
    r"napisał(?:\(a\)|a)?|írta|написав|написала?|пишет|yazdı|a scris|έγραψε|写道|寫道"
)
_FINAL_VERB = re.compile(rf"(?:\b|>)(?:{_VERBS})\s*[:：]?\s*-*$", re.IGNORECASE)
_VERB_AND_NAME = re.compile(r"\b(?:schrieb|schreef|skrev)(?: [^\s:]+){1,5}\s*:$", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>()@]@[^\s<>()@]")
_ADDRESS_LAST = re.compile(r"@[^\s@]+>\s*:$|>\s*:$")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_LEAD = re.compile(
    r"^[-–\s]*(?:On|Am|Le|El|Il|In data|Op|Den|På|Dnia|W dniu|Em|Dne|A)\b.*\d"
    r"|^[-–\s]*(?:(?:\w{2,12}[.,]{0,2} )?\d{1,4}\b|\w{2,12}[.,]{1,2} \w{3,12} \d)"
)
_NAMED_LEAD = re.compile(r"^[-–\s]*(?:On|Am|Le|El|Il|In data|Op|Den|Dnia|W dniu|Em|Dne)\b")

_FROM = "From|Von|De|Da|Van|Fra|Från|Od|Lähettäjä|Feladó|Kimden|От|Від|发件人|寄件者|差出人|보낸 ?사람|Message du"
_OTHERS = (
    "Sent|To|Subject|Date|Cc|Reply-To|Organization|Gesendet|An|Betreff|Datum|Kopie|Antwort an|"
    "Envoyé(?: le)?|À|A|Objet|Sujet|Copie à|Enviad[oa](?: el| em)?|Para|Asunto|Assunto|Fecha|Data|Inviato|Oggetto|"
    "Verzonden|Aan|Onderwerp|Sendt|Til|Emne|Dato|Skickat|Till|Ämne|Lähetetty|Vastaanottaja|Aihe|Päiväys|"
    "Odesláno|Komu|Předmět|Wysłano|Do|Temat|Küldve|Címzett|Tárgy|Gönderildi|Kime|Konu|"
    "Отправлено|Кому|Тема|Дата|发送时间|收件人|主题|抄送|日期|送信日時|宛先|件名|받는 ?사람|제목|날짜"
)
_FROM_LABEL = re.compile(rf"^[*\s]*(?:{_FROM})[*\s]*[:：]")
_LABEL = re.compile(rf"^[*\s]*(?:{_FROM}|{_OTHERS})[*\s]*[:：]")
_ORIGINAL = re.compile(
    r"^[-_*\s]{2,}(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|"
    r"message d['’]origine|message original|message transféré|mensaje original|mensaje reenviado|mensagem original|"
    r"messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht|oprindelig (?:besked|"
    r"meddelelse)|ursprungligt meddelande|opprinnelig melding|alkuperäinen viesti|původní zpráva|oryginalna wiadomość|"
    r"исходное сообщение|原始邮件|원본 메시지)[-_*\s]{2,}$"
    r"|^begin forwarded message:$|^anfang der weitergeleiteten nachricht:$|^début du message réexpédié :$",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(r"^>\s*\w{0,10}\s*:$")  # the end of an address, and what followed it
RULE = re.compile(r"^\s*(?:_{2,}|={4,}|-{4,})\s*$")


def is_quoted(line: str) -> bool:
    """Whether `line` is marked as somebody else's words."""
    return line.lstrip().startswith(">")


def introduction(lines: list[str], last: int) -> int | None:
    """The line that begins an introduction ("On Tuesday, Noor wrote:") which ends in line `last`; None for none."""
    found = None
    for first in range(last, max(-1, last - LONGEST_INTRODUCTION), -1):
        line = lines[first].strip()
        if not line or len(line) > LONGEST_LINE or (is_quoted(line) and not _BROKEN_OFF.match(line)):
            break
        if _LEAD.match(line) and _introduces(" ".join(part.strip() for part in lines[first : last + 1])):
            found = first
            if _NAMED_LEAD.match(line):
                break
    return found


def _introduces(words: str) -> bool:
    """Whether `words`, which begin like a date, name somebody as the writer of what follows."""
    has_address = bool(_ADDRESS.search(words))
    ends = words.endswith((":", "："))
    if _FINAL_VERB.search(words):
        return has_address or (ends and bool(_TIME.search(words) or _YEAR.search(words)))
    if _VERB_AND_NAME.search(words) or (has_address and ends and re.search(_VERBS, words, re.IGNORECASE)):
        return bool(_TIME.search(words) or _YEAR.search(words))
    return has_address and bool(_ADDRESS_LAST.search(words)) and bool(_TIME.search(words))


def heads_of_another_mail(lines: list[str], first: int) -> bool:
    """Whether line `first` begins the heads of another mail ("From: …", "Sent: …", "To: …"), or announces it."""
    line = lines[first].strip()
    if len(line) > LONGEST_LINE:
        return False
    if _ORIGINAL.match(line):
        return True
    following = [other[:LONGEST_LINE] for other in lines[first : first + 8]]
    return bool(_FROM_LABEL.match(line)) and sum(bool(_LABEL.match(other)) for other in following) >= 3  # noqa: PLR2004  a letter to a friend has two by chance
