"""JG-02a 同一主管部门的代码一致

查什么：各行“主管部门及代码”里，同一个名称配了不同的代码，或同一个代码配了不同的名称。
为什么：一份文件里主管部门代码只有一个，有两个说明至少一处填错。
通过：每行都是“051-甲县人力资源和社会保障局”。
违反：一行写成“061-甲县人力资源和社会保障局”。
怎么改：改成预算批复中的代码。
依据：检查目录 JG-02。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from operator import attrgetter

from gongkai.findings import Finding, Severity
from gongkai.patterns import late
from gongkai.rules.passages import Passage, passages
from gongkai.rules.rule import Outcome, Rule, Subject

_CODED = late(r"^\s*(\d{2,})\s*[-—－]?\s*(\D\S*?)\s*$|^\s*(\D\S*?)\s*[-—－]\s*(\d{2,})\s*$")


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    given: list[tuple[str, str, Passage]] = []
    found = passages(subject, names=False)
    coded = {item for item in set(map(attrgetter("item"), found)) if "代码" in item}
    for passage in found if coded else ():
        match = _CODED.match(passage.text) if passage.item in coded else None
        if match:
            given.append((match[1] or match[4], match[2] or match[3], passage))
    if not given:
        return rule.skipped("没有填主管部门及代码")
    usual = Counter((code, name) for code, name, _ in given).most_common()
    findings = []
    for code, name, passage in given:
        other = next(
            (pair for pair, _ in usual if pair != (code, name) and (pair[0] == code or pair[1] == name)), None
        )
        if other is not None and usual[0][0] != (code, name):
            message = f"{passage.label}写“{code}-{name}”，别处写“{other[0]}-{other[1]}”"
            hint = "同一主管部门的代码和名称全文只能有一种写法，请按预算批复改正"
            findings.append(
                Finding(rule.code, rule.severity, message, passage.location, hint, code, other[0])
            )
    return rule.outcome(findings, len(given))


RULE = Rule("JG-02a", "同一主管部门的代码一致", Severity.ERROR, _check)
