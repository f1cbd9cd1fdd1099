"""BJ-14 行政运行不列项目支出

查什么：名称是“行政运行”的功能科目有没有项目支出。
为什么：“行政运行”反映行政单位的基本支出，项目支出应列“一般行政管理事务”等科目，否则科目用错。
通过：2080101 行政运行只有基本支出。
违反：2080101 行政运行列了项目支出 803.08 万元。
怎么改：核对项目批复的科目；地方就是这样批复的，可以不改。
依据：检查目录 BJ-14；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.money import in_wan
from gongkai.rules.options import NOT_SET, OptionFault, figure, option_words
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    project = figure(subject, options["数"])
    names = option_words(options["科目名称"])
    known = set(subject.pack.classification.functions.values())
    if unknown := [name for name in names if name not in known]:
        raise OptionFault(f"字典里没有科目“{unknown[0]}”")
    codes = project.coordinates(FUNCTION_DIMENSION)
    if not codes:
        return rule.skipped("没有项目支出")
    findings = []
    for code in codes:
        name = subject.pack.classification.functions.get(code, "")
        if name in names:
            here = project.where(科目=code)
            message = f"{code} {name} 列了项目支出 {in_wan(here.amount)}，{name}一般只反映基本支出"
            hint = "请核对项目批复的科目；地方就是这样批复的，可以不改"
            findings.append(Finding(rule.code, rule.severity, message, here.sources[0], hint))
    return rule.outcome(findings, len(codes))


RULE = Rule("BJ-14", "行政运行不列项目支出", Severity.HINT, _check)
