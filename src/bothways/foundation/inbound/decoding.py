"""From bytes to characters, where mails say wrongly or not at all how they are written."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from typing import Final

LONGEST_HEAD: Final = 2000  # characters that are decoded of one head
SAMPLE: Final = 20_000  # bytes from which a charset is guessed
ENOUGH: Final = 40  # bytes, below which a guess is no better than the charset that is left out most often
_GUESSES: Final = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "gb18030", "big5",
                   "cp932", "euc_jp", "cp949"]  # fmt: skip
_WIDER: Final = {  # what is written in the first is nearly always meant in the second, which has all of it
    "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932",
    "iso-8859-9": "cp1254", "big5": "big5hkscs",
}  # fmt: skip
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\ufeff\u202a-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(raw: bytes, declared: str = "") -> str:
    """The characters of `raw`, which says that it is written in `declared`.

    UTF-8 is believed wherever it fits, for nothing else looks like it by chance; then what was declared, then a guess.
    Never raises: what cannot be read at all becomes U+FFFD.
    """
    declared = declared.strip().strip("\"'").lower()
    seven_bits = declared.startswith(("iso-2022", "utf-7", "hz"))
    for charset in ([] if seven_bits else ["utf-8"]) + [_WIDER.get(declared, declared)]:
        try:
            return clean(raw.decode(charset)) if charset else clean(_guessed(raw))
        except (UnicodeError, LookupError, ValueError):
            continue
    return clean(_guessed(raw))


def clean(words: str) -> str:
    """`words` without characters that nobody can see and that databases, terminals or readers take for orders."""
    return _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).replace("\xa0", " ")


def head_words(value: str) -> str:
    """The words of a head, on one line, its encoded words decoded."""
    value = value[:LONGEST_HEAD]
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        pieces = [(value, None)]
    words = "".join(piece if isinstance(piece, str) else decode(piece, charset or "") for piece, charset in pieces)
    if _SURROGATES.search(words):  # bytes that no charset was declared for
        words = decode(words.encode("utf-8", "surrogateescape"))
    return " ".join(clean(words).split())


def _guessed(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # large, and seldom needed

    best = from_bytes(raw[:SAMPLE], cp_isolation=_GUESSES).best() if len(raw) >= ENOUGH else None
    return raw.decode(best.encoding if best else "cp1252", "replace")
