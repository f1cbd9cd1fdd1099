"""A sheet that asks crosswise: the fixed texts down the side, a column (or a few) for each name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongkai.blanks.sheet_places import HEADER_ROW
from gongkai.intake.matrix_sheets import matrix_heading
from gongkai.model.department import Entry, Schedule
from gongkai.model.schema import ColumnType, Matrix, ScheduleSpec

if TYPE_CHECKING:
    from gongkai.blanks.pages import Pages

BLOCKS = 4  # for as many names is there room to begin with
_LABEL_WIDTH = 34.0
_VALUE_WIDTH = 70.0


def fits_matrices(spec: ScheduleSpec, entries: Sequence[Entry]) -> bool:
    """True if the sheets can hold every entry so that they read back in the same order."""
    placed = [
        entry for matrix in spec.sheets for block in _blocks(matrix, entries) for entry in block.values()
    ]
    return [id(entry) for entry in placed] == [id(entry) for entry in entries]


def write_matrix(
    page: Pages, sheet: Any, spec: ScheduleSpec, matrix: Matrix, schedule: Schedule | None
) -> None:
    """Headings with room for the names, the fixed texts, and what is filled in already."""
    blocks = _blocks(matrix, schedule.entries if schedule is not None else ())
    width = len(matrix.values)
    count = max(BLOCKS, len(blocks) + 1)
    _headings(page, sheet, spec, matrix, count)
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, count * width, _VALUE_WIDTH / width, page.styles.plain(ColumnType.TEXT, _VALUE_WIDTH))
    top = HEADER_ROW + (2 if width > 1 else 1)
    for offset, text in enumerate(matrix.rows):
        sheet.write_string(top + offset, 0, text, page.styles.label(0))
        sheet.set_row(
            top + offset, _height(matrix, [block.get(text) for block in blocks], _VALUE_WIDTH / width)
        )
    last = top + len(matrix.rows) - 1
    options = {"type": "formula", "criteria": "=TRUE", "format": page.styles.area()}
    sheet.conditional_format(HEADER_ROW, 1, HEADER_ROW, count * width, options)
    sheet.conditional_format(top, 1, last, count * width, options)
    style = page.styles.plain(ColumnType.TEXT, _VALUE_WIDTH)
    for number, block in enumerate(blocks):
        first = 1 + number * width
        name = next(iter(block.values())).values[matrix.across]
        page.value(sheet, HEADER_ROW, first, ColumnType.TEXT, name, page.styles.heading())
        for text, entry in block.items():
            row = top + matrix.rows.index(text)
            for index, value in enumerate(matrix.values):
                if value in entry.values:
                    page.value(sheet, row, first + index, ColumnType.TEXT, entry.values[value], style)
    sheet.freeze_panes(top, 1)
    sheet.repeat_rows(HEADER_ROW, top - 1)


def _headings(page: Pages, sheet: Any, spec: ScheduleSpec, matrix: Matrix, count: int) -> None:
    width = len(matrix.values)
    sheet.set_row(HEADER_ROW, 32)
    sheet.write_string(HEADER_ROW, 0, matrix_heading(matrix), page.styles.heading())
    rule = page.dropdowns.names_rule(matrix.across, matrix.listed_in)
    for number in range(count):
        first = 1 + number * width
        if width > 1:
            sheet.merge_range(HEADER_ROW, first, HEADER_ROW, first + width - 1, "", page.styles.heading())
            for index, value in enumerate(matrix.values):
                sheet.write_string(HEADER_ROW + 1, first + index, value, page.styles.heading())
        else:
            sheet.write_blank(HEADER_ROW, first, None, page.styles.heading())
        if rule:
            sheet.data_validation(HEADER_ROW, first, HEADER_ROW, first, rule)


def _height(matrix: Matrix, entries: Sequence[Entry | None], width: float) -> float:
    from gongkai.blanks.row_heights import text_points

    texts = [entry.text(value) for entry in entries if entry is not None for value in matrix.values]
    return max(text_points(text, width, 2) for text in texts or [""])


def _blocks(matrix: Matrix, entries: Sequence[Entry]) -> list[dict[str, Entry]]:
    """The entries that belong on the sheet: by name, then by text in the order of the sheet."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        if all(entry.text(column) == text for column, text in matrix.fixed):
            found.setdefault(entry.text(matrix.across), {})[entry.text(matrix.down)] = entry
    order = {text: position for position, text in enumerate(matrix.rows)}
    return [
        {text: block[text] for text in sorted(block, key=lambda text: order[text])}
        for name, block in found.items()
        if name and all(text in order for text in block)
    ]
