"""The picture that other sites show beside a link: 1200 × 630 pixels, with the words of the page on it.

A card is drawn once and kept as a file named by what it says, so a corrected headline makes a new one.
"""

import hashlib
import tempfile
from dataclasses import astuple, dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw

from bothways.insider.lettering import Style, can_draw, draw_line, height, is_from_the_right, shorten, width, wrap

CARD_WIDTH, CARD_HEIGHT = 1200, 630
KEPT = 2_000  # files; the oldest tenth goes when there are more
_DRAWING = 1  # raise it when cards come to look different
_MARGIN, _BAND = 96, 18
_ROOM = CARD_WIDTH - 2 * _MARGIN
_SIZES = (88, 80, 72, 64, 56, 48)
_LINES = 4
_DEEP, _ON_DEEP, _SOFT, _HIGH = "#3e223c", "#eee5ea", "#d2c6d1", "#f7bc57"  # the design's tokens of these names


@dataclass(frozen=True)
class Card:
    """The words on a card."""

    site: str
    headline: str
    above: str = ""  # the question that an answer answers
    below: str = ""  # the by-line, or how many answers there are
    asks: bool = False  # questions are set in italics, as on their pages


def picture(card: Card) -> bytes:
    """The card as PNG, from the shelf where it stands there."""
    shelf = Path(settings.HOME) / "cards"
    said = "\x00".join(map(str, (_DRAWING, *astuple(card))))
    file = shelf / f"{hashlib.sha256(said.encode()).hexdigest()}.png"
    try:
        return file.read_bytes()
    except FileNotFoundError:
        drawn = draw(card)
    shelf.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=shelf, delete=False) as draft:
        draft.write(drawn)
    Path(draft.name).replace(file)  # whole or not at all, also for whoever reads at this moment
    _make_room(shelf)
    return drawn


def _make_room(shelf: Path) -> None:
    files = list(shelf.iterdir())
    if len(files) > KEPT:
        for file in sorted(files, key=lambda one: one.stat().st_mtime)[: KEPT // 10]:
            file.unlink(missing_ok=True)


def draw(card: Card) -> bytes:
    """Draw the card as PNG. Words for which this machine has no letters are left out, not drawn as empty boxes."""
    image = Image.new("RGB", (CARD_WIDTH, CARD_HEIGHT), _DEEP)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, CARD_WIDTH, _BAND), fill=_HIGH)
    _single(pen, card.site, Style(34, 600), 64, _HIGH)
    _headline(pen, card)
    _single(pen, card.below, Style(34, 500), CARD_HEIGHT - 108, _SOFT)
    out = BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _single(pen: ImageDraw.ImageDraw, words: str, style: Style, top: float, colour: str) -> None:
    """One line, cut with an ellipsis where it is too long."""
    words = " ".join(words.split())
    if words and can_draw(words, style):
        _place(pen, shorten(words, style, _ROOM), style, top, colour)


def _place(pen: ImageDraw.ImageDraw, line: str, style: Style, top: float, colour: str) -> None:
    """A line at the left margin, or ending at the right one where it is read from there."""
    left = _MARGIN + (_ROOM - width(line, style) if is_from_the_right(line) else 0)
    draw_line(pen, (left, top), line, style, colour)


def _headline(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The headline as large as it fits, in the middle, with the question above it."""
    largest = Style(_SIZES[0], 600, italic=card.asks)
    words = " ".join(card.headline.split())
    words = words if can_draw(words, largest) else card.site
    if not can_draw(words, largest):
        return
    style, lines = _fitted(words, asks=card.asks)
    above = Style(36, 450, italic=True)
    lift = 62 if card.above and can_draw(card.above, above) else 0
    top = (CARD_HEIGHT - height(style) * len(lines) + lift) / 2
    if lift:
        _single(pen, card.above, above, top - lift, _SOFT)
    for number, line in enumerate(lines):
        _place(pen, line, style, top + number * height(style), _ON_DEEP)


def _fitted(words: str, *, asks: bool) -> tuple[Style, list[str]]:
    """The largest style in which the words stand in four lines and 300 pixels; what then still does not is cut."""
    for size in _SIZES:
        style = Style(size, 450 if asks else 600, italic=asks)
        lines = wrap(words, style, _ROOM)
        if len(lines) <= _LINES and len(lines) * height(style) <= 300:  # noqa: PLR2004  pixels between head and foot
            return style, lines
    return style, [*lines[: _LINES - 1], shorten(f"{lines[_LINES - 1]}…", style, _ROOM)]
