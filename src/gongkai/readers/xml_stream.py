"""Reads XML element by element, so that memory does not grow with the size of a part, and limits its depth."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from gongkai.readers.limits import MAX_XML_DEPTH, TooLarge
from gongkai.readers.package import Damaged

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CHUNK = 65_536
_FEW = 5_000  # tags
_ENCODING = re.compile(rb'<\?xml[^>]*?encoding\s*=\s*["\']([^"\']*)["\']')
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"iso-8859-1", b"utf-16")


def elements(
    part: bytes, called: str, root: str, entered: Collection[str] = ()
) -> Iterator[tuple[bool, Element]]:
    """The children of the root one by one; each is freed when the next is asked for.

    Of a child whose tag is in `entered` its own children come one by one (marked True), then itself, empty.
    `called` is the part in messages. Raises Damaged where it is no XML or its root has another tag, TooLarge
    where elements stand in each other too deeply.
    """
    found = _few(part, root, entered) if part.count(b"<") <= _FEW else _streamed(part, root, entered)
    return _refusing(part, called, found)


def streamed(part: bytes, called: str, root: str, wanted: Collection[str]) -> Iterator[tuple[bool, Element]]:
    """Elements with a wanted tag at any depth: each as it begins (marked True), and whole as it ends.

    What has ended is gone as the next is asked for. Raises as `elements`.
    """
    return _refusing(part, called, _wanted(part, root, frozenset(wanted)))


def _refusing(
    part: bytes, called: str, found: Iterator[tuple[bool, Element]]
) -> Iterator[tuple[bool, Element]]:
    """The same elements, what the parser says as Damaged or TooLarge."""
    from xml.etree.ElementTree import ParseError

    match = _ENCODING.match(part.removeprefix(b"\xef\xbb\xbf")[:200])
    if match is not None and match[1].lower() not in _ENCODINGS:
        # Encodings in which declarations are searched for; no spreadsheet program writes another.
        raise Damaged(f"{called}用了办公软件不用的文字编码")
    try:
        yield from found
    except _OtherRoot:
        raise Damaged(f"{called}不是它应有的内容") from None
    except _TooDeep:
        raise TooLarge(f"的{called}元素嵌套超过 {MAX_XML_DEPTH} 层，不是办公软件写的") from None
    except ParseError as error:
        raise Damaged(f"{called}的 XML 在第 {error.position[0]} 行写得不对，或者被截断") from error
    except (LookupError, ValueError) as error:
        raise Damaged(f"{called}的文字编码不对") from error


class _OtherRoot(Exception):
    pass


class _TooDeep(Exception):
    pass


def _few(part: bytes, root: str, entered: Collection[str]) -> Iterator[tuple[bool, Element]]:
    """Parse small parts at once, three times faster: so few elements cannot be nested too deeply."""
    from xml.etree.ElementTree import fromstring

    whole = fromstring(part)
    if whole.tag != root:
        raise _OtherRoot
    for child in whole:
        if child.tag in entered:
            yield from ((True, item) for item in child)
        yield False, child


def _streamed(part: bytes, root: str, entered: Collection[str]) -> Iterator[tuple[bool, Element]]:
    depth = 0
    path: list[Element] = []
    for begins, element in _events(part):
        if begins:
            if depth < 2:
                path[depth:] = [element]
            depth += 1
            if path[0].tag != root:
                raise _OtherRoot
            if depth > MAX_XML_DEPTH:
                raise _TooDeep
            continue
        depth -= 1
        if depth == 1 or (depth == 2 and path[1].tag in entered):
            yield depth == 2, element
            del path[depth - 1][:]


def _events(part: bytes) -> Iterator[tuple[bool, Element]]:
    """Every element as it begins (marked True) and as it ends."""
    from xml.etree.ElementTree import XMLPullParser

    parser: Any = XMLPullParser(("start", "end"))  # the library's types include events that we do not ask for
    for begin in range(0, len(part) + _CHUNK, _CHUNK):
        if begin < len(part):
            parser.feed(part[begin : begin + _CHUNK])
        else:
            parser.close()
        yield from ((event == "start", element) for event, element in parser.read_events())


def _wanted(part: bytes, root: str, wanted: frozenset[str]) -> Iterator[tuple[bool, Element]]:
    depth = 0
    inside = 0  # wanted elements that have begun and not ended
    for begins, element in _events(part):
        if begins:
            if not depth and element.tag != root:
                raise _OtherRoot
            depth += 1
            if depth > MAX_XML_DEPTH:
                raise _TooDeep
            if element.tag in wanted:
                inside += 1
                yield True, element
            continue
        depth -= 1
        if element.tag in wanted:
            inside -= 1
            yield False, element
            element.clear()
        elif not inside:
            element.clear()
