"""WN-19b 文字栏不填科目名称

查什么：“文字”一类按项填写的文字，整格就是一个经济分类或功能分类的科目名称。
为什么：某一项文字写成“其他工资福利支出”，是填表时串了行，不是这一项的内容。
通过：写这一项的内容，没有的写“无”。
违反：整格只写“其他工资福利支出”。
怎么改：改成这一项要写的内容；没有的写“无”。
依据：检查目录 WN-19；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.schema import Shape
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    lists = subject.pack.classification
    names = {*lists.functions.values(), *lists.economic.values()}
    findings, checked = [], 0
    for schedule in subject.department.schedules.values():
        if schedule.spec.shape is not Shape.LINES:
            continue
        for entry in schedule:
            for value in entry.values.values():
                if not isinstance(value.value, str):
                    continue
                checked += 1
                if value.value.strip("。 \n") in names:
                    message = f"“{schedule.spec.name}”的“{entry.line}”填的是科目名称“{value.value.strip()}”"
                    hint = "请写这一项的内容；没有的写“无”"
                    findings.append(Finding(rule.code, rule.severity, message, value.location, hint))
    return rule.outcome(findings, checked)


RULE = Rule("WN-19b", "文字栏不填科目名称", Severity.WARNING, _check)
