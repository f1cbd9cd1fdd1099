"""The cells of a sheet that is not written the plain way: each placed by its reference, or refused with it."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from gongkai.findings import Location
from gongkai.readers.cells import SOUND, Fault, RawCell, letters
from gongkai.readers.limits import MAX_CELLS, TooLarge, check_rows
from gongkai.readers.package import Damaged
from gongkai.readers.sheet_cells import Range, Rows
from gongkai.readers.xlsx_formats import as_shown
from gongkai.readers.xlsx_parts import MAIN, Package, holds_alternative, text_of
from gongkai.readers.xlsx_plain import decoded
from gongkai.readers.xml_stream import elements

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROW, _CELL, _DATA = f"{MAIN}row", f"{MAIN}c", f"{MAIN}sheetData"
_VALUE, _FORMULA, _INLINE, _MORE = f"{MAIN}v", f"{MAIN}f", f"{MAIN}is", f"{MAIN}extLst"
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{3}(?:[0-9]{3})?)?)?Z?)?"
)
_EXACT_DIGITS = 15  # more of them no spreadsheet keeps


@lru_cache(maxsize=16384)  # the same few thousand places in every workbook
def row_and_column(reference: str) -> tuple[int, int]:
    """B12 → 12, 2. Raises ValueError for what is no place in a sheet."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(reference)
    column = 0
    for char in match[1]:
        column = column * 26 + ord(char) - 64
    row = int(match[2])
    if row > _MAX_ROW or column > _MAX_COLUMN:
        raise ValueError(reference)
    return row, column


@lru_cache(maxsize=4096)  # most are the zeros of formulas in rows that nobody filled in
def number_of(text: str) -> int | float:
    """The number of a cell's text. Raises ValueError for what Excel writes for none."""
    beside = text.strip("0123456789")  # of most numbers nothing or a point, for which a pattern takes longer
    if beside not in ("", "."):
        if _NUMBER.fullmatch(text) is None:
            raise ValueError(text)
        if beside == "-" and text[0] == "-" and len(text) <= _EXACT_DIGITS:
            return int(text)
    elif not beside and 0 < len(text) <= _EXACT_DIGITS:
        return int(text)
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def merged_range(reference: str) -> Range | None:
    """A1:B2 → 1, 1, 2, 2; None where it is no range."""
    first, _, last = reference.partition(":")
    try:
        (top, left), (bottom, right) = row_and_column(first), row_and_column(last or first)
    except ValueError:
        return None
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


@dataclass(slots=True)
class ParsedSheet:
    """One sheet read element by element."""

    package: Package
    title: str
    place: Location
    rows: Rows = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def read(self, part: bytes) -> None:
        """Fill `rows` and `merged`, rows and their cells in order. Raises Damaged, TooLarge."""
        blocks = last = cells = 0
        for inside, item in elements(part, f"工作表“{self.title}”", f"{MAIN}worksheet", (_DATA,)):
            if inside:
                if item.tag != _ROW:
                    raise self._refused("的行之间有不能确定的内容", f"第 {last} 行后")
                last = self._row(item, last)
                cells += len(item)
                if len(self._seen) > MAX_CELLS:
                    raise TooLarge(f"的工作表“{self.title}”单元格太多，最多 {MAX_CELLS} 个")
                check_rows(self.title, len(self.rows))
            elif item.tag == _DATA:
                blocks += 1
            elif item.tag == f"{MAIN}mergeCells":
                found = (merged_range(cell.get("ref", "")) for cell in item)
                self.merged += [area for area in found if area is not None]
            elif holds_alternative(item, ("sheetData", "row", "c", "v", "mergeCell")):
                raise self._refused("有不能确定的内容（mc:AlternateContent）")
        if blocks > 1:
            raise self._refused("有两份数据")
        self.rows = {row: dict(sorted(self.rows[row].items())) for row in sorted(self.rows)}

    def _refused(self, what: str, cell: str = "") -> Damaged:
        return Damaged(f"其中的工作表“{self.title}”{what}", self.title, cell)

    def _row(self, row: Element, last: int) -> int:
        """Read one row; gives its number, which is one more than `last` where it says none."""
        written = row.get("r")
        if written is not None and (_ROW_NUMBER.fullmatch(written) is None or int(written) > _MAX_ROW):
            raise self._refused(f"有一行的行号是“{written[:20]}”")
        number = int(written) if written is not None else last + 1
        cells = [cell for cell in row if cell.tag != _MORE]
        referenced = sum(cell.get("r") is not None for cell in cells)
        if any(cell.tag != _CELL for cell in cells):
            raise self._refused(f"第 {number} 行有不能确定的内容", f"A{number}")
        if referenced not in (0, len(cells)):
            raise self._refused(f"第 {number} 行有的单元格写明了位置，有的没有", f"A{number}")
        for position, cell in enumerate(cells, 1):
            reference = cell.get("r", f"{letters(position)}{number}")
            try:
                at, column = row_and_column(reference)
            except ValueError:
                raise self._refused(f"第 {number} 行有一个单元格的位置是“{reference[:20]}”") from None
            if at != number:
                if written is not None or position > 1:
                    raise self._refused(f"的单元格 {reference} 写在第 {number} 行里", reference)
                number = at
            if (at, column) in self._seen:
                raise self._refused(f"有两个单元格 {reference}", reference)
            self._seen.add((at, column))
            if len(cell):
                self._cell(cell, at, column, reference)
        return number

    def _cell(self, cell: Element, row: int, column: int, reference: str) -> None:
        children: dict[str, Element] = {}
        for child in cell:
            if child.tag in children or child.tag not in (_VALUE, _FORMULA, _INLINE, _MORE):
                what = "有两个值" if child.tag == _VALUE else "有不能确定的内容"
                raise self._refused(f"的单元格 {reference} {what}", reference)
            if child.tag in (_VALUE, _FORMULA) and len(child):
                raise self._refused(f"的单元格 {reference} 有不能确定的内容", reference)
            children[child.tag] = child
        style = cell.get("s", "0")
        known = self.package.formats.known
        if known is not None and style not in known and not (style == "0" and not known):
            raise self._refused(f"的单元格 {reference} 用了没有的样式 {style[:20]}", reference)
        try:
            raw = self._value(cell, children, style)
        except (ValueError, KeyError):
            kind, text = cell.get("t", "n"), (children[_VALUE].text if _VALUE in children else "") or ""
            raise self._refused(
                f"的单元格 {reference} 内容不能确定（类型 {kind[:10]}，值“{text[:30]}”）", reference
            ) from None
        if raw is not None:
            value, fault = raw
            percent = style in self.package.formats.percent and isinstance(value, int | float)
            found = RawCell(value, self.place, fault, percent, row, column)
            self.rows.setdefault(row, {})[column] = found

    def _value(self, cell: Element, children: dict[str, Element], style: str) -> tuple[object, Fault] | None:
        """What a cell shows; None for nothing. Raises ValueError or KeyError where that is not certain."""
        kind = cell.get("t", "n")
        text = (children[_VALUE].text or "") if _VALUE in children else ""
        if (kind == "inlineStr") != (_INLINE in children) or (
            kind == "inlineStr" and (text or _FORMULA in children)
        ):
            if kind != "inlineStr" or text or _FORMULA in children:
                raise ValueError
            return None
        if kind == "inlineStr":
            inline = text_of(children[_INLINE])
            if inline is None:
                raise ValueError
            return (inline, SOUND) if inline else None
        if not text:
            # A formula whose result is the empty text is stored with an empty <v>; that is a result.
            empty_text = _VALUE in children and kind == "str"
            return (None, Fault.NO_RESULT) if _FORMULA in children and not empty_text else None
        return typed_value(self.package, text, kind, style)


def typed_value(package: Package, text: str, kind: str, style: str) -> tuple[object, Fault]:
    """The value of a text that is not empty, by the cell's type and style. Raises ValueError, KeyError."""
    if kind == "s":
        return package.by_index[text], SOUND
    if kind == "n":
        value, out_of_calendar = as_shown(number_of(text), package.formats.codes.get(style), package.epoch)
        return value, Fault.ERROR_VALUE if out_of_calendar else SOUND
    if kind == "b" and text in ("0", "1"):
        return text == "1", SOUND
    if kind == "str":
        return decoded(text), SOUND
    if kind == "e":
        return text, Fault.ERROR_VALUE
    if kind == "d":
        if _DATE.fullmatch(text) is None:  # later Pythons read more, and LibreOffice less
            raise ValueError(text)
        return dt.datetime.fromisoformat(text.removesuffix("Z")), SOUND
    raise ValueError(kind)
