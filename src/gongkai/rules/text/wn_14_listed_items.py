"""WN-14 “等几个”与列举个数相符

查什么：“甲、乙、丙等三个项目”的个数与列举的个数：列举的比所说的多，或者列了三个以上而只差一个。
为什么：增删一项后忘了改个数。
通过：甲、乙、丙等三个项目；只举两例的“甲和乙等11个项目”。
违反：甲、乙、丙、丁等三个项目。
怎么改：改个数，或改列举。
依据：检查目录 WN-14。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, scan, texts
from gongkai.rules.quantities import NUMERAL, numeral_value
from gongkai.rules.rule import Outcome, Rule, Subject

_SAID = re.compile(rf"等({NUMERAL})(个|项|家|类|种|方面|大类)(?!月|季度|小时|工作日)")
_LONGEST = 300  # how far back a list may begin


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not _SAID.search(texts(subject, names=False).joined):
        return rule.skipped("没有“等几个”的列举")
    return scan(subject, rule, _look, "请改个数，或改列举", names=False, trigger=_SAID)


def _look(passage: Passage) -> list[str]:
    found = []
    for match in _SAID.finditer(passage.text):
        before = passage.text[max(0, match.start() - _LONGEST) : match.start()]
        listed = len(re.split(r"[，。；：\n]", before)[-1].split("、"))
        said = numeral_value(match[1])
        if listed > 1 and (listed > said or (listed >= 3 and listed == said - 1)):
            found.append(f"写“等{match[1]}{match[2]}”，列了 {listed} 个")
    return found


RULE = Rule("WN-14", "“等几个”与列举个数相符", Severity.WARNING, _check)
