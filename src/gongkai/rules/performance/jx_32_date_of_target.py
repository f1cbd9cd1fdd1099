"""JX-32 绩效目标的填报日期

查什么：绩效目标（申报）表的填报日期是不是在上年下半年到本年年底之间。
为什么：年度结束后才填的目标、两年前填的目标，都不是本年度的目标。
通过：2023 年度目标表填于 2023-03-31。
违反：2023 年度目标表填于 2024-07-13；填于 2021-11-30。
怎么改：核对日期和表单，是否沿用了往年的表。
依据：检查目录 JX-32；已公开的真实报告。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.rules.options import NOT_SET, OptionFault, number, tables
from gongkai.rules.rule import Outcome, Rule, Subject

_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    given = subject.department.year
    if not given.isdigit():
        return rule.skipped("没有填年度")
    month = int(number(options, "上年起始月"))
    if not 1 <= month <= 12:
        raise OptionFault("“上年起始月”应是 1 到 12")
    first, last = f"{int(given) - 1}-{month:02}-01", f"{given}-12-31"
    findings, checked = [], 0
    for table in tables(subject, options["表"], 2):
        name, date = table.columns
        for entry, filled in zip(table.rows, table.texts[1], strict=True):
            parts = _DATE.fullmatch(filled)
            if parts is None:
                continue
            checked += 1
            if not first <= f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}" <= last:
                message = f"“{entry.text(name)}”的填报日期是 {filled}，{given} 年度的目标应在 {first} 至 {last} 填报"
                hint = "请核对日期，是否沿用了往年的表单"
                findings.append(Finding(rule.code, rule.severity, message, entry.place(date), hint, filled))
    if not checked:
        return rule.skipped("没有填报日期")
    return rule.outcome(findings, checked)


RULE = Rule("JX-32", "绩效目标的填报日期", Severity.HINT, _check)
