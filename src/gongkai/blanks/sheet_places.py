"""Where everything stands on the sheets that write_workbook makes: columns, rows and widths."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.frozen import frozen
from gongkai.model.labels import COMPUTED_SUFFIX, IDENTITY_SCHEDULE, TOTAL_LABEL, UNIT_LINE, name_column
from gongkai.model.schema import CODE_TYPES, Column, ColumnType, InputSpec, Line, ScheduleSpec, Shape

TITLE_ROW, PURPOSE_ROW, UNIT_ROW, HEADER_ROW = 0, 1, 2, 3  # counted from 0, as XlsxWriter does
COMPUTED_LABEL = TOTAL_LABEL + COMPUTED_SUFFIX
BLANK_ROWS = 60
SUMMED_ROWS = 1000

_WIDTHS = {
    ColumnType.FUNCTION: 14.0,
    ColumnType.ECONOMIC: 14.0,
    ColumnType.CHOICE: 14.0,
    ColumnType.TEXT: 24.0,
    ColumnType.AMOUNT: 16.0,
    ColumnType.COUNT: 10.0,
    ColumnType.NUMBER: 12.0,
    ColumnType.DATE: 16.0,
}
# A code shown with its name, where no column beside it holds the name.
_CODE_WITH_NAME = 34.0


@frozen
class BlankSlot:
    """One column of a ROWS sheet: a column of the schedule, or the computed total of `parts`."""

    path: tuple[str, ...]
    column: Column | None
    width: float
    parts: tuple[int, ...] = ()

    @property
    def heading(self) -> str:
        if self.column is None:
            return self.path[-1]
        return self.column.headings[-1] + (" *" if self.column.required else "")

    @property
    def group(self) -> str:
        """The heading above, over all columns of the group."""
        above = self.column.headings[:-1] if self.column is not None else self.path[:-1]
        return "/".join(above)


@frozen
class RowsLayout:
    """A ROWS sheet: its columns from the left, and its rows (counted from 0)."""

    slots: tuple[BlankSlot, ...]
    depth: int
    has_total: bool
    frozen: int

    @property
    def total_row(self) -> int:
        return HEADER_ROW + self.depth

    @property
    def first_row(self) -> int:
        return self.total_row + int(self.has_total)


@frozen
class LineRow:
    """One row of a LINES sheet: a line, or the sub-heading `group` where `line` is None."""

    row: int
    line: Line | None
    group: str = ""


def rows_layout(spec: ScheduleSpec) -> RowsLayout:
    """The layout of a ROWS sheet, with a computed total behind each group of amounts that add up."""
    slots: list[BlankSlot] = []
    columns = [column for column in spec.columns if not column.follows]
    for position, column in enumerate(columns):
        slots.append(BlankSlot(column.path, column, _width(spec, column)))
        following = columns[position + 1] if position + 1 < len(columns) else None
        if len(column.path) > 1 and (following is None or following.path[:-1] != column.path[:-1]):
            group = column.path[:-1]
            parts = tuple(
                index
                for index, slot in enumerate(slots)
                if slot.path[:-1] == group and slot.column is not None
            )
            if _adds_up([slots[index] for index in parts]):
                slots.append(BlankSlot((*group, COMPUTED_LABEL), None, 16.0, parts))
    return RowsLayout(
        slots=tuple(slots),
        depth=max(len(column.path) for column in columns),
        has_total=not spec.control and any(column.type is ColumnType.AMOUNT for column in spec.columns),
        frozen=_frozen(slots),
    )


def _adds_up(slots: Sequence[BlankSlot]) -> bool:
    """Whether a group is the parts of one amount. Opening and closing balances of a movement are not."""
    columns = [slot.column for slot in slots if slot.column is not None]
    starts = {column.path[-1][:2] for column in columns}
    return (
        len(columns) > 1 and all(item.type is ColumnType.AMOUNT for item in columns) and "年末" not in starts
    )


def _width(spec: ScheduleSpec, column: Column) -> float:
    width = max(column.width, _WIDTHS[column.type] if not column.width else 0)
    if column.type in CODE_TYPES:
        named = spec.column(name_column(column.name)) is not None
        width = max(width, _WIDTHS[column.type] if named else _CODE_WITH_NAME)
    # A heading of wide characters must fit in two lines.
    return max(width, len(column.headings[-1]) + 3.0)


def _frozen(slots: Sequence[BlankSlot]) -> int:
    """How many columns stay in view: the leading key columns, as long as they leave room for the rest."""
    count, width = 0, 0.0
    for slot in slots:
        width += slot.width
        if slot.column is None or slot.column.type.is_numeric or (count and width > 72):
            break
        count += 1
    return count if count < len(slots) else min(1, len(slots) - 1)


def lines_rows(spec: ScheduleSpec) -> list[LineRow]:
    """The rows of a LINES sheet under its heading, sub-headings where the group changes."""
    rows: list[LineRow] = []
    row, group = HEADER_ROW + 1, ""
    for line in spec.lines:
        if line.group and line.group != group:
            rows.append(LineRow(row, None, line.group))
            row += 1
        group = line.group or group
        rows.append(LineRow(row, line))
        row += 1
    return rows


def has_units(spec: ScheduleSpec) -> bool:
    """Whether a LINES sheet shows a column of units."""
    return any(line.unit or line.type is ColumnType.AMOUNT for line in spec.lines)


def unit_cell(spec: InputSpec) -> str:
    """The cell that says the amount unit, as a formula writes it; empty if the format has none."""
    identity = spec.schedule(IDENTITY_SCHEDULE)
    if identity is None or identity.shape is not Shape.LINES:
        return ""
    column = "C" if has_units(identity) else "B"
    for item in lines_rows(identity):
        if item.line is not None and item.line.name == UNIT_LINE:
            return f"'{IDENTITY_SCHEDULE}'!${column}${item.row + 1}"
    return ""
