"""A rules file to begin with, drawn from the headings and cells of two spreadsheets.

Only what gives points is switched on. What would forbid pairs is written down as a remark: whether two people of one
employer may meet, nobody can tell from a table.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bothways.pairing.cells import NO, as_list, as_spans, as_yes
from bothways.pairing.faults import BadInputError, folded
from bothways.pairing.looks import Column, columns_of, hours, is_text, like_headings, numbers, some, ticks, zones
from bothways.pairing.spreadsheets import Sheet, read_sheet
from bothways.pairing.tables import SIDES

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
NOT_FOR_MATCHING = r"e-?mail|phone|^timestamp$|(start|completion) time|^(id|nr?o?\.?|#|number|row)$|consent|agree"
GRADES = r"\b(grade|seniority|level|rank|career stage)\b"
STEPS = """\
scale = {}   # the lowest first
ideal = [1, 2]   # how many steps the mentor is best ahead
accept = [0, 4]
"""
ROLE = re.compile(r"\bment(?:or|ee)s?\b|\bboth\b")
SHARED = 0.2
"""Two columns of lists belong together when so much of the shorter vocabulary is in the other."""
GRID = 10
"""So many columns of yes and no, whose headings are hours, are a grid."""
HOURS = 'enough = 3   # hours in common for all the points\nstrength = "medium"\n'
CHOICES = """
[[criteria]]
kind = "choices"
side = "{0}"
ranked = {1}   # the first choice first
skip_unknown = true   # leave names aside that are not on the other side
strength = "high"
"""
GAP = 'ideal = [3, 15]   # how far the mentor is best ahead\naccept = [0, 40]\nstrength = "low"\n'
TEMPLATE = """\
# Rules for matching {mentees} with {mentors}, drawn from their headings. Change what is not meant.
# Strengths: must (forbids what does not meet it), high, medium, low; three of one are worth one of the next.

objective = "nobody-left-out"   # or: best, fairest, stable
"""


def draft(mentees: Path, mentors: Path) -> str:
    """The text of a rules file for two files; the same file twice, where a column says who is who.

    Raises:
        BadInputError: a file cannot be read, or nothing in it tells people apart.

    """
    sheets = [read_sheet(path, side=side) for path, side in ((mentees, "mentee"), (mentors, "mentor"))]
    sides = [columns_of(sheet) for sheet in sheets]
    text = TEMPLATE.format(mentees=mentees.name, mentors=mentors.name)
    used, people = list[set[str]](), list[set[str]]()
    for side, sheet, columns in zip(SIDES, sheets, sides, strict=True):
        part, headings, known = _side(side, sheet, columns, same=sheets[0].name == sheets[1].name)
        text += part
        used.append(headings)
        people.append(known)
    free = [
        [c for c in columns if c.heading not in gone and c.filled] for columns, gone in zip(sides, used, strict=True)
    ]
    remarks, spoken_for = _remarks(*free)
    choices = ""
    for side, columns, others in zip(SIDES, free, reversed(people), strict=True):
        if named := [column for column in columns if column.part(lambda cell: _names_people(cell, others)) > 0.5]:  # noqa: B023
            choices += CHOICES.format(side, _quoted([column.heading for column in named]))
            spoken_for += named
    rest = [[column for column in columns if column not in spoken_for] for columns in free]
    return text + remarks + _criteria(rest[0], rest[1], choices)


def _names_people(cell: str, people: set[str]) -> bool:
    return folded(cell) in people or bool(people.intersection(map(folded, as_list(cell))))


def _side(side: str, sheet: Sheet, columns: list[Column], *, same: bool) -> tuple[str, set[str], set[str]]:
    """The table of one side, the headings that it uses, and all ids and names."""
    lines = [f"\n[{side}s]"]
    used: set[str] = set()
    if sheet.title:
        lines.append(f"sheet = {_quoted(sheet.title)}")
    if same and (role := _role(columns)):
        meant = sorted({cell for cell in role.filled if re.search(rf"\b{side}s?\b|\bboth\b", folded(cell))})
        meant = meant or sorted({*role.filled})  # the words tell nothing: they are to be chosen from
        lines.append(f"only = {{ {_quoted(role.heading)} = {_quoted(meant)} }}")
        columns = some(columns, [cell in meant for cell in role.cells])
        used.add(role.heading)
    names = _names(columns)
    id_ = _id(columns, names)
    if not id_:
        raise BadInputError(
            f"{sheet.name}: no column tells people apart (an e-mail address, a number, a name that nobody shares)."
        )
    lines.append(f"id = {_quoted([one.heading for one in id_])}   # what tells people apart")
    if names and names != id_:
        lines.append(f"name = {_quoted([one.heading for one in names])}")
    used |= {one.heading for one in (*id_, *names)}
    key, other = ("wants", "mentors?") if side == "mentee" else ("places", "mentees?")
    room = next((c for c in columns if c.called(rf"how many.*\b{other}|capacity|places") and numbers(c) == 1), None)
    lines.append(f"{key} = {_quoted(room.heading) if room else 1}   # a number, or the heading of a column")
    if room:
        used.add(room.heading)
    used |= {column.heading for column in columns if column.called(NOT_FOR_MATCHING)}
    rows = zip(*(one.cells for one in names or id_), strict=True)
    called = {folded(" ".join(parts)) for parts in rows} | {folded(cell) for cell in id_[0].filled}
    return "\n".join(lines) + "\n", used, called


def _role(columns: list[Column]) -> Column | None:
    """The column that says who is a mentor and who a mentee."""
    return next(
        (c for c in columns if c.part(lambda cell: ROLE.search(folded(cell))) > 0.8 and len(c.entries) <= 8), None
    )


def _names(columns: list[Column]) -> list[Column]:
    first = next((c for c in columns if c.called(r"\b(first|given|fore) ?name")), None)
    last = next((c for c in columns if c.called(r"\b(last|family|sur) ?name")), None)
    if first and last:
        return [first, last]
    whole = next(
        (c for c in columns if c.called(r"^(what is |what's )?(your |the |full |preferred )*name\b|\bfull name\b")),
        None,
    )
    return [one for one in (whole or first or last,) if one]


def _id(columns: list[Column], names: list[Column]) -> list[Column]:
    """What tells people apart: an address, the whole name, a number, or whatever nobody shares."""
    apart = [c for c in columns if c.tells_apart]
    mail = [c for c in columns if c.filled and c.part(MAIL.fullmatch) > 0.9]
    numbered = [c for c in apart if c.called(r"^(id|number|no\.?|#|ref(erence)?)$")]
    whole = ["\n".join(parts) for parts in zip(*(one.cells for one in names), strict=True)]
    if not any(c in apart for c in mail) and names and len({*map(folded, whole)}) == len(whole):
        return names
    return next((found[:1] for found in ([c for c in mail if c in apart], numbered, mail, apart) if found), [])


def _remarks(mentees: list[Column], mentors: list[Column]) -> tuple[str, list[Column]]:
    """Rules that may be meant, switched off; and the columns of which that is all that can be said."""
    found: list[tuple[str, Column, Column, str]] = []
    spoken_for: list[Column] = []
    sides = (mentees, mentors)
    for pattern, kind in (
        (r"\blanguages?\b", "same"),
        (r"\b(organi[sz]ation|employer|company|department|institution|workplace)\b", "differ"),
        (r"\b(manager|supervisor|reports to)\b", "line"),
    ):
        a, b = (next((c for c in side if c.called(pattern)), None) for side in sides)
        if a and b:
            found.append((kind, a, b, ""))
            spoken_for += [a, b] if kind != "same" else []
    a, b = (next((c for c in side if c.called("time ?zone") or zones(c) > 0.9), None) for side in (mentees, mentors))
    if a and b:
        found.append(("zones", a, b, "most = 5   # hours apart\n"))
        spoken_for += [a, b]
    text = "".join(f'[[rules]]\nkind = "{kind}"\n{_pair(a, b)}{more}\n' for kind, a, b, more in found)
    steps = [next((c for c in side if c.called(GRADES) and len(c.entries) in range(2, 21)), None) for side in sides]
    if steps[0] and steps[1]:
        spoken_for += [steps[0], steps[1]]
        scale = sorted({*steps[0].filled, *steps[1].filled})
        text += f'[[criteria]]\nkind = "gap"\n{_pair(steps[0], steps[1])}{STEPS.format(_quoted(scale))}'
    remarks = "".join(f"#{line}\n" if line else "\n" for line in text.strip().split("\n"))
    head = "\n# What may be meant, but cannot be told from a table: take the # away where it is.\n"
    return (head + remarks) if text else "", spoken_for


def _criteria(mentees: list[Column], mentors: list[Column], text: str) -> str:
    """What gives points, switched on."""
    free_a, free_b = list(mentees), list(mentors)

    def add(kind: str, a: Column, b: Column, more: str) -> None:
        nonlocal text
        text += f'\n[[criteria]]\nkind = "{kind}"\n{_pair(a, b)}{more}'
        for free, one in ((free_a, a), (free_b, b)):
            if one in free:
                free.remove(one)

    grids = [_grid(side) for side in (free_a, free_b)]
    if all(grids):
        ends = [f"{grid[0].heading} .. {grid[-1].heading}" for grid in grids]
        text += f'\n[[criteria]]\nkind = "hours"\nmentee = {_quoted(ends[0])}\nmentor = {_quoted(ends[1])}\n'
        text += HOURS
        free_a, free_b = ([c for c in free if c not in g] for free, g in zip((free_a, free_b), grids, strict=True))
    timed = [[column for column in free if hours(column) > 0.5] for free in (free_a, free_b)]
    if all(timed):
        add("hours", timed[0][0], timed[1][0], HOURS)
    for a in list(free_a):
        if numbers(a) > 0.8 and (b := next((b for b in free_b if numbers(b) > 0.8 and like_headings(a, b)), None)):
            add("gap", a, b, GAP)
    for a, b in _lists(free_a, free_b):
        add("shared", a, b, 'strength = "medium"\n')
    texts = [[c.heading for c in free if is_text(c)] for free in (free_a, free_b)]
    if all(texts):
        text += f'\n[[criteria]]\nkind = "alike"   # compares the words of free texts\nmentee = {_quoted(texts[0])}\n'
        text += f'mentor = {_quoted(texts[1])}\nstrength = "low"\n'
    if not text:
        return "\n# No two columns seem to say the same of both sides: without criteria all pairs are worth the same.\n"
    return "\n# What gives a pair points.\n" + text


def _grid(columns: list[Column]) -> list[Column]:
    def ticked(cell: str) -> bool:
        return as_yes(cell) or cell.casefold() in NO

    found = [c for c in columns if any(not isinstance(s, str) for s in as_spans(c.heading)) and c.part(ticked) == 1]
    return found if len(found) >= GRID else []


def _lists(mentees: list[Column], mentors: list[Column]) -> Iterable[tuple[Column, Column]]:
    """Columns with words in common, those with most of them first; each column once."""
    found = []
    for a in mentees:
        for b in mentors:
            if is_text(a) or is_text(b) or max(numbers(a), numbers(b)) > 0.8 or min(ticks(a), ticks(b)) > 0.9:
                continue
            least = min(len(a.entries), len(b.entries))
            both = len(a.entries & b.entries) / least if least else 0
            if both >= SHARED and (max(len(a.entries), len(b.entries)) > 1):
                found.append((both + like_headings(a, b), a, b))
    taken: set[int] = set()
    for _, a, b in sorted(found, key=lambda one: -one[0]):
        if id(a) not in taken and id(b) not in taken:
            taken |= {id(a), id(b)}
            yield a, b


def _pair(a: Column, b: Column) -> str:
    if folded(a.heading) == folded(b.heading):
        return f"both = {_quoted(a.heading)}\n"
    return f"mentee = {_quoted(a.heading)}\nmentor = {_quoted(b.heading)}\n"


def _quoted(value: str | Sequence[str]) -> str:
    """A text, or a list of texts, as TOML writes it."""
    if not isinstance(value, str):
        return _quoted(value[0]) if len(value) == 1 else "[" + ", ".join(_quoted(one) for one in value) + "]"
    plain = value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", " ")
    return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in plain) + '"'
