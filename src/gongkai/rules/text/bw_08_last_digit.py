"""BW-08 同一个数表文逐字相同

查什么：文字里写的总数、经济科目金额与表只差 0.01 万元。
为什么：同一个数两处印出应完全相同，差 0.01 多半是各自四舍五入的。
通过：表印 6.58，文字写 6.58。
违反：表印 6.58，文字写 6.57。
怎么改：文字按表上印出的数写。
依据：检查目录 BW-08；同类合并成一条。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.money import in_wan
from gongkai.rules.rule import Outcome, Rule, Subject
from gongkai.rules.stated_figures import stated_figures, stated_items


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    setting = subject.pack.settings.get("BW-01")
    stated = [*stated_figures(subject, setting.options if setting else {}), *stated_items(subject)]
    if not stated:
        return rule.skipped("文字里没有写总数")
    off = [item for item in stated if item.is_remainder]
    findings = []
    if off:
        shown = "、".join(
            f"“{item.name}”{item.amount.text}，表印 {in_wan(abs(item.nearest))}" for item in off[:3]
        )
        message = f"文字与表差 0.01 万元，共 {len(off)} 处：{shown}"
        hint = "请按表上印出的数改写"
        findings.append(Finding(rule.code, rule.severity, message, off[0].passage.location, hint))
    return rule.outcome(findings, len(stated))


RULE = Rule("BW-08", "同一个数表文逐字相同", Severity.HINT, _check)
