"""WZ-13 没有过时的用语和旧科目名

查什么：到公开年度已经不用的提法和科目名称。
为什么：沿用多年前的文字，提法与现行政策、科目不符。
通过：2023 年度写“巩固拓展脱贫攻坚成果”。
违反：2023 年度写“结合全县脱贫攻坚工程”。
怎么改：改成现行用语；引用文件名的加书名号。
依据：检查目录 WZ-13；词表（旧→起始年→新）在格式的 settings 里。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, any_of, scan, words, year_of
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_TITLES = re.compile(r"《[^》]*》")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    year = year_of(subject)
    if not year:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "单位信息没有填年度")
    now: dict[str, str] = {}
    for entry in words(options):
        old, since, new = (part.strip() for part in entry.split("→"))
        if year >= int(since):
            now[old] = new
    pattern, allowed = any_of(now), any_of(words(options, "允许", ""))
    if pattern is None:
        return rule.skipped("没有词表")

    def look(passage: Passage) -> list[str]:
        text = _TITLES.sub("", passage.text)
        text = allowed.sub("", text) if allowed else text
        return [f"“{found}”是旧用语，现为“{now[found]}”" for found in pattern.findall(text)]

    return scan(subject, rule, look, "请改成现行用语；引用文件名的加书名号", names=False, trigger=pattern)


RULE = Rule("WZ-13", "没有过时的用语和旧科目名", Severity.HINT, _check)
