"""The amounts of money of a schedule, by column and by row, for the rules that compare them."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain

from gongkai.frozen import frozen
from gongkai.model.department import Entry, Schedule
from gongkai.model.schema import ColumnType, ScheduleSpec
from gongkai.rules.rule import Subject


@frozen
class Money:
    """The amounts (元) of a schedule that are not zero: by column, and those of each row with their columns."""

    columns: dict[str, list[Decimal]]
    rows: list[tuple[Entry, list[str], list[Decimal]]]

    @property
    def amounts(self) -> list[Decimal]:
        return [*chain.from_iterable(self.columns.values())]


def money_of(subject: Subject, schedule: Schedule) -> Money:
    """The amounts of a schedule; none of control totals."""
    return subject.once((money_of, schedule.spec.name), lambda: _money_of(schedule))


def _money_of(schedule: Schedule) -> Money:
    spec = schedule.spec
    found = Money({}, [])
    columns, fixed, asked = found.columns, bool(spec.lines), spec.kept(_columns_of_money)
    for entry in schedule.entries if asked else ():
        if fixed and entry.line not in asked:
            continue
        names, amounts = [], []
        for name, value in entry.values.items():
            if type(amount := value.value) is Decimal and amount and (fixed or name in asked):
                names.append(name)
                amounts.append(amount)
                if name in columns:
                    columns[name].append(amount)
                else:
                    columns[name] = [amount]
        if names:
            found.rows.append((entry, names, amounts))
    return found


def _columns_of_money(spec: ScheduleSpec) -> frozenset[str]:
    """The lines, or where it has none the columns, that are amounts."""
    items = spec.lines or spec.columns
    return frozenset([item.name for item in items if item.type is ColumnType.AMOUNT and not spec.control])
