"""Setting words into a picture: which face has a letter, how wide a line is, where it breaks."""

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

_CARRIED = Path(__file__).resolve().parents[1] / "design" / "static" / "design" / "fonts"
_UPRIGHT = ("brygada-1918-latin.woff2", "brygada-1918-latin-ext.woff2")
_ITALIC = ("brygada-1918-latin-italic.woff2", "brygada-1918-latin-ext-italic.woff2")
_OF_THE_SYSTEM = (  # for the scripts that the carried face does not have, where the machine has one of these
    "truetype/noto/NotoSans-Regular.ttf",
    "truetype/dejavu/DejaVuSans.ttf",
    "truetype/noto/NotoSansArabic-Regular.ttf",
    "truetype/noto/NotoSansHebrew-Regular.ttf",
    "opentype/noto/NotoSansCJK-Regular.ttc",
)
_LEADING = 1.18  # line height as a multiple of the size
_JOINING = ("M", "C")  # categories of characters that belong to the letter before them


@dataclass(frozen=True)
class Style:
    """How letters look: their height in pixels, weight as in CSS, and slant."""

    size: int
    weight: int
    italic: bool = False


def height(style: Style) -> float:
    """The height of a line in pixels."""
    return style.size * _LEADING


@cache
def _faces(italic: bool) -> tuple[Path, ...]:
    """Faces to look for a letter in, one after the other. The empty path is the face that Pillow brings."""
    carried = [_CARRIED / name for name in (_ITALIC if italic else _UPRIGHT)]
    system = [Path("/usr/share/fonts") / name for name in _OF_THE_SYSTEM]
    return (*(path for path in (*carried, *system) if path.is_file()), Path())


@lru_cache(maxsize=64)
def _font(path: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(path, size) if path.name else ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType, which draws letters.")
    with suppress(OSError):  # the face has one weight only
        font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=4096)
def _face_with(letter: str, italic: bool) -> Path | None:
    """The first face that has a letter: one that lacks it draws what it draws for no letter at all."""
    for path in _faces(italic):
        font = _font(path, 40, 400)
        if bytes(font.getmask(letter)) != bytes(font.getmask("\uffff")):
            return path
    return None


def _runs(words: str, style: Style) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    """The words in stretches of one face each; what no face has is left out."""
    faced: list[tuple[str, Path | None]] = []
    for letter in words:
        joins = faced and (letter.isspace() or unicodedata.category(letter)[0] in _JOINING)
        faced.append((letter, faced[-1][1] if joins else _face_with(letter, style.italic)))
    return [
        ("".join(letter for letter, _ in stretch), _font(path, style.size, style.weight))
        for path, stretch in groupby(faced, key=lambda pair: pair[1])
        if path is not None
    ]


def can_draw(words: str, style: Style) -> bool:
    """Whether there is a face for every letter."""
    solid = (letter for letter in words if unicodedata.category(letter)[0] not in (*_JOINING, "Z"))
    return all(_face_with(letter, style.italic) for letter in solid)


def width(words: str, style: Style) -> float:
    """How many pixels a line takes."""
    return sum(font.getlength(run) for run, font in _runs(words, style))


def draw_line(pen: ImageDraw.ImageDraw, at: tuple[float, float], words: str, style: Style, colour: str) -> None:
    """Draw a line whose upper left corner is `at`; stretches of different faces stand on one base line."""
    left, base = at[0], at[1] + style.size
    runs = _runs(words, style)
    for run, font in reversed(runs) if is_from_the_right(words) else runs:
        pen.text((left, base), run, font=font, fill=colour, anchor="ls")
        left += font.getlength(run)


def is_from_the_right(words: str) -> bool:
    """Whether the first letter that has a direction is read from the right."""
    strong = (kind for kind in map(unicodedata.bidirectional, words) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"


def shorten(words: str, style: Style, room: float) -> str:
    """The words, cut with an ellipsis where they are wider than `room` pixels."""
    while width(words, style) > room:
        words = words.removesuffix("…")[:-1].rstrip() + "…"
    return words


def wrap(words: str, style: Style, room: float) -> list[str]:
    """Lines that fit: broken between words, and between letters where a word alone is wider than `room` pixels."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, style) <= room:
            lines[-1] = longer
        else:
            lines.extend(_pieces(word, style, room))
    return lines


def _pieces(word: str, style: Style, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if width(pieces[-1] + letter, style) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
