"""KN-06 变动原因不照抄上年

查什么：本年的变动原因去掉年份以后，与上年输入中的原因逐字相同的。
为什么：两年的增减不会同一个原因；方向相反还用同一句话的，必有一年是错的。
通过：本年写“退休2人，基本工资减少”，上年写“考核奖金提标，奖金增加”。
违反：上年增加时写“人员变动，据实列支”，本年减少时还写“人员变动，据实列支”。
怎么改：按本年的事项重写；确实两年同一原因的，核对后保留（方向相同时只作提示）。
依据：检查目录 KN-06；gongkai check 本年 --last-year 上年。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.money import SAME
from gongkai.rules.earlier_year import last_year_of
from gongkai.rules.given_reasons import GivenReason, given_reasons
from gongkai.rules.reason_drafts import bare
from gongkai.rules.rule import Outcome, Rule, Subject

_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not subject.pack.reasons:
        return rule.skipped("本格式没有变动原因")
    last = last_year_of(subject, rule)
    if isinstance(last, Outcome):
        return last
    before = {_words(reason): reason for reason in given_reasons(last) if reason.direction != SAME}
    reasons = [reason for reason in given_reasons(subject) if reason.direction != SAME]
    if not before or not reasons:
        return rule.skipped("两年没有都写了原因的变动")
    findings = []
    for reason in reasons:
        earlier = before.get(_words(reason))
        if earlier is None:
            continue
        opposite = earlier.direction != reason.direction
        what = "，而增减的方向相反" if opposite else ""
        message = f"“{reason.label}”的原因与上年“{earlier.label}”的逐字相同{what}"
        level = Severity.ERROR if opposite else rule.severity
        hint = "请按本年的事项重写；确实同一原因的，核对后保留"
        findings.append(Finding(rule.code, level, message, reason.location, hint, found=reason.text))
    return rule.outcome(findings, len(reasons))


def _words(reason: GivenReason) -> str:
    return bare(_YEAR.sub("", reason.text))


RULE = Rule("KN-06", "变动原因不照抄上年", Severity.HINT, _check)
