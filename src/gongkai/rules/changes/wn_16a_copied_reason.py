"""WN-16a 不同的变动不用同一个原因

查什么：两个事项的变动原因逐字相同。
为什么：增减的数不同，原因一字不差，多半是复制后忘了改；公开后最容易被指为“敷衍”。
通过：收支总体写“考核奖金改列、往来资金付清”，公务用车写“燃油和维修支出减少”；两项都没有发生的，可以都写“均未发生”；上年（或本年）都是 0 的，如当年新组建的单位，可以写同一个原因。
违反：收支总体减少 939.18 万元和公务用车费用减少 0.62 万元，都写“落实过紧日子要求，压减支出”。
怎么改：按各自的数写各自的事项；增减的数完全相同的（如收支总体与财政拨款收支）只作提示。
依据：检查目录 WN-16、WN-09。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.money import SAME
from gongkai.rules.given_reasons import GivenReason, given_reasons
from gongkai.rules.reason_drafts import bare
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    reasons = [reason for reason in given_reasons(subject) if reason.direction != SAME]
    if len(reasons) < 2:
        return rule.skipped("没有两个要说明的变动")
    first: dict[str, GivenReason] = {}
    findings = []
    for reason in reasons:
        earlier = first.setdefault(bare(reason.text), reason)
        if earlier is reason or earlier.label == reason.label:  # a row twice is told by the reader
            continue
        if _began_or_ended(earlier) and _began_or_ended(reason):
            continue
        alike = earlier.change == reason.change
        amounts = f"{earlier.moved}、{reason.moved}"
        message = f"“{reason.label}”的原因与“{earlier.label}”逐字相同（{amounts}）"
        level = Severity.HINT if alike else rule.severity
        hint = "增减的数不同，请按各自的事项分别写" if not alike else "两处的数相同；能写得更具体的请分别写"
        findings.append(Finding(rule.code, level, message, reason.location, hint, found=reason.text))
    return rule.outcome(findings, len(reasons))


def _began_or_ended(reason: GivenReason) -> bool:
    """True where there was nothing in one of the years: a department founded or dissolved has one reason for all."""
    return not reason.before or not reason.now


RULE = Rule("WN-16a", "不同的变动不用同一个原因", Severity.WARNING, _check)
