"""Words that anybody may have written become HTML that can harm nobody."""

import json
import re
import tarfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from bothways.foundation.foreign import from_html
from bothways.foundation.text import ATTRIBUTES, SCHEMES, TAGS, excerpt, plain, render, word_count

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://elsewhere.example/pixel.png)",
    '[x](https://elsewhere.example "onmouseover=alert(1)")',
    '[x](https://elsewhere.example" onmouseover="alert(1))',
    '<iframe src="https://elsewhere.example"></iframe>',
    '<style>*{background:url("https://elsewhere.example")}</style>',
    '<p style="position:fixed;inset:0">x</p>',
    '<form action="https://elsewhere.example"><input name=password></form>',
    '<meta http-equiv="refresh" content="0;url=https://elsewhere.example">',
    '<base href="https://elsewhere.example/">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "`<img src=x onerror=alert(1)>`",
    "```\n<script>alert(1)</script>\n```",
    '"><img src=x onerror=alert(1)>',
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
]


CONTROLS = "".join(map(chr, range(33)))


def harm(made: str) -> list[str]:
    """What a browser would find in `made` that we do not allow."""
    found = []
    for element in BeautifulSoup(made, "html.parser").find_all(True):
        if element.name not in TAGS:
            found.append(f"<{element.name}>")
        allowed = ATTRIBUTES.get(element.name, set()) | ({"rel"} if element.name == "a" else set())
        found += [f"<{element.name} {name}>" for name in element.attrs if name not in allowed]
        address = re.sub(r"[\t\r\n]", "", str(element.get("href") or "")).lstrip(CONTROLS)  # as browsers read it
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
        if scheme and scheme[1].lower() not in SCHEMES:
            found.append(str(element["href"]))
    return found


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_markdown_is_inert(words: str) -> None:
    assert harm(render(words)) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_html_is_inert_by_way_of_markdown(words: str) -> None:
    assert harm(render(from_html(words))) == []


@given(st.text(alphabet=st.sampled_from("<>&\"'`[]()!#*_|~-=:/\\ \n\tajs scripthref123"), max_size=200))
def test_no_words_at_all_do_harm(words: str) -> None:
    assert harm(render(words)) == []
    assert harm(render(from_html(words))) == []


def test_there_is_harm_that_could_be_found() -> None:
    assert harm('<a href="javascript:alert(1)" onclick="x">x</a><script>') == [
        "<a onclick>",
        "javascript:alert(1)",
        "<script>",
    ]


def test_what_writers_need_stays() -> None:
    made = render("A **strong** and *soft* ~~old~~ word.\n\n- one\n- two\n\n> said\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    for tag in ("strong", "em", "s", "ul", "li", "blockquote", "table", "td"):
        assert f"<{tag}>" in made


def test_links_are_told_not_to_count() -> None:
    assert render("https://elsewhere.example") == (
        '<p><a href="https://elsewhere.example" rel="nofollow ugc noopener">https://elsewhere.example</a></p>\n'
    )


def test_an_address_for_mail_is_linked_only_where_the_writer_says_so() -> None:
    assert "<a" not in render("noor@longtable.example")
    assert 'href="mailto:noor@longtable.example"' in render("<noor@longtable.example>")


def test_the_title_of_the_page_stays_the_only_one() -> None:
    assert render("# One\n\n##### Five") == "<h2>One</h2>\n<h4>Five</h4>\n"


def test_html_that_is_written_stands_there_as_words() -> None:
    assert plain(render("a <b>bold</b> claim")) == "a <b>bold</b> claim"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One <b>bold</b> and <i>soft</i>.</p><p>Two.</p>", "One **bold** and *soft*.\n\nTwo."),
        ("<h1>Title</h1><p>Words</p>", "# Title\n\nWords"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ('<a href="https://a.example/">a</a>', "[a](https://a.example/)"),
        ('<img src="https://a.example/b.png" alt="a pair">', "[a pair](https://a.example/b.png)"),
        ("<p>a<script>alert(1)</script>b<style>p{}</style></p>", "ab"),
        ("", ""),
    ],
)
def test_html_from_elsewhere_becomes_markdown(source: str, expected: str) -> None:
    assert from_html(source) == expected


def test_plain_words_keep_their_distance() -> None:
    assert plain("<p>One.</p><p>Two &amp; three</p><ul><li>four</li><li>five</li></ul>") == "One. Two & three four five"


@pytest.mark.parametrize(
    ("words", "length", "expected"),
    [
        ("short", 200, "short"),
        ("x" * 200, 200, "x" * 200),
        ("one two three", 12, "one two…"),
        ("one, two three", 6, "one…"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_ends_between_words(words: str, length: int, expected: str) -> None:
    assert excerpt(words, length) == expected


@given(st.text(max_size=400), st.integers(2, 300))
def test_an_excerpt_is_never_longer_than_asked(words: str, length: int) -> None:
    assert len(excerpt(words, length)) <= length


def test_words_are_counted_as_a_reader_meets_them() -> None:
    assert word_count(plain(render("One *two*.\n\n- three\n- four"))) == 4


def members(archive: Path) -> list[str]:
    with tarfile.open(archive) as tar:
        files = [tar.extractfile(member) for member in tar.getmembers() if member.isfile()]
        return [file.read().decode(errors="replace") for file in files if file]


def test_collected_attacks_are_inert(real_data: Path) -> None:
    folder = real_data / "xss"
    sources = [text for archive in sorted(folder.glob("*.tar.gz")) for text in members(archive)]
    for file in sorted(folder.glob("*.dat")):
        sources += [case["input"] for case in json.loads(file.read_text())]
    assert len(sources) > 50
    harmful = [words[:80] for words in sources if harm(render(words)) or harm(render(from_html(words)))]
    assert harmful == []


def test_the_examples_of_the_specification_do_no_harm(real_data: Path) -> None:
    examples = json.loads((real_data / "markdown" / "commonmark-spec-tests.json").read_text())
    assert len(examples) > 600
    assert [example["markdown"] for example in examples if harm(render(example["markdown"]))] == []
