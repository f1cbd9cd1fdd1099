"""WZ-02 不得有公式错误值

查什么：文字里的 #DIV/0!、#REF!、#N/A、nan、null 等。
为什么：表格公式出错的结果被当成内容公开。
通过：没有预算的项目，执行率栏留空。
违反：完成情况写“执行率 #DIV/0!”。
怎么改：改正公式，或删去这一格，由程序计算。
依据：检查目录 WZ-02；错误值的词表在格式的 settings 里。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, any_of, scan, words
from gongkai.rules.rule import Outcome, Rule, Subject

_WORDS = "nan|NaN|NAN|null|NULL|None|undefined"
_EMPTY = rf"(?<![A-Za-z])(?:{_WORDS})(?![A-Za-z])"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    errors = any_of(words(options))
    more = f"|{errors.pattern}" if errors else ""
    pattern = re.compile(_EMPTY + more)

    def look(passage: Passage) -> list[str]:
        return [f"有公式错误值“{item}”" for item in pattern.findall(passage.text)]

    return scan(subject, rule, look, "请改正公式或删去错误值", trigger=re.compile(_WORDS + more))


RULE = Rule("WZ-02", "不得有公式错误值", Severity.ERROR, _check)
