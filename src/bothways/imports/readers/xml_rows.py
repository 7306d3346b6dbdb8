"""Rows of an XML file that is as long as it likes, read in pieces; document types and entities are refused."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException, DTDForbidden
from defusedxml.expatreader import DefusedExpatParser

from bothways.imports.records import Refused

PIECE = 1 << 18  # bytes
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\r")
_CONTROL_REFERENCES = re.compile(
    rb"&#(?:x0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])"
    rb"|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));"
)
_LONGEST_REFERENCE = 16  # bytes; what may be the beginning of one waits for the next piece

XmlRow = tuple[int, dict[str, str]]  # line, attributes


class _Rows(ContentHandler):
    def __init__(self, root: str) -> None:
        super().__init__()
        self.root = root
        self.first = ""
        self.rows: list[XmlRow] = []
        self.parser: Any = None

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  SAX's own name
        if not self.first:
            self.first = name
            if name != self.root:
                raise _WrongRoot(name)
        elif name == "row":
            self.rows.append((self.parser.getLineNumber(), dict(attrs)))


class _WrongRoot(Exception):
    pass


def check(path: Path, root: str) -> None:
    """Read up to the first element of `path`. Raises Refused when that is not `root`."""
    handler = _Rows(root)
    with path.open("rb") as file:
        _feed(path, root, _parser(handler), file.read(PIECE))
    if not handler.first:
        raise Refused(f"{path.name} is not a Stack Exchange dump: it holds no <{root}>.")


def rows(path: Path, root: str, advance: Callable[[int], None] = lambda size: None) -> Iterator[XmlRow]:
    """Each <row> of `path` with its line; `advance` is told the bytes that were read.

    Raises Refused when the file breaks off or is not well-formed: whoever writes waits for the end.
    """
    handler = _Rows(root)
    parser = _parser(handler)
    held = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            advance(len(piece))
            cut = _safe_cut(held := held + piece)
            _feed(path, root, parser, held[:cut])
            held = held[cut:]
            yield from handler.rows
            handler.rows.clear()
        _feed(path, root, parser, held, last=True)
        yield from handler.rows


def _parser(handler: _Rows) -> Any:
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(handler)
    handler.parser = parser
    return parser


def _safe_cut(data: bytes) -> int:
    start = data.rfind(b"&", max(0, len(data) - _LONGEST_REFERENCE))
    return len(data) if start < 0 or b";" in data[start:] else start


def _feed(path: Path, root: str, parser: Any, data: bytes, *, last: bool = False) -> None:
    name = path.name
    try:
        parser.feed(_CONTROL_REFERENCES.sub(b"", data.translate(None, _CONTROL_BYTES)))
        if last:
            parser.close()
    except _WrongRoot as wrong:
        raise _not_a_dump(name, str(wrong), root) from None
    except DTDForbidden as forbidden:
        if forbidden.name != root:
            raise _not_a_dump(name, str(forbidden.name), root) from None
        raise Refused(f"{name} declares a document type (DTD), which no dump does. It was not read.") from None
    except DefusedXmlException:
        raise Refused(f"{name} declares entities, which no dump does. It was not read.") from None
    except SAXParseException as fault:
        what = "breaks off" if last else "is not well-formed XML"
        raise Refused(f"{name} {what} at line {fault.getLineNumber()}: {fault.getMessage()}.") from None


def _not_a_dump(name: str, first: str, root: str) -> Refused:
    return Refused(f"{name} is not a Stack Exchange dump: its first element is <{first[:40]}>, not <{root}>.")
