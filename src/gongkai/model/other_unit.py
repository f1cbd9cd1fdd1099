"""A department as it would be if some of its amounts had been given in the other unit, 万元 instead of 元 or the
reverse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from gongkai.model.department import Department, Entry, Schedule, Value, derive
from gongkai.model.schema import ColumnType
from gongkai.money import WAN, rounded

Chosen = Callable[[str, Entry, str], bool]
"""Whether a cell is to be converted: name of the schedule, row, column."""


def in_other_unit(department: Department, chosen: Chosen, *, whole: bool) -> Department:
    """The department with the amounts of the chosen cells multiplied by 10,000 where it gives 元, else divided by it.

    `whole` says that the stated unit itself is wrong for all cells. Otherwise single cells were typed in another unit:
    since amounts typed in 万元 may be rounded, all other amounts are rounded to 万元 as well and the department is
    returned as one in 万元, for which the rules tolerate differences of rounding.
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
