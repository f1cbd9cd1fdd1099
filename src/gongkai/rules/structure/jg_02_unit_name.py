"""JG-02 单位名称、地名前后一致

查什么：文字里出现的单位名称与“单位信息”的单位名称只差一两个字；地名多一个字、错一个字；单位名称里没有行政区划名称。
为什么：单位全称要与公章一致，名称和地名写错说明文字是从别处抄来的。
通过：全部写“甲县人力资源和社会保障局”，或用简称“本单位”“县人社局”。
违反：单位信息是“甲县人力资源和社会保障局”，某处写“甲和县人力资源和社会保障局”。
怎么改：改成单位信息里的全称；确实是别的单位的，不用改，可在格式中把本规则降级。
依据：检查目录 JG-02。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.rules.base import Outcome, Rule, Status, Subject
from gongkai.rules.texts import Passage, around, scan

_HINT = "请与“单位信息”的单位名称核对，单位全称和地名要逐字一致"
# What may stand between the two characters of a place without being another place's name.
_COMMON = "全各本我该市州省同跨他外区县在"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    unit = subject.department.line_text("单位信息", "单位名称")
    place = subject.department.line_text("单位信息", "行政区划名称")
    if not unit or not place:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "单位信息没有填单位名称或行政区划名称")
    rest = unit.removeprefix(place)
    patterns = _near_places(place, rest) if rest != unit else []
    patterns += _near_rests(place, rest) if rest != unit and len(rest) >= 5 else []

    def look(passage: Passage) -> list[str]:
        found = [match for pattern in patterns for match in pattern.finditer(passage.text)]
        return [f"“{around(passage.text, *match.span(), 2)}”与“{unit}”不一致" for match in found]

    # Every pattern begins with the place's first character.
    outcome = scan(subject, rule, look, _HINT, trigger=re.compile(re.escape(place[0])))
    if place in unit or outcome.status is Status.NOT_APPLICABLE:
        return outcome
    entry = subject.department.line_entry("单位信息", "单位名称")
    assert entry is not None
    message = f"单位名称“{unit}”里没有行政区划名称“{place}”"
    finding = Finding(rule.code, rule.severity, message, entry.location, _HINT, unit, place)
    return rule.outcome([finding, *outcome.findings], outcome.checked + 1)


def _near_places(place: str, rest: str) -> list[re.Pattern[str]]:
    """The place with one character more, or one of three or more wrong, before words that name a body."""
    head = rest[:4]
    after = rf"(?={re.escape(head)}|[（(]区[)）]|级|人民政府|财政局|人社局)"
    found = []
    for at in range(1, len(place)):
        left, right = re.escape(place[:at]), re.escape(place[at:])
        found.append(re.compile(rf"{left}[^\W\d{_COMMON}a-zA-Z]{right}{after}"))
    if len(place) >= 3:
        for at in range(len(place) - 1):
            left, wrong, right = re.escape(place[:at]), place[at], re.escape(place[at + 1 :])
            if at:  # without its first character a place is only 县, 市 or an ending
                found.append(re.compile(rf"{left}[^\W\d{re.escape(wrong)}a-zA-Z]{right}{after}"))
    return found


def _near_rests(place: str, rest: str) -> list[re.Pattern[str]]:
    """The unit's own name after the place with one character missing, doubled or wrong."""
    found = []
    for at in range(len(rest) - 1):
        left, wrong, right = re.escape(rest[:at]), re.escape(rest[at]), re.escape(rest[at + 1 :])
        found.append(re.compile(rf"{re.escape(place)}{left}(?!{wrong})\w?{right}"))
    return found


RULE = Rule("JG-02", "单位名称、地名前后一致", Severity.WARNING, _check)
