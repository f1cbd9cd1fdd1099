"""Workbooks of other departments, made of the sample in no time: its parts stay as they are but for the name."""

from __future__ import annotations

from functools import cache

from gongkai.web import walk
from tests.board.boards import UNIT
from tests.web.workbooks import whole, with_errors


@cache
def _parts(errors: bool) -> dict[str, bytes]:
    return walk.unzipped(with_errors() if errors else whole())


def input_of(name: str, errors: bool = False) -> bytes:
    """The sample as the input of another department; each name, another file."""
    parts = {
        part: _renamed(content, name) if part.endswith(".xml") else content
        for part, content in _parts(errors).items()
    }
    assert name == UNIT or parts != _parts(errors), "the name stands in no part"
    return walk.zipped(parts)


def _renamed(content: bytes, name: str) -> bytes:
    """As letters, and as numbers, which is how openpyxl writes them."""
    for wrote in (str, _as_numbers):
        content = content.replace(wrote(UNIT).encode(), wrote(name).encode())
    return content


def _as_numbers(text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)
