"""The sheets of sample exports, and how they are written as .xls and .xlsx."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

DASH = "—"
Value = Decimal | str | int | None


@dataclass
class Grid:
    """A sheet: values by row and column from 1, and merged areas (top, left, bottom, right)."""

    title: str
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put(self, row: int, column: int, value: Value, down: int = 1, across: int = 1) -> None:
        if value is not None:
            self.cells[row, column] = value
        if down > 1 or across > 1:
            self.merged.append((row, column, row + down - 1, column + across - 1))


def as_xls(grids: Iterable[Grid]) -> bytes:
    """The sheets as the old binary format."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    amount = xlwt.easyxf(num_format_str="#,##0.00")
    for grid in grids:
        sheet = book.add_sheet(grid.title)
        covered = {(top, left): (bottom, right) for top, left, bottom, right in grid.merged}
        for (row, column), value in sorted(grid.cells.items()):
            shown = float(value) if isinstance(value, Decimal) else value
            style = amount if isinstance(value, Decimal) else xlwt.Style.default_style
            if (row, column) in covered:
                bottom, right = covered[row, column]
                sheet.write_merge(row - 1, bottom - 1, column - 1, right - 1, shown, style)
            else:
                sheet.write(row - 1, column - 1, shown, style)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_xlsx(grids: Iterable[Grid]) -> bytes:
    """The sheets as today's format."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        sheet = book.create_sheet(grid.title)
        for (row, column), value in grid.cells.items():
            cell = sheet.cell(row, column, value)
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"  # a text, no formula
        for top, left, bottom, right in grid.merged:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
