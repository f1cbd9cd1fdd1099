"""JG-07 金额单位疑似填错

查什么：按所写的金额单位折算，按科目填的最大一笔金额不到 1 万元，或超过 500 亿元。
为什么：单位填错一格，全部报表相差一万倍，公开后最难解释。
通过：金额单位为元，最大一笔 8685220.00 元。
违反：金额单位为元，最大一笔 868.52 元（填的其实是万元）。
怎么改：核对“单位信息”的金额单位与各表金额是否一致。
依据：检查目录 JG-07（金额单位标注）。
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai import money
from gongkai.findings import Finding, Location, Severity
from gongkai.model.department import Schedule
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.rules.rule import Outcome, Rule, Subject

_LEAST = Decimal(10_000)
_MOST = Decimal(50_000_000_000)  # 500 亿元


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    amounts = [
        abs(fact.amount)
        for name, schedule in subject.department.schedules.items()
        if _holds_amounts(schedule)
        for fact in subject.book.ledger.schedule(name).facts
    ]
    largest = max(amounts, default=Decimal(0))
    if not largest:
        return rule.skipped("没有金额")
    findings = []
    if largest < _LEAST or largest > _MOST:
        schedule = subject.department.schedule(IDENTITY_SCHEDULE)
        entry = schedule.line("金额单位") if schedule else None
        where = entry.location if entry else Location(sheet=IDENTITY_SCHEDULE)
        message = f"金额单位写的是“{subject.department.amount_unit}”，最大的一笔金额折合 {money.in_yuan(largest)}，单位疑似填错"
        hint = "请核对“单位信息”的金额单位（元或万元）与各表金额是否一致"
        findings.append(Finding(rule.code, rule.severity, message, where, hint, money.in_yuan(largest)))
    return rule.outcome(findings, len(amounts))


def _holds_amounts(schedule: Schedule) -> bool:
    """True for a schedule by function code: there every number is money."""
    return any(column.dimension == "科目" for column in schedule.spec.columns)


RULE = Rule("JG-07", "金额单位疑似填错", Severity.WARNING, _check)
