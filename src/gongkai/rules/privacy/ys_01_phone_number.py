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
from gongkai.rules.base import Outcome, Rule, Subject

_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    findings, checked = [], 0
    for schedule in subject.department.schedules.values():
        for entry in schedule:
            for column, value in entry.values.items():
                if not isinstance(value.value, str):
                    continue
                checked += 1
                match = _MOBILE.search(value.value)
                if match:
                    shown = match[0][:3] + "****" + match[0][-4:]
                    message = f"“{schedule.spec.name}”的“{entry.line or column}”里有手机号码 {shown}"
                    hint = "公开文件不得出现个人手机号码，请删去"
                    findings.append(Finding(rule.code, rule.severity, message, value.location, hint, shown))
    if not checked:
        return rule.skipped("没有文字")
    return rule.outcome(findings, checked)


RULE = Rule("YS-01", "不得公开手机号码", Severity.ERROR, _check)
