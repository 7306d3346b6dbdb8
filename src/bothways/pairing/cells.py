"""What people write into cells: numbers, lists, clocks, hours of the week, yes and no."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui", "si", "tak", "✓"})
ABBREVIATIONS = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wet": 0,
    "cet": 1,
    "met": 1,
    "eet": 2,
    "msk": 3,
    "ist": 5.5,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "bst": 1,
    "cest": 2,
    "eest": 3,
    "jst": 9,
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
}
WINTER = datetime(2025, 1, 15)  # noqa: DTZ001 - the zone is what is asked; one fixed day, for the same answer every day
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"\d{{1,4}}[-. ]{MONTH}|{MONTH}[-. ]\d{{1,4}}|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}(?: .*)?", re.IGNORECASE
)
NUMBER = r"\d+(?:[.,]\d+)?"


def as_list(cell: str, separators: str = ";,|\n") -> list[str]:
    """The entries of a cell that lists several, folded so that case and spaces do not matter."""
    parts = re.split(f"[{re.escape(separators)}]", cell) if separators else [cell]
    return [" ".join(part.casefold().split()) for part in parts if part.strip()]


def as_number(cell: str) -> float | None:
    """A number: "7", "7,5", "10+", "5-10" (its middle), "12 years"; None for an empty cell.

    Raises:
        ValueError: it is none, or it looks like a date that was once "1-2".

    """
    text = cell.strip().replace("–", "-").replace("—", "-")
    if not text:
        return None
    if DATE.fullmatch(text):
        raise ValueError("looks like a date; a spreadsheet may have made it of something like 1-2")
    if span := re.fullmatch(rf"({NUMBER})\s*(?:-|to)\s*({NUMBER})\D*", text):
        low, high = (float(part.replace(",", ".")) for part in span.groups())
        return (low + high) / 2
    if one := re.fullmatch(
        rf"(?:less than|under|over|more than|[<>~])?\s*([+-]?{NUMBER})\s*(?:\+|[^\d\s-][^\d]*)?", text, re.IGNORECASE
    ):
        return float(one[1].replace(",", "."))
    raise ValueError("is not a number")


def as_zone(cell: str) -> float | None:
    """Hours ahead of UTC, in winter: "UTC+2", "+05:30", "EST", "Europe/Paris"; None for an empty cell.

    Raises:
        ValueError: no such zone is known.

    """
    text = cell.strip()
    if not text:
        return None
    plain = re.sub(r"^\(|\).*$", "", text).strip()
    if found := re.fullmatch(r"(?:utc|gmt)?\s*([+-−])\s*(\d{1,2})(?::?(\d\d))?", plain, re.IGNORECASE):
        hours = int(found[2]) + int(found[3] or 0) / 60
        return hours if found[1] == "+" else -hours
    if plain.casefold() in ABBREVIATIONS:
        return float(ABBREVIATIONS[plain.casefold()])
    try:
        offset = ZoneInfo(plain).utcoffset(WINTER)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        offset = None
    if offset is None:
        raise ValueError("is no time zone that is known: write UTC+2, EST or Europe/Paris")
    return offset.total_seconds() / 3600


def as_hours(cell: str, ahead: float | None, separators: str = ";,|\n") -> list[str]:
    """Hours of the week as words; "Mon 18-20" is two, put into UTC when it is known how far the clock is ahead."""
    words = []
    for part in as_list(cell, separators):
        found = re.fullmatch(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?::00)?(?:\s*[-–]\s*(\d{1,2})(?::00)?)?", part)
        if not found or found[1] not in DAYS:
            words.append(part)
            continue
        begin, end = int(found[2]), int(found[3] or int(found[2]) + 1)
        day = DAYS.index(found[1]) * 24
        for hour in range(begin, end if end > begin else end + 24):
            there = int(day + hour - (ahead or 0)) % 168
            words.append(f"{DAYS[there // 24]} {there % 24:02}")
    return words


def as_yes(cell: str) -> bool:
    """Whether the cell says yes."""
    return cell.strip().casefold() in YES
