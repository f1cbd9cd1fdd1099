"""A Word file to lines and tables: what Word shows with all changes accepted.

Spans are resolved; text of content controls, hyperlinks and insertions counts, deleted and hidden text does not.
Text boxes and footnotes come after the paragraph that anchors them, headers and footers not at all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from gongkai.findings import Location
from gongkai.readers.docx_headings import Headings, W, headings
from gongkai.readers.limits import MAX_ROWS, TooLarge, check_places
from gongkai.readers.package import Parts
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.readers.relations import main_part
from gongkai.readers.xml_stream import elements

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{W}txbxContent"
# Elements that Word does not show, or whose content it shows elsewhere.
_SKIPPED = frozenset(
    W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "sdtPr", "sectPr")
)
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_MAX_NESTED = 8  # levels of tables within tables


def read_docx(content: bytes, file: str) -> PrintedDocument:
    """The body of a Word file as one part. Raises Damaged and TooLarge."""
    parts = Parts(content)
    main = main_part(parts, "正文")
    body = _Body(file, headings(parts, posixpath.dirname(main)), _notes(parts, posixpath.dirname(main)))
    for inside, element in elements(parts.read(main), "正文", f"{W}document", (f"{W}body",)):
        if inside:
            body.take(element)
    return PrintedDocument(file, (PrintedPart(tuple(body.items)),))


def _notes(parts: Parts, folder: str) -> dict[str, str]:
    """The text of each footnote by its id."""
    name = posixpath.join(folder, "footnotes.xml")
    if name not in parts:
        return {}
    found = elements(parts.read(name), "脚注", f"{W}footnotes")
    return {note.get(f"{W}id", ""): _text(note) for _, note in found if f"{W}type" not in note.attrib}


@dataclass(slots=True)
class _Body:
    file: str
    headings: Headings
    notes: dict[str, str]
    items: list[PrintedLine | PrintedTable] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0

    def take(self, element: Element, nested: int = 0) -> None:
        """A paragraph or a table with its footnotes and text boxes; for other elements (content control,
        insertion) their content."""
        if element.tag == f"{W}p":
            self._paragraph(element)
        elif element.tag == f"{W}tbl":
            self._table(element, nested)
        elif element.tag == _CHOICES:
            for child in element.iterfind(f"{_FALLBACK}/*"):
                self.take(child, nested)
        elif element.tag not in _SKIPPED:
            for child in element:
                self.take(child, nested)

    def _paragraph(self, element: Element) -> None:
        self.paragraphs += 1
        text = _text(element).strip("\n")
        level, number = self.headings.of(element)
        if text.strip():
            place = Location(self.file, paragraph=self.paragraphs)
            self.items.append(PrintedLine(number + text, place, level))
        for box in _boxes(element):
            for child in box:
                self.take(child)
        for note in element.iter(f"{W}footnoteReference"):
            if said := self.notes.get(note.get(f"{W}id", "")):
                self.items.append(PrintedLine(said, Location(self.file, paragraph=self.paragraphs)))

    def _table(self, element: Element, nested: int) -> None:
        self.tables += 1
        if sum(1 for _ in element.iter(f"{W}tr")) > MAX_ROWS:
            raise TooLarge(f"的第 {self.tables} 张表太大，一张表最多 {MAX_ROWS} 行")
        cells, inner = _cells(element, self.file, self.tables, self.headings)
        if cells:
            place = Location(self.file, table=self.tables)
            table = PrintedTable(tuple(cells), place, edges=_edges(element, cells))
            check_places(f"第 {self.tables} 张表", table.height, table.width)
            self.items.append(table)
        if nested < _MAX_NESTED:
            for within in inner:
                self._table(within, nested + 1)


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph; a file holds each twice, for new and for old programs."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag == _CHOICES:
            first = next(iter(child), None)
            yield from _boxes(first if first is not None else child)
        elif child.tag not in _SKIPPED:
            yield from _boxes(child)


def _text(element: Element) -> str:
    """What is shown of an element, without text boxes."""
    found: list[str] = []
    _collect(element, found)
    return "".join(found)


def _collect(element: Element, found: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            found.append(child.text or "")
        elif tag in _SIGNS:
            found.append(_SIGNS[tag])
        elif tag == f"{W}r":
            if child.find(f"{W}rPr/{W}vanish") is None:
                _collect(child, found)
        elif tag == f"{W}p":
            if found and not found[-1].endswith("\n"):
                found.append("\n")
            _collect(child, found)
        elif tag not in _SKIPPED and tag not in (_BOX, _CHOICES, f"{W}tbl", f"{W}pict", f"{W}drawing"):
            _collect(child, found)


def _within(element: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table, the cells of a row, also those in content controls and insertions."""
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}moveTo"):
            yield from _within(child, wanted)


def _cells(
    table: Element, file: str, number: int, marks: Headings
) -> tuple[list[PrintedCell], list[Element]]:
    """The cells of a table, and the tables that stand in them."""
    found: list[PrintedCell] = []
    inner: list[Element] = []
    above: dict[int, int] = {}  # first column of a cell that may go on below to its index in `found`
    index = -1
    for row in _within(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        index += 1
        column = _number(properties, "gridBefore", 0)
        open_cells: dict[int, int] = {}
        for cell in _within(row, f"{W}tc"):
            own = cell.find(f"{W}tcPr")
            span = max(1, _number(own, "gridSpan", 1))
            merge = own.find(f"{W}vMerge") if own is not None else None
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            begun = above.get(column) if goes_on else None
            if begun is not None and found[begun].colspan == span:
                found[begun] = _longer(found[begun])
                open_cells[column] = begun
            else:
                place = Location(file, table=number, row=index + 1, column=column + 1)
                paragraphs = (marks.of(paragraph)[1] + _text(paragraph) for paragraph in _own(cell))
                text = "\n".join(line for line in paragraphs if line.strip())
                if merge is not None:
                    open_cells[column] = len(found)
                found.append(PrintedCell(text, index, column, 1, span, place))
            inner.extend(cell.iterfind(f"{W}tbl"))
            column += span
        above = open_cells
    return found, inner


def _own(cell: Element) -> Iterator[Element]:
    """The paragraphs of a cell, not those of tables in it."""
    return _within(cell, f"{W}p")


def _edges(table: Element, cells: list[PrintedCell]) -> tuple[float, ...]:
    """Where the columns of a table end, in points; empty where its grid is not that of its cells."""
    widths = [column.get(f"{W}w", "") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    if len(widths) != max(cell.column + cell.colspan for cell in cells) or not all(map(str.isdigit, widths)):
        return ()
    return tuple(round(edge / 20, 1) for edge in accumulate(map(int, widths), initial=0))


def _longer(cell: PrintedCell) -> PrintedCell:
    return PrintedCell(
        cell.text, cell.row, cell.column, cell.rowspan + 1, cell.colspan, cell.place, cell.doubtful
    )


def _number(properties: Element | None, name: str, default: int) -> int:
    found = properties.find(W + name) if properties is not None else None
    value = found.get(f"{W}val", "") if found is not None else ""
    return min(int(value), 200) if value.isascii() and value.isdigit() else default
