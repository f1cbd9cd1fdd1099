"""WN-06 预算为零不写完成率

查什么：与预算比较的变动中预算数为 0 的，原因里写了完成预算的百分之多少或差异率。
为什么：预算为 0 没有完成率，也没有差异率；“完成全年预算的0%”“预决算差异率0.00%”都没有意义。
通过：全年预算 0 元、决算 0 元，原因写“本年未安排，也未发生”。
违反：全年预算 0 元，原因写“完成全年预算的0%”。
怎么改：删去完成率，写“无此项支出”或“年初未安排预算”。
依据：检查目录 WN-06；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.money import wan
from gongkai.patterns import late
from gongkai.rules.given_reasons import given_reasons
from gongkai.rules.rule import Outcome, Rule, Subject

_RATE = late(r"(?:完成|差异率)[^，。；、]{0,8}?\d+(?:\.\d+)?\s*[%％]")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    on_zero = [
        reason
        for reason in given_reasons(subject)
        if reason.slot.base != "上年" and not wan(reason.before, reason.decimals)
    ]
    if not on_zero:
        return rule.skipped("没有预算为零又写了原因的项")
    findings = []
    for reason in on_zero:
        match = _RATE.search(reason.text)
        if match:
            message = f"“{reason.label}”的{reason.slot.base}是 0，原因里写了“{match[0]}”，预算为 0 没有完成率"
            hint = f"删去完成率或差异率，写“无此项支出”或“没有安排{reason.slot.base}”"
            findings.append(Finding(rule.code, rule.severity, message, reason.location, hint, match[0]))
    return rule.outcome(findings, len(on_zero))


RULE = Rule("WN-06", "预算为零不写完成率", Severity.WARNING, _check)
