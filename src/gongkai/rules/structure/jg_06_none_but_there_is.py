"""JG-06 写“没有”的项目确实没有

查什么：变动原因写“本年未发生”“均未安排”“无此项支出”，而本年（或所说的年份）有数；整段只写“无此项支出”而这项变动不为零（只写“无”的由 WZ-14 指出）。
为什么：有数写成无，表和文字直接矛盾。
通过：因公出国（境）费两年都是 0，原因写“本年和上年均未安排因公出国（境）”。
违反：公务接待费本年 1.20 万元，原因写“本年未发生公务接待”。
怎么改：核对金额，按实际写原因。
依据：检查目录 JG-06、WN-10。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.money import in_wan
from gongkai.patterns import late
from gongkai.rules.given_reasons import GivenReason, given_reasons
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_NOTHING = r"(?:均|都)?(?:未发生|没有发生|未安排|没有安排|未购置|没有购置|没有此项|无此项|未支出|没有支出)"
_NEGATION = late("未|没|无")
_NOW = re.compile(rf"本年(?:度)?(?:和上年|与上年|、上年)?{_NOTHING}")
_BEFORE = re.compile(rf"(?<!本年和)(?<!本年与)(?<!本年、)上年(?:度)?{_NOTHING}")
_BOTH = late(rf"(?:本年(?:度)?[和与、]上年|两年|上年和本年)(?:度)?{_NOTHING}")
_NONE = re.compile(r"^(?:无此项支出|没有此项支出)[。]?$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    schedule = subject.department.schedule(REASON_SCHEDULE)
    if schedule is None:
        return rule.skipped("本格式没有变动原因")
    if not schedule.present:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, f"缺少工作表：{REASON_SCHEDULE}")
    findings, checked = [], 0
    for given in given_reasons(subject):
        checked += 1
        fault = _fault(given)
        if fault:
            message = f"“{given.label}”的原因与数不符：{fault}"
            hint = "请核对金额和原因，有数的不能写没有"
            findings.append(Finding(rule.code, rule.severity, message, given.location, hint))
    return rule.outcome(findings, checked) if checked else rule.skipped("没有变动原因")


def _fault(given: GivenReason) -> str:
    text = given.text
    if not _NEGATION.search(text):
        return ""
    now, before = given.now, given.before
    if _NONE.match(text) and (now or before):
        return f"写“{text}”，本年 {in_wan(now)}，比较数 {in_wan(before)}"
    both = _BOTH.search(text)
    match = both or _NOW.search(text)
    # What stands at the beginning is said of the whole slot; later it may be said of one item of it.
    if match and now and match.start() == 0:
        return f"写“{match[0]}”，本年是 {in_wan(now)}"
    if both and before:
        return f"写“{both[0]}”，比较数是 {in_wan(before)}"
    match = _BEFORE.search(text)
    if match and match.start() == 0 and before:
        return f"写“{match[0]}”，比较数是 {in_wan(before)}"
    return ""


RULE = Rule("JG-06", "写“没有”的项目确实没有", Severity.ERROR, _check)
