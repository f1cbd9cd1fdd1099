"""WN-10a 变动原因与增减方向一致

查什么：数字是减少而原因只说增加，或者数字是增加而原因只说减少。
为什么：方向相反的原因多半是照抄上年或别的项目。
通过：减少 12.5 万元，原因写“人员减少，奖金不再由本单位发放”；说明了上年情况的不算相反。
违反：减少 12.5 万元，原因写“新招录人员，工资津贴增加”。
怎么改：核对数字的方向，改写原因；有增有减的，两方面都写。
依据：检查目录 WN-10（方向相同）。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.money import LESS, MORE, SAME
from gongkai.rules.given_reasons import given_reasons
from gongkai.rules.options import NOT_SET, words
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    more, less = words(options.get("增加词", "")), words(options.get("减少词", ""))
    other = words(options.get("另有说明", ""))
    reasons = [reason for reason in given_reasons(subject) if reason.direction != SAME]
    if not reasons:
        return rule.skipped("没有填写变动原因，或者没有变动")
    findings = []
    for reason in reasons:
        wrong, right, sign = (more, less, LESS) if reason.direction == LESS else (less, more, MORE)
        said = next((word for word in wrong if word in reason.text), "")
        if said and not any(word in reason.text for word in (*right, *other)):
            message = f"“{reason.label}”是{reason.moved}，原因里只说“{said}”，方向相反"
            hint = "请核对数字和原因；有增有减的，两方面都写"
            findings.append(Finding(rule.code, rule.severity, message, reason.location, hint, said, sign))
    return rule.outcome(findings, len(reasons))


RULE = Rule("WN-10a", "变动原因与增减方向一致", Severity.WARNING, _check)
