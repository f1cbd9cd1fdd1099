"""WZ-09 常见错别字

查什么：常错词表里的词。
为什么：错别字公开后最容易被读者发现。
通过：有效缓解就业压力。
违反：收疫情影响；城乡民民。
怎么改：按提示的正确写法改。
依据：检查目录 WZ-09；词表（错→正）在格式的 settings 里，一行一个，可用“更多”增加。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, any_of, pairs, scan
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    right = pairs(options)
    pattern = any_of(right)
    if pattern is None:
        return rule.skipped("没有词表")

    def look(passage: Passage) -> list[str]:
        return [f"“{found}”应为“{right[found]}”" for found in pattern.findall(passage.text)]

    return scan(subject, rule, look, "请按正确写法改", trigger=pattern)


RULE = Rule("WZ-09", "常见错别字", Severity.HINT, _check)
