"""YS-01a 不得公开固定电话号码

查什么：文字中带区号的固定电话号码。
为什么：除省里要求公开的单位办公电话外，公开文件不写电话。
通过：“联系方式”“公开电话”等要求公开的栏目。
违反：项目概况写“联系电话0358-1234567”。
怎么改：删去号码。
依据：检查目录 YS-01；允许写电话的栏目名写在格式的 settings（允许）里。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, any_of, scan, words
from gongkai.rules.rule import Outcome, Rule, Subject

_TRIGGER = tuple(re.compile(rf"{sign}\s*\d{{7}}") for sign in "-—－ ")
_LANDLINE = late(r"(?<![\d〔【\[])[（(]?0\d{2,3}[)）]?\s*[-—－ ]\s*\d{7,8}(?!\d)")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    allowed = any_of(words(options, "允许", "更多允许"))

    def look(passage: Passage) -> list[str]:
        if allowed and allowed.search(passage.item):
            return []
        return [f"有电话号码 {found[:5]}****" for found in _LANDLINE.findall(passage.text)]

    return scan(subject, rule, look, "除要求公开的办公电话外，请删去号码", trigger=_TRIGGER, whole=True)


RULE = Rule("YS-01a", "不得公开固定电话号码", Severity.ERROR, _check)
