"""KN-03 年初结转和结余等于上年年末结转和结余

查什么：本年输入的年初结转和结余与上年输入的年末结转和结余，按资金来源和科目逐项对照。
为什么：一年的年末就是下一年的年初；对不上说明其中一年的数填错了。
通过：上年财政拨款年末结转 12.50 万元，本年年初也是 12.50 万元。
违反：上年年末 12.50 万元，本年年初没有填。
怎么改：按上年年末的数改正；经财政收回或调整年初数的，在报告中说明。
依据：检查目录 KN-03；gongkai check 本年 --last-year 上年。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.continuation import opening_pairs
from gongkai.rules.earlier_year import differences, last_year_of, stages_of, tolerance
from gongkai.rules.rule import Outcome, Rule, Subject

_HINT = "请按上年年末的结转和结余改正年初数；年初数经调整的，在报告中说明"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not subject.pack.carry.opening:
        return rule.skipped("本格式没有年初结转和结余")
    last = last_year_of(subject, rule)
    if isinstance(last, Outcome):
        return last
    findings: list[Finding] = []
    checked = 0
    for schedule in subject.department.schedules.values():
        before = last.department.schedule(schedule.spec.name)
        if before is None or before.spec.shape is not schedule.spec.shape:
            continue
        stages = (stages_of(subject), stages_of(last))
        pairs = opening_pairs(schedule.spec, before.spec, *stages, subject.pack.carry.opening)
        checked += bool(pairs)
        wrong = differences(schedule, before, pairs, tolerance(subject, last))
        findings += [item.finding(rule, "上年年末是", _HINT) for item in wrong]
    return rule.outcome(findings, checked) if checked else rule.skipped("没有可对照的结转和结余")


RULE = Rule("KN-03", "年初结转和结余等于上年年末结转和结余", Severity.ERROR, _check)
