"""WN-19a 事由与费用相符

查什么：三公经费各项的用途、事由和变动原因里，出现了别的费用的词：接待事由写“出国”“燃油”，用车用途写“公务接待”。
为什么：套用了另一段的文字。
通过：公务接待事由写“接待上级业务检查”。
违反：公务接待费写“主要是接待本单位无出国出境”。
怎么改：按本项费用重写。
依据：检查目录 WN-19；词对（事项→不该出现的词）在格式的 settings 里。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.rules.passages import pairs, passages
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    wrong = {name: tuple(text.split()) for name, text in pairs(options, "词对").items()}
    findings, checked = [], 0
    for passage in passages(subject, names=False):
        if passage.about:
            continue
        topic = passage.owner or passage.item
        avoided = next((words for name, words in wrong.items() if name in topic), None)
        if avoided is None:
            continue
        checked += 1
        found = next((word for word in avoided if word in passage.text), "")
        if found:
            message = f"{passage.label}里写了“{found}”，与这项费用不符"
            hint = "请按本项费用重写"
            findings.append(Finding(rule.code, rule.severity, message, passage.location, hint, found))
    return rule.outcome(findings, checked) if checked else rule.skipped("没有事由")


RULE = Rule("WN-19a", "事由与费用相符", Severity.WARNING, _check)
