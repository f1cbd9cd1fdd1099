"""WZ-11 分数、单位、数值正常

查什么：“不超过……的3/2”这样大于 1 的比例；“70%17%”这样连写的数；“人/月/元”“1880人/月”这样颠倒的单位。
为什么：录入错位的数读者一眼可见，也使指标无法考核。
通过：1880元/人/月；不超过实际缴纳社会保险费的2/3。
违反：1880人/月/元；不超过实际缴纳的3/2。
怎么改：按文件规定改正数值和单位。
依据：检查目录 WZ-11。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, around, scan
from gongkai.rules.rule import Outcome, Rule, Subject

_FRACTION = re.compile(r"的\s*(\d{1,2})/(\d{1,2})(?!\d|/|年|月)")
_GLUED = re.compile(r"(?<!\d)\d{1,9}(?:\.\d{1,6})?%\s?\d{1,9}(?:\.\d{1,6})?%")
_UPSIDE_DOWN = late(r"[人名][/／]?[月年天日]?[/／]元|(?<!\d)\d{3,9}[人名][/／][月年天]")

_TRIGGER = tuple(map(re.compile, (r"/\d", r"%\s?\d", "人[/／月年天日]", "名[/／月年天日]")))


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    def look(passage: Passage) -> list[str]:
        return list(odd_values(passage.text))

    return scan(subject, rule, look, "请按文件规定改正数值和单位", names=False, trigger=_TRIGGER)


def odd_values(text: str) -> Iterator[str]:
    """What cannot be a value in a text, in Chinese."""
    for match in _FRACTION.finditer(text):
        if int(match[1]) > int(match[2]) > 1:
            yield f"“{around(text, *match.span(), 4)}”是大于 1 的比例"
    for match in _GLUED.finditer(text):
        yield f"“{match[0]}”两个百分数连写"
    for match in _UPSIDE_DOWN.finditer(text):
        yield f"“{around(text, *match.span(), 3)}”单位颠倒"


RULE = Rule("WZ-11", "分数、单位、数值正常", Severity.WARNING, _check)
