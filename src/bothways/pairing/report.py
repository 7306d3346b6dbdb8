"""The result as one HTML page that stands alone, reads on any screen and prints well."""

from collections.abc import Callable, Mapping
from html import escape

from bothways.pairing.matching import Absence, Match, Round
from bothways.pairing.summary import WORDS, Standing, proof, reasons

STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #e8e6e1); --canvas: light-dark(#fffdf9, #16191f);
  --faint: light-dark(#d9d4ca, #3a404b); --bar: light-dark(#2f6f62, #6fc2ae); }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--canvas); max-width: 60rem;
  margin: 2rem auto; padding-inline: 1rem; }
h1, h2 { font-weight: 600; line-height: 1.2; margin-block: 2rem .5rem; }
table { border-collapse: collapse; inline-size: 100%; }
th, td { text-align: start; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-block-end: 1px solid var(--faint); }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
svg { inline-size: 100%; block-size: auto; } rect { fill: var(--bar); } svg text { fill: var(--ink); font-size: 11px; }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; font-size: 10pt; }
  tr, li, figure { break-inside: avoid; } thead { display: table-header-group; } }
"""
BARS = 20
WHY = 500
"""So many pairs get their reasons in the page."""


def html(made: Round, match: Match, others: list[Standing], absences: list[Absence], names: Mapping[str, str]) -> str:
    """The page."""

    def name(who: str) -> str:
        return escape(names.get(who, who))

    wanted = int((made.mentees.room > 0).sum())
    summary = (
        f"<p>{wanted - len(match.unmatched)} of {wanted} mentees have somebody: {len(match.pairs)} pairs, "
        f"{match.points:,.1f} points in all, chosen by <strong>{WORDS[match.objective]}</strong>. "
        f"{escape(proof(match))}</p>"
    )
    parts = [
        summary,
        *[f"<p>{escape(note)}</p>" for note in match.notes],
        _plot([pair.points for pair in match.pairs]),
        _left_out(absences, name),
        _others(others),
        _pairs(made, match, name),
        _free(match, name),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Matching round</title>'
        f"<style>{STYLE}</style></head>\n<body><main><h1>Matching round</h1>\n"
        + "\n".join(parts)
        + "\n</main></body></html>\n"
    )


def _plot(points: list[float]) -> str:
    """How many pairs have how many points: bars, and the same as a table for those who cannot see it."""
    if not points:
        return ""
    low, high = min(points), max(points)
    width = (high - low) / BARS or 1.0
    counts = [0] * BARS
    for value in points:
        counts[min(BARS - 1, int((value - low) / width))] += 1
    most = max(counts)
    bars = ""
    for k, count in enumerate(counts):
        height = 100 * count / most
        bars += f'<rect x="{20 + k * 32}" y="{120 - height:.1f}" width="28" height="{height:.1f}"/>'
        bars += f'<text x="{34 + k * 32}" y="{115 - height:.1f}" text-anchor="middle">{count or ""}</text>'
    rows = "".join(
        f'<tr><td>{low + k * width:,.1f} to {low + (k + 1) * width:,.1f}</td><td class="number">{count}</td></tr>'
        for k, count in enumerate(counts)
        if count
    )
    return (
        "<h2>Points of the pairs</h2><figure>"
        f'<svg viewBox="0 0 680 145" role="img" aria-label="Pairs by points, from {low:,.1f} to {high:,.1f}">{bars}'
        f'<text x="20" y="138">{low:,.1f}</text><text x="656" y="138" text-anchor="end">{high:,.1f} points</text></svg>'
        '<details><summary>As a table</summary><table><thead><tr><th>Points</th><th class="number">Pairs</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></details></figure>"
    )


def _left_out(absences: list[Absence], name: Callable[[str], str]) -> str:
    if not absences:
        return "<h2>Left out</h2><p>Nobody.</p>"
    items = []
    for one in absences:
        who = "".join(f"<li>{name(other)}</li>" for other in one.mentees)
        shared = f"<details><summary>Who shares</summary><ul>{who}</ul></details>" if who else ""
        items.append(f"<li><strong>{name(one.mentee)}</strong>: {escape(one.text)}{shared}</li>")
    return f"<h2>Left out, and why</h2><ul>{''.join(items)}</ul>"


def _others(others: list[Standing]) -> str:
    if not others:
        return ""
    rows = ""
    for one in others:
        lowest = "" if one.lowest is None else f"{one.lowest:,.1f}"
        cells = (one.pairs, one.left_out, f"{one.points:,.1f}", lowest, "" if one.rather is None else one.rather)
        numbers = "".join(f'<td class="number">{cell}</td>' for cell in cells)
        rows += f"<tr><td>{escape(one.objective)}</td>{numbers}</tr>"
    heads = ("Pairs", "Left out", "Points", "Lowest pair", "Would rather have each other")
    head = "".join(f'<th class="number">{one}</th>' for one in heads)
    return (
        '<h2>The choices side by side</h2><div class="wide"><table><thead><tr><th>Choice</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _pairs(made: Round, match: Match, name: Callable[[str], str]) -> str:
    rows = ""
    for number, pair in enumerate(match.pairs):
        why = escape(reasons(made, pair.mentee, pair.mentor)) if number < WHY else ""
        rows += (
            f'<tr><td>{name(pair.mentee)}</td><td>{name(pair.mentor)}</td><td class="number">{pair.points:,.1f}</td>'
        )
        rows += f"<td>{why}{' (locked)' if pair.locked else ''}</td></tr>"
    more = f"<p>Reasons are given for the first {WHY} pairs.</p>" if len(match.pairs) > WHY else ""
    return (
        f'<h2>Pairs</h2>{more}<div class="wide"><table><thead><tr><th>Mentee</th><th>Mentor</th>'
        f'<th class="number">Points</th><th>Why</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _free(match: Match, name: Callable[[str], str]) -> str:
    if not match.free:
        return "<h2>Places left</h2><p>None.</p>"
    rows = "".join(f'<tr><td>{name(who)}</td><td class="number">{places}</td></tr>' for who, places in match.free)
    head = '<tr><th>Mentor</th><th class="number">Places</th></tr>'
    return f"<h2>Places left</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table>"
