"""A sheet where the user adds rows: merged group headings, totals on top, blank rows below."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.blanks.prefilled import amount_in_unit, code_columns, listed_name, rows_to_write
from gongkai.blanks.sheet_places import (
    BLANK_ROWS,
    COMPUTED_LABEL,
    HEADER_ROW,
    SUMMED_ROWS,
    BlankSlot,
    RowsLayout,
    rows_layout,
)
from gongkai.model.department import Entry, Schedule, Value
from gongkai.model.schema import CODE_TYPES, ColumnType, ScheduleSpec

DASH = "—"

if TYPE_CHECKING:
    from gongkai.blanks.pages import Pages


def write_rows_sheet(page: Pages, sheet: Any, spec: ScheduleSpec, schedule: Schedule | None) -> None:
    """Headings, the row of totals, the entries, and blank rows behind them."""
    layout = rows_layout(spec)
    entries = rows_to_write(spec, schedule)
    count = max(BLANK_ROWS, len(entries) + 20) if not spec.is_prefilled else len(entries) + 10
    last = layout.first_row + count - 1
    summed_to = layout.first_row + max(SUMMED_ROWS, len(entries) + SUMMED_ROWS // 2)
    for index, slot in enumerate(layout.slots):
        kind = slot.column.type if slot.column is not None else ColumnType.AMOUNT
        sheet.set_column(index, index, slot.width, page.styles.plain(kind, slot.width))
    _headings(page, sheet, layout)
    amounts = [[_amount(page, slot, entry) for slot in layout.slots] for entry in entries]
    _add_totals(layout, amounts)
    if layout.has_total:
        _total_row(page, sheet, layout, amounts, summed_to)
    above: set[str] = set()
    for offset, entry in enumerate(entries):
        nothing = _nothing(page, spec, entry, above) if page.is_whole else set()
        _entry(page, sheet, spec, layout, layout.first_row + offset, entry, nothing)
    _row_totals(page, sheet, layout, amounts, last)
    _input_area(page, sheet, layout, last, summed_to)
    sheet.freeze_panes(layout.first_row, layout.frozen)
    sheet.repeat_rows(HEADER_ROW, layout.total_row - 1)


def _headings(page: Pages, sheet: Any, layout: RowsLayout) -> None:
    style, bottom = page.styles.heading(), HEADER_ROW + layout.depth - 1
    for row in range(HEADER_ROW, bottom + 1):
        sheet.set_row(row, 32 if row == bottom else 22)
    start = 0
    while start < len(layout.slots):
        slot = layout.slots[start]
        if len(slot.path) == 1:
            if bottom > HEADER_ROW:
                sheet.merge_range(HEADER_ROW, start, bottom, start, slot.heading, style)
            else:
                sheet.write_string(HEADER_ROW, start, slot.heading, style)
            start += 1
            continue
        end = start
        while end + 1 < len(layout.slots) and layout.slots[end + 1].path[:-1] == slot.path[:-1]:
            end += 1
        group = slot.group
        if end > start:
            sheet.merge_range(HEADER_ROW, start, bottom - 1, end, group, style)
        else:
            sheet.write_string(HEADER_ROW, start, group, style)
        for index in range(start, end + 1):
            computed = layout.slots[index].column is None
            sheet.write_string(
                bottom,
                index,
                layout.slots[index].heading,
                page.styles.computed_heading() if computed else style,
            )
        start = end + 1


def _amount(page: Pages, slot: BlankSlot, entry: Entry) -> Decimal:
    """The amount of an entry in a column, in the user's unit; zero elsewhere."""
    if slot.column is None or slot.column.type is not ColumnType.AMOUNT:
        return Decimal(0)
    return amount_in_unit(entry.number(slot.column.name) or Decimal(0), page.unit)


def _add_totals(layout: RowsLayout, amounts: list[list[Decimal]]) -> None:
    for row in amounts:
        for index, slot in enumerate(layout.slots):
            if slot.parts:
                row[index] = sum((row[part] for part in slot.parts), Decimal(0))


def _total_row(
    page: Pages, sheet: Any, layout: RowsLayout, amounts: list[list[Decimal]], summed_to: int
) -> None:
    from xlsxwriter.utility import xl_range

    style = page.styles.computed()
    for index, slot in enumerate(layout.slots):
        if slot.column is not None and slot.column.type is not ColumnType.AMOUNT:
            sheet.write_blank(layout.total_row, index, None, style)
            continue
        total = sum((row[index] for row in amounts), Decimal(0))
        formula = f"=SUM({xl_range(layout.first_row, index, summed_to, index)})"
        sheet.write_formula(layout.total_row, index, formula, style, float(total))
    sheet.write_string(layout.total_row, 0, COMPUTED_LABEL, page.styles.computed_label())


def _nothing(page: Pages, spec: ScheduleSpec, entry: Entry, above: set[str]) -> set[str]:
    """The columns without a value whose empty cell would be taken for one: a dash says that there is none.

    `above` names the columns that hold something in a row above; it is brought up to this row.
    """
    found = set()
    for column in spec.columns:
        if column.blank is None:
            continue
        if column.name in entry.values:
            above.add(column.name)
        elif (
            (column.blank.above and column.name in above)
            or column.blank.column in entry.values
            or (column.blank.line and page.identity(column.blank.line))
        ):
            found.add(column.name)
            above.discard(column.name)
    return found


def _entry(
    page: Pages, sheet: Any, spec: ScheduleSpec, layout: RowsLayout, row: int, entry: Entry, nothing: set[str]
) -> None:
    from gongkai.blanks.row_heights import LINE_POINTS, text_points

    names = code_columns(spec)
    height = LINE_POINTS
    for index, slot in enumerate(layout.slots):
        column = slot.column
        if column is None:
            continue
        value = entry.values.get(column.name)
        code = names.get(column.name)
        if value is None and code is not None:
            name = listed_name(code.type, entry.text(code.name), page.classification)
            value = Value(name) if name else None
        if value is None:
            if column.name in nothing:
                sheet.write_string(row, index, DASH, page.styles.plain(column.type, slot.width))
            continue
        if column.type in CODE_TYPES:
            value = Value(page.code_text(spec, column.name, column.type, str(value.value)))
        page.value(sheet, row, index, column.type, value, page.styles.plain(column.type, slot.width))
        height = max(height, text_points(str(value.value), slot.width))
    sheet.set_row(row, height)


def _row_totals(page: Pages, sheet: Any, layout: RowsLayout, amounts: list[list[Decimal]], last: int) -> None:
    """A sum behind each group, in the blank rows too."""
    from xlsxwriter.utility import xl_range

    style = page.styles.computed()
    for index, slot in enumerate(layout.slots):
        if not slot.parts:
            continue
        for offset, row in enumerate(range(layout.first_row, last + 1)):
            total = amounts[offset][index] if offset < len(amounts) else Decimal(0)
            formula = f"=SUM({xl_range(row, slot.parts[0], row, slot.parts[-1])})"
            sheet.write_formula(row, index, formula, style, float(total))


def _input_area(page: Pages, sheet: Any, layout: RowsLayout, last: int, summed_to: int) -> None:
    """Colour and drop-downs of the input columns.

    The colour is one conditional format over each run of columns: blank rows then hold no cells, and a
    workbook opens several times faster than with sixty rows of formatted cells on every sheet.
    """
    start = None
    for index, slot in enumerate((*layout.slots, None)):
        is_input = slot is not None and slot.column is not None
        if is_input and start is None:
            start = index
        if not is_input and start is not None:
            options = {"type": "formula", "criteria": "=TRUE", "format": page.styles.area()}
            sheet.conditional_format(layout.first_row, start, last, index - 1, options)
            start = None
    for index, slot in enumerate(layout.slots):
        column = slot.column
        if column is None:
            continue
        rule = page.dropdowns.column_rule(column)
        if rule:
            sheet.data_validation(layout.first_row, index, summed_to, index, rule)
        if column.type in CODE_TYPES:
            from xlsxwriter.utility import xl_range

            sheet.ignore_errors(
                {"number_stored_as_text": xl_range(layout.first_row, index, summed_to, index)}
            )
