"""A department with some of its amounts read in the other unit: what was typed in 万元 under 元, or the reverse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from gongkai.model.department import Department, Entry, Schedule, Value, derive
from gongkai.model.schema import ColumnType
from gongkai.money import WAN, rounded

Chosen = Callable[[str, Entry, str], bool]
"""Whether a cell is meant: name of the schedule, row, column."""


def in_other_unit(department: Department, chosen: Chosen, *, whole: bool) -> Department:
    """The amounts of the chosen cells ten thousand times as large where the department gives 元, else as small.

    `whole` says that the unit itself was stated wrongly, not that some cells were typed in another one. What was typed
    in 万元 may be rounded, so that the other amounts are too, and the department is one in 万元: only then may sums
    differ by what rounding allows.
    """
    from_wan = department.amount_unit != "万元"
    factor = WAN if from_wan else 1 / Decimal(WAN)

    def read(name: str, entry: Entry, column: str, amount: Decimal) -> Decimal:
        meant = amount * factor if chosen(name, entry, column) else amount
        return meant if whole else rounded(meant / WAN) * WAN

    schedules = {
        name: replace(schedule, entries=tuple(_entry(schedule, entry, read) for entry in schedule))
        for name, schedule in department.schedules.items()
    }
    unit = "元" if whole and not from_wan else "万元"
    return replace(department, schedules=schedules, amount_unit=unit)


def _entry(schedule: Schedule, entry: Entry, read: Callable[[str, Entry, str, Decimal], Decimal]) -> Entry:
    spec = schedule.spec
    money = {column.name for column in spec.columns if column.type is ColumnType.AMOUNT}
    if spec.lines:
        is_money = any(line.name == entry.line and line.type is ColumnType.AMOUNT for line in spec.lines)
        money = set(entry.values) if is_money else set()
    values = {
        name: Value(read(spec.name, entry, name, value.value), value.place)
        if name in money and isinstance(value.value, Decimal)
        else value
        for name, value in entry.values.items()
    }
    derive(spec, values)
    return replace(entry, values=values)
