"""A result in words and plain data: what the command prints, and writes as a table or as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from bothways.pairing.matching import Objective, Trade
from bothways.pairing.outcome import Group, Outcome, Standing, together

WORDS = {
    Objective.BEST: "best total",
    Objective.NOBODY: "nobody left out",
    Objective.FAIREST: "fairest",
    Objective.STABLE: "stable",
}
SHOWN = 20
"""So many names, or lines of a kind, are printed."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str], most: int = SHOWN) -> str:
    """Words as a list in a sentence."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most:,} more"
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def headline(outcome: Outcome) -> str:
    """How many have somebody."""
    have = "has a mentor" if 1 in {outcome.matched, outcome.wanting} else "have a mentor"
    count = counted(len(outcome.match.pairs), "pair")
    return f"{outcome.matched:,} of {counted(outcome.wanting, 'mentee')} {have}, in {count}."


def why(group: Group, names: Mapping[str, str]) -> str:
    """Why these are left out, for a coordinator."""
    if not group.mentors:
        return group.text
    short = len(group.sharing) - group.places
    them = listed([names[who] for who in group.mentors])
    have = "who has" if len(group.mentors) == 1 else "who together have"
    return (
        f"{counted(len(group.sharing), 'mentee')} may have nobody but {them}, {have} {counted(group.places, 'place')}: "
        f"{short} too few."
    )


def costs(mine: Standing, other: Standing) -> str:
    """One sentence: what would be different by the other objective."""
    more = other.points - mine.points
    parts = [f"{abs(more):,.1f} points {'more' if more > 0 else 'fewer'}" if more else "the same points"]
    if other.left_out != mine.left_out:
        count = abs(other.left_out - mine.left_out)
        parts.append(f"{count:,} {'more' if other.left_out > mine.left_out else 'fewer'} left out")
    if mine.lowest is not None and other.lowest is not None and other.lowest != mine.lowest:
        parts.append(f"the lowest pair has {other.lowest:,.1f} instead of {mine.lowest:,.1f}")
    if mine.rather is not None and other.rather is not None and other.rather != mine.rather:
        parts.append(f"{counted(other.rather, 'couple')} who would rather have each other, not {mine.rather:,}")
    if len(parts) == 1 and not more:
        return f"{WORDS[other.objective].capitalize()} would reach the same."
    return f"{WORDS[other.objective].capitalize()} would give {', '.join(parts)}."


def proof(outcome: Outcome) -> str:
    """What is proved of the result, in a sentence."""
    match = outcome.match
    if match.certificate is None:
        promise = "no lower pair can be raised" if match.objective is Objective.FAIREST else "no two would rather swap"
        return f"Exact by the way it is made ({promise}); there is no total to be proved."
    if match.certificate.holds:
        first = " of all that match as many" if match.objective is Objective.NOBODY else ""
        pairs = counted(match.certificate.pairs, "allowed pair")
        return f"Proved: no other choice{first} has more points; all {pairs} were looked at (gap 0)."
    return f"Not proved: the gap is {match.certificate.gap} units. " + "; ".join(match.certificate.faults)


def totals(outcome: Outcome) -> str:
    """The points in a sentence."""
    points = [pair.points for pair in outcome.match.pairs]
    if not points:
        return "There are no pairs, so there are no points."
    low = min(outcome.match.pairs, key=lambda pair: (pair.units, pair.mentee, pair.mentor))
    who = f"{outcome.names[low.mentee]} with {outcome.names[low.mentor]}"
    return (
        f"Points: {outcome.match.points:,.1f} in all; half of the pairs have {median(points):,.1f} or more; "
        f"the lowest has {low.points:,.1f} ({who})."
    )


def lines(outcome: Outcome) -> list[str]:
    """The summary for a coordinator: numbers and names first, the proof last."""
    match, names = outcome.match, outcome.names
    told = [headline(outcome)]
    if match.unmatched:
        told.append(f"Left out: {listed([names[who] for who in match.unmatched])}.")
    groups = together(outcome.made, outcome.absences)
    told += [f"  {_those(group, groups, names)}: {why(group, names)}" for group in groups[:SHOWN]]
    if short := outcome.short:
        told.append(f"With fewer mentors than wished for: {listed([f'{names[w]} ({a} of {b})' for w, a, b in short])}.")
    free = sum(places for _, places in match.free)
    told.append(
        f"{counted(free, 'place')} with {counted(len(match.free), 'mentor')} {'stays' if free == 1 else 'stay'} free."
        if free
        else "No place stays free."
    )
    told += [totals(outcome), *choice(outcome), proof(outcome)]
    return told + [note for note in match.notes if note not in told]


def _those(group: Group, groups: Sequence[Group], names: Mapping[str, str]) -> str:
    return "Why" if len(groups) == 1 else listed([names[who] for who in group.left_out])


def choice(outcome: Outcome) -> list[str]:
    """What was chosen, and what that costs against the others."""
    chosen = f"Chosen by: {WORDS[outcome.match.objective]}."
    mine = next((one for one in outcome.others if one.objective is outcome.match.objective), None)
    if mine is None:
        return [chosen]
    return [chosen, *(f"  {costs(mine, other)}" for other in outcome.others if other is not mine)]


def reasons(outcome: Outcome, mentee: str, mentor: str) -> list[tuple[str, float]]:
    """The reasons for a pair in words, each with its points, the weightiest first."""
    told = sorted(outcome.made.explain(mentee, mentor).reasons, key=lambda one: -one.points)
    against = [(f"Locked, against the rule: {one.text}", 0.0) for one in told if one.forbids]
    return [(one.text, one.points) for one in told if one.points] + against


def in_words(told: Iterable[tuple[str, float]]) -> str:
    """Reasons on one line."""
    return "; ".join(f"{text} ({points:+,.1f})" for text, points in told)


def pair_table(outcome: Outcome, *, explain: bool) -> tuple[list[str], list[list[object]]]:
    """The pairs as a table; its columns `mentee` and `mentor` can be read back as locks or earlier pairs."""
    headings = ["mentee", "mentee name", "mentor", "mentor name", "points", "locked"] + ["reasons"] * explain
    names, rows = outcome.names, []
    for pair in outcome.match.pairs:
        row: list[object] = [pair.mentee, names[pair.mentee], pair.mentor, names[pair.mentor]]
        row += [round(pair.points, 1), "yes" if pair.locked else ""]
        rows.append(row + ([in_words(reasons(outcome, pair.mentee, pair.mentor))] if explain else []))
    return headings, rows


def trade_lines(trade: Trade, names: Mapping[str, str]) -> list[str]:
    """Why two are not a pair, in words."""

    def couple(pair: tuple[str, str]) -> str:
        return f"{names[pair[0]]} with {names[pair[1]]}"

    head = couple((trade.mentee, trade.mentor))
    if trade.forbidden:
        return [f"{head}: not allowed. {'; '.join(trade.forbidden)}."]
    if trade.exactly == 0 and not trade.comes:
        return [f"{head}: they are a pair."]
    if trade.exactly is None:
        return [f"{head}: it would cost {trade.at_least:,.1f} points or more in all."]
    left = f", and {trade.left_out:,} more would have nobody" if trade.left_out > 0 else ""
    fewer = f", and {-trade.left_out:,} fewer would be left out" if trade.left_out < 0 else ""
    price = f"costs {trade.exactly:,.1f} points in all" if trade.exactly else "would be just as good"
    told = [f"{head}: possible; it {price}{left}{fewer}. (The prices alone say: {trade.at_least:,.1f} or more.)"]
    told += [f"  no longer: {couple(pair)}" for pair in trade.goes]
    return told + [f"  instead: {couple(pair)}" for pair in trade.comes]


def data(outcome: Outcome, *, explain: bool) -> dict[str, Any]:
    """Everything as plain data, for JSON."""
    match, names, proof_ = outcome.match, outcome.names, outcome.match.certificate
    return {
        "objective": match.objective.value,
        "pairs": [
            {
                "mentee": pair.mentee,
                "mentee_name": names[pair.mentee],
                "mentor": pair.mentor,
                "mentor_name": names[pair.mentor],
                "points": round(pair.points, 3),
                "locked": pair.locked,
            }
            | (
                {
                    "reasons": [
                        {"text": text, "points": round(points, 3)}
                        for text, points in reasons(outcome, pair.mentee, pair.mentor)
                    ]
                }
                if explain
                else {}
            )
            for pair in match.pairs
        ],
        "left_out": [
            {"mentee": one.mentee, "why": one.text, "with": one.mentees, "mentors": one.mentors}
            for one in outcome.absences
        ],
        "fewer_than_wanted": [{"mentee": who, "have": have, "want": want} for who, have, want in outcome.short],
        "free": [{"mentor": who, "places": places} for who, places in match.free],
        "points": round(match.points, 3),
        "lowest": match.lowest,
        "proof": None if proof_ is None else {"holds": proof_.holds, "gap": proof_.gap, "pairs": proof_.pairs},
        "notes": list(match.notes),
        "notices": list(outcome.book.notices),
        "objectives": [
            {
                "objective": one.objective.value,
                "pairs": one.pairs,
                "left_out": one.left_out,
                "points": round(one.points, 3),
                "lowest": one.lowest,
                "rather": one.rather,
            }
            for one in outcome.others
        ],
        "why_not": None if outcome.trade is None else _trade_data(outcome.trade),
    }


def _trade_data(trade: Trade) -> dict[str, Any]:
    return {
        "mentee": trade.mentee,
        "mentor": trade.mentor,
        "forbidden": trade.forbidden,
        "at_least": trade.at_least,
        "exactly": trade.exactly,
        "left_out": trade.left_out,
        "comes": trade.comes,
        "goes": trade.goes,
    }
