"""A sheet of fixed lines: sub-headings, units, input cells, and grey where a line takes no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongkai.blanks.cell_formats import PROSE_WIDTH
from gongkai.blanks.sheet_places import HEADER_ROW, has_units, lines_rows
from gongkai.model.department import Entry, Schedule
from gongkai.model.labels import LINE_HEADING, PROMPT_HEADING, UNIT_HEADING
from gongkai.model.schema import Column, ColumnType, Line, ScheduleSpec

if TYPE_CHECKING:
    from gongkai.blanks.pages import Pages

_LABEL_WIDTH = 38.0
_VALUE_WIDTH = 20.0
PROMPT_WIDTH = 44.0
PROSE_LINES = 3


def write_lines_sheet(page: Pages, sheet: Any, spec: ScheduleSpec, schedule: Schedule | None) -> None:
    """Label, unit, one column per value, and what to fill in."""
    units = has_units(spec)
    prompts = any(line.prompt for line in spec.lines)
    headings = [LINE_HEADING, *([UNIT_HEADING] if units else [])]
    first = len(headings)
    widths = [
        _LABEL_WIDTH,
        *([9.0] if units else []),
        *(column.width or _VALUE_WIDTH for column in spec.columns),
    ]
    headings += ["/".join(column.path) for column in spec.columns]
    if prompts:
        headings.append(PROMPT_HEADING)
        widths.append(PROMPT_WIDTH)
    sheet.set_row(HEADER_ROW, 26)
    for index, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(index, index, width)
        sheet.write_string(HEADER_ROW, index, heading, page.styles.heading())
    for item in lines_rows(spec):
        if item.line is None:
            for index in range(len(headings)):
                sheet.write_blank(item.row, index, None, page.styles.group())
            sheet.write_string(item.row, 0, item.group, page.styles.group())
            continue
        line = item.line
        label = line.name + (" *" if line.required else "")
        sheet.write_string(item.row, 0, label, page.styles.label(1 if line.group else 0))
        if units:
            _unit(page, sheet, item.row, line)
        entry = schedule.line(line.name) if schedule is not None else None
        for offset, column in enumerate(spec.columns):
            _cell(page, sheet, (item.row, first + offset), line, column, entry, left=len(spec.columns) == 1)
        if prompts:
            sheet.write_string(item.row, len(headings) - 1, line.prompt, page.styles.prompt())
        sheet.set_row(item.row, _height(spec, line, entry, prompts))
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)


def _height(spec: ScheduleSpec, line: Line, entry: Entry | None, prompts: bool) -> float:
    """The height for the texts of the row; a row for prose is high from the beginning."""
    from gongkai.blanks.row_heights import text_points

    heights = [
        text_points(line.name, _LABEL_WIDTH - 2),
        text_points(line.prompt if prompts else "", PROMPT_WIDTH),
    ]
    for column in spec.columns:
        width = column.width or _VALUE_WIDTH
        text = entry.text(column.name) if entry is not None else ""
        is_prose = line.type is ColumnType.TEXT and width >= PROSE_WIDTH
        heights.append(text_points(text, width, PROSE_LINES if is_prose else 1))
    return max(heights)


def _unit(page: Pages, sheet: Any, row: int, line: Line) -> None:
    style = page.styles.unit()
    if line.unit or line.type is not ColumnType.AMOUNT:
        sheet.write_string(row, 1, line.unit, style)
    else:
        page.unit_formula(sheet, row, 1, "", "", style)


def _cell(
    page: Pages,
    sheet: Any,
    place: tuple[int, int],
    line: Line,
    column: Column,
    entry: Entry | None,
    *,
    left: bool,
) -> None:
    row, index = place
    if line.columns and column.name not in line.columns:
        sheet.write_blank(row, index, None, page.styles.closed())
        return
    width = column.width or _VALUE_WIDTH
    style = page.styles.input(line.type, width, left)
    value = entry.values.get(column.name) if entry is not None else None
    if value is None:
        sheet.write_blank(row, index, None, style)
    else:
        page.value(sheet, row, index, line.type, value, style)
    rule = page.dropdowns.rule(line.type, line.name, line.choices or column.choices, "")
    if line.offer is not None:
        rule = {"validate": "list", "source": [line.offer.word], "show_error": False}
    if rule:
        sheet.data_validation(row, index, row, index, rule)
