"""The control totals (核对数) of a department, each beside the amounts that it is of: for every rule that compares them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.frozen import frozen
from gongkai.model.control_totals import COLUMN, SCHEDULE, SCOPE, TOTAL, amount_columns, entries_of
from gongkai.model.department import Entry, Schedule
from gongkai.model.schema import Column
from gongkai.money import ZERO
from gongkai.rules.money_of_rows import money_of
from gongkai.rules.rule import Subject


@frozen
class ControlSum:
    """The rows that a control total holds, and their amounts other than zero with their sum, in 元."""

    schedule: Schedule
    column: Column
    entries: list[Entry]
    amounts: list[Decimal]
    found: Decimal


@frozen
class ControlTotal:
    """A total (元) that stands in the row `control`; `key` is its 明细表, 栏目 and 范围.

    `of` is None where the department has no such schedule, or the schedule no such column of amounts.
    """

    control: Entry
    key: tuple[str, str, str]
    total: Decimal
    of: ControlSum | None


def control_totals(subject: Subject) -> list[ControlTotal]:
    """Every control total that could be read, in the order of the sheet; none where the format has no such sheet."""
    return subject.once(control_totals, lambda: list(_control_totals(subject)))


def _control_totals(subject: Subject) -> Iterator[ControlTotal]:
    spec = next((item for item in subject.pack.inputs.schedules if item.control), None)
    given = subject.department.schedule(spec.name) if spec is not None else None
    for control in given or ():
        total = control.number(TOTAL)
        if total is not None:
            key = (control.text(SCHEDULE), control.text(COLUMN), control.text(SCOPE))
            yield ControlTotal(control, key, total, _sum(subject, *key))


def _sum(subject: Subject, name: str, label: str, scope: str) -> ControlSum | None:
    schedule = subject.department.schedule(name)
    column = schedule.spec.column(label) if schedule is not None else None
    if schedule is None or column is None:
        return None
    if not any(column is item for item in amount_columns(schedule.spec)):
        return None
    entries = entries_of(schedule, column, scope)
    if len(entries) == len(schedule.entries) and not schedule.spec.lines:  # as nearly always
        amounts = money_of(subject, schedule).columns.get(label, [])
    else:
        amounts = [amount for entry in entries if (amount := entry.number(label))]
    return ControlSum(schedule, column, entries, amounts, sum(amounts, ZERO))
