"""JG-05a 文字中的编号连续

查什么：一段文字里各行行首的编号（（一）（二）、1. 2.、一是二是）跳号、重号。
为什么：跳号通常是删了一条没有改号，或漏贴了一条。
通过：（一）……（二）……（三）……
违反：（一）……（三）……
怎么改：补上漏掉的一条，或把编号改连续。
依据：检查目录 JG-05。
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, scan
from gongkai.rules.quantities import NUMERAL, numeral_value
from gongkai.rules.rule import Outcome, Rule, Subject

_STYLES = (
    ("（{}）", re.compile(rf"^\s*[（(]({NUMERAL})[）)]", re.M)),
    ("{}.", re.compile(r"^\s*(\d{1,2})[.．、](?!\d)", re.M)),
    ("{}、", re.compile(r"^\s*([一二三四五六七八九十]{1,3})、", re.M)),
    ("{}是", re.compile(r"(?:^|[。；：\n])\s*([一二三四五六七八九十]{1,3})是")),
)

_TRIGGER = (
    re.compile(r"\n\s*(?:[（(]|\d{1,2}[.．、](?!\d)|[一二三四五六七八九十]{1,3}、)"),
    re.compile("是(?<=[一二三四五六七八九十]是)"),
)


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    return scan(subject, rule, _look, "请把编号改连续，或补上漏掉的一条", names=False, trigger=_TRIGGER)


def _look(passage: Passage) -> list[str]:
    return [fault for style, pattern in _STYLES for fault in _breaks(style, pattern.findall(passage.text))]


def _breaks(style: str, found: list[str]) -> Iterator[str]:
    """A list may begin again at one; elsewhere each number is the one before and one."""
    if len(found) < 2:
        return
    for before, now in itertools.pairwise(found):
        if numeral_value(now) not in (1, numeral_value(before) + 1):
            yield f"编号“{style.format(before)}”之后是“{style.format(now)}”"


RULE = Rule("JG-05a", "文字中的编号连续", Severity.WARNING, _check)
