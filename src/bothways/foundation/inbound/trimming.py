"""What the writer of a reply has just written, without what the mail quotes and without the signature.

Written by lines, in one pass: a reply is whatever stands before, between and after quotations. Where in doubt words are
kept, for one surplus line is struck out in a moment and a lost paragraph is lost.
"""

import re
from dataclasses import dataclass

from bothways.foundation.inbound.quoting import LONGEST_LINE, RULE, heads_of_another_mail, introduction, is_quoted
from bothways.foundation.inbound.signing_off import without_signature


@dataclass(frozen=True)
class Trimmed:
    """The new words; `whole` says that nothing could be told apart, so that all words were kept."""

    text: str
    whole: bool = False


def trim(text: str) -> Trimmed:
    """The new words of a mail whose words are `text`, as they were typed, with their line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = _tidy(without_signature(_without_wrapped(_without_quotations(lines))))
    return Trimmed(kept) if kept else Trimmed(_tidy(lines), whole=True)


_WRAPPED = "\0"  # stands for a quoted line until what was wrapped from it is known; no mail has it in its words


def _without_quotations(lines: list[str]) -> list[str]:
    """The lines up to where another mail stands unmarked; each that is marked as quoted begins with `_WRAPPED`."""
    kept: list[str] = []
    for number, line in enumerate(lines):
        if (first := introduction(lines, number)) is not None:
            del kept[len(kept) - (number - first) :]
            if not _quotes_after(lines, number):
                return _without_rule(kept)
        elif is_quoted(line):
            kept.append(_WRAPPED + line.strip())
        elif heads_of_another_mail(lines, number):
            return _without_rule(kept)
        else:
            kept.append(line)
    return kept


def _quotes_after(lines: list[str], number: int) -> bool:
    """Whether what follows an introduction is marked as quoted."""
    following = next((line for line in lines[number + 1 :] if line.strip()), "")
    return is_quoted(following)


def _without_rule(lines: list[str]) -> list[str]:
    """`lines` without the rule that a mail program draws before the mail below."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or RULE.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _without_wrapped(lines: list[str]) -> list[str]:
    """`lines` without quotations, and without the ends of quoted lines that some program broke off."""
    kept = []
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        between = before.startswith(_WRAPPED) and (after.startswith(_WRAPPED) or not after)
        broken_off = between and len(before) > 60 and before[-1] not in ".?!:" and line[:1].islower()  # noqa: PLR2004  the length at which programs break lines
        if not line.startswith(_WRAPPED) and not broken_off:
            kept.append(line)
    return kept


def _tidy(lines: list[str]) -> str:
    """One text, without blank lines at its ends, and with one at most between its paragraphs."""
    whole = "\n".join(line.rstrip() if len(line) <= LONGEST_LINE else line for line in lines)
    return re.sub(r"\n{3,}", "\n\n", whole).strip("\n")
