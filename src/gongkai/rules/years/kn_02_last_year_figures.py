"""KN-02 上年数等于上年的输入

查什么：本年输入中每一个上年数与上年输入中同一科目、同一栏的数。
为什么：上年的报告已经公开，上年数不同就是两份公开文件互相矛盾，增减额、增减率也跟着错。
通过：上年输入 2080101 的基本支出决算 467.654 万元，本年的上年决算栏也是 467.654 万元。
违反：上年输入是 467.654 万元，本年的上年决算栏写 476.654 万元。
怎么改：按上年公开的数改正；gongkai new --from 上年输入 可以直接带过来。上年数经财政调整的，在报告中说明。
依据：检查目录 KN-02；gongkai check 本年 --last-year 上年。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gongkai.findings import Finding, Location, Severity
from gongkai.model.continuation import Pair, previous_pairs
from gongkai.model.department import Schedule
from gongkai.model.schema import ColumnType
from gongkai.rules.earlier_year import (
    Difference,
    differences,
    has_amounts,
    last_year_of,
    stages_of,
    tolerance,
)
from gongkai.rules.rule import Outcome, Rule, Subject

_HINT = "请按上年公开的数改正；上年数经调整的，在报告中说明"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    last = last_year_of(subject, rule)
    if isinstance(last, Outcome):
        return last
    findings: list[Finding] = []
    checked = 0
    for schedule in subject.department.schedules.values():
        before = last.department.schedule(schedule.spec.name)
        if not schedule.present or before is None or not before.present:
            continue
        stages = (stages_of(subject), stages_of(last))
        pairs = previous_pairs(schedule.spec, before.spec, *stages, subject.pack.carry.renamed)
        if not pairs or before.spec.shape is not schedule.spec.shape:
            continue
        checked += 1
        findings += _look(subject, last, rule, schedule, before, pairs)
    return rule.outcome(findings, checked) if checked else rule.skipped("本格式没有上年数")


def _look(
    subject: Subject, last: Subject, rule: Rule, schedule: Schedule, before: Schedule, pairs: list[Pair]
) -> Iterator[Finding]:
    found = list(differences(schedule, before, pairs, tolerance(subject, last)))
    if found and not has_amounts(schedule, pairs):
        yield _not_filled(rule, schedule)
        return
    if found and _moved(subject, last, before):
        found = list(_totals(schedule, before, pairs, found))
    yield from (item.finding(rule, "上年的输入是", _HINT) for item in found)


def _not_filled(rule: Rule, schedule: Schedule) -> Finding:
    where, name = schedule.location, schedule.spec.name
    place = Location(where.file, where.sheet or name, where.cell, where.line, where.column, name)
    message = f"“{name}”没有填上年数，而上年的输入有"
    return Finding(rule.code, Severity.HINT, message, place, "报告要与上年比较的，请把上年数补上")


def _moved(subject: Subject, last: Subject, before: Schedule) -> bool:
    """True if the schedule used a code that this year's list no longer has: its money stands elsewhere now."""
    lists = {
        ColumnType.FUNCTION: (last.pack.classification.functions, subject.pack.classification.functions),
        ColumnType.ECONOMIC: (last.pack.classification.economic, subject.pack.classification.economic),
    }
    for column in before.spec.key_columns:
        then, now = lists.get(column.type, ({}, {}))
        if any(entry.text(column.name) in then and entry.text(column.name) not in now for entry in before):
            return True
    return False


def _totals(
    schedule: Schedule, before: Schedule, pairs: list[Pair], found: list[Difference]
) -> Iterator[Difference]:
    """The columns as a whole, where codes were changed between the years."""
    for column, old in pairs:
        now = sum((entry.number(column.name) or Decimal(0) for entry in schedule), Decimal(0))
        then = sum((entry.number(old.name) or Decimal(0) for entry in before), Decimal(0))
        if now != then:
            name = f"“{column.name}”合计（科目有调整，只核对合计）"
            yield Difference(schedule.spec.name, name, found[0].location, now, then)


RULE = Rule("KN-02", "上年数等于上年的输入", Severity.ERROR, _check)
