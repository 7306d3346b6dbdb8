"""Small drawings: the icons, and the disc that stands for a face. Inline, so that they take the colour of the ink."""

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS: Final = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "verified": '<path d="M4 12.5c2.5 1 4 2.8 5.5 5.5C12 12 15 8 20 5"/>',
    "earlier": '<path d="M20 12H4m6-6-6 6 6 6"/>',
    "later": '<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "follow": '<path d="M12 20S4 15.5 4 9.5A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.5C20 15.5 12 20 12 20Z"/>',
    "save": '<path d="M6.5 4h11v16.5L12 16.2l-5.5 4.3Z"/>',
    "helped": '<path d="M12 3v4m0 10v4m9-9h-4M7 12H3m14.5-5.5-2.3 2.3m-6.4 6.4-2.3 2.3m11 0-2.3-2.3M8.8 8.8 6.5 6.5"/>',
    "print": '<path d="M7 9V3.5h10V9m-10 8H3.5V9h17v8H17m-10-3h10v6.5H7Z"/>',
    "share": '<path d="M4 13v7h16v-7M12 15V3.5M7.5 8 12 3.5 16.5 8"/>',
    "feed": '<path d="M5 5a14 14 0 0 1 14 14M5 11a8 8 0 0 1 8 8"/><circle cx="6" cy="18" r="1.2"/>',
    "private": '<path d="M5 10.5h14v10H5ZM8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "public": '<circle cx="12" cy="12" r="3"/>'
    '<path d="M2.5 12S6 5.5 12 5.5s9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.5S2.5 12 2.5 12Z"/>',
    "copy": '<path d="M8 8V3.5h12.5V16H16M3.5 8H16v12.5H3.5Z"/>',
}  # fmt: skip


def icon(name: str) -> SafeString:
    """One icon, hidden from those who listen: words stand beside it. Raises KeyError for a name that is unknown."""
    return mark_safe(  # noqa: S308  our own drawings
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        f'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{PATHS[name]}</svg>'
    )


def disc(initials: str, hue: int) -> SafeString:
    """Initials on a disc of the person's own hue: a face where no portrait is. The name stands beside it."""
    return format_html(
        '<svg class="disc" viewBox="0 0 48 48" width="44" height="44" aria-hidden="true"><circle cx="24" cy="24" r="24"'
        ' fill="oklch(46% 0.085 {})"/><text x="24" y="24.5" font-size="{}">{}</text></svg>',
        int(hue) % 360,
        19 if len(initials) > 1 else 22,
        initials,
    )


def initials_of(name: str) -> str:
    """Up to two letters that stand for a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
