"""JX-25 指标的一级、二级要对应

查什么：每个指标的二级指标是不是属于它的一级指标。
为什么：把“社会效益指标”放在“产出指标”下，表上的栏目就错了位。
通过：产出指标/数量指标；效益指标/社会效益指标。
违反：产出指标/社会效益指标。
怎么改：改正一级指标或二级指标。
依据：检查目录 JX-25；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.rules.options import NOT_SET, option_pairs, tables
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    belongs = option_pairs(options["对应"])
    findings, checked = [], 0
    for table in tables(subject, options["表"], 3):
        column = table.columns[1]
        for entry, first, second, name in zip(table.rows, *table.texts, strict=True):
            allowed = belongs.get(first)
            if allowed is None:
                continue
            checked += 1
            if second not in allowed:
                message = f"“{name}”的二级指标“{second}”不属于“{first}”"
                hint = f"“{first}”下是：{'、'.join(allowed)}；请改正一级或二级指标"
                findings.append(Finding(rule.code, rule.severity, message, entry.place(column), hint))
    if not checked:
        return rule.skipped("没有绩效指标")
    return rule.outcome(findings, checked)


RULE = Rule("JX-25", "指标的一级、二级要对应", Severity.WARNING, _check)
