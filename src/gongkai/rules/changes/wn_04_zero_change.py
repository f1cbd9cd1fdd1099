"""WN-04 没有变动的不写增减

查什么：单位填写的文字中“增加0.00万元”“增长0%”一类的写法。
为什么：增减额为 0 应写“与上年持平”或“无此项支出”，写成增加 0.00 万元等于没有核对。
通过：“本年和上年均未安排因公出国（境）”。
违反：“比上年增加0.00万元，增长0.00%”。
怎么改：改写成“与上年持平”，或者删去这一句；报告中的增减由程序按数字写出，不用在原因里重复。
依据：检查目录 WN-04；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.rules.passages import written
from gongkai.rules.quantities import ZERO_CHANGE
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    texts = written(subject)
    if not ZERO_CHANGE.search(texts.joined):
        return rule.outcome([], texts.count)
    findings = []
    for schedule in subject.department.schedules.values():
        for entry in schedule:
            for column, value in entry.values.items():
                if not isinstance(value.value, str):
                    continue
                match = ZERO_CHANGE.search(value.value)
                if match:
                    message = f"“{schedule.spec.name}”的“{entry.line or column}”写了“{match[0]}”，没有变动的不写增减"
                    hint = "改成“与上年持平”，或者删去这一句"
                    findings.append(
                        Finding(rule.code, rule.severity, message, value.location, hint, match[0])
                    )
    return rule.outcome(findings, texts.count)


RULE = Rule("WN-04", "没有变动的不写增减", Severity.ERROR, _check)
