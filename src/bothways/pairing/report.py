"""The result as one HTML page that stands alone, reads on any screen, in any light, and prints well.

It asks for nothing from elsewhere and runs no script; its policy forbids both.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import pairwise
from math import ceil, floor, log10

from bothways.pairing.explain import MATCHED
from bothways.pairing.markup import Html, joined, tag
from bothways.pairing.matching import Objective
from bothways.pairing.outcome import Outcome, Standing, together
from bothways.pairing.summary import WORDS, choice, counted, headline, listed, proof, reasons, totals, why

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
BARS = 10
"""About so many bars are drawn."""
WHY = 1_000
"""So many pairs get their reasons in the page."""
NAMED = 200
"""So many names are given in one list."""


def html(outcome: Outcome) -> str:
    """The page."""
    head = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        "<title>Matching round</title>"
    )
    style = files("bothways.pairing").joinpath("report.css").read_text(encoding="utf-8")
    parts = (_top, _left_out, _pairs, _plot, _choices, _free, _proof)
    body = tag("main", *(part(outcome) for part in parts))
    return f"{head}<style>{style}</style></head>\n<body>{body}</body></html>\n"


def _top(outcome: Outcome) -> Html:
    match = outcome.match
    free = sum(places for _, places in match.free)
    facts = (
        ("Mentees with a mentor", f"{outcome.matched:,}", False),
        ("Left out", f"{len(match.unmatched):,}", bool(match.unmatched)),
        ("Pairs", f"{len(match.pairs):,}", False),
        ("Places still free", f"{free:,}", False),
    )
    shown = (
        tag("div", tag("dt", name), tag("dd", value), class_="attention" if alarm else None)
        for name, value, alarm in facts
    )
    notes = (*outcome.book.notices, *match.notes)
    return joined(
        tag("h1", "Matching round"),
        tag("p", headline(outcome), class_="lead"),
        tag("dl", *shown, class_="facts"),
        _list(notes) if notes else "",
    )


def _left_out(outcome: Outcome) -> Html:
    """Who has nobody, or fewer than wished for, and why."""
    names, groups, short = outcome.names, together(outcome.made, outcome.absences), outcome.short
    if not groups and not short:
        return joined()
    items = [
        joined(tag("strong", listed([names[who] for who in group.left_out], NAMED)), ": ", why(group, names))
        for group in groups
    ]
    parts = [tag("h2", "Left out, and why"), _list(items) if items else tag("p", "Nobody is left out.")]
    if short:
        told = listed([f"{names[who]} ({have} of {wants})" for who, have, wants in short], NAMED)
        parts.append(tag("p", f"With fewer mentors than wished for: {told}."))
    return joined(*parts)


def _pairs(outcome: Outcome) -> Html:
    names, rows = outcome.names, []
    for number, pair in enumerate(outcome.match.pairs):
        told = reasons(outcome, pair.mentee, pair.mentor) if number < WHY else []
        items = [_reason(text, points) for text, points in told if text != MATCHED]
        locked = joined(" ", tag("span", "locked", class_="tag")) if pair.locked else ""
        rows.append(
            tag(
                "tr",
                tag("th", names[pair.mentee], scope="row"),
                tag("td", names[pair.mentor], locked, data_label="with"),
                tag("td", tag("ul", *items, class_="reasons") if items else ""),
                tag("td", f"{pair.points:,.0f}", class_="number", data_label="Points"),
            )
        )
    if not rows:
        return joined(tag("h2", "Pairs"), tag("p", "There are none."))
    more = f" Reasons are given for the first {WHY:,} pairs." if len(rows) > WHY else ""
    note = (
        f"Every pair has {outcome.book.rules.base:,} points for being matched at all; what else it has is told.{more}"
    )
    table = _table(("Mentee", "Mentor", "Why", "Points"), rows, "pairs", numbers=1)
    return joined(tag("h2", "Pairs"), tag("p", note, class_="soft"), table)


def _reason(text: str, points: float) -> Html:
    return tag("li", tag("span", text), tag("span", f"{points:+,.0f}" if points else ""))


def _plot(outcome: Outcome) -> Html:
    """How many pairs have how many points: bars, with the same as a table beside them."""
    points = [pair.points for pair in outcome.match.pairs]
    if not points:
        return joined()
    steps = _steps(min(points), max(points))
    width = steps[1] - steps[0]
    counts = [0] * (len(steps) - 1)
    for value in points:
        counts[min(int((value - steps[0]) // width), len(counts) - 1)] += 1
    spans = [f"{low:,.0f} to {high:,.0f}" for low, high in pairwise(steps)]
    rows = [
        tag("tr", tag("th", span, scope="row"), tag("td", f"{count:,}", class_="number"))
        for span, count in zip(spans, counts, strict=True)
        if count
    ]
    return joined(
        tag("h2", "Points of the pairs"),
        tag("p", totals(outcome)),
        tag("figure", _bars(steps, counts), _table(("Points", "Pairs"), rows, numbers=1), class_="plot"),
    )


def _steps(low: float, high: float) -> list[float]:
    """Round numbers that hold all values, about BARS of them."""
    rough = max((high - low) / BARS, 1)
    ten = 10 ** floor(log10(rough))
    width = next(factor * ten for factor in (1, 2, 5, 10) if factor * ten >= rough)
    first, last = floor(low / width), ceil(high / width)
    return [k * width for k in range(first, max(last, first + 1) + 1)]


def _bars(steps: Sequence[float], counts: Sequence[int]) -> Html:
    most, room = max(counts), 640 / len(counts)
    parts: list[Html] = [tag("line", x1=0, y1=200, x2=640, y2=200, class_="axis")]
    for k, count in enumerate(counts):
        if count:
            height, middle = max(160 * count / most, 2), (k + 0.5) * room
            place = {"x": f"{k * room + 2:.1f}", "y": f"{200 - height:.1f}"}
            parts.append(tag("rect", width=f"{room - 4:.1f}", height=f"{height:.1f}", rx=2, class_="bar", **place))
            label = {"text_anchor": "middle", "class_": "count"}
            parts.append(tag("text", f"{count:,}", x=f"{middle:.1f}", y=f"{192 - height:.1f}", **label))
    every = ceil(len(steps) / 8)
    for k, step in enumerate(steps):
        if k % every == 0:
            anchor = "start" if k == 0 else "end" if k == len(steps) - 1 else "middle"
            parts.append(tag("text", f"{step:,.0f}", x=f"{k * room:.1f}", y=222, text_anchor=anchor))
    told = f"Pairs by points, from {steps[0]:,.0f} to {steps[-1]:,.0f}; the table says the same."
    return tag("svg", *parts, viewBox="0 0 640 230", role="img", aria_label=told)


def _choices(outcome: Outcome) -> Html:
    """What was chosen, and what it costs against the others."""
    chosen, *differences = choice(outcome)
    parts = [tag("h2", "What the choice costs"), tag("p", chosen)]
    if outcome.others:
        rows = [_choice(one, outcome) for one in outcome.others]
        heads = ("Choice", "Left out", "Lowest pair", "Would rather have each other", "Points in all")
        parts += [_list([line.strip() for line in differences]), _table(heads, rows, "choices", numbers=4)]
    return joined(*parts)


def _choice(one: Standing, outcome: Outcome) -> Html:
    mine = one.objective is outcome.match.objective
    lowest = "–" if one.lowest is None else f"{one.lowest:,.0f}"
    rather = "–" if one.rather is None else counted(one.rather, "couple")
    cells = (
        ("Left out", f"{one.left_out:,}"),
        ("Lowest pair", lowest),
        ("Would rather have each other", rather),
        ("Points in all", f"{one.points:,.0f}"),
    )
    return tag(
        "tr",
        tag(
            "th",
            WORDS[one.objective].capitalize(),
            joined(" ", tag("span", "chosen", class_="tag")) if mine else "",
            scope="row",
        ),
        *(tag("td", value, class_="number", data_label=label) for label, value in cells),
        class_="chosen" if mine else None,
    )


def _free(outcome: Outcome) -> Html:
    free = outcome.match.free
    if not free:
        return joined(tag("h2", "Places still free"), tag("p", "None."))
    told = [f"{outcome.names[who]} ({places:,})" if places > 1 else outcome.names[who] for who, places in free]
    return joined(tag("h2", "Places still free"), tag("p", listed(told, NAMED), "."))


def _proof(outcome: Outcome) -> Html:
    parts = [tag("h2", "Proof"), tag("p", proof(outcome), class_="proof")]
    if found := outcome.match.certificate:
        nobody = outcome.match.objective is Objective.NOBODY
        loss = ", and whoever is left out counts as a large loss" if nobody else ""
        told = (
            f"This choice is worth {found.value:,} units; by the prices of the places no choice can be worth more "
            f"than {found.bound:,}. (A point has 256 units{loss}.) The check is code of its own that knows nothing of "
            "the search, and adds up all pairs anew."
        )
        parts.append(tag("p", told, class_="soft"))
    return joined(*parts)


def _list(items: Iterable[object]) -> Html:
    return tag("ul", *(tag("li", item) for item in items))


def _table(heads: Sequence[str], rows: Iterable[Html], class_: str | None = None, *, numbers: int) -> Html:
    """A table whose last columns are numbers."""
    words = len(heads) - numbers
    cells = (tag("th", head, scope="col", class_="number" if k >= words else None) for k, head in enumerate(heads))
    return tag("table", tag("thead", tag("tr", *cells)), tag("tbody", *rows), class_=class_)
