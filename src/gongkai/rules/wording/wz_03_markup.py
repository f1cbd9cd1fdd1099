"""WZ-03 不得有排版代码

查什么：文字里的表情符号；$…$、\\geq 等公式代码，**、##、``` 等 Markdown 记号，{{ }} 等没有解析的模板变量，=底稿!B3 等没有计算的表格公式；行首的 # 和 @ 会被当成排版命令。
为什么：识别软件和聊天工具复制来的文字常带这些代码。
通过：指标值写“≥98%”。
违反：指标值写“$\\geq 98\\%$”。
怎么改：改成通常的文字和符号。
依据：检查目录 WZ-03。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, around, scan
from gongkai.rules.rule import Outcome, Rule, Subject

_CODE = late(
    r"\$[^$\n]{1,40}\$|\\(?:geq?|leq?|times|frac|text|%|quad|cdot)\b|\\%|\*\*[^*\n]+\*\*|^#{1,6}\s|```"
    r"|\{\{|\}\}|\{%|%\}|^@换页|^@报告|^@图\s|^>>\s|\[[^\]\n]{1,80}\]\(https?:",
    re.M,
)
# A formula in a cell of the format “text” is never calculated. “=100%” and “=5次” are values of indicators.
_FORMULA = re.compile(
    r"""=\s*(?:[A-Z]{2,}\(|'[^'\n]+'!|[^\s!！=]{1,31}!\$?[A-Z]|\$?[A-Z]{1,3}\$?[0-9]+(?![0-9A-Za-z]))"""
)

_EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2764\u2705\u274c\u2757\u270c]")
_TRIGGER: tuple[str | re.Pattern[str], ...] = (*"$\\*#`{}@>[=", _EMOJI)


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    def look(passage: Passage) -> list[str]:
        found = [f"有表情符号“{sign}”" for sign in dict.fromkeys(_EMOJI.findall(passage.text))]
        if formula := _FORMULA.match(passage.text):
            found.append(f"有没有计算的公式“{around(passage.text, *formula.span(), 3)}”")
        return found + [
            f"有排版代码“{around(passage.text, *match.span(), 3)}”" for match in _CODE.finditer(passage.text)
        ]

    return scan(subject, rule, look, "请改成通常的文字和符号，如 ≥、×、%", trigger=_TRIGGER)


RULE = Rule("WZ-03", "不得有排版代码", Severity.ERROR, _check)
