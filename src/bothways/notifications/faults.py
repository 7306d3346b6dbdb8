"""What a mail server, or the provider behind an API, says when it does not take a letter."""

import re
from dataclasses import dataclass
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

LONGEST = 500  # characters kept of what was said
FOR_GOOD = 500  # SMTP: the first of the codes that say so
LOGIN = (530, 534, 535, 538)  # SMTP: it does not know us; the letter is not to blame
UNPROCESSABLE = (400, 413, 422)  # HTTP: it cannot be sent as it is. 401 and 403: it does not know us
_NO_SUCH_BOX = re.compile(r"\b5\.1\.(?:1|2|3|6|10)\b")  # enhanced codes (RFC 3463): there is no such address


@dataclass(frozen=True)
class Fault:
    """Why a letter did not go out."""

    words: str
    for_good: bool  # asking again would not help
    no_such_address: bool = False


NOT_TAKEN = Fault("The way out said neither yes nor no.", for_good=False)


def fault_of(error: Exception) -> Fault:
    """What `error`, which sending a letter raised, says of it."""
    if isinstance(error, SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        return _of_smtp(code, said, to_recipient=True)
    if isinstance(error, SMTPResponseException):
        return _of_smtp(error.smtp_code, error.smtp_error, from_sender=isinstance(error, SMTPSenderRefused))
    if isinstance(error, AnymailRecipientsRefused):
        return Fault(words(str(error)), for_good=True)
    if isinstance(error, AnymailAPIError):
        return Fault(words(str(error)), for_good=error.status_code in UNPROCESSABLE)
    return Fault(words(f"{type(error).__name__}: {error}"), for_good=False)


def _of_smtp(code: int, said: bytes | str, *, to_recipient: bool = False, from_sender: bool = False) -> Fault:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    for_good = code >= FOR_GOOD and not (from_sender and code in LOGIN)
    gone = to_recipient and for_good and bool(_NO_SUCH_BOX.search(text))
    return Fault(words(f"{code} {text}"), for_good=for_good, no_such_address=gone)


def words(said: str) -> str:
    """What was said, in one line of bearable length."""
    return " ".join(said.replace("\x00", "").split())[:LONGEST]
