"""WN-19 没有支出的不写事由

查什么：有支出才要写的用途、事由（因公出国用途、接待事由、其他用车用途等），没有支出时是否还写着内容。
为什么：费用为 0 还写事由，说明文字沿用了上年，或者金额漏填。
通过：公务接待费为 0，接待事由不填或写“无”。
违反：公务接待费为 0，接待事由写“接待上级检查”。
怎么改：删去事由；有支出的补填金额。
依据：检查目录 WN-19；哪些文字随哪个数，按本格式的必填规则（requirements）。收入、支出都还没有填的不查（格式的 settings“先填”）。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.rules.equations import condition_holds
from gongkai.rules.options import figure, option_words
from gongkai.rules.rule import Outcome, Rule, Subject

_NONE = re.compile(r"^(?:无|没有|不涉及|/|-|—)[。]?$|^(?:无|没有)此项(?:支出)?[。]?$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    first = option_words(options.get("先填", ""))
    if first and not any(figure(subject, name).amount for name in first):
        return rule.skipped("收入、支出都还没有填")
    findings, checked = [], 0
    for required in subject.pack.requirements:
        schedule = subject.department.schedule(required.schedule)
        if required.when is None or not required.lines or schedule is None:
            continue
        checked += len(required.lines)
        if condition_holds(subject, required.when):
            continue
        for name in required.lines:
            entry = schedule.line(name)
            text = next((str(value.value) for value in entry.values.values()), "") if entry else ""
            if entry is not None and text and not _NONE.match(text.strip()):
                message = f"“{required.schedule}”的“{name}”写着“{text[:20]}”，而 {required.when_text} 不成立"
                hint = "没有支出的请删去事由；有支出的请补填金额"
                where = next(iter(entry.values.values())).location
                findings.append(Finding(rule.code, rule.severity, message, where, hint, text))
    return rule.outcome(findings, checked) if checked else rule.skipped("本格式没有随金额填写的事由")


RULE = Rule("WN-19", "没有支出的不写事由", Severity.WARNING, _check)
