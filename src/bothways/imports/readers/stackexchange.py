"""Site dumps of Stack Exchange, from the first schema (2009) to today's."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bothways.imports.readers import xml_rows
from bothways.imports.readers.words import clean, moment, one_line
from bothways.imports.records import (
    AnswerRow,
    Collection,
    Kind,
    LeftOut,
    LinkRow,
    Markup,
    PersonRow,
    QuestionRow,
    Read,
    Refused,
    ReplyRow,
    TopicRow,
    VoteRow,
)

REQUIRED = ("Posts", "Users")
OPTIONAL = ("Tags", "Comments", "Votes", "PostLinks")
FILES = (*REQUIRED, *OPTIONAL)
NOT_WANTED = ("Badges", "PostHistory")
COMMUNITY = "-1"  # the site's own background process

_QUESTION, _ANSWER, _TAG_EXCERPT = "1", "2", "4"
_OTHER_POSTS = {
    "3": "a wiki page of the earliest dumps",
    "4": "the excerpt of a tag that no question bears",
    "5": "the wiki page of a tag",
    "6": "a moderators' nomination",
    "7": "a wiki placeholder",
    "8": "a privilege wiki page",
}
_UP, _DOWN = "2", "3"
_OTHER_VOTES = {
    "1": "an accepted answer, which our questions do not have",
    "4": "an offensive mark, moderators' business there",
    "5": "a bookmark: what somebody follows is theirs to say here",
    "6": "a vote to close, moderators' business there",
    "7": "a vote to reopen, moderators' business there",
    "8": "the start of a bounty, which we do not have",
    "9": "the end of a bounty, which we do not have",
    "10": "a deletion, moderators' business there",
    "11": "an undeletion, moderators' business there",
    "12": "a spam mark, moderators' business there",
    "15": "a moderators' review",
    "16": "an approved edit",
}
_LICENCES = (  # since when contributions are under which version
    (datetime(2018, 5, 2, tzinfo=UTC), "CC BY-SA 4.0"),
    (datetime(2011, 4, 8, tzinfo=UTC), "CC BY-SA 3.0"),
)
_DUMP_NAME = re.compile(r"[-_.]?(?:20\d\d[-_.]?\d\d(?:[-_.]?\d\d)?|dump)$")
_OWN_DOMAINS = {
    "stackoverflow": "stackoverflow.com",
    "serverfault": "serverfault.com",
    "superuser": "superuser.com",
    "askubuntu": "askubuntu.com",
    "mathoverflow": "mathoverflow.net",
    "stackapps": "stackapps.com",
}

Advance = Callable[[int], None]


class _BadRow(Exception):
    pass


def collection(folder: Path, *, name: str = "", url: str = "") -> Collection:
    """The source that a dump comes from, as its folder's name tells: `beer-2014-05`, `beer.stackexchange.com`."""
    site = _DUMP_NAME.sub("", folder.resolve().name.lower()).removesuffix(".stackexchange.com").removesuffix(".com")
    site = re.sub(r"[^a-z0-9.-]", "", site) or "site"
    base, _, meta = site.partition(".meta")
    if site.startswith("meta."):
        base, meta = site.removeprefix("meta."), "meta"
    domain = _OWN_DOMAINS.get(site) or f"{site}.stackexchange.com"
    title = base.replace("-", " ").replace(".", " ").title() + " Stack Exchange"
    is_meta = bool(meta) or ".meta" in site
    return Collection(
        key=f"stackexchange-{site.replace('.', '-')}"[:80],
        name=one_line(name) or (f"{title} Meta" if is_meta else title),
        url=(url or f"https://{domain}").rstrip("/"),
        licence="CC BY-SA",
        licence_url="https://stackoverflow.com/help/licensing",
        credit=f"the contributors to {one_line(name) or (f'{title} Meta' if is_meta else title)}",
    )


def files(folder: Path) -> dict[str, Path]:
    """The files of a dump by their names, whatever the case. Raises Refused where one is missing or not what it says.

    Only the beginning of each is read here; nothing has been written when this raises.
    """
    if not folder.is_dir():
        raise Refused(f"{folder} is not a folder. Unpack the dump and name the folder with its Posts.xml.")
    there = {path.name.lower(): path for path in folder.iterdir() if path.is_file()}
    found = {name: there[f"{name}.xml".lower()] for name in FILES if f"{name}.xml".lower() in there}
    missing = [f"{name}.xml" for name in REQUIRED if name not in found]
    if missing:
        raise Refused(f"{folder} is not a Stack Exchange dump: {' and '.join(missing)} cannot be found in it.")
    for name, path in found.items():
        xml_rows.check(path, name.lower())
    return found


def read(found: dict[str, Path], url: str, advance: Advance = lambda size: None) -> Iterator[Read]:
    """Every row of a dump, file by file: tags first, then users, posts, comments, votes, links."""
    readers: dict[str, tuple[Kind, Callable[[dict[str, str], str], Read]]] = {
        "Tags": (Kind.TOPIC, _tag),
        "Users": (Kind.PERSON, _user),
        "Posts": (Kind.OTHER, _post),
        "Comments": (Kind.REPLY, _comment),
        "Votes": (Kind.VOTE, _vote),
        "PostLinks": (Kind.LINK, _link),
    }
    for name, (kind, make) in readers.items():
        if name in found:
            yield from _read_file(found[name], name.lower(), kind, make, url, advance)


def _read_file(
    path: Path, root: str, kind: Kind, make: Callable[[dict[str, str], str], Read], url: str, advance: Advance
) -> Iterator[Read]:
    for line, values in xml_rows.rows(path, root, advance):
        values["file"], values["line"] = path.name, str(line)
        try:
            yield make(values, url)
        except (_BadRow, ValueError) as fault:
            yield LeftOut(kind=_kind_of(values, kind), reason=str(fault), file=path.name, line=line, bad=True)


def _kind_of(values: dict[str, str], kind: Kind) -> Kind:
    return {_QUESTION: Kind.QUESTION, _ANSWER: Kind.ANSWER}.get(values.get("PostTypeId", ""), kind)


def _number(values: dict[str, str], name: str) -> str:
    value = values.get(name, "").strip()
    if not re.fullmatch(r"-?\d{1,18}", value):
        raise _BadRow(f"{name} “{value[:40]}” is not a number" if value else f"{name} is missing")
    return str(int(value))


def _at(values: dict[str, str], name: str = "CreationDate") -> datetime:
    value = values.get(name, "")
    if not value:
        raise _BadRow(f"{name} is missing")
    try:
        return moment(value)
    except ValueError as fault:
        raise _BadRow(f"{name} {fault}") from None


def _licence(values: dict[str, str], at: datetime) -> str:
    said = one_line(values.get("ContentLicense", ""))[:80]
    return said or next((name for since, name in _LICENCES if at >= since), "CC BY-SA 2.5")


def _owner(values: dict[str, str], name: str) -> str:
    """The key of a person; empty where it is missing, or the site itself."""
    owner = values.get(name, "").strip()
    return owner if re.fullmatch(r"\d{1,18}", owner) else ""


def _place(values: dict[str, str]) -> tuple[str, int]:
    return values["file"], int(values["line"])


def _tag(values: dict[str, str], url: str) -> Read:
    name = one_line(values.get("TagName", ""))
    file, line = _place(values)
    if not name:
        raise _BadRow("TagName is missing")
    return TopicRow(key=name[:200], name=name, file=file, line=line)


def _user(values: dict[str, str], url: str) -> Read:
    key = _number(values, "Id")
    file, line = _place(values)
    if int(key) < 0:
        return LeftOut(kind=Kind.PERSON, reason="the site's own process, not a person", file=file, line=line)
    name = one_line(values.get("DisplayName", "")) or f"user{key}"
    return PersonRow(key=key, name=name, bio=f"<{url}/users/{key}>", joined_at=_at(values), file=file, line=line)


def _post(values: dict[str, str], url: str) -> Read:
    kind = values.get("PostTypeId", "").strip()
    if kind == _QUESTION:
        return _question(values, url)
    if kind == _ANSWER:
        return _answer(values, url)
    file, line = _place(values)
    if not kind.isdigit():
        raise _BadRow("PostTypeId is missing")
    reason = "a tag's excerpt, which is no question" if kind == _TAG_EXCERPT else _OTHER_POSTS.get(kind)
    return LeftOut(
        kind=Kind.OTHER, reason=reason or f"a post of type {kind[:9]}, which is no question", file=file, line=line
    )


def tags(value: str) -> tuple[str, ...]:
    """The words of `<a><b>` as dumps wrote them until 2023, or of `|a|b|` as they do since."""
    return tuple(dict.fromkeys(word for part in re.split(r"[<>|]", value) if (word := one_line(part)[:200])))


def _question(values: dict[str, str], url: str) -> Read:
    key, at = _number(values, "Id"), _at(values)
    title = one_line(values.get("Title", ""))
    file, line = _place(values)
    if not title:
        raise _BadRow("Title is missing")
    return QuestionRow(
        key=key,
        title=title,
        detail=clean(values.get("Body", "")),
        markup=Markup.HTML,
        topics=tags(values.get("Tags", "")),
        author=_owner(values, "OwnerUserId"),
        at=at,
        url=f"{url}/questions/{key}",
        licence=_licence(values, at),
        for_anyone=True,
        file=file,
        line=line,
    )


def _answer(values: dict[str, str], url: str) -> Read:
    key, at = _number(values, "Id"), _at(values)
    body = clean(values.get("Body", ""))
    author = _owner(values, "OwnerUserId")
    score = values.get("Score", "")
    file, line = _place(values)
    if not body.strip():
        raise _BadRow("Body is empty")
    return AnswerRow(
        key=key,
        question=_number(values, "ParentId"),
        body=body,
        markup=Markup.HTML,
        author=author,
        byline_name="" if author else one_line(values.get("OwnerDisplayName", "")),
        at=at,
        url=f"{url}/a/{key}",
        licence=_licence(values, at),
        score=int(score) if re.fullmatch(r"-?\d{1,9}", score) else 0,
        file=file,
        line=line,
    )


def _comment(values: dict[str, str], url: str) -> Read:
    at = _at(values)
    body = clean(values.get("Text", "")).strip()
    author = _owner(values, "UserId")
    file, line = _place(values)
    if not body:
        raise _BadRow("Text is empty")
    return ReplyRow(
        key=_number(values, "Id"),
        post=_number(values, "PostId"),
        body=body,
        author=author,
        author_name="" if author else one_line(values.get("UserDisplayName", "")),
        at=at,
        licence=_licence(values, at),
        file=file,
        line=line,
    )


def _vote(values: dict[str, str], url: str) -> Read:
    kind = values.get("VoteTypeId", "").strip()
    file, line = _place(values)
    if kind in (_UP, _DOWN):
        return VoteRow(
            key=values.get("Id", ""),
            post=_number(values, "PostId"),
            value=1 if kind == _UP else -1,
            file=file,
            line=line,
        )
    if not kind.isdigit():
        raise _BadRow("VoteTypeId is missing")
    reason = _OTHER_VOTES.get(kind, f"a vote of type {kind[:9]}, which says nothing of an answer")
    return LeftOut(kind=Kind.VOTE, reason=reason, file=file, line=line)


def _link(values: dict[str, str], url: str) -> Read:
    kind = values.get("LinkTypeId", "").strip()
    file, line = _place(values)
    if kind not in ("1", "3"):
        raise _BadRow(f"LinkTypeId “{kind[:9]}” is neither 1 (linked) nor 3 (duplicate)")
    return LinkRow(
        key=values.get("Id", ""),
        question=_number(values, "PostId"),
        related=_number(values, "RelatedPostId"),
        file=file,
        line=line,
    )
