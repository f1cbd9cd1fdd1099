"""XML element by element, so that memory does not grow with the part; depth is counted on the way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from gongkai.readers.limits import MAX_DEPTH, TooLarge
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
    """The children of the root one by one, each gone as the next is asked for.

    Of a child whose tag is in `entered` its own children come one by one (marked True), then itself, empty.
    `called` is the part in messages. Raises Damaged where it is no XML or its root has another tag, TooLarge
    where elements stand in each other too deeply.
    """
    from xml.etree.ElementTree import ParseError, XMLPullParser, fromstring

    match = _ENCODING.match(part.removeprefix(b"\xef\xbb\xbf")[:200])
    if match is not None and match[1].lower() not in _ENCODINGS:
        # The search for declarations knows these; no spreadsheet program writes another.
        raise Damaged(f"{called}用了表格软件不用的文字编码")
    try:
        if part.count(b"<") <= _FEW:  # all at once, three times as fast
            whole = fromstring(part)
            if whole.tag != root:
                raise Damaged(f"{called}不是它应有的内容")
            for child in whole:
                if child.tag in entered:
                    yield from ((True, item) for item in child)
                yield False, child
            return
        parser = XMLPullParser(("start", "end"))
        depth = 0
        path: list[Element] = []
        for begin in range(0, len(part) + _CHUNK, _CHUNK):
            if begin < len(part):
                parser.feed(part[begin : begin + _CHUNK])
            else:
                parser.close()
            for event, element in parser.read_events():
                if event == "start":
                    depth += 1
                    if depth <= 2:
                        path[depth - 1 :] = [element]
                        if depth == 1 and element.tag != root:
                            raise Damaged(f"{called}不是它应有的内容")
                    elif depth > MAX_DEPTH:
                        raise TooLarge(f"的{called}元素嵌套超过 {MAX_DEPTH} 层，不是表格软件写的")
                    continue
                depth -= 1
                if depth == 1 or (depth == 2 and path[1].tag in entered):
                    yield depth == 2, element
                    del path[depth - 1][:]
    except ParseError as error:
        line = error.position[0]
        raise Damaged(f"{called}的 XML 在第 {line} 行写得不对，或者被截断") from error
    except (LookupError, ValueError) as error:
        raise Damaged(f"{called}的文字编码不对") from error

