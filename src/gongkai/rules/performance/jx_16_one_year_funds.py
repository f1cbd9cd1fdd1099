"""JX-16b 一年期项目的实施期资金等于年度资金

查什么：项目期是一年的项目，实施期资金与年度资金是否相等。
为什么：一年就结束的项目，实施期就是本年度，两个数应相同；不同说明有一个填错了。
通过：项目期 1年，实施期资金和年度资金都是 268 万元；实施期资金没有填的，按年度资金。
违反：项目期 1年，实施期资金 268 万元，年度资金 0。
怎么改：核对两个数；跨年的项目改正项目期。
依据：检查目录 JX-16；已公开的真实报告。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Location, Severity
from gongkai.model.labels import PROJECT_NAME
from gongkai.money import in_yuan
from gongkai.rules.options import NOT_SET, figure, option_words, tables
from gongkai.rules.rule import Outcome, Rule, Subject


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options:
        return rule.skipped(NOT_SET)
    whole, year = figure(subject, options["实施期数"]), figure(subject, options["年度数"])
    short = option_words(options["一年期"])
    findings, checked = [], 0
    for table in tables(subject, options["项目期"], 2):
        for project, term in zip(*table.texts, strict=True):
            of_term = whole.where(**{PROJECT_NAME: project}) if term in short else None
            if of_term is None or not of_term.amount:
                continue
            checked += 1
            of_year = year.where(**{PROJECT_NAME: project})
            if of_term.amount != of_year.amount:
                found, expected = in_yuan(of_term.amount), in_yuan(of_year.amount)
                message = f"“{project}”项目期是{term}，实施期资金 {found}，年度资金 {expected}，应相等"
                hint = "请核对两个数；跨年的项目改正项目期"
                place = of_term.sources[0] if of_term.sources else Location(file=subject.department.file)
                findings.append(Finding(rule.code, rule.severity, message, place, hint, found, expected))
    if not checked:
        return rule.skipped("没有填了实施期资金的一年期项目")
    return rule.outcome(findings, checked)


RULE = Rule("JX-16b", "一年期项目的实施期资金等于年度资金", Severity.ERROR, _check)
