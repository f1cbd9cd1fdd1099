"""JX-12 偏差原因与完成情况不矛盾

查什么：完成值超过目标值的指标，偏差原因却说减少、不足。
为什么：目标 120 人、实际 125 人，原因写“领取补贴人数减少”，原因和数字对不上。
通过：目标 120人，完成 125人，原因写“新引进人才比预计多”。
违反：目标 120人，完成 125人，原因写“领取补贴人数减少”。
怎么改：核对完成值，按实际情况改写原因。
依据：检查目录 JX-12；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.indicator import completion
from gongkai.rules.options import NOT_SET, option_words, tables
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    less = option_words(options["减少词"])
    findings, checked = [], 0
    for table in tables(subject, options["表"], 4):
        name, target, actual, reason = table.columns
        for entry, _, wanted, reached, given in zip(table.rows, *table.texts, strict=True):
            done = completion(wanted, reached) if given else None
            if done is None:
                continue
            checked += 1
            said = next((word for word in less if word in given), "")
            if done > 1 and said:
                message = (
                    f"“{entry.text(name)}”目标 {entry.text(target)}，完成 {entry.text(actual)}，"
                    f"“{reason}”却说“{said}”"
                )
                hint = "请核对完成值，按实际情况改写原因"
                findings.append(Finding(rule.code, rule.severity, message, entry.place(reason), hint, said))
    if not checked:
        return rule.skipped("没有写了偏差原因的定量指标")
    return rule.outcome(findings, checked)


RULE = Rule("JX-12", "偏差原因与完成情况不矛盾", Severity.WARNING, _check)
