"""WN-05 上年为零不写增长率

查什么：上年数为 0 而本年有数的变动，原因里写了增长百分之多少。
为什么：基数为 0 没有增长率，“增长100%”是错的；应写“上年无此项支出”。
通过：上年 0 元、本年 2.37 万元，原因写“新增办案经费，上年无此项支出”。
违反：上年 0 元、本年 2.37 万元，原因写“增长100.00%”。
怎么改：删去增长率，写清本年为什么有这项支出。
依据：检查目录 WN-05；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.money import FROM_ZERO, compare_amounts
from gongkai.patterns import late
from gongkai.rules.given_reasons import given_reasons
from gongkai.rules.rule import Outcome, Rule, Subject

_RATE = late(r"(?:增长|增加|上升|提高|增幅为?)了?\s*\d+(?:\.\d+)?\s*[%％]")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    on_zero = [
        reason
        for reason in given_reasons(subject)
        if reason.slot.base == "上年"
        and compare_amounts(reason.now, reason.before, reason.decimals) == FROM_ZERO
    ]
    if not on_zero:
        return rule.skipped("没有上年为零、本年有数的变动")
    findings = []
    for reason in on_zero:
        match = _RATE.search(reason.text)
        if match:
            message = f"“{reason.label}”上年数是 0，原因里写了“{match[0]}”，基数为 0 没有增长率"
            hint = "删去增长率，写“上年无此项支出”和本年安排的事项"
            findings.append(Finding(rule.code, rule.severity, message, reason.location, hint, match[0]))
    return rule.outcome(findings, len(on_zero))


RULE = Rule("WN-05", "上年为零不写增长率", Severity.WARNING, _check)
