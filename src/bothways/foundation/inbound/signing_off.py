"""The ends of mails: signatures, closings, what a telephone adds, and what a company's server does."""

import re
from collections.abc import Callable
from typing import Final

from bothways.foundation.inbound.quoting import LONGEST_LINE

Begins = Callable[[str], bool]
LONGEST_SIGNATURE: Final = 15  # lines that have words; what is longer is an article after a rule
_DELIMITER = re.compile(r"^\s*(?:--|—+|_{2,})\s*$")
_DEVICE = re.compile(
    r"^(?:Sent (?:from|via) (?:my|a|mail|outlook|yahoo|gmail|proton ?mail|typeapp|samsung)\b|Get Outlook for\b|"
    r"Gesendet (?:von|mit|aus)\b|Von meinem .{1,40} gesendet|Diese Nachricht wurde von meinem|"
    r"Envoyé (?:de|depuis|à partir)\b|Télécharger Outlook|Enviado (?:desde|do|a partir)\b|Obtener Outlook|"
    r"Inviato (?:da|dal)\b|Verzonden (?:vanaf|met)\b|Sendt fra\b|Skickat från\b|Lähetetty\b.{1,30}laitteesta|"
    r"Wysłan[eo] z\b|Odesláno z\b|Отправлено (?:с|из)\b|Надіслано з\b|发自我的|從我的|"
    r"iPhoneから送信|나의 .{1,30}에서 보냄)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:(?:kind|best|warm|warmest|many|with(?: my)?(?: best| kind| warm)?)? ?regards|all the best|best(?: wishes)?|"
    r"yours(?: sincerely| truly| faithfully)?|sincerely(?: yours)?|cheers|many thanks|thanks|thank you|"
    r"mit (?:freundlichen|besten|herzlichen|lieben) grüßen|(?:viele|beste|liebe|herzliche|freundliche) grü(?:ß|ss)e|"
    r"(?:bien )?cordialement|bien à vous|(?:meilleures|sincères) salutations|amicalement|"
    r"(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|un abrazo|abraços|atenciosamente|cumprimentos|"
    r"cordiali saluti|distinti saluti|met vriendelijke groeten?|(?:med )?(?:venlig hilsen|vennlig hilsen)|"
    r"med vänlig(?:a)? hälsning(?:ar)?|pozdrawiam|s pozdravem|с уважением|з повагою)\s*[,.!]?$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^\W*(?:confidentiality|legal|privacy)? ?(?:notice|disclaimer)\s*:"
    r"|^this (?:e-?mail|message)\b.{0,80}\bconfidential"
    r"|^diese (?:e-?mail|nachricht)\b.{0,80}\bvertraulich"
    r"|^ce (?:message|courriel)\b.{0,80}\bconfidentiel"
    r"|^este (?:correo|mensaje)\b.{0,80}\bconfidencial",
    re.IGNORECASE,
)


def without_signature(lines: list[str]) -> list[str]:
    """`lines` without the signature, the closing and the notices at their end, and without what a device has added."""
    kept = _before(lines, lambda line: bool(_DELIMITER.match(line) or _NOTICE.match(line)))
    kept = [line for number, line in enumerate(kept) if not _is_device(kept, number)]
    closed = _before(kept, lambda line: bool(_CLOSING.match(line.strip())), most=5, longest=60)
    return closed if any(line.strip() for line in closed) else kept  # "Thank you!" may be all that was written


def _before(lines: list[str], begins: Begins, *, most: int = LONGEST_SIGNATURE, longest: int = 400) -> list[str]:
    """The lines before the first for which `begins` holds, if at most `most` follow, none longer than `longest`."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for place in range(max(0, len(filled) - most - 1), len(filled)):
        number = filled[place]
        short = all(len(lines[after]) <= longest for after in filled[place + 1 :])
        if short and len(lines[number]) <= LONGEST_LINE and begins(lines[number]):
            return lines[:number]
    return lines


def _is_device(lines: list[str], number: int) -> bool:
    """Whether the line is one that a device has added: a paragraph of its own that is no sentence."""
    line = lines[number].strip()
    alone = number + 1 >= len(lines) or not lines[number + 1].strip()
    sentence = "," in line or line.endswith((".", "!", "?"))
    return alone and not sentence and len(line) <= 100 and bool(_DEVICE.match(line))  # noqa: PLR2004  a line of the screen
