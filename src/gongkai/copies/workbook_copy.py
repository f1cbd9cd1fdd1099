"""A copy of a user's workbook, changed with openpyxl, with openpyxl's side effects corrected.

openpyxl drops the results of formulas, which readers of the copy need until a spreadsheet program has recalculated
it; it writes the time of saving, so that the same input would give different bytes; and it writes the parts of a
font in an order that the schema forbids.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from gongkai.office_files import MADE_ON
from gongkai.readers.xlsx_strict import usual_package

COPIED_SUFFIXES = (".xlsx", ".xlsm")
"""Of the workbooks that openpyxl reads and writes."""
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))<v\s*(?:/>|></v>)</c>')
_FONT = re.compile(rb"<font>(.*?)</font>", re.DOTALL)
_PROPERTY = re.compile(rb"<(\w+)\b[^>]*/>")
_FONT_ORDER = (
    b"b i strike condense extend outline shadow u vertAlign sz color name family charset scheme"
).split()
_TYPE = re.compile(rb' t="[^"]*"')

Results = Mapping[str, Mapping[str, object]]  # sheet title, cell, what the formula gave


def open_copy(content: bytes) -> Any:
    """The workbook, to be changed. Raises whatever openpyxl raises on a workbook that it cannot load."""
    import openpyxl

    with warnings.catch_warnings():
        # openpyxl warns about features that it drops; the user's own file keeps them.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(usual_package(content)))


def save_copy(book: Any, original: bytes | None = None) -> bytes:
    """The workbook as bytes; formulas keep the results that they had in `original`."""
    results = _results(original, book) if original is not None else {}
    parts = {f"xl/worksheets/sheet{index}.xml": sheet.title for index, sheet in enumerate(book.worksheets, 1)}
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(buffer)
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as archive, zipfile.ZipFile(result, "w") as out:
        for info in archive.infolist():
            data = archive.read(info)
            if info.filename == "docProps/core.xml":
                data = _CLOCK.sub(rb"\g<1>2000-01-01T00:00:00Z\2", data)
            if info.filename == "xl/styles.xml":
                data = _FONT.sub(_ordered_font, data)
            found = results.get(parts.get(info.filename, ""))
            if found:
                data = _with_results(data, found)
            fixed = zipfile.ZipInfo(info.filename, _FIXED_TIME)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = MADE_ON
            out.writestr(fixed, data)
    return result.getvalue()


def _results(original: bytes, book: Any) -> Results:
    """What the formulas of the original gave, where the copy still has a formula."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(usual_package(original)), data_only=True, read_only=True)
    found: dict[str, dict[str, object]] = {}
    for sheet in values.worksheets:
        if sheet.title not in book.sheetnames:
            continue
        sheet.reset_dimensions()
        now = book[sheet.title]
        formulas = {cell.coordinate for row in now.iter_rows() for cell in row if cell.data_type == "f"}
        found[sheet.title] = {
            cell.coordinate: cell.value
            for row in (sheet.iter_rows() if formulas else ())
            for cell in row
            if cell.value is not None and cell.coordinate in formulas
        }
    return found


def _ordered_font(match: re.Match[bytes]) -> bytes:
    found = list(_PROPERTY.finditer(match[1]))
    if b"".join(item[0] for item in found) != match[1] or any(item[1] not in _FONT_ORDER for item in found):
        return match[0]
    return b"<font>" + b"".join(item[0] for item in sorted(found, key=_font_place)) + b"</font>"


def _font_place(item: re.Match[bytes]) -> int:
    return _FONT_ORDER.index(item[1])


def _with_results(xml: bytes, found: Mapping[str, object]) -> bytes:
    def put(match: re.Match[bytes]) -> bytes:
        value = found.get(match[1].decode())
        if not isinstance(value, str | int | float):
            return match[0]
        attributes, shown = _TYPE.sub(b"", match[2]), str(value)
        if isinstance(value, bool):
            attributes, shown = attributes + b' t="b"', str(int(value))
        elif isinstance(value, str):
            attributes += b' t="str"'
        cell = b'<c r="' + match[1] + b'"' + attributes + b">" + match[3]
        return cell + b"<v>" + escape(shown).encode() + b"</v></c>"

    return _FORMULA.sub(put, xml)
