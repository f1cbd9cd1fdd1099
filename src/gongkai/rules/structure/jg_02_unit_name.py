"""JG-02 单位名称、地名前后一致

查什么：文字里出现的单位名称与“单位信息”的单位名称只差一两个字；地名多一个字、错一个字；单位名称里没有行政区划名称，或者有公章上不会有的符号。
为什么：单位全称要与公章一致，名称和地名写错说明文字是从别处抄来的。
通过：全部写“甲县人力资源和社会保障局”，或用简称“本单位”“县人社局”。
违反：单位信息是“甲县人力资源和社会保障局”，某处写“甲和县人力资源和社会保障局”。
怎么改：改成单位信息里的全称；确实是别的单位的，不用改，可在格式中把本规则降级。
依据：检查目录 JG-02。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.labels import IDENTITY_SCHEDULE, UNIT_NAME_LINE
from gongkai.rules.passages import Passage, around, scan
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_HINT = "请与“单位信息”的单位名称核对，单位全称和地名要逐字一致"
_HINT_ODD = "请改成与公章一致的全称，不带别的符号"
# Signs that no seal has, though brackets, a dot and a dash may stand in a name.
_ODD = re.compile(r"""[\\:：*?？"<>|=;；,，。!！%￥$#@&+{}\[\]]""")
_PLACEHOLDER = re.compile("[Xx×某]{2}")  # which WZ-04 tells
# What may stand between the two characters of a place without being another place's name.
_COMMON = "全各本我该市州省同跨他外区县在"
_BODIES = ("（区）", "(区)", "（区)", "(区）", "级", "人民政府", "财政局", "人社局")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    unit = subject.department.unit_name
    place = subject.department.place_name
    if not unit or not place:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "单位信息没有填单位名称或行政区划名称")
    rest = unit.removeprefix(place)

    def look(passage: Passage) -> list[str]:
        spans = _near_names(passage.text, place, rest) if rest != unit else ()
        return [f"“{around(passage.text, *span, 2)}”与“{unit}”不一致" for span in spans]

    # What is looked for begins with the place's first character.
    outcome = scan(subject, rule, look, _HINT, trigger=(place[0],))
    if outcome.status is Status.NOT_APPLICABLE:
        return outcome
    odd = "".join(dict.fromkeys(_ODD.findall(unit)))
    if odd:
        message, expected, hint = f"单位名称“{unit}”里有“{odd}”，不像单位的全称", "", _HINT_ODD
    elif place not in unit and not _PLACEHOLDER.search(unit):
        message, expected, hint = f"单位名称“{unit}”里没有行政区划名称“{place}”", place, _HINT
    else:
        return outcome
    entry = subject.department.line_entry(IDENTITY_SCHEDULE, UNIT_NAME_LINE)
    assert entry is not None
    where = next((value.location for value in entry.values.values()), entry.location)
    finding = Finding(rule.code, rule.severity, message, where, hint, unit, expected)
    return rule.outcome([finding, *outcome.findings], outcome.checked + 1)


def _near_names(text: str, place: str, rest: str) -> Iterator[tuple[int, int]]:
    """Where a text all but names the unit or its place: one character more, missing or wrong.

    Looked for by hand: patterns would have to be compiled anew for every unit of a batch.
    """
    start = text.find(place[0])
    while start >= 0:
        if text.startswith(place, start):
            end = _near_rest(text, start, place, rest)
        else:
            end = _near_place(text, start, place, rest)
        if end:
            yield start, end
        start = text.find(place[0], start + 1)


def _near_place(text: str, start: int, place: str, rest: str) -> int:
    """The end of the place with one character more, or one of three or more wrong; 0 for none.

    It must stand before words that name a body, and a place without its first character is only an ending.
    """
    at = _alike(text, start, place)
    odd = text[start + at : start + at + 1]
    if not 0 < at < len(place) or not odd.isalpha() or odd.isascii():
        return 0
    more = start + len(place) + 1
    if odd not in _COMMON and text[start + at + 1 : more] == place[at:] and _names_body(text, more, rest):
        return more
    end = start + len(place)
    wrong = at < len(place) - 1 and text[start + at + 1 : end] == place[at + 1 :]
    return end if wrong and _names_body(text, end, rest) else 0


def _names_body(text: str, at: int, rest: str) -> bool:
    return text.startswith((rest[:4], *_BODIES), at)


def _near_rest(text: str, start: int, place: str, rest: str) -> int:
    """The end of the unit's own name behind its place with one character missing or wrong; 0 for none."""
    begin = start + len(place)
    if len(rest) < 5 or text.startswith(rest, begin):
        return 0
    at = _alike(text, begin, rest)
    if at >= len(rest) - 1:
        return 0
    right, odd = rest[at + 1 :], begin + at
    if text.startswith(right, odd + 1) and (text[odd].isalnum() or text[odd] == "_"):
        return odd + 1 + len(right)
    return odd + len(right) if text.startswith(right, odd) else 0


def _alike(text: str, start: int, name: str) -> int:
    """How many characters of a name stand at a place of a text before the first that differs."""
    at = 0
    while at < len(name) and text[start + at : start + at + 1] == name[at]:
        at += 1
    return at


RULE = Rule("JG-02", "单位名称、地名前后一致", Severity.WARNING, _check)
