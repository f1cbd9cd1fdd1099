"""BW-04 文字里写的经济科目金额与表一致

查什么：文字里“经济科目＋金额”的写法（“劳务费1.88万元”“办公费减少0.5万元”），与“基本支出经济分类”里这个科目的本年数、上年数或差额是否相同；表里没有这个科目的数也算不一致。
为什么：把 30226 劳务费写成委托业务费，金额对而科目错，读者无从核对。
通过：30226 劳务费 1.88 万元，文字写“劳务费1.88万元”。
违反：文字写“委托业务费1.88万元”，30227 委托业务费没有数。
怎么改：改正科目名称或金额。
依据：检查目录 BW-04。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Location, Severity
from gongkai.money import in_wan
from gongkai.rules.rule import Outcome, Rule, Status, Subject
from gongkai.rules.stated_figures import stated_figures, stated_items


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    schedule = subject.department.schedule("基本支出经济分类")
    if schedule is None:
        return rule.skipped("本格式没有基本支出经济分类")
    if not schedule.present:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, "缺少工作表：基本支出经济分类")
    findings, checked = [], 0
    named = _named_figures(subject)
    for stated in stated_items(subject):
        checked += 1
        if stated.agrees or stated.is_remainder or stated.key in named:
            continue
        known = any(stated.values)
        there = f"表中是 {in_wan(abs(stated.nearest))}" if known else "表中这个科目没有数"
        message = f"{stated.passage.label}写“{stated.name}{stated.amount.text}”，{there}"
        expected = in_wan(abs(stated.nearest)) if known else ""
        hint = "请核对“基本支出经济分类”，改正科目名称或金额"
        place = stated.passage.location
        findings.append(Finding(rule.code, rule.severity, message, place, hint, stated.amount.text, expected))
    return rule.outcome(findings, checked) if checked else rule.skipped("文字里没有写经济科目的金额")


def _named_figures(subject: Subject) -> set[tuple[Location, int]]:
    """The amounts that are taken for one of the pack's figures, which BW-01 holds against it: 公务接待费 is a figure of
    its own, of other money than the item of that name."""
    setting = subject.pack.settings.get("BW-01")
    if setting is None or not setting.enabled:
        return set()
    return {stated.key for stated in stated_figures(subject, setting.options)}


RULE = Rule("BW-04", "文字里写的经济科目金额与表一致", Severity.WARNING, _check)
