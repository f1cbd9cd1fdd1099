"""Shared by the rules across years: which other input was given, and what this one should repeat from it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.model.continuation import Pair, Stages, amounts_by_key, carried_entries, entry_key
from gongkai.model.department import Schedule
from gongkai.model.schema import ColumnType, Line, ScheduleSpec, Shape
from gongkai.money import PRINTED_STEP, in_yuan
from gongkai.rules.passages import year_of
from gongkai.rules.rule import Outcome, Rule, Status, Subject

BUDGET = "budget"


@frozen
class Difference:
    """One number that differs: where it stands here, what it is and what it should be, in 元 (or a count)."""

    schedule: str
    name: str
    location: Location
    found: Decimal
    expected: Decimal
    counted: bool = False

    def finding(self, rule: Rule, what: str, hint: str) -> Finding:
        show = _count if self.counted else in_yuan
        found, expected = show(self.found), show(self.expected)
        difference = show(self.found - self.expected)
        message = f"“{self.schedule}”{self.name}是 {found}，{what} {expected}，相差 {difference}"
        where = self.location
        place = Location(
            where.file, where.sheet or self.schedule, where.cell, where.line, where.column, self.name
        )
        return Finding(rule.code, rule.severity, message, place, hint, found, expected, difference)


def last_year_of(subject: Subject, rule: Rule) -> Subject | Outcome:
    """Last year's input of the same kind, or why there is nothing to compare with."""
    last = subject.other
    if last is None:
        return _not_run(rule, "没有给出上年的输入（--last-year 文件）")
    year, before = year_of(subject), year_of(last)
    if last.pack.kind != subject.pack.kind:
        return _not_run(rule, f"给出的文件是“{last.pack.name}”，不是同类的上年输入")
    if not year or before != year - 1:
        return _not_run(rule, f"给出的文件是 {before or '没有写明'} 年度的，不是 {year - 1} 年度的")
    return last


def budget_of(subject: Subject, rule: Rule) -> Subject | Outcome:
    """The budget's input of the same year, or why there is nothing to compare with."""
    if not subject.pack.carry.budget:
        return rule.skipped("本格式不与公开的预算对照")
    other = subject.other
    if other is None or other.pack.kind != BUDGET:
        return _not_run(rule, "没有给出同一年度的预算输入（--last-year 文件）")
    year, given = year_of(subject), year_of(other)
    if given != year:
        return _not_run(rule, f"给出的预算是 {given or '没有写明'} 年度的，不是 {year} 年度的")
    return other


def useless(subject: Subject) -> str:
    """Why the other input is neither last year's nor the budget of this year; empty where it is one."""
    other = subject.other
    if other is None:
        return ""
    year, given = year_of(subject), year_of(other)
    same = other.pack.kind == subject.pack.kind
    if (same and given == year - 1) or (other.pack.kind == BUDGET and given == year and not same):
        return ""
    what = f"它是“{other.pack.name}”{given or '没有写明'}年度的输入"
    return f"{what}，要 {year - 1} 年度的同类输入，或 {year} 年度的预算输入"


def _not_run(rule: Rule, why: str) -> Outcome:
    return Outcome(rule.code, rule.name, Status.NOT_RUN, why)


def stages_of(subject: Subject) -> Stages:
    return Stages.of(subject.pack.definitions)


def tolerance(subject: Subject, other: Subject) -> Decimal:
    """The tolerance in 元 between two statements of the same amount: half of 0.01 万元 if either is in 万元."""
    units = (subject.department.amount_unit, other.department.amount_unit)
    return PRINTED_STEP / 2 if "万元" in units else Decimal(0)


def differences(
    schedule: Schedule, last: Schedule, pairs: list[Pair], allowed: Decimal
) -> Iterator[Difference]:
    """Each number of this year's columns that differs from last year's input."""
    spec = schedule.spec
    expected = amounts_by_key(spec, tuple(carried_entries(spec, last, pairs)), pairs)
    found = amounts_by_key(spec, schedule.entries, pairs)
    for key, column in dict.fromkeys([*found, *expected]):
        now, before = found.get((key, column), Decimal(0)), expected.get((key, column), Decimal(0))
        counted = _is_count(spec, key)
        if abs(now - before) <= (0 if counted else allowed):
            continue
        name = f"{' '.join(filter(None, key))}“{column}”"
        yield Difference(spec.name, name, _place(schedule, key, column), now, before, counted)


def has_amounts(schedule: Schedule, pairs: list[Pair]) -> bool:
    """True if any of this year's columns has a number other than zero."""
    return bool(amounts_by_key(schedule.spec, schedule.entries, pairs))


def _is_count(spec: ScheduleSpec, key: tuple[str, ...]) -> bool:
    line: Line | None = next((item for item in spec.lines if (item.name,) == key), None)
    return spec.shape is Shape.LINES and line is not None and line.type is not ColumnType.AMOUNT


def _place(schedule: Schedule, key: tuple[str, ...], column: str) -> Location:
    """The cell itself, else its row, else the schedule."""
    entry = next((item for item in schedule if entry_key(schedule.spec, item) == key), None)
    return entry.place(column) if entry is not None else schedule.location


def _count(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
