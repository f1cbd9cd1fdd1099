"""JG-07a 文字中的金额带单位

查什么：费用、收支等词后面的数没有单位；“万”后面没有“元”。
为什么：没有单位的金额读者无从判断是元还是万元。
通过：机关运行经费70.81万元；32万余名居民。
违反：“机关运行经费70.81，较上年……”“原值27万”。
怎么改：补上“万元”或“元”。
依据：检查目录 JG-07。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, any_of, around, scan, words
from gongkai.rules.rule import Outcome, Rule, Subject

_END = "(?:[，。；、）)]|$)"
_TRIGGER = (
    re.compile(rf"\.(?<=\d\.)\d{{1,4}}{_END}", re.M),
    re.compile(rf"万(?<=\d万){_END}", re.M),
)


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    money = any_of(words(options))
    if money is None:
        return rule.skipped("没有词表")
    bare = re.compile(rf"(?:{money.pattern})(?:约|共|为|是|达|了)?\d[\d,]*\.\d{{1,4}}(?=[，。；、）)]|$)")
    short = re.compile(rf"(?:{money.pattern})(?:约|共|为|是|达|了)?\d[\d,.]*万(?=[，。；、）)]|$)")

    def look(passage: Passage) -> list[str]:
        found = [
            (match, fault)
            for pattern, fault in ((bare, "没有单位"), (short, "缺“元”"))
            for match in pattern.finditer(passage.text)
        ]
        return [f"“{around(passage.text, *match.span(), 3)}”{fault}" for match, fault in found]

    return scan(subject, rule, look, "请补上单位（元或万元）", names=False, trigger=_TRIGGER)


RULE = Rule("JG-07a", "文字中的金额带单位", Severity.WARNING, _check)
