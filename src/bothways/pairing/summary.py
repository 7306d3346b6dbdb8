"""A result in words and plain data: what the command prints, writes as JSON, and puts into the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bothways.pairing.matching import Absence, Match, Objective, Round, Trade
from bothways.pairing.spreadsheets import as_csv

WORDS = {
    Objective.BEST: "best total",
    Objective.NOBODY: "nobody left out",
    Objective.FAIREST: "fairest",
    Objective.STABLE: "stable",
}


SHOWN = 20
"""So many names are printed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What one objective reaches, to be set beside the others."""

    objective: str
    pairs: int
    left_out: int
    points: float
    lowest: float | None
    rather: int | None
    """How many would rather have each other; None where it was not counted."""


def standing(match: Match, rather: int | None) -> Standing:
    """What a result reaches."""
    return Standing(WORDS[match.objective], len(match.pairs), len(match.unmatched), match.points, match.lowest, rather)


def costs(mine: Standing, other: Standing) -> str:
    """One sentence: what is different by the other objective."""
    parts = [f"{abs(other.points - mine.points):,.1f} points {'more' if other.points > mine.points else 'less'}"]
    if other.points == mine.points:
        parts = ["the same points"]
    if other.left_out != mine.left_out:
        count = abs(other.left_out - mine.left_out)
        parts.append(f"{count} {'more' if other.left_out > mine.left_out else 'fewer'} left out")
    if mine.lowest is not None and other.lowest is not None and other.lowest != mine.lowest:
        parts.append(f"lowest pair {other.lowest:,.1f} instead of {mine.lowest:,.1f}")
    if mine.rather is not None and other.rather is not None and other.rather != mine.rather:
        parts.append(f"{other.rather} instead of {mine.rather} who would rather have each other")
    return f"{other.objective[0].upper()}{other.objective[1:]}: " + ", ".join(parts) + "."


def proof(match: Match) -> str:
    """What is proved of the result, in a sentence."""
    found = match.certificate
    if found is None:
        return (
            "Exact by construction; there is no total to be proved." if not match.notes else " ".join(match.notes[:1])
        )
    if found.holds:
        return f"Proved best over all {found.pairs:,} allowed pairs (gap 0)."
    return f"Not proved: the gap is {found.gap} units. " + "; ".join(found.faults)


def lines(made: Round, match: Match, others: list[Standing], names: Mapping[str, str]) -> list[str]:
    """The summary for a coordinator."""
    wanted = int((made.mentees.room > 0).sum())
    free = sum(places for _, places in match.free)
    who = f"{wanted - len(match.unmatched)} of {wanted} mentees have somebody"
    told = [
        f"{who} ({len(match.pairs)} pairs, {WORDS[match.objective]}).",
        f"{match.points:,.1f} points in all"
        + (f", the lowest pair {match.lowest:,.1f}." if match.lowest is not None else "."),
        f"{free} places with {len(match.free)} mentors stay free.",
        proof(match),
        *[note for note in match.notes if note not in proof(match)],
    ]
    if match.unmatched:
        some = ", ".join(names.get(who, who) for who in match.unmatched[:SHOWN])
        told.append(f"Left out: {some}{' …' if len(match.unmatched) > SHOWN else '.'}")
    mine = next((one for one in others if one.objective == WORDS[match.objective]), None)
    if mine:
        told += ["Against the others:"] + ["  " + costs(mine, other) for other in others if other is not mine]
    return told


def reasons(made: Round, mentee: str, mentor: str) -> str:
    """The reasons for a pair on one line."""
    told = made.explain(mentee, mentor).reasons
    return "; ".join(f"{reason.text} ({reason.points:+,.1f})" for reason in told if reason.points or reason.forbids)


def pairs_csv(made: Round, match: Match, names: Mapping[str, str], *, explain: bool) -> str:
    """The pairs as a spreadsheet; its columns `mentee` and `mentor` can be read back as locks or earlier pairs."""
    headings = ["mentee", "mentee name", "mentor", "mentor name", "points", "locked"] + ["reasons"] * explain
    rows = []
    for pair in match.pairs:
        row: list[object] = [pair.mentee, names.get(pair.mentee, ""), pair.mentor, names.get(pair.mentor, "")]
        row += [f"{pair.points:.1f}", "yes" if pair.locked else ""]
        rows.append(row + ([reasons(made, pair.mentee, pair.mentor)] if explain else []))
    return as_csv(headings, rows)


def trade_lines(trade: Trade, names: Mapping[str, str]) -> list[str]:
    """Why two are not a pair, in words."""

    def couple(pair: tuple[str, str]) -> str:
        return f"{names.get(pair[0], pair[0])} with {names.get(pair[1], pair[1])}"

    head = couple((trade.mentee, trade.mentor))
    if trade.forbidden:
        return [f"{head}: not allowed. " + "; ".join(trade.forbidden) + "."]
    if trade.exactly == 0 and not trade.comes:
        return [f"{head}: they are a pair."]
    told = [f"{head}: the prices show at once that it costs at least {trade.at_least:,.1f} points."]
    if trade.exactly is not None:
        left = f" and would leave {trade.left_out} more without anybody" if trade.left_out > 0 else ""
        told.append(f"Solved again with them: it costs {trade.exactly:,.1f} points{left}.")
        told += [f"  instead of {couple(pair)}" for pair in trade.goes] + [
            f"  then {couple(pair)}" for pair in trade.comes
        ]
    return told


def data(
    made: Round, match: Match, others: list[Standing], absences: list[Absence], trade: Trade | None, *, explain: bool
) -> dict[str, Any]:
    """Everything as plain data, for JSON."""
    found = match.certificate
    return {
        "objective": match.objective.value,
        "pairs": [
            {"mentee": pair.mentee, "mentor": pair.mentor, "points": round(pair.points, 3), "locked": pair.locked}
            | (
                {
                    "reasons": [
                        {"text": r.text, "points": round(r.points, 3)}
                        for r in made.explain(pair.mentee, pair.mentor).reasons
                    ]
                }
                if explain
                else {}
            )
            for pair in match.pairs
        ],
        "left_out": [
            {"mentee": one.mentee, "why": one.text, "with": one.mentees, "mentors": one.mentors} for one in absences
        ],
        "free": [{"mentor": who, "places": places} for who, places in match.free],
        "points": round(match.points, 3),
        "lowest": match.lowest,
        "proof": None if found is None else {"holds": found.holds, "gap": found.gap, "pairs": found.pairs},
        "notes": list(match.notes),
        "objectives": [
            {
                "objective": one.objective,
                "pairs": one.pairs,
                "left_out": one.left_out,
                "points": round(one.points, 3),
                "lowest": one.lowest,
                "rather": one.rather,
            }
            for one in others
        ],
        "why_not": None
        if trade is None
        else {
            "mentee": trade.mentee,
            "mentor": trade.mentor,
            "forbidden": trade.forbidden,
            "at_least": trade.at_least,
            "exactly": trade.exactly,
            "left_out": trade.left_out,
            "comes": trade.comes,
            "goes": trade.goes,
        },
    }
