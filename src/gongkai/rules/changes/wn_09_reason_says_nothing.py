"""WN-09 变动原因要写清楚

查什么：变动原因的长度；没有变动的项是不是写了增加、减少。
为什么：“项目增加”“无”说明不了为什么变动，公开后最容易被追问；没有变动却写增减，自相矛盾。
通过：“从严控制用车次数，燃油和维修支出减少”。
违反：增加 100.57%，原因只写“项目增加”。
怎么改：写清什么事项、为何变动、影响多少；没有变动的写“与上年持平”“均未发生”。
依据：检查目录 WN-09；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.money import SAME
from gongkai.rules.given_reasons import given_reasons
from gongkai.rules.options import NOT_SET, number, words
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    least = number(options, "最少字数")
    change_words, still_words = words(options.get("变动词", "")), words(options.get("持平词", ""))
    reasons = list(given_reasons(subject))
    if not reasons:
        return rule.skipped("没有填写变动原因")
    findings = []
    for reason in reasons:
        text = reason.text.strip("。；，. ")
        said = next((word for word in change_words if word in text), "")
        hint = "请写清什么事项、为何变动、影响多少"
        if reason.direction == SAME and said and not any(word in text for word in still_words):
            message = f"“{reason.label}”没有变动，原因里却写了“{said}”"
            findings.append(
                Finding(rule.code, rule.severity, message, reason.location, "改成“与上年持平”一类的写法")
            )
        elif reason.direction != SAME and len(text) < least:
            message = f"“{reason.label}”的原因只有 {len(text)} 个字（{text}），说明不了变动"
            findings.append(Finding(rule.code, rule.severity, message, reason.location, hint, text))
    return rule.outcome(findings, len(reasons))


RULE = Rule("WN-09", "变动原因要写清楚", Severity.WARNING, _check)
