"""Who speaks in an interview: labels such as **Ada Park**, **AP** or **Ada (AP)** traced to one full name."""

import re
from dataclasses import dataclass, field

from bothways.foundation import text

_WORD = r"[A-ZÀ-ÖØ-ÞŠŽ][\w'’.-]*"
NAME = re.compile(rf"(?:Dr\. )?\b{_WORD}(?:[ \n](?:(?:de|van|von|der|al|bin)[ \n])*{_WORD}){{1,3}}")
_IN_BRACKETS = re.compile(r"^(.*?)\s*\(([^()]+)\)$")
_INITIALS = re.compile(r"^[A-Z]{2,4}$")
_META = re.compile(r"^(authors?|interviewers?|editors?|authors? & interviewers?|note|update|published)$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|&|\band\b)\s*")
_ROLE_END = re.compile(
    r",? (?:and|who|on|about|to|for the full|spoke|talked|,)\b|\.(?=\s|$)|[;:(—–]| since\b"
    r"|,(?! (?:a |an |the )?[A-Za-z&]+ (?:of|at|for|and)\b)"
)
_ROLE = re.compile(
    r"\b(chair|co-chair|lead|leads|engineer|director|manager|architect|designer|developer|historian|officer|fellow|founder"
    r"|co-founder|strategist|maintainer|member|principal|author|president|scientist|researcher|editor|technologist|head)\b"
    r"|\w at \w",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:who|whom|whose|which)\b", re.IGNORECASE)
ROLE_LENGTH = 120


@dataclass
class Cast:
    """The people of one article, found in its introduction, and the labels that stand for them."""

    introduction: str  # plain words in front of the first question
    names: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)  # label → full name

    def speaker(self, label: str) -> str:
        """The full name behind a label; empty where the label is no person's."""
        label = " ".join(label.split()).strip(" :")
        if _META.match(label) or not label:
            return ""
        if label in self.aliases:
            return self.aliases[label]
        found = _IN_BRACKETS.match(label)
        words, short = (found[1].strip(), found[2].strip()) if found else (label, "")
        name = self._full_name(words)
        if not name and (NAME.fullmatch(words) or short):
            name = words
        if name:
            self._remember(name, words, short, label)
        return name

    def speakers(self, label: str) -> list[str]:
        """The people behind a label that may name several: `DM & RL`."""
        parts = [part for part in _AND.split(label) if part]
        found = [name for part in parts if (name := self.speaker(part))]
        return list(dict.fromkeys(found)) if len(found) == len(parts) else []

    def _full_name(self, words: str) -> str:
        for name in self.names:
            if words in (name, initials(name)) or name.startswith(f"{words} ") or name.split()[-1] == words:
                return name
        return ""

    def _remember(self, name: str, *labels: str) -> None:
        if name not in self.names:
            self.names.append(name)
        for label in (*labels, name, initials(name)):
            if label:
                self.aliases.setdefault(label, name)

    def role(self, name: str) -> tuple[str, str]:
        """Role and organisation, where the introduction gives them beside the name: `Ada Park, engineer at Kiln`."""
        for found in re.finditer(re.escape(name), self.introduction):
            after = self.introduction[found.end() : found.end() + 200]
            organisation, after = _bracketed(after)
            if role := _role_after(after):
                return _split(role, organisation)
            if organisation:
                return "", organisation
        return "", ""


def looks_like_initials(label: str) -> bool:
    """Whether a label can only be somebody's initials."""
    return bool(_INITIALS.match(label.strip()))


def initials(name: str) -> str:
    """`Jeremy Olmsted-Thompson` is JOT."""
    return "".join(part[0] for part in re.split(r"[ -]", name.removeprefix("Dr. ")) if part).upper()


def cast_of(title: str, introduction: str, authors: tuple[str, ...]) -> Cast:
    """The people whom an article introduces before its first question; `introduction` is Markdown."""
    plain = " . ".join(text.plain(text.render(block)) for block in introduction.split("\n\n"))
    cast = Cast(introduction=plain)
    linked = re.findall(r"\[\**([^\[\]]+?)\**\]\(", introduction)
    for candidate in [*(_IN_BRACKETS.sub(r"\1", author) for author in authors), *linked]:
        name = " ".join(candidate.split(",")[0].split())
        if NAME.fullmatch(name) and name not in cast.names:
            cast.names.append(name)
    for found in [*NAME.findall(title), *NAME.findall(plain)]:
        name = " ".join(found.split()).rstrip(".’'")
        if name not in cast.names:
            cast.names.append(name)
    for name, short in re.findall(rf"({NAME.pattern})\s*\(([A-Z]{{2,4}})\)", plain):
        cast.aliases[short] = " ".join(name.split())
    return cast


def _bracketed(after: str) -> tuple[str, str]:
    found = re.match(r"\s*\(([^()]{2,60})\)", after)
    if not found:
        return "", after
    return ("" if looks_like_initials(found[1]) else found[1]), after[found.end() :]


def _role_after(after: str) -> str:
    found = re.match(r"\s*(?:,|—|–)\s*(?:an?\s|the\s)?", after)
    if not found:
        return ""
    rest = after[found.end() :]
    end = _ROLE_END.search(rest)
    role = rest[: end.start() if end else len(rest)].strip(" ,—–")
    if _RELATIVE.match(role):
        return ""
    return role if _ROLE.search(role) and len(role) <= ROLE_LENGTH else ""


def _split(role: str, organisation: str) -> tuple[str, str]:
    parts = re.split(r"\s+at\s+", role, maxsplit=1)
    title = parts[0][:1].upper() + parts[0][1:]
    return title, organisation or (parts[1].split(",")[0] if len(parts) > 1 else "")
