"""The cells of a workbook straight from its XML: what openpyxl reads, in a fifth of the time.

Only the package as Excel, WPS, LibreOffice and our own writer make it is read here. Anything else raises
`Unusual`, and the caller leaves the whole workbook to openpyxl, whose answers these are meant to equal
(`tests/intake/test_sheetxml.py` compares them).
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from gongkai.findings import Location
from gongkai.readers.cells import SOUND, Fault, RawCell
from gongkai.readers.xlsx_plain import PlainCell, plain_cells, plain_strings, unescaped

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_WORKBOOK = "xl/workbook.xml"
_ROW, _CELL, _VALUE, _FORMULA = f"{_MAIN}row", f"{_MAIN}c", f"{_MAIN}v", f"{_MAIN}f"
_PERCENT_IDS = (9, 10)  # 0% and 0.00%
_DATE_IDS = frozenset((*range(14, 23), 45, 46, 47))
_DURATION_ID, _DATE, _DURATION = 46, "yyyy-mm-dd", "[h]:mm:ss"
_WORDS = re.compile(r'"[^"]*"|\[[A-Za-z]{3,}\]')  # literal text and colours: no letters of a date
_KEPT_STYLES = 50_000  # bytes of a part with styles that is kept for the next workbook
_EPOCH = dt.datetime(1899, 12, 30)
_LITERAL = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE_LETTER = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_ELAPSED = re.compile(r"\[hh?\](:mm(:ss(\.0*)?)?)?|\[mm?\](:ss(\.0*)?)?|\[ss?\](\.0*)?", re.IGNORECASE)
_MAYBE_DATE = re.compile(r"[dmhysDMHYS]")

NO_RESULT = object()
"""Stands for the value of a formula whose result is not in the file."""


class Unusual(Exception):
    """The package holds something that only openpyxl knows how to read."""


Cell = tuple[int, int, object, str, bool]
"""Row, column, value, kind (e for an error value, as in the file, else empty), and whether it shows a percentage."""


@dataclass(slots=True)
class Package:
    """A workbook's shared parts. `sheets` gives the path of each sheet's part by its title, in order.

    `percent` and `formats` tell by the number of a cell's style which show percentages, which may show dates.
    """

    archive: zipfile.ZipFile
    sheets: list[tuple[str, str]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    percent: frozenset[str] = frozenset()
    formats: dict[str, str] = field(default_factory=dict)

    def rows(self, path: str, place: Location) -> Iterator[tuple[int, dict[int, RawCell]]]:
        """The rows of a sheet that have a value, from top to bottom; `place` is the sheet itself."""
        written = plain_cells(self.archive.read(path))
        if written is not None:
            yield from self._plain_rows(written, place)
            return
        for cells in self._parsed_cells(path):
            yield cells[0][0], {cell[1]: _raw(cell, place) for cell in cells}

    def _plain_rows(
        self, written: list[PlainCell], place: Location
    ) -> Iterator[tuple[int, dict[int, RawCell]]]:
        row: dict[int, RawCell] = {}
        last_row = last_column = 0
        strings, percent, formats = self.strings, self.percent, self.formats
        for reference, style, kind, text, begins in written:
            if begins:
                if row:
                    yield last_row, row
                if int(begins) <= last_row:
                    raise Unusual
                row, last_row, last_column = {}, int(begins), 0
                continue
            number, column = _row_and_column(reference)
            if number != last_row or column <= last_column:
                raise Unusual
            last_column = column
            if kind == "s":
                row[column] = RawCell(strings[int(text)], place, SOUND, False, number, column)
            elif not kind and style not in formats:
                value = int(text) if text.isdecimal() else _plain_number(text)
                row[column] = RawCell(value, place, SOUND, style in percent, number, column)
            else:
                typed, mark = self._typed(unescaped(text), kind or "n", style)
                row[column] = _raw((number, column, typed, mark, style in percent), place)
        if row:
            yield last_row, row

    def _parsed_cells(self, path: str) -> Iterator[list[Cell]]:
        root = _parse(self.archive, path, f"{_MAIN}worksheet")
        data = root.find(f"{_MAIN}sheetData")
        last = 0
        for row in data if data is not None else ():
            number = row.get("r", "")
            if row.tag != _ROW or not number.isdecimal() or int(number) <= last:
                raise Unusual
            last = int(number)
            found = list(self._row(row, last, number))
            if found:
                yield found

    def _row(self, row: Element, number: int, suffix: str) -> Iterator[Cell]:
        last = 0
        for cell in row:
            reference = cell.get("r", "")
            if cell.tag != _CELL or not reference.endswith(suffix):
                raise Unusual
            column = _column(reference.removesuffix(suffix))
            if column <= last:
                raise Unusual
            last = column
            if not len(cell):
                continue
            style = cell.get("s", "0")
            value, kind = self._value(cell, style)
            if value is not None:
                yield number, column, value, kind, style in self.percent

    def _value(self, cell: Element, style: str) -> tuple[object, str]:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(f"{_MAIN}is")
            return (None if inline is None else _text(inline)), ""
        text = cell.findtext(_VALUE)
        if not text:
            # A formula whose result is the empty text is stored with an empty <v>; that is a result.
            empty_text = text is not None and kind == "str"
            waiting = cell.find(_FORMULA) is not None and not empty_text
            return (NO_RESULT if waiting else None), ""
        return self._typed(text, kind, style)

    def _typed(self, text: str, kind: str, style: str) -> tuple[object, str]:
        """The value of a text that is not empty, by the cell's type."""
        if kind == "s":
            return self.strings[int(text)], ""
        if kind == "n":
            return self._number(text, style)
        if kind == "b":
            return bool(int(text)), ""
        if kind in ("str", "e"):
            return text, "e" if kind == "e" else ""
        raise Unusual

    def _number(self, text: str, style: str) -> tuple[object, str]:
        number = _plain_number(text)
        code = self.formats.get(style)
        is_duration = _shows_duration(code) if code is not None else None
        if is_duration is None:
            return number, ""
        try:
            return (_duration(number) if is_duration else _day(number)), ""
        except (OverflowError, ValueError):
            return "#VALUE!", "e"


def _plain_number(text: str) -> int | float:
    whole = "." not in text and "E" not in text and "e" not in text
    return int(text) if whole else float(text)


def open_package(archive: zipfile.ZipFile) -> Package:
    """The sheets, shared strings and number formats of a workbook. Raises Unusual, or what a broken one does."""
    if _WORKBOOK not in archive.NameToInfo:
        raise Unusual
    book = _parse(archive, _WORKBOOK, f"{_MAIN}workbook")
    properties = book.find(f"{_MAIN}workbookPr")
    if properties is not None and properties.get("date1904", "0") not in ("0", "false"):
        raise Unusual
    links = _links(archive)
    package = Package(archive)
    for sheet in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        kind, target = links.get(sheet.get(f"{_LINK}id", ""), ("", ""))
        title = sheet.get("name")
        if kind != "worksheet" or target not in archive.NameToInfo or title is None:
            raise Unusual
        package.sheets.append((title, target))
    parts = dict(links.values())
    if "sharedStrings" in parts:
        plain = plain_strings(archive.read(parts["sharedStrings"]))
        if plain is not None:
            package.strings = plain
    if "sharedStrings" in parts and not package.strings:
        table = _parse(archive, parts["sharedStrings"], f"{_MAIN}sst")
        # As openpyxl does with the mark for an underscore that is no escape.
        package.strings = [_text(item).replace("x005F_", "") for item in table.iterfind(f"{_MAIN}si")]
    if "styles" in parts:
        styles = archive.read(parts["styles"])
        read = _formats if len(styles) <= _KEPT_STYLES else _formats.__wrapped__
        package.percent, package.formats = read(styles)
    return package


def _parse(archive: zipfile.ZipFile, path: str, root: str) -> Element:
    if path not in archive.NameToInfo:
        raise Unusual
    return _parsed(archive.read(path), root)


def _parsed(part: bytes, root: str) -> Element:
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        element = fromstring(part)
    except ParseError as error:
        raise Unusual from error
    if element.tag != root:
        raise Unusual
    return element


def _links(archive: zipfile.ZipFile) -> dict[str, tuple[str, str]]:
    """What the workbook refers to: kind and path by id."""
    root = _parse(archive, "xl/_rels/workbook.xml.rels", f"{_PACKAGE}Relationships")
    found = {}
    for link in root:
        target = link.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        found[link.get("Id", "")] = (link.get("Type", "").rsplit("/", 1)[-1], path)
    return found


def _text(item: Element) -> str:
    """The text of a string item without the phonetic guides above it."""
    pieces = [item.findtext(f"{_MAIN}t") or ""]
    pieces += [run.findtext(f"{_MAIN}t") or "" for run in item.iterfind(f"{_MAIN}r")]
    return "".join(pieces)


@lru_cache(maxsize=8)  # a county's departments fill in the same workbook: the same bytes again and again
def _formats(part: bytes) -> tuple[frozenset[str], dict[str, str]]:
    """The cell styles that show a percentage, and the formats of those that may show a date."""
    styles = _parsed(part, f"{_MAIN}styleSheet")
    own = {
        int(item.get("numFmtId", "-1")): item.get("formatCode", "")
        for item in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
    }
    percent, formats = set(), {}
    for index, style in enumerate(styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")):
        number = int(style.get("numFmtId", "0"))
        code = own.get(number)
        if number in _PERCENT_IDS if code is None else "%" in code:
            percent.add(str(index))
        if code is None and number in _DATE_IDS:
            code = _DURATION if number == _DURATION_ID else _DATE
        if code and _MAYBE_DATE.search(_WORDS.sub("", code)):
            formats[str(index)] = code
    return frozenset(percent), formats


@lru_cache(maxsize=256)
def _shows_duration(code: str) -> bool | None:
    """Whether a number format shows a duration (True) or a date (False); None where it shows a number."""
    first = code.split(";", maxsplit=1)[0]
    if not _DATE_LETTER.search(_LITERAL.sub("", first)):
        return None
    return _ELAPSED.search(first) is not None


def _duration(number: float) -> dt.timedelta:
    length = dt.timedelta(days=number)
    if length.microseconds:
        return dt.timedelta(seconds=length.total_seconds() // 1, microseconds=round(length.microseconds, -3))
    return length


def _day(number: float) -> dt.datetime | dt.time:
    """A date as Excel counts it: days since 1899-12-30, with the 29 February 1900 that never was."""
    day, fraction = divmod(number, 1)
    rest = dt.timedelta(milliseconds=round(fraction * 86400 * 1000))
    if 0 <= number < 1 and rest.days == 0:
        return (_EPOCH + rest).time()
    if 0 < number < 60:
        day += 1
    return _EPOCH + dt.timedelta(days=day) + rest


def _raw(cell: Cell, place: Location) -> RawCell:
    row, column, value, kind, percent = cell
    if value is NO_RESULT:
        return RawCell(None, place, Fault.NO_RESULT, False, row, column)
    fault = Fault.ERROR_VALUE if kind == "e" else SOUND
    return RawCell(value, place, fault, percent and isinstance(value, int | float), row, column)


@lru_cache(maxsize=16384)  # the same few thousand places in every workbook
def _row_and_column(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column(letters)


@lru_cache(maxsize=512)
def _column(letters: str) -> int:
    if not (letters.isascii() and letters.isupper() and letters.isalpha() and len(letters) <= 3):
        raise Unusual
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - 64
    return number
