"""XML of a reference file: read as a tree, and edited as text.

ElementTree reads, and never writes: it would rename the prefixes, so that `mc:Ignorable` no longer names
those that it must. What a report takes over is copied from the file's own text, or written anew by us.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET
from xml.parsers import expat

from gongkai.frozen import frozen
from gongkai.office_files import WORD
from gongkai.writers.ooxml import escape

_W = f"{{{WORD}}}"
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATOR = " "  # between namespace and name; no namespace holds a space


class DamagedXml(Exception):
    """The part is no XML that a Word file may hold."""


def parse(data: bytes) -> ET.Element:
    """The root of a part. Raises DamagedXml, also for a document type: it could define entities without end."""
    _refuse_document_type(data)
    try:
        return ET.fromstring(data)
    except (ET.ParseError, LookupError, ValueError) as error:
        raise DamagedXml(str(error)) from error


def _refuse_document_type(data: bytes) -> None:
    if b"<!DOCTYPE" in data.replace(b"\0", b""):  # UTF-16 has a zero byte in each of these letters
        raise DamagedXml("document type")


@frozen
class Child:
    """A child of the root in the part's text: its tag as ElementTree writes it, and where it stands, in bytes.

    `related` says that it, or something in it, names a relation of the part.
    """

    tag: str
    start: int
    end: int
    related: bool = False


def as_utf8(data: bytes) -> bytes:
    """The part in UTF-8 without a byte order mark, where it was UTF-16."""
    if not data.startswith(_BYTE_ORDER_MARKS):
        return data.removeprefix(b"\xef\xbb\xbf")
    text = data.decode("utf-16")
    return re.sub(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""", r"\1", text, count=1).encode()


def children(data: bytes, relation: str) -> tuple[list[Child], str, int]:
    """The root's children in order; the prefix that the root's name has, with its colon; where the root's content
    ends (in bytes).

    `data` is UTF-8; `relation` is the namespace of relation ids. Raises DamagedXml, also for an empty root.
    """
    _refuse_document_type(data)
    scanner = _Scanner(relation)
    try:
        scanner.parse(data)
    except expat.ExpatError as error:
        raise DamagedXml(str(error)) from error
    prefix = re.compile(rb"<([^\s/>:]+:)?").match(data, scanner.root)
    assert prefix is not None  # expat has found a tag there
    if not data.startswith(b"</", scanner.stop):
        raise DamagedXml("an empty root")
    return scanner.found, (prefix[1] or b"").decode(), scanner.stop


class _Scanner:
    """Walks a part with expat, which says at which byte each tag begins."""

    def __init__(self, relation: str) -> None:
        self.parser = expat.ParserCreate(None, _SEPARATOR)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        # The next event ends the previous child, because expat reports where tags begin, not where they end.
        settle: Callable[..., None] = self._settle
        self.parser.CharacterDataHandler = settle
        self.parser.CommentHandler = settle
        self.parser.ProcessingInstructionHandler = settle
        self.relation = relation + _SEPARATOR
        self.depth = 0
        self.root = self.stop = 0
        self.found: list[Child] = []
        self.open = False  # whether the last child still lacks its end

    def parse(self, data: bytes) -> None:
        self.parser.Parse(data, True)

    def _settle(self, *_: object) -> None:
        if self.open and self.depth == 1:
            self.found[-1] = replace(self.found[-1], end=self.parser.CurrentByteIndex)
            self.open = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._settle()
        if self.depth == 0:
            self.root = self.parser.CurrentByteIndex
        elif self.depth == 1:
            space, _, local = name.rpartition(_SEPARATOR)
            self.found.append(
                Child(f"{{{space}}}{local}" if space else local, self.parser.CurrentByteIndex, 0)
            )
        if self.depth and any(key.startswith(self.relation) for key in attributes):
            self.found[-1] = replace(self.found[-1], related=True)
        self.depth += 1

    def _end(self, _name: str) -> None:
        self._settle()
        self.depth -= 1
        if self.depth == 1:
            self.open = True
        elif self.depth == 0:
            self.stop = self.parser.CurrentByteIndex


def word_text(node: ET.Element) -> str:
    """A properties element as text in the prefix `w`, for a part that declares no other.

    What Word's extensions add (`w14:…`) is left out: it needs declarations that our parts do not have, and
    only adorns. Properties hold elements and attributes, never text.
    """
    if not node.tag.startswith(_W):
        return ""
    name = node.tag.removeprefix(_W)
    attributes = "".join(
        f' w:{key.removeprefix(_W)}="{escape(text)}"' for key, text in node.items() if key.startswith(_W)
    )
    inner = "".join(map(word_text, node))
    return f"<w:{name}{attributes}>{inner}</w:{name}>" if inner else f"<w:{name}{attributes}/>"
