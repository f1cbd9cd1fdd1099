"""WZ-04 不得有占位符和填写提示

查什么：XX、××、____ 等占位符，“请在此处简要说明”“待填”等模板提示语；只有符号和单位、没有数的指标值（“≥%”“=个”）。
为什么：模板里的空没有填就公开，是最常见的退回原因。
通过：审计发现的问题写“无”。
违反：年度指标值写“≥%”；文字写“XX项目”。
怎么改：填上实际内容；说明里写着可以写“无”的栏，没有才写“无”。
依据：检查目录 WZ-04；提示语的词表在格式的 settings 里。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, any_of, around, scan, words
from gongkai.rules.rule import Outcome, Rule, Subject

_BLANK = late(
    r"(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|×{2,}|＿{2,}|_{3,}|\?{3,}|？{3,}|（\s*）|【\s*】"
    r"|\*{3,}|＊{3,}|(?<=[一-龥])某某(?=[一-龥])|(?<=[一-龥，、])…+(?=[，。；]|$)|\.{4,}"
)
# Quick to search for: a character begins each branch. A sign before a number is no fault.
_SIGNS = r"X[Xx]|x[Xx]|××|＿＿|___|\?\?\?|？？？|\*\*\*|＊＊＊|（\s*）|【\s*】|某某|…|\.\.\.\." + "".join(
    rf"|{sign}(?!\d)" for sign in "≥≤＝=><"
)
_NO_NUMBER = late(r"^[≥≤＝=><]+\s*(?:%|个|元|万元|人|次|天|名|件|项)?$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    prompts = any_of(words(options))

    def look(passage: Passage) -> list[str]:
        text = passage.text
        found = [f"有占位符“{around(text, *match.span(), 3)}”" for match in _BLANK.finditer(text)]
        if prompts:
            found += [f"有填写提示“{match[0]}”" for match in prompts.finditer(text)]
        if _NO_NUMBER.match(text.strip()):
            found.append(f"“{text.strip()}”只有符号，没有数")
        return found

    trigger = re.compile(_SIGNS + (f"|{prompts.pattern}" if prompts else ""))
    return scan(
        subject, rule, look, "请填上实际内容；说明里写着可以写“无”的栏，没有才写“无”", trigger=trigger
    )


RULE = Rule("WZ-04", "不得有占位符和填写提示", Severity.ERROR, _check)
