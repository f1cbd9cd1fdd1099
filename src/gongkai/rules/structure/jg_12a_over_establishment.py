"""JG-12a 实有人数超过编制的要说明

查什么：同一段文字里，行政（或事业）实有人数大于核定的行政（事业）编制数，又没有说明。
为什么：超编是审核必问的问题，公开前先写明原因。
通过：行政编制11名，实有行政人员11人。
违反：核定行政编制11名，实有行政人员13人，没有说明。
怎么改：核对人数；确实超编的写一句原因。
依据：检查目录 JG-12。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, scan, year_of
from gongkai.rules.rule import Outcome, Rule, Subject

_POSTS = re.compile(r"(行政|事业)编制(?:数)?(?:为|是)?(\d+)(?:名|个|人)")
_TRIGGER = re.compile(r"编制(?<=[政业]编制)数?[为是]?\d")
_PEOPLE = re.compile(r"(行政|事业)(?:编制)?人员(?:为|是|有)?(\d+)(?:名|人)")
_EXPLAINED = re.compile(r"超编|超过编制|超出编制|多于编制|消化")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    year = year_of(subject)

    def look(passage: Passage) -> list[str]:
        posts = {kind: int(count) for kind, count in _POSTS.findall(passage.text)}
        if not posts or _EXPLAINED.search(passage.text):
            return []
        lines = [line for line in passage.text.split("\n") if not re.match(rf"(?!{year})\d{{4}}年", line)]
        return [
            f"{kind}编制 {posts[kind]} 名，实有{kind}人员 {count} 人，没有说明"
            for kind, count in _PEOPLE.findall("\n".join(lines))
            if int(count) > posts.get(kind, int(count))
        ]

    return scan(subject, rule, look, "请核对人数；确实超编的写明原因", names=False, trigger=_TRIGGER)


RULE = Rule("JG-12a", "实有人数超过编制的要说明", Severity.HINT, _check)
