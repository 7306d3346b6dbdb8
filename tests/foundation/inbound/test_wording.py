"""Whatever a mail is like, its words are read, or it is said clearly that they cannot be."""

import base64
import quopri
import time

import pytest

from bothways.foundation.inbound.decoding import decode, head_words
from bothways.foundation.inbound.reading import Unreadable, read
from bothways.foundation.inbound.trimming import trim
from bothways.foundation.inbound.wording import LONGEST, words_of

GERMAN = "Größe und Übermut fühlen sich für Ältere süß an."
CHINESE = "没有人能看见自己的盲点。导师可以看见,而且不要任何回报。"


def text_mail(body: bytes, kind: str = "text/plain", encoding: str = "8bit") -> bytes:
    return (
        b"From: amina@longtable.example\r\nContent-Type: " + kind.encode() + b"\r\nContent-Transfer-Encoding: "
        + encoding.encode() + b"\r\n\r\n" + body
    )  # fmt: skip


def words(raw: bytes) -> str:
    return words_of(read(raw)).strip()


def multipart(*parts: bytes, kind: str = "mixed") -> bytes:
    inner = b"".join(b"--=_x\r\n" + part + b"\r\n" for part in parts)
    return (
        b"From: a@b.example\r\nContent-Type: multipart/"
        + kind.encode()
        + b'; boundary="=_x"\r\n\r\n'
        + inner
        + b"--=_x--\r\n"
    )


PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\nHello."
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Hello, <b>marked</b>.</p>"


@pytest.mark.parametrize(
    ("written", "declared"),
    [("utf-8", "utf-8"), ("utf-8", "us-ascii"), ("utf-8", "iso-8859-1"), ("utf-8", ""), ("utf-8", "utf8mb4"),
     ("latin-1", "iso-8859-1"), ("latin-1", "utf-8"), ("latin-1", "us-ascii"), ("cp1252", "windows-1252"),
     ("cp1252", "iso-8859-1"), ("latin-1", "windows-1252http-equiv"), ("utf-16", "utf-16"), ("utf-7", "utf-7")],
)  # fmt: skip
def test_german_is_read_however_it_is_written_and_declared(written: str, declared: str) -> None:
    kind = f"text/plain; charset={declared}" if declared else "text/plain"
    assert words(text_mail(GERMAN.encode(written), kind)) == GERMAN


@pytest.mark.parametrize(
    ("written", "declared"),
    [("gb2312", "gb2312"), ("gb18030", "gb2312"), ("gb18030", "gbk"), ("gb18030", "gb18030"), ("utf-8", "gb2312"),
     ("gb18030", ""), ("gb18030", "utf-8"), ("hz", "hz-gb-2312")],
)  # fmt: skip
def test_chinese_is_read_however_it_is_written_and_declared(written: str, declared: str) -> None:
    text = CHINESE.replace(",", "，")
    kind = f"text/plain; charset={declared}" if declared else "text/plain"
    assert words(text_mail(text.encode(written), kind)) == text


def test_quotation_marks_of_windows_are_read() -> None:
    assert words(text_mail(b"\x93Listen\x94 \x96 always", "text/plain; charset=iso-8859-1")) == "“Listen” – always"


def test_what_no_charset_fits_still_gives_words() -> None:
    assert "Hello" in decode(b"Hello \xff\xfe\xfd \x81\x8d\x8f\x90\x9d", "utf-8")


def test_everything_in_base64_is_read() -> None:
    inner = base64.encodebytes(f"<p>{GERMAN}</p>".encode())
    assert words(text_mail(inner, "text/html; charset=utf-8", "base64")) == GERMAN


def test_broken_transfer_encodings_give_what_there_is() -> None:
    assert "Hello" in words(text_mail(b"Hello, this is no base64 at all!", encoding="base64x"))
    assert words(
        text_mail(quopri.encodestring(GERMAN.encode()) + b"=", "text/plain; charset=utf-8", "quoted-printable")
    )
    assert isinstance(words(text_mail(b"SGVsbG8=!!\xff", encoding="base64")), str)
    assert isinstance(words(text_mail(b"begin 644 x\nabc", encoding="x-uuencode")), str)


def test_control_characters_are_left_out() -> None:
    assert words(text_mail(b"He\0llo\x1b[31m, \x07you\xe2\x80\xae.", "text/plain; charset=utf-8")) == "Hello[31m, you."


def test_plain_text_is_taken_where_there_is_html_too() -> None:
    assert words(multipart(PLAIN, HTML, kind="alternative")) == "Hello."


def test_html_alone_becomes_markdown() -> None:
    assert words(multipart(HTML, kind="alternative")) == "Hello, **marked**."
    assert words(multipart(b"Content-Type: text/plain\r\n\r\n \r\n", HTML, kind="alternative")) == "Hello, **marked**."


def test_text_around_an_attachment_is_all_read() -> None:
    picture = b"Content-Type: image/png\r\nContent-Disposition: inline; filename=a.png\r\nContent-ID: <1>\r\n\r\nx"
    found = read(multipart(PLAIN, picture, PLAIN.replace(b"Hello", b"And more")))
    assert words_of(found) == "Hello.\nAnd more."
    assert not found.has_attachments


@pytest.mark.parametrize(
    ("part", "is_one"),
    [(b"Content-Type: application/pdf\r\n\r\nx", True),
     (b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx", True),
     (b"Content-Type: image/png\r\n\r\nx", True), (b"Content-Type: image/png\r\nContent-ID: <1>\r\n\r\nx", False),
     (b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nInner.", True),
     (b"Content-Type: application/pgp-signature\r\n\r\nx", False),
     (b"Content-Type: application/ms-tnef\r\n\r\nx", False)],
)  # fmt: skip
def test_an_attachment_is_known(part: bytes, is_one: bool) -> None:
    found = read(multipart(PLAIN, part))
    assert found.has_attachments is is_one
    assert words_of(found).strip() == "Hello."


@pytest.mark.parametrize(
    "quoted",
    ['<div class="gmail_quote"><div class="gmail_attr">On Tue, A wrote:</div><blockquote>Why?</blockquote></div>',
     '<blockquote type="cite">Why?</blockquote>',
     '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From</div><div>Why?</div>',
     '<div class="moz-cite-prefix">On Tue:</div><blockquote type="cite">Why?</blockquote>',
     '<div class="yahoo_quoted">Why?</div>', '<div class="protonmail_quote">Why?</div>',
     '<div class="gmail_signature">Amina</div>', "<style>p{}</style><script>alert(1)</script>"],
)  # fmt: skip
def test_what_programs_mark_as_quoted_in_html_is_left_out(quoted: str) -> None:
    html = f"<html><head><title>x</title></head><body><p>Listen first.</p>{quoted}</body></html>"
    assert words(text_mail(html.encode(), "text/html; charset=utf-8")) == "Listen first."


def test_html_that_is_all_quotation_is_kept_whole() -> None:
    assert "Why?" in words(text_mail(b'<div class="gmail_quote">Why?</div>', "text/html"))


def test_html_of_outlook_is_trimmed_by_its_heads() -> None:
    html = (b"<div><p>Listen first.</p><div style='border-top:solid'><p><b>From:</b> A<br><b>Sent:</b> Tuesday<br>"
            b"<b>To:</b> Amina<br><b>Subject:</b> Why?</p></div><p>Why a mentor?</p></div>")  # fmt: skip
    assert trim(words(text_mail(html, "text/html"))).text == "Listen first."


def test_scripts_in_html_become_nothing_that_runs() -> None:
    html = (
        b'<p onclick="x()">Hi<img src=x onerror=alert(1)><a href="javascript:alert(1)">go</a><svg onload=alert(1)></p>'
    )
    found = words(text_mail(html, "text/html"))
    assert "javascript:" not in found
    assert "onerror" not in found
    assert "<" not in found


def test_flowed_text_flows_together() -> None:
    raw = text_mail(
        b"One paragraph that \r\nflows on.\r\n\r\n> quoted \r\n> more\r\nMine.\r\n-- \r\nAmina",
        "text/plain; format=flowed",
    )
    assert words(raw) == "One paragraph that flows on.\n\n> quoted \n> more\nMine.\n-- \nAmina"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\r\n", b"\0" * 1000, b"\xff\xfe" * 500, b"no heads at all", b"From\n\n\n", b": \r\n\r\nx", b"\r\n" * 50_000,
     b"Content-Type: multipart/mixed\r\n\r\nno boundary",
     b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n\r\nx",
     b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nnever ends", b"Content-Type: ;;;;=;\r\n\r\nx",
     b'Content-Type: text/plain; charset="\xff"\r\n\r\nx', b"Content-Type: text/plain; charset*=u'%'%ZZ\r\n\r\nx",
     b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\nx",
     b"Content-Disposition: attachment\r\nContent-Type: text/plain\r\n\r\nx",
     b"Subject: =?utf-8?b?////?=\r\n\r\nx", b"Subject: =?gb2312?b?" + b"A" * 500_000 + b"?=\r\n\r\nx",
     b"X-Long: " + b"a" * 1_000_000 + b"\r\n\r\nx", b"X: y\r\n" * 100_000 + b"\r\nx", b"Subject: a\rb\nc\r\n\r\nx"],
    ids=lambda raw: repr(raw[:40]),
)  # fmt: skip
def test_a_broken_mail_gives_words_or_none_and_no_fault(raw: bytes) -> None:
    begun = time.process_time()
    found = read(raw)
    assert isinstance(words_of(found), str)
    assert "\n" not in found.head("Subject")
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("kind", [b"multipart/mixed; boundary=x", b"message/rfc822"])
def test_parts_within_parts_without_end_are_refused_at_once(kind: bytes) -> None:
    raw = b"From: a@b.example\r\n" + (b"Content-Type: " + kind + b"\r\n\r\n--x\r\n") * 50_000
    begun = time.process_time()
    with pytest.raises(Unreadable, match="too many parts within parts"):
        read(raw)
    assert time.process_time() - begun < 2


def test_thousands_of_parts_beside_each_other_are_not_all_looked_at() -> None:
    begun = time.process_time()
    assert len(read(multipart(*[PLAIN] * 50_000)).parts) < 201
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"a" * 1_000_000, "text/plain"), (b"<div>" * 100_000 + b"words", "text/html"), (b"<" * 500_000, "text/html"),
     (b"<blockquote>" * 50_000 + b"words", "text/html"), (b"<p>words</p>" * 80_000, "text/html"),
     (b"&lt;" * 200_000, "text/html"), (b"[" * 300_000, "text/html"), (b"<!--" * 200_000, "text/html")],
    ids=lambda value: repr(value[:16]),
)  # fmt: skip
def test_a_huge_body_gives_bounded_words_in_bounded_time(body: bytes, kind: str) -> None:
    begun = time.process_time()
    found = words(text_mail(body, kind))
    trim(found)
    assert len(found) <= LONGEST
    assert time.process_time() - begun < 20


def test_words_of_heads_stand_on_one_line() -> None:
    assert head_words("=?utf-8?q?Re=3A_Why=0D=0ABcc=3A_x=40y=2Eexample?=") == "Re: Why Bcc: x@y.example"
    assert head_words("=?utf-8?b?R3LDtsOfZQ==?= und\r\n mehr") == "Größe und mehr"
    assert head_words("=?nonsense?q?Hi?=") == "Hi"
    assert read("Subject: Größe\r\n\r\n".encode("latin-1")).head("Subject") == "Größe"
