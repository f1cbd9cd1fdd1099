"""JX-11 指标有偏差要写原因

查什么：没有完成，或者超过目标太多的定量指标，偏差原因栏是不是空的，或者只写了“完成”。
为什么：自评要求对偏差说明原因和改进措施；完成 157% 往往说明目标定低了，也要说明。
通过：目标 500人，完成 450人，原因写“两批见习生提前离岗”。
违反：目标 ≥1700名，完成 2680名（157.65%），原因栏空着。
怎么改：在原因栏写清为什么没有完成或超额，以及改进措施。
依据：检查目录 JX-11；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.indicator import completion
from gongkai.money import percent
from gongkai.rules.options import NOT_SET, number, option_words, tables
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    least, most = number(options, "下限"), number(options, "上限")
    empty = option_words(options.get("不算原因", ""))
    findings, checked = [], 0
    for table in tables(subject, options["表"], 4):
        name, target, actual, reason = table.columns
        for entry, _, wanted, reached, why in zip(table.rows, *table.texts, strict=True):
            done = completion(wanted, reached)
            if done is None:
                continue
            checked += 1
            given = why.strip("。 ")
            if least <= done <= most or (given and given not in empty):
                continue
            message = (
                f"“{entry.text(name)}”目标 {entry.text(target)}，完成 {entry.text(actual)}"
                f"（{percent(done)}），“{reason}”{f'只写了“{given}”' if given else '是空的'}"
            )
            hint = f"请在“{reason}”写清原因和改进措施"
            findings.append(
                Finding(rule.code, rule.severity, message, entry.place(actual), hint, percent(done))
            )
    if not checked:
        return rule.skipped("没有能计算完成率的定量指标")
    return rule.outcome(findings, checked)


RULE = Rule("JX-11", "指标有偏差要写原因", Severity.ERROR, _check)
