"""Folders of interviews: each question of the interviewer a question, each person's words an answer.

A question that several people were asked in the same words, in one interview or in many of one collection, is one
question with all their answers. Who is named and answers is a leader with a by-line, which nobody here has verified.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from slugify import slugify

from bothways.imports.readers import articles
from bothways.imports.readers.articles import Article, NotAnArticle, article_files
from bothways.imports.readers.dialogue import Exchange, Said, exchanges
from bothways.imports.readers.presets import PRESETS, Preset
from bothways.imports.readers.speakers import Cast
from bothways.imports.readers.voices import one_question, portraits
from bothways.imports.readers.words import one_line
from bothways.imports.records import AnswerRow, Collection, Kind, LeftOut, PersonRow, QuestionRow, Read, Refused

Advance = Callable[[int], None]
_TITLE = 160  # characters


@dataclass(frozen=True)
class Site:
    """A collection of interviews, and how its site makes addresses of dates and names."""

    collection: Collection
    permalink: str = ""  # "/{date:%Y/%m/%d}/{slug}/"; empty where nobody has said

    def address(self, article: Article) -> str:
        """Where an article first appeared; empty where that is not known."""
        if article.canonical or not (self.permalink and self.collection.url and article.at):
            return article.canonical
        return self.collection.url + self.permalink.format(date=article.at, slug=article.slug)


@dataclass
class _Question:
    """One question, as all interviews that put it see it."""

    key: str
    title: str
    line: int
    file: str
    at: datetime | None
    url: str
    asker: str
    words: list[str] = field(default_factory=list)  # all that was said, where the title is not all of it
    places: list[str] = field(default_factory=list)  # in which interviews
    topics: list[str] = field(default_factory=list)


def folders(folder: Path) -> list[Path]:
    """The folder itself where it holds articles, else those in it that do. Raises Refused where there are none."""
    if article_files(folder):
        return [folder]
    found = [one for one in sorted(folder.iterdir()) if one.is_dir() and article_files(one)]
    if not found:
        raise Refused(f"{folder} holds no interviews: no file in it ends in .md.")
    return found


def site(folder: Path, *, name: str = "", url: str = "", licence: str = "", credit: str = "") -> Site:
    """The collection in `folder`; what the options leave open is known for some folders. Raises Refused else."""
    key = slugify(folder.resolve().name, max_length=60) or "interviews"
    known = PRESETS.get(key, Preset())
    if not (licence or known.licence):
        raise Refused(f"Under which licence may {folder.name} be shown? Say it: --licence 'CC BY 4.0'.")
    title = one_line(name) or known.name or folder.resolve().name.replace("-", " ").capitalize()
    collection = Collection(
        key=f"interviews-{key}",
        name=title,
        url=(url or known.url).rstrip("/"),
        licence=one_line(licence) or known.licence,
        licence_url="" if licence else known.licence_url,
        credit=one_line(credit) or known.credit or title,
        topics=known.topics,
    )
    return Site(collection=collection, permalink=known.permalink)


def files(folder: Path) -> list[Path]:
    """The articles in a folder."""
    return article_files(folder)


def check(paths: list[Path]) -> None:
    """Raise Refused where none of the files is an article, before anything is written."""
    reasons = []
    for path in paths:
        try:
            articles.read(path, "")
        except NotAnArticle as fault:
            reasons.append(f"{path.name}: {fault}")
    if len(reasons) == len(paths):
        raise Refused(f"{paths[0].parent} holds no interviews. {reasons[0][:1].upper()}{reasons[0][1:]}.")


def read(site: Site, paths: list[Path], advance: Advance = lambda size: None) -> Iterator[Read]:
    """Every question and answer of a folder. People and questions come last, when all that is said of them is known."""
    reader = _Folder(site)
    for path in paths:
        yield from reader.article(path)
        advance(path.stat().st_size)
    yield from reader.people.values()
    yield from reader.questions_as_rows()


class _Folder:
    def __init__(self, site: Site) -> None:
        self.site = site
        self.questions: dict[str, _Question] = {}
        self.people: dict[str, PersonRow] = {}

    def article(self, path: Path) -> Iterator[Read]:
        """The answers in one file, and why it has none."""
        try:
            article = articles.read(path, self.site.collection.url)
        except NotAnArticle as fault:
            yield LeftOut(kind=Kind.OTHER, reason=str(fault), file=path.name, line=1, bad=True)
            return
        found, cast = exchanges(article)
        found = found or one_question(article)
        if not found:
            found, silent = portraits(article)
            for name, line in silent:
                reason = f"{name} is written about, but not quoted"
                yield LeftOut(kind=Kind.ANSWER, reason=reason, file=path.name, line=line, bad=True)
        if not found:
            yield LeftOut(kind=Kind.OTHER, reason="no question in it is answered", file=path.name, line=1, bad=True)
        for exchange in found:
            yield from self._exchange(article, exchange, cast)

    def _exchange(self, article: Article, exchange: Exchange, cast: Cast) -> Iterator[Read]:
        question = self._question(article, exchange)
        taken: dict[str, int] = {}
        for said in exchange.said:
            key = f"{article.path.stem[:60]}#{question.key[:70]}#{slugify('-'.join(said.names), max_length=50)}"
            taken[key] = taken.get(key, 0) + 1
            yield self._answer(article, exchange, said, cast, question.key, key + f"-{taken[key]}" * (taken[key] > 1))

    def _question(self, article: Article, exchange: Exchange) -> _Question:
        key = slugify(exchange.title, max_length=150) or "question"
        asker = self._person(exchange.asker) if " " in exchange.asker else ""
        url = self.site.address(article)
        question = self.questions.setdefault(
            key,
            _Question(
                key=key,
                title=exchange.title,
                line=exchange.line,
                file=article.name,
                at=article.at,
                url=url,
                asker=asker,
            ),
        )
        if not exchange.is_all_in_title:
            question.words.append(exchange.words)
        question.places.append(_place(article, url))
        question.topics += [topic for topic in self._topics(article) if topic not in question.topics]
        if article.at and (question.at is None or article.at < question.at):
            question.at, question.asker, question.url = article.at, asker, url
        return question

    def _topics(self, article: Article) -> list[str]:
        series = article.title.removeprefix("Spotlight on ").split(":")[0].split(" - ")[0]
        own = [series] if article.title.startswith("Spotlight on ") else []
        return [*self.site.collection.topics, *own, *article.tags]

    def _answer(
        self, article: Article, exchange: Exchange, said: Said, cast: Cast, question: str, key: str
    ) -> AnswerRow:
        role, organisation = cast.role(said.names[0]) if len(said.names) == 1 else ("", "")
        role = said.role or role
        author = self._person(said.names[0], role, organisation, insider=True)
        return AnswerRow(
            key=key,
            file=article.name,
            line=exchange.line,
            question=question,
            body=said.markdown,
            author=author,
            byline_name=" and ".join(said.names),
            byline_role=role,
            byline_organisation=organisation,
            at=article.at,
            url=self.site.address(article),
            licence=self.site.collection.licence,
        )

    def _person(self, name: str, role: str = "", organisation: str = "", *, insider: bool = False) -> str:
        """The key of a person of that name, who may have been met before; the newest role is theirs."""
        key = slugify(name, max_length=100) or "person"
        before = self.people.get(key)
        self.people[key] = PersonRow(
            key=key,
            name=name,
            is_insider=insider or bool(before and before.is_insider),
            role_title=role or (before.role_title if before else ""),
            organisation=organisation or (before.organisation if before else ""),
        )
        return key

    def questions_as_rows(self) -> Iterator[QuestionRow]:
        """The questions, each with where it was asked."""
        for one in self.questions.values():
            yield QuestionRow(
                key=one.key,
                file=one.file,
                line=one.line,
                title=one.title if len(one.title) <= _TITLE else one.title[: _TITLE - 1].rsplit(" ", 1)[0] + "…",
                detail=_detail(one, self.site.collection.name),
                topics=tuple(one.topics),
                author=one.asker,
                at=one.at,
                url=one.url,
                licence=self.site.collection.licence,
            )


def _place(article: Article, url: str) -> str:
    title = f"[{article.title}]({url})" if url else article.title
    return f"“{title}”" + (f", {article.at:%-d %B %Y}" if article.at else "")


def _detail(question: _Question, source: str) -> str:
    """All that the interviewers said, and in which interviews that was."""
    if len(question.places) == 1:
        return "\n\n".join([*question.words, f"*Asked in {question.places[0]}, by {source}.*"])
    places = "\n".join(f"- {place}" for place in question.places)
    return "\n\n".join([*question.words, f"*Asked by {source} in:*", places])
