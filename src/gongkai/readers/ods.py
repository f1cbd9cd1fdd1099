"""An OpenDocument spreadsheet (.ods) to the same grids as an Excel workbook: the values stored, not their looks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.findings import Location
from gongkai.readers.cells import SOUND, Fault, RawCell, letters
from gongkai.readers.limits import MAX_CELLS, MAX_SHEETS, TooLarge, check_rows
from gongkai.readers.package import Damaged, Parts, Protected
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.xlsx_cells import number_of
from gongkai.readers.xml_stream import streamed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_SPACE = re.compile(r"[ \t\r\n]+")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


def read_ods(content: bytes, file: str, every: bool = False) -> list[SheetCells]:
    """All sheets, those that may be read (all, if `every`) with their cells. Raises Protected, Damaged, TooLarge."""
    parts = Parts(content)
    if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise Protected()
    grids: list[SheetCells] = []
    sheet: _Sheet | None = None
    left = MAX_CELLS
    wanted = f"{_TABLE}table", f"{_TABLE}table-row"
    for begins, element in streamed(parts.read("content.xml"), "内容", f"{_OFFICE}document-content", wanted):
        if element.tag == f"{_TABLE}table":
            if begins:
                if sheet is not None:
                    raise Damaged(f"的工作表“{sheet.grid.title}”里还有一张工作表", sheet.grid.title)
                sheet = _Sheet(SheetCells(element.get(f"{_TABLE}name", ""), file))
                grids.append(sheet.grid)
                if len(grids) > MAX_SHEETS:
                    raise TooLarge(f"的工作表太多，最多 {MAX_SHEETS} 张")
            else:
                sheet = None
        elif not begins and sheet is not None and (every or sheet.grid.is_read):
            left -= sheet.row(element)
            if left < 0:
                raise TooLarge(f"的单元格太多，最多 {MAX_CELLS} 个")
    titles = [grid.title for grid in grids]
    if not grids or "" in titles or len(set(titles)) < len(titles):
        raise Damaged("其中没有工作表，或者有没有名称、同名的工作表")
    return grids


@dataclass(slots=True)
class _Sheet:
    grid: SheetCells
    at: int = 0
    place: Location = field(init=False)

    def __post_init__(self) -> None:
        self.place = Location(self.grid.file, self.grid.title)

    def row(self, element: Element) -> int:
        """Take one row, as often as it says; gives the number of cells it brought."""
        repeated = _count(element, "number-rows-repeated", _MAX_ROW)
        cells = list(self._cells(element))
        if not cells:
            self.at += repeated
            return 0
        check_rows(self.grid.title, len(self.grid.rows) + repeated)
        for number in range(self.at + 1, self.at + 1 + repeated):
            row = {
                column: RawCell(value, self.place, fault, percent, number, column)
                for column, value, fault, percent, _ in cells
                if value is not None or fault is not SOUND
            }
            if row:
                self.grid.rows[number] = row
            for column, _, _, _, (rows, columns) in cells:
                if rows > 1 or columns > 1:
                    self.grid.merged.append((number, column, number + rows - 1, column + columns - 1))
        self.at += repeated
        return len(cells) * repeated

    def _cells(self, element: Element) -> Iterator[tuple[int, object, Fault, bool, tuple[int, int]]]:
        column = 0
        for cell in element:
            if cell.tag not in _CELLS:
                continue
            repeated = _count(cell, "number-columns-repeated", _MAX_COLUMN)
            span = (
                _count(cell, "number-rows-spanned", _MAX_ROW),
                _count(cell, "number-columns-spanned", _MAX_COLUMN),
            )
            value: object = None
            fault = SOUND
            if cell.tag == _CELLS[0]:
                reference = f"{letters(min(column + 1, _MAX_COLUMN))}{self.at + 1}"
                try:
                    value, fault = _value(cell)
                except ValueError:
                    title = self.grid.title
                    raise Damaged(
                        f"其中的工作表“{title}”的单元格 {reference} 内容不能确定", title, reference
                    ) from None
            if value is not None or fault is not SOUND or span != (1, 1):
                if column + repeated > _MAX_COLUMN:
                    raise TooLarge(f"的工作表“{self.grid.title}”列数太多")
                percent = cell.get(f"{_OFFICE}value-type") == "percentage"
                for position in range(column + 1, column + 1 + repeated):
                    yield position, value, fault, percent, span
            column += repeated


def _value(cell: Element) -> tuple[object, Fault]:
    """What a cell holds; None for nothing. Raises ValueError where it is not certain."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if cell.get(_CALC_TYPE) == "error":
        return _shown(cell), Fault.ERROR_VALUE
    if kind in ("float", "percentage", "currency"):
        return number_of(cell.get(f"{_OFFICE}value", "")), SOUND
    if kind == "date":
        return dt.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "")), SOUND
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true", SOUND
    if kind in ("string", "time"):
        text = cell.get(f"{_OFFICE}string-value")
        text = _shown(cell) if text is None else text
        return (text or None), SOUND
    if kind:
        raise ValueError(kind)
    return (_shown(cell) or None), SOUND


def _shown(cell: Element) -> str:
    return "\n".join("".join(_pieces(item)) for item in cell if item.tag == f"{_TEXT}p")


def _pieces(element: Element) -> Iterator[str]:
    yield _SPACE.sub(" ", element.text or "")
    for child in element:
        name = child.tag.removeprefix(_TEXT)
        if name == "s":
            yield " " * _count(child, "c", 100, _TEXT)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif not child.tag.endswith("}annotation"):
            yield from _pieces(child)
        yield _SPACE.sub(" ", child.tail or "")


def _count(element: Element, name: str, most: int, space: str = _TABLE) -> int:
    """A number of repetitions or of spanned cells."""
    text = element.get(space + name, "1")
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= most:
        raise Damaged(f"其中的 {name} 写的是“{text[:20]}”")
    return int(text)
