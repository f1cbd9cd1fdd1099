"""WN-16b 不同项目、科目的文字不逐字相同

查什么：两个项目（或两个科目、两个报告）同一栏的概况、目标、完成情况、用途逐字相同；立项依据、制度措施等可以相同，不查。
为什么：照抄别的项目的文字，目标与资金对不上。
通过：每个项目写自己的目标。
违反：两个就业补助项目的年度总体目标一字不差。
怎么改：按各自的内容改写；确实相同的可不改。
依据：检查目录 WN-16、JX-25；短于 options“最短”个字的不比。
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from operator import attrgetter

from gongkai.findings import Finding, Severity
from gongkai.rules.passages import Passage, passages, shorten
from gongkai.rules.rule import Outcome, Rule, Subject

_OWN = re.compile(r"概况|目标$|完成情况|用途|^内容$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    least = int(options.get("最短") or 16)
    first: dict[tuple[str, str, str], Passage] = {}
    findings, checked = [], 0
    found = passages(subject, names=False)
    own = {item for item in set(map(attrgetter("item"), found)) if _OWN.search(item)}
    for passage in found:
        if (
            passage.item not in own
            or len(text := passage.text.strip()) < least
            or not (owner := passage.owner)
        ):
            continue
        checked += 1
        other = first.setdefault((passage.schedule, passage.item, text), passage)
        if other is not passage and other.owner != owner:
            message = f"{passage.label}与“{shorten(other.owner)}”的逐字相同：“{shorten(text)}”"
            hint = "请按各自的内容改写；确实相同的可不改"
            findings.append(Finding(rule.code, rule.severity, message, passage.location, hint))
    return rule.outcome(findings, checked) if checked else rule.skipped("没有成段的文字")


RULE = Rule("WN-16b", "不同项目、科目的文字不逐字相同", Severity.HINT, _check)
