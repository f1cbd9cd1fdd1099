"""KN-01 年初预算数等于公开的部门预算

查什么：决算的年初预算数与同一年度部门预算输入中同口径的数，按科目逐项对照。
为什么：预算和决算都已公开，两份文件的年初预算数不同，谁都能对出来。
通过：决算中 2080101 的基本支出年初预算 291.65 万元，预算公开中也是 291.65 万元。
违反：决算写 291.65 万元，预算公开是 281.65 万元。
怎么改：按批复的年初预算改正决算的年初预算栏；确因机构调整口径不同的，在报告中说明。
依据：检查目录 KN-01；gongkai check 决算 --last-year 预算。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gongkai.findings import NOWHERE, Location, Severity
from gongkai.model.book import Figure
from gongkai.packs.compilers.last_year import BudgetMatch
from gongkai.rules.earlier_year import Difference, budget_of, tolerance
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_HINT = "请核对“年初预算”栏与公开的部门预算，按批复的年初预算改正"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    other = budget_of(subject, rule)
    if isinstance(other, Outcome):
        return other
    matches = subject.pack.carry.budget
    known = other.pack.definitions.figures
    missing = [match.budget for match in matches if match.budget not in known]
    if missing:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, f"预算格式中没有：{'、'.join(missing)}")
    compared = [item for match in matches for item in _compared(subject, other, match)]
    if not any(item.found for item in compared):
        return rule.skipped("没有填年初预算数")
    allowed = tolerance(subject, other)
    wrong = [item for item in compared if abs(item.found - item.expected) > allowed]
    findings = [item.finding(rule, "预算公开是", _HINT) for item in wrong]
    return rule.outcome(findings, len(compared))


def _compared(subject: Subject, other: Subject, match: BudgetMatch) -> Iterator[Difference]:
    """Every amount of one figure here with the budget's; the nearest of the budget's stages counts."""
    carry = subject.pack.carry
    here = subject.book.figure(match.figure).at(carry.stage)
    stages = [other.book.figure(match.budget).at(stage) for stage in carry.budget_stages]
    places = [""]
    if match.each:
        places = sorted(
            {*here.coordinates(match.each), *(c for item in stages for c in item.coordinates(match.each))}
        )
    for place in places:
        mine, theirs = here, stages
        if place:
            mine = here.where(**{match.each: place})
            theirs = [item.where(**{match.each: place}) for item in stages]
        amounts = [item.amount for item in theirs]
        nearest = min(amounts, key=lambda amount: abs(amount - mine.amount), default=Decimal(0))
        name = f"{place} {match.figure}的{carry.stage}".strip()
        schedules = sorted(subject.book.schedules(here.expression))
        yield Difference(schedules[-1], name, _place(subject, mine, schedules), mine.amount, nearest)


def _place(subject: Subject, figure: Figure, schedules: list[str]) -> Location:
    if figure.sources:
        return figure.sources[0]
    found = [subject.department.schedule(name) for name in schedules]
    return next((item.location for item in found if item is not None and item.present), NOWHERE)


RULE = Rule("KN-01", "年初预算数等于公开的部门预算", Severity.ERROR, _check)
