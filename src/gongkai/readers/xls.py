"""A workbook of the old binary format (.xls, also WPS's .et) to the same grids as one of today's.

The finance systems still export it. xlrd reads the format; it is pure Python, so that this runs in a browser too.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from gongkai.findings import Location
from gongkai.readers.cells import SOUND, Fault, RawCell
from gongkai.readers.limits import MAX_CELLS, MAX_SHEETS, TooLarge, check_rows
from gongkai.readers.package import Damaged, Protected
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.xlsx_formats import EPOCH, EPOCH_1904, as_shown

if TYPE_CHECKING:
    import datetime as dt

_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)  # as xlrd numbers them
_EXACT = 10**15


def read_xls(content: bytes, file: str, every: bool = False) -> list[SheetCells]:
    """All sheets, those that may be read (all, if `every`) with their cells. Raises Protected, Damaged, TooLarge."""
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO(), on_demand=True
        )
        if book.nsheets > MAX_SHEETS:
            raise TooLarge(f"有 {book.nsheets} 张工作表，最多 {MAX_SHEETS} 张")
        grids = []
        left = MAX_CELLS
        for index, title in enumerate(book.sheet_names()):
            grid = SheetCells(title, file)
            grids.append(grid)
            if every or grid.is_read:
                _fill(grid, book, book.sheet_by_index(index))
                book.unload_sheet(index)
                left -= sum(map(len, grid.rows.values()))
                if left < 0:
                    raise TooLarge(f"的单元格太多，最多 {MAX_CELLS} 个")
    except TooLarge:
        raise
    except MemoryError:
        raise TooLarge("的内容太多，不像正常的文件") from None
    except Exception as error:  # xlrd meets damage with whatever the damaged bytes lead to
        if "encrypt" in str(error).lower() or "password" in str(error).lower():
            raise Protected() from error
        raise Damaged("不是完整的 .xls 工作簿") from error
    return grids


def _fill(grid: SheetCells, book: Any, sheet: Any) -> None:
    place = Location(grid.file, grid.title)
    epoch = EPOCH_1904 if book.datemode else EPOCH
    codes: dict[int, str] = {}
    for number in range(sheet.nrows):
        row: dict[int, RawCell] = {}
        for column in range(sheet.row_len(number)):
            cell = sheet.cell(number, column)
            if cell.ctype in (_EMPTY, _BLANK) or cell.value == "":
                continue
            code = codes.get(cell.xf_index)
            if code is None:
                code = codes[cell.xf_index] = _code(book, cell.xf_index)
            value, fault = _value(cell.ctype, cell.value, code, epoch)
            percent = cell.ctype == _NUMBER and "%" in code
            row[column + 1] = RawCell(value, place, fault, percent, number + 1, column + 1)
        if row:
            grid.rows[number + 1] = row
            check_rows(grid.title, len(grid.rows))
    grid.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]


def _code(book: Any, style: int) -> str:
    form = book.format_map.get(book.xf_list[style].format_key)
    return form.format_str if form is not None else ""


def _value(kind: int, value: Any, code: str, epoch: dt.datetime) -> tuple[object, Fault]:
    from xlrd.biffh import error_text_from_code

    if kind == _TEXT:
        return value, SOUND
    if kind == _BOOLEAN:
        return bool(value), SOUND
    if kind == _ERROR:
        return error_text_from_code.get(value, "#N/A"), Fault.ERROR_VALUE
    shown, out_of_calendar = as_shown(value, code if kind == _DATE else None, epoch)
    if isinstance(shown, float) and shown.is_integer() and abs(shown) < _EXACT:
        shown = int(shown)
    return shown, Fault.ERROR_VALUE if out_of_calendar else SOUND
