"""BW-03 文字里的科目编码与名称一致

查什么：文字里“编码＋名称”的写法（“2080101行政运行”），名称与科目字典是否一致。
为什么：科目调整后编码或名称只改了一处，读者按编码查到的是另一个科目。
通过：2080101行政运行。
违反：2080102行政运行（2080102 是一般行政管理事务）。
怎么改：按当年的政府收支分类科目改正。
依据：检查目录 BW-03。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, scan, texts
from gongkai.rules.rule import Outcome, Rule, Subject

_CODED = re.compile(r"(2(?<!\d2)(?:\d{4}|\d{6}))(?!\d)[（(“\s]*([一-龥]{2,20})")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    names = subject.pack.classification.functions
    if not _CODED.search(texts(subject, names=False).joined):
        return rule.skipped("文字里没有写科目编码")

    def look(passage: Passage) -> list[str]:
        return [
            f"写“{code}{text[: len(names[code])]}”，{code} 是“{names[code]}”"
            for code, text in _CODED.findall(passage.text)
            if code in names and not text.startswith(names[code][: len(text)])
        ]

    return scan(subject, rule, look, "请按当年的政府收支分类科目改正", names=False, trigger=_CODED)


RULE = Rule("BW-03", "文字里的科目编码与名称一致", Severity.ERROR, _check)
