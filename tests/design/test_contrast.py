"""Every pair of colours that stand on one another can be read, by day and by night."""

import re
from math import cos, radians, sin
from pathlib import Path

import pytest

import bothways.design

TOKENS = Path(bothways.design.__file__).parent / "static/design/tokens.css"
TEXT, SHAPE = 4.5, 3.0  # WCAG 2.2: 1.4.3 for words, 1.4.11 for the edges of controls and what is drawn

PAPERS = ("canvas", "canvas-private", "surface", "tint")
PAIRS = [
    *((ink, paper, TEXT) for ink in ("ink", "ink-soft", "link") for paper in PAPERS),
    *((ink, paper, TEXT) for ink in ("high-ink", "low-ink", "wrong") for paper in PAPERS[:3]),
    ("ink", "high-tint", TEXT), ("ink", "low-tint", TEXT), ("ink", "wrong-tint", TEXT), ("wrong", "wrong-tint", TEXT),
    ("low-ink", "low-tint", TEXT), ("link", "high-tint", TEXT), ("link", "low-tint", TEXT), ("accent", "canvas", TEXT),
    ("on-accent", "accent", TEXT), ("on-deep", "deep", TEXT), ("on-deep-soft", "deep", TEXT),
    *((shape, paper, SHAPE) for shape in ("edge", "focus") for paper in PAPERS),
    ("high-ink", "high-tint", SHAPE), ("low", "canvas", SHAPE),
]  # fmt: skip

Colour = tuple[float, float, float]  # lightness 0…1, chroma, hue in degrees


def _tokens() -> tuple[dict[str, Colour], dict[str, tuple[str, str]]]:
    css = TOKENS.read_text()
    raw = {
        name: (float(lightness) / 100, float(chroma), float(hue))
        for name, lightness, chroma, hue in re.findall(r"--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\);", css)
    }
    meant = re.findall(r"--([\w-]+): light-dark\(var\(--([\w-]+)\), var\(--([\w-]+)\)\);", css.split("@media")[0])
    return raw, {name: (light, dark) for name, light, dark in meant}


def _luminance(colour: Colour) -> float:
    """Relative luminance of an OKLCH colour, 0 (black) to 1 (white)."""
    lightness, chroma, hue = colour
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return sum(part * min(max(value, 0), 1) for part, value in ((0.2126, red), (0.7152, green), (0.0722, blue)))


def _contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("above", "below", "least"), PAIRS, ids=str)
def test_can_be_read(above: str, below: str, least: float, scheme: int) -> None:
    raw, meant = _tokens()
    contrast = _contrast(raw[meant[above][scheme]], raw[meant[below][scheme]])
    assert contrast >= least, f"{above} on {below}: {contrast:.2f}"


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_initials_can_be_read_on_every_hue(hue: int) -> None:
    assert _contrast((0.98, 0.01, 80), (0.46, 0.085, hue)) >= TEXT


def test_black_on_white_is_21() -> None:
    assert _contrast((0, 0, 0), (1, 0, 0)) == pytest.approx(21, abs=0.05)
