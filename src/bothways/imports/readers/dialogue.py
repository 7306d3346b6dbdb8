"""From an article to its exchanges: a question, and what each person answered to it."""

import re
from dataclasses import dataclass, field

from bothways.foundation import text
from bothways.imports.readers.articles import Article
from bothways.imports.readers.speakers import Cast, cast_of, looks_like_initials
from bothways.imports.readers.standing import TITLE_LENGTH, is_closing, question_of

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_LABELLED = re.compile(r"^\*\*([^*\n:]{1,60}?)\s*(?::\s*\*\*|\*\*\s*:)\s*(.*)$", re.DOTALL)
_BOLD_LABELLED = re.compile(r"^\*\*([^*\n:]{1,40}?):\s+(.*\S)\s*$", re.DOTALL)
_BOLD = re.compile(r"^\*\*((?:(?!\*\*).)+)\*\*$", re.DOTALL)
_ASIDE = re.compile(r"^(?:\*(?!\*).*[^*]\*|_(?!_|\*).*_|_\(.*)$", re.DOTALL)
_NUMBER = re.compile(r"^\d+[.)]\s+")
_ENOUGH = 2  # of a shape, before an article is taken to be in it


@dataclass
class Said:
    """What one person, or several with one voice, said to one question."""

    names: tuple[str, ...]
    blocks: list[str] = field(default_factory=list)
    role: str = ""  # where the words themselves say it

    @property
    def markdown(self) -> str:
        return "\n\n".join(self.blocks)


@dataclass
class Exchange:
    """A question with its answers."""

    title: str
    words: str  # Markdown, all that the interviewer said
    asker: str
    line: int
    said: list[Said] = field(default_factory=list)

    @property
    def is_all_in_title(self) -> bool:
        """Whether the interviewer said no more than the title does."""
        return _plain(self.words).rstrip(".") == self.title.rstrip(".") and len(self.title) <= TITLE_LENGTH


@dataclass(frozen=True)
class Block:
    """A paragraph, list, quotation, heading or piece of code."""

    words: str
    line: int

    @property
    def heading(self) -> str:
        found = _HEADING.match(self.words)
        return found[2] if found and "\n" not in self.words else ""

    @property
    def is_rule(self) -> bool:
        return bool(_RULE.match(self.words))


def blocks_of(article: Article) -> list[Block]:
    """The blocks of an article, split at empty lines; a heading stands alone, code stays together."""
    blocks: list[Block] = []
    held: list[str] = []
    fence = False
    for line, words in enumerate([*article.body.split("\n"), ""], article.first_line):
        if words.lstrip().startswith(("```", "~~~")):
            fence = not fence
        alone = not fence and (_HEADING.match(words) or not words.strip())
        if alone and held:
            blocks.append(Block("\n".join(held).strip("\n"), line - len(held)))
            held = []
        if not alone:
            held.append(words.rstrip())
        elif words.strip():
            blocks.append(Block(words.strip(), line))
    return [block for block in blocks if block.words.strip()]


def exchanges(article: Article) -> tuple[list[Exchange], Cast]:
    """The exchanges of an article in their order; none where it is no interview."""
    blocks = blocks_of(article)
    cast = cast_of(article.title, _introduction(blocks), article.authors)
    cast.introduction = f"{article.about} . {cast.introduction}"
    reader = _Reader(article, cast, _shape(blocks, cast))
    for block in blocks:
        reader.take(block)
    return reader.finish(), cast


def _introduction(blocks: list[Block]) -> str:
    """What stands in front of the first words that are somebody's."""
    held: list[str] = []
    for block in blocks:
        found = _LABELLED.match(block.words) or _BOLD_LABELLED.match(block.words)
        if found and not found[1].lower().startswith(("author", "editor", "interviewer")):
            break
        if block.heading.endswith("?") or (_BOLD.match(block.words) and block.words.endswith("?**")):
            break
        held.append(block.words)
    return "\n\n".join(held)


def _shape(blocks: list[Block], cast: Cast) -> str:
    """How questions are marked: by a speaker's label, by bold paragraphs, or by headings."""
    labels = [found[1] for block in blocks if (found := _label(block.words))]
    headings = sum(block.heading.endswith("?") for block in blocks)
    bold = sum(bool(_BOLD.match(block.words)) and "?" in block.words for block in blocks)
    if headings >= _ENOUGH:
        return "headings"
    if sum(bool(cast.speakers(label)) for label in labels) >= _ENOUGH:
        return "labels"
    return "bold" if bold >= _ENOUGH else ""


def _label(words: str) -> re.Match[str] | None:
    return _LABELLED.match(words) or _BOLD_LABELLED.match(words)


class _Reader:
    """Walks through the blocks; knows whose turn it is."""

    def __init__(self, article: Article, cast: Cast, shape: str) -> None:
        self.article, self.cast, self.shape = article, cast, shape
        self.found: list[Exchange] = []
        self.open: Said | None = None  # whose words the next block continues
        self.pending: list[str] = []  # a remark of the interviewer's that waits for a reply
        self.asking: Block | None = None
        self.asked: list[str] = []
        self.interviewer = ""
        self.last: Said | None = None

    def take(self, block: Block) -> None:
        """Read one block."""
        if self.shape == "":
            return
        if block.heading or block.is_rule:
            self._close_question()
            self.open = None
            if self.shape == "headings" and block.heading.endswith("?"):
                self.found.append(Exchange(_plain(block.heading), block.heading, "", block.line))
                self.open = self._answer_by((self._answerer(),))
            return
        found = _label(block.words) if self.shape != "bold" else None
        names = self._names(found[1]) if found else []
        if found and names:
            self._turn(names, found[2], block)
        elif self.shape == "bold" and (bold := _BOLD.match(block.words)):
            self.asked, self.asking = [_NUMBER.sub("", bold[1]).strip()], block
            self._close_question()
            self.open = self._answer_by((self._answerer(),))
        else:
            self._continue(block)

    def _names(self, label: str) -> list[str]:
        names = self.cast.speakers(label)
        if names or not looks_like_initials(label):
            return names if not _is_team(label) else [label]
        others = self._interviewees()
        return others[-1:] if self.asked or self.found else []  # a slip of the pen: initials of nobody

    def _interviewees(self) -> list[str]:
        return list(dict.fromkeys(name for one in self.found for said in one.said for name in said.names))

    def _turn(self, names: list[str], words: str, block: Block) -> None:
        self._close_question()
        if self.shape == "labels" and not self.interviewer:
            self.interviewer = names[0]
        if self.shape == "labels" and names[0] == self.interviewer:
            self.open = None
            self.asked, self.asking = [words.replace("**", "").strip()], block
            return
        self.open = self._answer_by(tuple(names))
        if words.strip():
            self._append(words.strip())

    def _close_question(self) -> None:
        """Decide what the interviewer's words were: a question, a remark within an answer, or a good-bye."""
        if not self.asking:
            return
        words, block = "\n\n".join(self.asked), self.asking
        self.asking, self.asked = None, []
        title = question_of(_plain(words), first=not self.found)
        if title:
            self.pending = []
            self.last = None
            self.found.append(Exchange(title=title, words=words, asker=self.interviewer, line=block.line))
        elif not is_closing(_plain(words)):
            self.pending = [_plain(words)]

    def _answer_by(self, names: tuple[str, ...]) -> Said | None:
        """Where the next words of somebody go: into what they have said to this question, or beside it."""
        if not self.found or not all(names):
            return None
        said = self.found[-1].said
        mine = next((one for one in said if one.names == names), None)
        if mine is None:
            mine = Said(names)
            said.append(mine)
        if self.pending:
            mine.blocks += [f"**{remark}**" for remark in self.pending]
            self.pending = []
        self.last = mine
        return mine

    def _append(self, words: str) -> None:
        if self.open:
            self.open.blocks.append(words)

    def _continue(self, block: Block) -> None:
        if self.asking:
            self.asked.append(block.words)
        elif self.open and not _ASIDE.match(block.words.strip()):
            self._append(block.words)

    def _answerer(self) -> str:
        """Who answers where no label says so: the one whom the title names, else the author."""
        named = [name for name in self.cast.names if name in self.article.title.replace("’s ", " ")]
        if named and self.shape == "bold":
            return named[0]
        author = self.article.authors[0] if self.article.authors else _author_line(self.article.body)
        return self.cast.speaker(author) or (author if " " in author else f"@{author}" if author else "")

    def finish(self) -> list[Exchange]:
        """The exchanges that somebody answered."""
        self._close_question()
        self._drop_afterword()
        for one in self.found:
            one.said = [said for said in one.said if said.markdown.strip()]
        return [one for one in self.found if one.said]

    def _drop_afterword(self) -> None:
        """The last words of an article are the editors' where everybody else needed one paragraph for an answer."""
        if self.shape != "labels" or not self.found or not self.last:
            return
        others = [said for one in self.found for said in one.said if said is not self.last]
        if others and all(len(said.blocks) == 1 for said in others):
            del self.last.blocks[1:]
        while len(self.last.blocks) > 1 and is_closing(_plain(self.last.blocks[-1])):
            self.last.blocks.pop()


def _is_team(label: str) -> bool:
    return bool(re.fullmatch(r"\d*[A-Z]{1,4}\d*", label)) and any(letter.isdigit() for letter in label)


def _author_line(body: str) -> str:
    found = re.search(r"^\*\*Authors?(?::\*\*|\*\*:)\s*(.*)$", body, re.MULTILINE)
    return re.split(r"\s*[(,]", _plain(found[1]))[0] if found else ""


def _plain(markdown: str) -> str:
    return text.plain(text.render(markdown))
