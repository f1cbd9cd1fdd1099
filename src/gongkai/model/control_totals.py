"""Control totals (核对数): totals printed by the finance system, compared with the sums of what was filled in.

Every fact is entered once, so a mistyped digit leaves the report consistent. A total copied from the finance
system's own report is the second number that reveals it. A format asks for one per column of amounts, or per group
of lines (`ScheduleSpec.subtotals`); the user may add totals of a part of the rows (范围).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongkai.frozen import frozen
from gongkai.model.department import Entry, Schedule
from gongkai.model.schema import CODE_TYPES, Column, ColumnType, Line, ScheduleSpec, Shape

KEYS = SCHEDULE, COLUMN, SCOPE = ("明细表", "栏目", "范围")
TOTAL = "合计"
_AMOUNT, _ROWS = ColumnType.AMOUNT, Shape.ROWS


@frozen
class Asked:
    """A total that can be given: of a column of a schedule, over all its rows or those in `scope`."""

    schedule: str
    column: str
    scope: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.schedule, self.column, self.scope


def asked(specs: Iterable[ScheduleSpec]) -> list[Asked]:
    """The totals that a finance system prints of these schedules, in their order."""
    return [item for spec in specs if not spec.control for item in spec.kept(_asked)]


def _asked(spec: ScheduleSpec) -> tuple[Asked, ...]:
    return tuple(
        Asked(spec.name, column.name, scope)
        for column in amount_columns(spec)
        for scope in _groups(spec, column)
    )


def amount_columns(spec: ScheduleSpec) -> tuple[Column, ...]:
    """The columns that hold amounts: by their own type, or by that of a line."""
    return spec.kept(_amount_columns)


def _amount_columns(spec: ScheduleSpec) -> tuple[Column, ...]:
    if spec.shape is _ROWS:
        return tuple(column for column in spec.number_columns if column.type is _AMOUNT)
    return tuple(column for column in spec.number_columns if any(_added(spec, column)))


def _added(spec: ScheduleSpec, column: Column) -> Iterator[Line]:
    """The lines whose amounts in a column add up to its total: no counts, no part (其中数) of another line."""
    for line in spec.lines:
        if line.type is _AMOUNT and not line.part and takes(line, column.name):
            yield line


def takes(line: Line, column: str) -> bool:
    """True if a line has a value in a column."""
    return not line.columns or column in line.columns


def _groups(spec: ScheduleSpec, column: Column) -> list[str]:
    return list(dict.fromkeys(line.group for line in _added(spec, column))) if spec.subtotals else [""]


def entries_of(schedule: Schedule, column: Column, scope: str) -> list[Entry]:
    """The entries whose amounts a total holds.

    A scope is a group or the name of a line; or a text that a key column of the row has, a code also by its
    first digits. Without a scope it is every row, or every line that adds up.
    """
    spec = schedule.spec
    if spec.shape is _ROWS:
        if not scope:
            return list(schedule.entries)
        return [entry for entry in schedule.entries if _is_in(spec, entry, scope)]
    wanted = {line.name for line in _added(spec, column) if scope in ("", line.group)}
    if scope and not wanted:
        named = [line for line in spec.lines if line.name == scope]
        wanted = {line.name for line in named if line.type is ColumnType.AMOUNT}
    return [entry for entry in schedule if entry.line in wanted]


def _is_in(spec: ScheduleSpec, entry: Entry, scope: str) -> bool:
    return any(
        text.startswith(scope) if column.type in CODE_TYPES else text == scope
        for column in spec.key_columns
        if (text := entry.text(column.name))
    )


def scopes(schedule: Schedule) -> list[str]:
    """Every possible scope in a schedule: groups and lines, choices, and the texts in its rows."""
    spec = schedule.spec
    if spec.shape is Shape.LINES:
        lines = [line for line in spec.lines if line.type is ColumnType.AMOUNT]
        return list(dict.fromkeys([*(line.group for line in lines if line.group), *(x.name for x in lines)]))
    keys = spec.key_columns
    found = [choice for column in keys for choice in column.choices]
    found += [text for entry in schedule for column in keys if (text := entry.text(column.name))]
    return list(dict.fromkeys(found))
