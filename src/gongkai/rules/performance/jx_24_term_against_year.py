"""JX-24 一年期项目的实施期指标值与年度指标值相同

查什么：项目期是一年的项目，每个指标的实施期指标值和年度指标值是否相同。
为什么：一年期项目的实施期就是本年度，≥98% 对 ≥90% 必有一处错。
通过：项目期 1年，两侧都是 ≥98%；有一侧没有填，或者是文字描述的不比。
违反：项目期 1年，实施期 ≥98%，年度 ≥90%。
怎么改：核对后改成相同；跨年的项目改正项目期。
依据：检查目录 JX-24；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.indicator import parse_quantity
from gongkai.rules.options import NOT_SET, option_words, tables
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    short = option_words(options["一年期"])
    [terms] = tables(subject, options["项目期"], 2)
    in_one_year = {project for project, term in zip(*terms.texts, strict=True) if term in short}
    findings, checked = [], 0
    for table in tables(subject, options["表"], 4):
        year = table.columns[3]
        for entry, project, name, of_term, of_year in zip(table.rows, *table.texts, strict=True):
            if project not in in_one_year or not _numbers(of_term, of_year):
                continue
            checked += 1
            if of_term != of_year:
                message = (
                    f"“{project}”是一年期项目，指标“{name}”的实施期是“{of_term}”，年度是“{of_year}”，应相同"
                )
                hint = "请核对后改成相同；跨年的项目改正项目期"
                place = entry.place(year)
                findings.append(Finding(rule.code, rule.severity, message, place, hint, of_year, of_term))
    if not checked:
        return rule.skipped("没有两侧都填了数的一年期项目")
    return rule.outcome(findings, checked)


def _numbers(one: str, other: str) -> bool:
    """True if both are numbers with a unit: words may say the same in two ways."""
    return parse_quantity(one) is not None and parse_quantity(other) is not None


RULE = Rule("JX-24", "一年期项目的实施期指标值与年度指标值相同", Severity.WARNING, _check)
