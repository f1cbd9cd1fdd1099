"""An independent reader of finished reports: the tables of a docx or xlsx as grids of printed texts.

It knows nothing of gongkai: only zip, XML, spans. Each cell of a grid is its printed text and the number
of the span that it belongs to, so that a merged heading is the same cell over all its columns.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a grid: its text, and the cell (top row, left column) that covers it."""

    text: str
    cell: tuple[int, int]


@dataclass(slots=True)
class Grid:
    """A table as printed; `source` says where it stands."""

    source: str
    rows: list[list[Slot]] = field(default_factory=list)


def number(text: str) -> Decimal | None:
    """A printed number without its separators; None for any other text."""
    text = text.strip()
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def docx_grids(content: bytes) -> list[Grid]:
    """All tables of a Word file, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    return [_word_table(table, f"Word 表 {n}") for n, table in enumerate(body.iter(f"{_WORD}tbl"), 1)]


def _word_table(table: etree._Element, source: str) -> Grid:
    grid = Grid(source)
    for r, row in enumerate(table.iterfind(f"{_WORD}tr")):
        slots: list[Slot] = []
        for cell in row.iterfind(f"{_WORD}tc"):
            props = cell.find(f"{_WORD}tcPr")
            span = props.find(f"{_WORD}gridSpan") if props is not None else None
            merge = props.find(f"{_WORD}vMerge") if props is not None else None
            across = int(span.get(f"{_WORD}val")) if span is not None else 1
            column = len(slots)
            if merge is not None and merge.get(f"{_WORD}val") != "restart":
                slots += grid.rows[r - 1][column : column + across]
                continue
            text = "".join(part.text or "" for part in cell.iter(f"{_WORD}t"))
            slots += [Slot(text, (r, column))] * across
        grid.rows.append(slots)
    return grid


def xlsx_grids(content: bytes) -> list[Grid]:
    """All sheets of a workbook, in order; numbers with two decimals, as their cells show them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = [
            "".join(part.text or "" for part in item.iter(f"{_SHEET}t"))
            for item in etree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        names = [
            sheet.get("name")
            for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_SHEET}sheet")
        ]
        return [
            _sheet(etree.fromstring(archive.read(f"xl/worksheets/sheet{n}.xml")), strings, f"Excel {name}")
            for n, name in enumerate(names, 1)
        ]


def _sheet(root: etree._Element, strings: list[str], source: str) -> Grid:
    found: dict[tuple[int, int], Slot] = {}
    last = 0
    for cell in root.iter(f"{_SHEET}c"):
        row, column = _place(cell.get("r"))
        last = max(last, column)
        assert cell.find(f"{_SHEET}f") is None, (
            f"{source} {cell.get('r')}: a finished report holds no formula"
        )
        value = cell.find(f"{_SHEET}v")
        text = "" if value is None else value.text or ""
        found[row, column] = Slot(strings[int(text)] if cell.get("t") == "s" else text, (row, column))
    for merge in root.iter(f"{_SHEET}mergeCell"):
        first, _, end = merge.get("ref").partition(":")
        (top, left), (bottom, right) = _place(first), _place(end)
        own = found.get((top, left), Slot("", (top, left)))
        found.update({(r, c): own for r in range(top, bottom + 1) for c in range(left, right + 1)})
    grid = Grid(source)
    for r in range(1, max((row for row, _ in found), default=0) + 1):
        grid.rows.append([found.get((r, c), Slot("", (r, c))) for c in range(1, last + 1)])
    return grid


def _place(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    assert match is not None, reference
    column = 0
    for char in match[1]:
        column = column * 26 + ord(char) - 64
    return int(match[2]), column
