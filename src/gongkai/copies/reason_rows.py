"""Write reasons into an input: behind the rows of the user's own workbook or where they stand, or into the model.

The workbook is a copy of the user's; his own rows, sheets and formats stay as they are.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import field, replace
from itertools import count
from typing import Any

from gongkai.blanks.cell_formats import FONT
from gongkai.copies.workbook_copy import open_copy, save_copy
from gongkai.frozen import frozen
from gongkai.intake.header import Header
from gongkai.intake.headings import find_header
from gongkai.intake.workbook_form import sheet_name
from gongkai.model.department import Department, Entry, Value
from gongkai.model.labels import COMPUTED_SUFFIX
from gongkai.model.schema import ScheduleSpec
from gongkai.readers.cells import letters
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.xlsx import read_sheets
from gongkai.text_workbook import put_text

FIGURES = ("本年（万元）", "比较数（万元）", "增减（万元）", "增减率")
_LONG = 24


@frozen
class DraftRow:
    """A row to write: texts by column, and the figures shown beside them, as printed.

    `row` is the row of the sheet in which it stands already, and `place` its place in the schedule; 0 and -1 for a
    row to be added. `shown` are texts that a workbook shows instead: codes with their
    names, where no column holds these.
    """

    texts: dict[str, str]
    figures: tuple[str, ...] = ()
    row: int = 0
    place: int = -1
    shown: dict[str, str] = field(default_factory=dict)


def add_to_department(department: Department, schedule: str, rows: Sequence[DraftRow]) -> Department:
    """The department with the rows behind those it has, or written into them."""
    found = department.schedules[schedule]
    entries = list(found.entries)
    for row in rows:
        values = {name: Value(text) for name, text in row.texts.items()}
        if row.place >= 0:
            entries[row.place] = replace(entries[row.place], values={**entries[row.place].values, **values})
        else:
            entries.append(Entry(values))
    changed = replace(found, entries=tuple(entries), present=True)
    return replace(department, schedules={**department.schedules, schedule: changed})


def add_to_workbook(content: bytes, spec: ScheduleSpec, rows: Sequence[DraftRow]) -> bytes | None:
    """The workbook with the rows under those of the schedule's sheet, or where they stand; None where the sheet
    cannot be used."""
    grid = next((grid for grid in read_sheets(content, "") if grid.title == sheet_name(spec.name)), None)
    header = find_header(grid, spec) if grid is not None else None
    if grid is None or header is None:
        return None
    book = open_copy(content)
    _add(book[grid.title], grid, header, spec, rows)
    book.active = book.sheetnames.index(grid.title)
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == grid.title
    return save_copy(book, content)


def _add(sheet: Any, grid: SheetCells, header: Header, spec: ScheduleSpec, rows: Sequence[DraftRow]) -> None:
    from openpyxl.styles import Alignment, Font

    from gongkai.blanks.row_heights import text_points

    font = Font(name=FONT, size=10)
    where = dict(header.where)
    for column in spec.columns:
        if column.name not in where and any(column.name in row.texts for row in rows):
            where[column.name] = _new_column(sheet, header, column.name, max(column.width, 12))
            _choices(sheet, header, where[column.name], column.choices)
    first = 1 + max([header.last, *(number for number in grid.rows if _is_filled(grid, number, header))])
    figures = _figure_columns(sheet, header) if any(row.figures for row in rows) else []
    following = count(first)
    for row in rows:
        number = row.row or next(following)
        for name, text in row.texts.items():
            cell = sheet.cell(number, where[name])
            put_text(cell, row.shown.get(name, text))
            cell.number_format = "@" if len(text) < _LONG else "General"
            cell.alignment, cell.font = Alignment(vertical="center", wrap_text=True), font
        for position, text in zip(figures, row.figures, strict=True):
            shown = sheet.cell(number, position)
            put_text(shown, text)
            shown.alignment, shown.font = Alignment(horizontal="right", vertical="center"), font
        widths = {name: sheet.column_dimensions[letters(where[name])].width or 13 for name in row.texts}
        sheet.row_dimensions[number].height = max(
            text_points(row.shown.get(name, text), widths[name]) for name, text in row.texts.items()
        )


def _is_filled(grid: SheetCells, number: int, header: Header) -> bool:
    return number > header.last and any(column in grid.rows[number] for column in header.columns)


def _new_column(sheet: Any, header: Header, title: str, width: float) -> int:
    """A heading behind the last one of the header row, in its look."""
    last = max(cell.column for cell in sheet[header.last] if cell.value is not None)
    cell, model = sheet.cell(header.last, last + 1), sheet.cell(header.last, last)
    put_text(cell, title)
    for aspect in ("font", "fill", "border", "alignment"):
        setattr(cell, aspect, copy.copy(getattr(model, aspect)))
    sheet.column_dimensions[letters(last + 1)].width = width
    return int(last + 1)


def _figure_columns(sheet: Any, header: Header) -> list[int]:
    """The columns that show the figures; their headings say that they are computed, so nobody reads them."""
    titles = [title + COMPUTED_SUFFIX for title in FIGURES]
    known = {cell.value: int(cell.column) for cell in sheet[header.last]}
    return [known.get(title) or _new_column(sheet, header, title, 16) for title in titles]


def _choices(sheet: Any, header: Header, column: int, choices: tuple[str, ...]) -> None:
    if not choices:
        return
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    rule.add(f"{letters(column)}{header.last + 1}:{letters(column)}{header.last + 200}")
    sheet.add_data_validation(rule)
