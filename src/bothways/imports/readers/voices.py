"""Two more shapes in which articles let people speak: one question to many, and portraits with a quotation each."""

import re

from bothways.foundation import text
from bothways.imports.readers.articles import Article
from bothways.imports.readers.dialogue import Block, Exchange, Said, blocks_of

_TEAM_LINK = re.compile(r"\s*[-–—]*\s*\{\{\s*[\"']([\w-]+)[\"']\s*\|\s*team_link\s*\}\}\s*$")
_SIGNED = re.compile(r"[”\"]\s*[-–—]\s*(?P<name>[A-Z][^\n{}<>]{2,60})\s*$")
_QUOTED = re.compile(r"<blockquote>(.*?)</blockquote>", re.DOTALL | re.IGNORECASE)
_PERSON_HEADING = re.compile(r"^#{2,4}\s+\[([^\[\]]+)\]\((https?://[^)\s]+)\)\s*$")
_ENOUGH = 2


def one_question(article: Article) -> list[Exchange]:
    """The question in an article's title, answered by everybody whom a <blockquote> of it quotes."""
    question = next((part for part in re.split(r"(?<=:)\s+", article.title) if part.endswith("?")), "")
    if not question:
        return []
    said = []
    section = ""
    for part in re.split(r"^(#{2}\s+.*)$", article.quotable, flags=re.MULTILINE):
        if part.startswith("## "):
            section = part.removeprefix("## ").strip()
        said += [one for quoted in _QUOTED.findall(part) if (one := _quoted(quoted, section))]
    exchange = Exchange(title=question, words=question, asker="", line=article.first_line, said=said)
    return [exchange] if len(said) >= _ENOUGH else []


def _quoted(words: str, section: str) -> Said | None:
    words = "\n".join(line.strip() for line in words.strip().split("\n"))
    signed = _TEAM_LINK.search(words)
    if signed:
        name, words = _handle(signed[1]), words[: signed.start()]
    elif plain := _SIGNED.search(words):
        name, words = plain["name"].strip(), words[: plain.start() + 1]
    else:
        return None
    words = words.strip().strip("\u200b").removeprefix("“").removesuffix("”").strip()
    return Said((name,), [words], role=section) if words else None


def _handle(slug: str) -> str:
    """`john-donmoyer` is John Donmoyer; of `egoodman` only the handle is known."""
    return slug.replace("-", " ").title() if "-" in slug else f"@{slug}"


def portraits(article: Article) -> tuple[list[Exchange], list[tuple[str, int]]]:
    """An article whose headings are people: what each is quoted with, and whom nobody quotes (with the line).

    Only the quotation is the person's own; what is written about them stands below it and says whose it is.
    """
    said: list[Said] = []
    silent: list[tuple[str, int]] = []
    person: tuple[str, str, int] | None = None
    held: list[Block] = []
    introduction: list[str] = []
    blocks = blocks_of(article)
    for block in [*blocks, Block("---", 0)]:
        heading = _PERSON_HEADING.match(block.words)
        if person and (heading or block.is_rule):
            _close(person, held, said, silent)
            person, held = None, []
        if heading:
            person = heading[1], heading[2], block.line
        elif person:
            held.append(block)
        elif not said and not block.is_rule and not block.words.startswith("**"):
            introduction.append(block.words)
    if len(said) + len(silent) < _ENOUGH:
        return [], []
    words = "\n\n".join(introduction)
    exchange = Exchange(title=article.title, words=words, asker="", line=article.first_line, said=said)
    return ([exchange] if said else []), silent


def _close(person: tuple[str, str, int], held: list[Block], said: list[Said], silent: list[tuple[str, int]]) -> None:
    name, url, line = person
    quotes = [block.words for block in held if block.words.startswith(">")]
    if not quotes:
        silent.append((name, line))
        return
    about = [block.words for block in held if not block.words.startswith(">")]
    own = [_unquoted(quote) for quote in quotes]
    said.append(Said((name,), [*own, "---", f"*About [{name}]({url}), by the interviewers:*", *about]))


def _unquoted(quote: str) -> str:
    """A quotation without its marks, and upright where the whole of it is slanted."""
    lines = [re.sub(r"^>\s?", "", line) for line in quote.split("\n")]
    words = "\n".join(lines).strip()
    bare = words.replace("_", "")
    return bare if words.startswith("_") and text.plain(text.render(bare)) else words
