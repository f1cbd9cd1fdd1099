"""HD-01 核对数与各行之和相符

查什么：“核对数”表的每个合计，与那张明细表、那一栏（或其中一部分）填报各行之和。
为什么：每个数只填一次，打错一位时各表自身仍然处处相符；只有从系统报表另抄来的合计看得出来。
通过：“支出”的“决算/项目支出”各行之和是 9,003,000.00 元，核对数也是 9,003,000.00 元。
违反：各行之和是 9,003,000.00 元，核对数是 9,030,000.00 元，相差 -27,000.00 元。
怎么改：先看提示的那一行，与系统报表逐行对照，改正打错的数；是核对数抄错的，改核对数。
依据：会计实务的合计控制；金额以元填报的没有容差，以万元填报到 0.01 万元的，每个数允许 0.005 万元的尾差。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from gongkai.findings import Finding, Location, Severity
from gongkai.frozen import frozen
from gongkai.model.control_totals import (
    COLUMN,
    SCHEDULE,
    SCOPE,
    TOTAL,
    amount_columns,
    asked,
    entries_of,
    scopes,
)
from gongkai.model.department import Entry, Schedule
from gongkai.model.schema import Column
from gongkai.money import WAN, ZERO, in_unit, rounding_remainder
from gongkai.packs.told import spelling_hint
from gongkai.rules.control_sums import ControlTotal, control_totals
from gongkai.rules.known_amounts import known_amounts
from gongkai.rules.mistypings import Suspect, suspects
from gongkai.rules.money_of_rows import money_of
from gongkai.rules.rule import Gap, Outcome, Rule, Status, Subject

_NAMED = 3  # with more rows in question, none of them is told
_MISSING = "没有填核对数：把系统报表的合计抄进“{0}”表，打错的数字才查得出来"


@frozen
class _Cell:
    """An amount of the rows that a total holds, in 元."""

    name: str
    place: Location
    amount: Decimal


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    spec = next((item for item in subject.pack.inputs.schedules if item.control), None)
    if spec is None:
        return rule.skipped("本格式没有核对数")
    findings: list[Finding] = []
    gaps: list[Gap] = []
    checked: set[tuple[str, str, str]] = set()
    for item in control_totals(subject):
        checked.add(item.key)
        findings += _compare(subject, rule, item, gaps)
    missing = _not_given(subject, checked)
    if not checked:
        why = _MISSING.format(spec.name)
        return Outcome(rule.code, rule.name, Status.NOT_RUN, why) if missing else rule.skipped("没有金额")
    outcome = replace(rule.outcome(findings, len(checked)), gaps=tuple(gaps))
    return replace(outcome, why=f"没有核对数，没有核对的栏：{'、'.join(missing)}") if missing else outcome


def _not_given(subject: Subject, checked: set[tuple[str, str, str]]) -> list[str]:
    """The columns with amounts for which no total is given, each as 明细表/栏目/范围."""
    found = []
    for item in asked(subject.pack.inputs.schedules):
        if item.key in checked or (item.schedule, item.column, "") in checked:
            continue
        schedule = subject.department.schedule(item.schedule)
        column = schedule.spec.column(item.column) if schedule is not None else None
        if schedule is None or column is None:
            continue
        if item.scope or schedule.spec.lines:
            some = any(entry.number(column.name) for entry in entries_of(schedule, column, item.scope))
        else:
            some = column.name in money_of(subject, schedule).columns
        if some:
            found.append("/".join(filter(None, item.key)))
    return found


def _compare(subject: Subject, rule: Rule, item: ControlTotal, gaps: list[Gap]) -> list[Finding]:
    """The findings for one total; by how much it is out is added to `gaps`."""
    entry, key, total = item.control, item.key, item.total
    name, label, scope = key
    if item.of is None:
        return [*_no_column(rule, entry, subject.department.schedule(name), label)]
    schedule, entries, found = item.of.schedule, item.of.entries, item.of.found
    if scope and not entries and not _is_scope(schedule, scope):
        message = f"“{name}”中没有“{scope}”这个范围"
        close = spelling_hint(scope, scopes(schedule))
        hint = close + "；" if close else ""
        hint += "范围可以写小标题、一项的名称、资金来源，或科目编码的前几位；空着是整栏的合计"
        return [Finding(rule.code, rule.severity, message, entry.place(SCOPE), hint, scope)]
    if found == total:
        return []
    unit, given = subject.department.amount_unit, item.of.amounts
    allowed = rounding_remainder([*given, total] if total else given) if unit == "万元" else ZERO
    if abs(found - total) <= allowed:
        return []
    cells = [
        _Cell(_row(schedule, row), row.place(label), amount)
        for row in entries
        if (amount := row.number(label)) is not None
    ]
    sums = _Sums(schedule, item.of.column, cells, found, total, unit, known_amounts(subject))
    told = list(_difference(rule, entry, key, sums))
    terms = {cell.place: (cell.amount, 1) for cell in cells if cell.amount}
    gaps.append(Gap(told[0], sums.gap, terms, given=True))
    return told


@dataclass(frozen=True)  # without slots, for what is worked out once
class _Sums:
    """A total that does not agree: its rows, their sum and the total in 元, and the unit they were typed in.

    `known` are the amounts of the whole input that are no round figures.
    """

    schedule: Schedule
    column: Column
    cells: list[_Cell]
    found: Decimal
    total: Decimal
    unit: str
    known: frozenset[Decimal]

    @property
    def gap(self) -> Decimal:
        return self.found - self.total

    @property
    def factor(self) -> Decimal:
        return WAN if self.unit == "万元" else Decimal(1)

    @cached_property
    def suspects(self) -> list[Suspect]:
        """The rows that may have been mistyped, none where too many may.

        A row is preferred if what it should be stands elsewhere in the input: most facts of a department are
        near another of the same amount (the budget and its execution, a subject's income and expenditure).
        """
        typed = [cell.amount / self.factor for cell in self.cells]
        found = list(suspects(typed, self.gap / self.factor))
        confirmed = [item for item in found if item.right * self.factor in self.known]
        found = confirmed or found
        return found if len(found) <= _NAMED else []

    def right(self, item: Suspect) -> str:
        return f"应为 {self.shown(item.right * self.factor)}" if item.right else "应为空"

    def shown(self, amount: Decimal) -> str:
        return in_unit(amount, self.unit, self.found, self.total)


def _difference(rule: Rule, entry: Entry, key: tuple[str, str, str], sums: _Sums) -> Iterator[Finding]:
    """The total's own cell; and the amount in question, if there is only one, so that it is marked too."""
    name, label, scope = key
    what = f"“{name}”的“{label}”" + (f"（{scope}）" if scope else "")
    found, total, gap = sums.shown(sums.found), sums.shown(sums.total), sums.shown(sums.gap)
    message = f"{what}各行之和是 {found}，核对数是 {total}，相差 {gap}"
    hint = f"{_told(sums)}请与系统报表逐行对照；是核对数抄错的，改核对数"
    yield Finding(rule.code, rule.severity, message, entry.place(TOTAL), hint, found, total, gap)
    if len(sums.suspects) == 1:
        item = sums.suspects[0]
        cell = sums.cells[item.index]
        message = f"“{cell.name}”的“{label}”疑似打错，{item.fault}：按核对数{sums.right(item)}"
        hint = "请与系统报表核对这个数；报表上就是这个数的，再查别的行和核对数"
        yield Finding(rule.code, Severity.HINT, message, cell.place, hint, sums.shown(cell.amount))


def _told(sums: _Sums) -> str:
    """What may have happened: the row that was mistyped, an amount in the wrong column, a row left out."""
    if sums.suspects:
        lead = "最可能是" if len(sums.suspects) == 1 else "可能是其中一处："
        return lead + "；".join(_suspect(sums, item) for item in sums.suspects) + "。"
    if not sums.cells and not _beside(sums):
        return "这一栏一个数也没有填，请补填。"
    if sums.gap > 0:
        return "看不出是哪一行，可能不止一处，或多填了一行。"
    left_out = f"也可能漏填了一行，金额 {sums.shown(-sums.gap)}。"
    beside = _beside(sums)
    return (f"{beside}（{sums.shown(-sums.gap)}），是不是填错了栏？" if beside else "") + left_out


def _suspect(sums: _Sums, item: Suspect) -> str:
    cell = sums.cells[item.index]
    place = replace(cell.place, file="")
    return f"“{cell.name}”（{place}）{item.fault}：{sums.shown(cell.amount)}，{sums.right(item)}"


def _beside(sums: _Sums) -> str:
    """The one amount in another column of the schedule that is just what this column lacks."""
    found = [
        f"“{_row(sums.schedule, entry)}”的“{column.name}”（{replace(entry.place(column.name), file='')}）"
        for column in amount_columns(sums.schedule.spec)
        if column.name != sums.column.name
        for entry in sums.schedule
        if entry.number(column.name) == -sums.gap
    ]
    return f"正好是{found[0]}" if len(found) == 1 else ""


def _no_column(rule: Rule, entry: Entry, schedule: Schedule | None, label: str) -> Iterator[Finding]:
    """A column that the schedule lacks; a name that no schedule has was said by the reader."""
    if not label or not entry.text(SCHEDULE):
        return
    columns = _amounts(schedule) if schedule is not None else []
    message = f"“{entry.text(SCHEDULE)}”没有金额栏“{label}”，这个核对数没有核对"
    hint = f"{spelling_hint(label, columns) or ''}；它的金额栏：{'、'.join(columns)}".lstrip("；")
    yield Finding(rule.code, rule.severity, message, entry.place(COLUMN), hint, label)


def _amounts(schedule: Schedule) -> list[str]:
    return [column.name for column in amount_columns(schedule.spec)]


def _is_scope(schedule: Schedule, scope: str) -> bool:
    return scope.isdigit() or scope in scopes(schedule)


def _row(schedule: Schedule, entry: Entry) -> str:
    texts = [text for name in schedule.spec.unique if (text := entry.text(name))]
    return entry.line or " ".join(texts) or f"第 {(schedule.position(entry) or 0) + 1} 行"


RULE = Rule("HD-01", "核对数与各行之和相符", Severity.ERROR, _check)
