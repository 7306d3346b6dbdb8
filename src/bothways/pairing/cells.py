"""What people write into cells: numbers, lists, clocks, hours of the week, yes and no."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si", "sí", "tak", "✓", "✔", "☑"})
NO = frozenset({"no", "n", "false", "0", "nein", "non", "nie", "✗", "☐"})
BLANK = frozenset(
    {"-", "–", "—", "?", "n/a", "na", "n.a.", "none", "unknown", "not applicable", "prefer not to say", "tbc", "tbd"}
)
"""What people write where they have nothing to say: not known."""
ABBREVIATIONS = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wet": 0,
    "cet": 1,
    "met": 1,
    "eet": 2,
    "sast": 2,
    "eat": 3,
    "wat": 1,
    "cat": 2,
    "msk": 3,
    "ist": 5.5,
    "sgt": 8,
    "est": -5,
    "edt": -4,
    "et": -5,
    "eastern": -5,
    "cst": -6,
    "cdt": -5,
    "ct": -6,
    "central": -6,
    "mst": -7,
    "mdt": -6,
    "mt": -7,
    "mountain": -7,
    "pst": -8,
    "pdt": -7,
    "pt": -8,
    "pacific": -8,
    "akst": -9,
    "hst": -10,
    "brt": -3,
    "bst": 1,
    "cest": 2,
    "eest": 3,
    "jst": 9,
    "kst": 9,
    "awst": 8,
    "acst": 9.5,
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
}
WINTER = datetime(2025, 1, 15)  # noqa: DTZ001 - the zone is what is asked; one fixed day, for the same answer every day
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
MONTH += "nov(?:ember)?|dec(?:ember)?)"
DAY_AND_MONTH = re.compile(rf"(?:(\d{{1,2}})[-. ]+({MONTH})|({MONTH})[-. ]+(\d{{1,2}}))", re.IGNORECASE)
DATE = re.compile(
    rf"\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}(?:[ T].*)?|(?=.*\b{MONTH}\b)(?=.*\b(?:19|20)\d\d\b).*", re.IGNORECASE
)
ABOUT = r"less than|under|up to|over|about|at least|more than|ca\.?|[<>~≥≤]"
NUMBER = r"\d+(?:[.,]\d+)?"
CLOCK = r"(\d{1,2})(?:[:.h](\d\d))?\s*([ap]\.?m\.?)?"
SLOT = re.compile(rf"([a-z]{{3}})[a-z]*\.?,?\s+{CLOCK}(?:\s*(?:-|–|—|to|until)\s*{CLOCK})?", re.IGNORECASE)

Span: TypeAlias = tuple[int, int | None] | str
"""From and to, in minutes of the week (to: None where only a time was written); or words that are no such hours."""


def as_list(cell: str, split: str | None = None, answers: Sequence[str] = ()) -> list[str]:
    """The entries of a cell that lists several, as written, each once.

    Args:
        cell: where it has a semicolon, semicolons and new lines separate; else commas, bars and new lines do, but none
            within brackets.
        split: what separates instead; "" when a cell is one entry.
        answers: entries that are to be found whole, whatever separators are in them.

    """
    found, semicolons = [], ";" in cell
    for answer in sorted(answers, key=len, reverse=True):
        pattern = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)", re.IGNORECASE)
        if met := pattern.search(cell):
            found.append(" ".join(met[0].split()))
            cell = pattern.sub(";" if split is None else split[:1], cell)
    if split == "":
        parts = [cell]
    elif split is not None:
        parts = re.split(f"[{re.escape(split)}]", cell)
    elif semicolons:
        parts = re.split(r"[;\n]", cell)
    else:
        parts = re.split(r"[,;|\n](?![^()\[\]]*[)\]])", cell)
    found += [entry for part in parts if (entry := " ".join(part.split())) and entry.casefold() not in BLANK]
    return list(dict.fromkeys(found))


def looks_like_a_date(cell: str) -> bool:
    """Whether a spreadsheet may have made a date of what was a span, such as 1-2."""
    return DAY_AND_MONTH.fullmatch(cell.strip()) is not None


def as_number(cell: str) -> float | None:
    """A number: "7", "7,5", "10+", "5-10" (its middle), "12 years", "1,200"; None where nothing is known.

    "2-Jan" is what a spreadsheet makes of 1-2: its middle.

    Raises:
        ValueError: it is none, or it is a date of some year.

    """
    text = cell.strip().replace("–", "-").replace("—", "-").replace("−", "-")
    if not text or text.casefold() in BLANK:
        return None
    if date := DAY_AND_MONTH.fullmatch(text):
        month = MONTHS.index((date[2] or date[3])[:3].casefold()) + 1
        return (int(date[1] or date[4]) + month) / 2
    if DATE.fullmatch(text):
        raise ValueError("looks like a date; a spreadsheet may have made it of something like 1-2")
    plain = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", text)
    if span := re.fullmatch(rf"(?:between\s+)?({NUMBER})\s*(?:-|to|and)\s*({NUMBER})\D*", plain, re.IGNORECASE):
        low, high = (float(part.replace(",", ".")) for part in span.groups())
        return (low + high) / 2
    if one := re.fullmatch(
        rf"(?:{ABOUT})?\s*([+-]?{NUMBER})\s*(?:\+|[^\d\s-][^\d]*)?",
        plain,
        re.IGNORECASE,
    ):
        return float(one[1].replace(",", "."))
    raise ValueError("is not a number")


def as_zone(cell: str) -> float | None:
    """Hours ahead of UTC, in winter: "UTC+2", "+05:30", "EST", "Pacific Time (US & Canada)", "Europe/Paris", "Paris".

    None where nothing is known.

    Raises:
        ValueError: no such zone is known.

    """
    text = " ".join(cell.split())
    if not text or text.casefold() in BLANK:
        return None
    bracketed = re.fullmatch(r"\(((?:utc|gmt)[^)]*)\).*", text, re.IGNORECASE)
    plain = bracketed[1] if bracketed else re.sub(r"\s*\([^)]*\)$", "", text)
    if found := re.fullmatch(r"(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?(\d\d)|[.,](\d+))?", plain, re.IGNORECASE):
        hours = int(found[2]) + int(found[3] or 0) / 60 + float(f"0.{found[4] or 0}")
        return hours if found[1] == "+" else -hours
    word = re.sub(r"\s+(?:standard\s+|daylight\s+)?time(?:\s+zone)?$", "", plain.casefold())
    if word in ABBREVIATIONS:
        return float(ABBREVIATIONS[word])
    zone = _zones().get(plain.casefold().replace(" ", "_"))
    try:
        offset = ZoneInfo(zone).utcoffset(WINTER) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        offset = None
    if offset is None:
        raise ValueError("is no time zone that is known: write UTC+2, EST or Europe/Paris")
    return offset.total_seconds() / 3600


@cache
def _zones() -> dict[str, str]:
    """Zones by name, and by their city where only one is called so."""
    names = sorted(available_timezones())
    cities: dict[str, list[str]] = {}
    for name in names:
        if "/" in name and not name.startswith("Etc/"):
            cities.setdefault(name.rsplit("/", 1)[1].casefold(), []).append(name)
    return {city: found[0] for city, found in cities.items() if len(found) == 1} | {n.casefold(): n for n in names}


def as_spans(cell: str) -> list[Span]:
    """Hours of the week: "Mon 18-20; Tuesday 9:30am-11am"."""
    found: list[Span] = []
    for part in as_list(cell):
        slot = SLOT.fullmatch(part)
        if not slot or slot[1].casefold() not in DAYS:
            found.append(part.casefold())
            continue
        day = DAYS.index(slot[1].casefold()) * 24 * 60
        end = _minutes(slot[5], slot[6], slot[7]) if slot[5] else None
        begin = _minutes(slot[2], slot[3], slot[4] or slot[7])
        if end is not None and not slot[4] and slot[7] and begin >= end:
            begin -= 12 * 60  # 11-1pm begins in the morning
        if end is not None and end <= begin:
            end += 24 * 60
        found.append((day + begin, None if end is None else day + end))
    return found


def _minutes(hour: str, minute: str | None, half: str | None) -> int:
    hours = int(hour) % 12 if half else int(hour)
    return (hours + (12 if half and half[0] in "pP" else 0)) * 60 + int(minute or 0)


def step_of(spans: Iterable[Span], zones: Iterable[float | None]) -> int:
    """How many minutes a slot must last so that all these begin and end with one: 60 or 30."""
    at = [moment for span in spans if not isinstance(span, str) for moment in span if moment is not None]
    fine = any(moment % 60 for moment in at) or any(zone is not None and zone % 1 for zone in zones)
    return 30 if fine else 60


def as_slots(spans: Iterable[Span], ahead: float | None, step: int, alone: int) -> list[str]:
    """Slots of the week as words, put into UTC when it is known how far the clock is ahead.

    Args:
        spans: what was written.
        ahead: hours ahead of UTC.
        step: minutes of a slot.
        alone: minutes that a time without an end stands for.

    """
    words = []
    for span in spans:
        if isinstance(span, str):
            words.append(span)
            continue
        begin, end = span[0], span[0] + alone if span[1] is None else span[1]
        for moment in range(begin - begin % step, end, step):
            there = int(moment - (ahead or 0) * 60) // step * step % (7 * 24 * 60)
            words.append(f"{DAYS[there // 1440]} {there // 60 % 24:02}:{there % 60:02}")
    return words


def as_yes(cell: str) -> bool:
    """Whether the cell says yes."""
    return cell.strip().casefold() in YES
