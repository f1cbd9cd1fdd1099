"""YS-01 不得公开手机号码

查什么：各表文字中的 11 位手机号码（1 开头，第二位 3 到 9）。
为什么：负责人、经办人的手机号码属于个人信息，公开前必须删去。
通过：文字中没有 11 位手机号码；文号、金额、日期不算。
违反：“联系电话”栏填了手机号码。
怎么改：删去号码；需要公布联系方式的，写单位值班电话。
依据：检查目录 YS-01；个人信息保护的一般要求。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.department import Value
from gongkai.rules.passages import written
from gongkai.rules.rule import Outcome, Rule, Subject

_MOBILE = re.compile(r"1(?<!\d1)[3-9]\d{9}(?!\d)")  # begins with a character: quick to search for


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    schedules = subject.department.schedules.values()
    texts = written(subject)
    if _MOBILE.search(texts.joined) is None:
        return rule.outcome([], texts.count)
    findings = [
        _finding(rule, schedule.spec.name, entry.line or column, value, match[0])
        for schedule in schedules
        for entry in schedule.entries
        for column, value in entry.values.items()
        if isinstance(value.value, str) and (match := _MOBILE.search(value.value))
    ]
    return rule.outcome(findings, texts.count)


def _finding(rule: Rule, schedule: str, item: str, value: Value, number: str) -> Finding:
    shown = f"{number[:3]}****{number[-4:]}"
    message = f"“{schedule}”的“{item}”里有手机号码 {shown}"
    hint = "公开文件不得出现个人手机号码，请删去"
    return Finding(rule.code, rule.severity, message, value.location, hint, shown)


RULE = Rule("YS-01", "不得公开手机号码", Severity.ERROR, _check)
