"""WZ-12 没有上级模板的口径

查什么：县级文件里的“省直部门”“省级部门预算编制方案”“组织相关县区进行自评”等上级口径。
为什么：照抄上级模板，主体、层级都不对。
通过：写“县直部门”“本单位”；引用上级文件的全名加书名号。
违反：县级自评报告写“在组织相关县区进行自评的基础上”。
怎么改：改成本级的口径。
依据：检查目录 WZ-12；词表在格式的 settings 里；省级单位不适用。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Severity
from gongkai.rules.passages import Passage, any_of, scan, words
from gongkai.rules.rule import Outcome, Rule, Subject

_TITLES = re.compile(r"《[^》]*》")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    pattern = any_of(words(options))
    place = subject.department.place_name
    if pattern is None:
        return rule.skipped("没有词表")
    if re.search(r"(?:省|自治区|直辖市)$", place):
        return rule.skipped("省级单位")

    def look(passage: Passage) -> list[str]:
        return [f"有上级口径“{found}”" for found in pattern.findall(_TITLES.sub("", passage.text))]

    return scan(subject, rule, look, "请改成本级的口径", names=False, trigger=pattern)


RULE = Rule("WZ-12", "没有上级模板的口径", Severity.WARNING, _check)
