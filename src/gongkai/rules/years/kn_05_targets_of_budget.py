"""KN-05 自评的指标与预算公开的绩效目标一致

查什么：项目名称相同的，自评（或目标）表的指标与同一年度预算输入的指标：三级指标有没有少，年初指标值是不是同一个。
为什么：自评对照的是批复的目标；年初指标值改了，等于先看结果再定目标。
通过：预算“采购档案整理服务”的“档案整理卷数”≥3000卷，决算的年初指标值也是≥3000卷，调整后指标值另写。
违反：决算写≥2000卷；或者自评表里没有这个指标。
怎么改：年初指标值照批复的目标填；确有调整的，写在调整后指标值里并说明。
依据：检查目录 KN-05；gongkai check 决算 --last-year 预算。名称不同的项目、指标没有固定的对应，不比。
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.department import Entry
from gongkai.rules.earlier_year import budget_of
from gongkai.rules.options import NOT_SET, OptionTable, tables
from gongkai.rules.rule import Outcome, Rule, Subject

_SIGNS = {">=": "≥", "<=": "≤", "＝": "=", "％": "%"}
_HINT = "年初指标值照批复的目标填；确有调整的，写在调整后指标值里并说明"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not options.get("表") or not options.get("预算表"):
        return rule.skipped(NOT_SET)
    other = budget_of(subject, rule)
    if isinstance(other, Outcome):
        return other
    (mine,) = tables(subject, options["表"], 3)
    (theirs,) = tables(other, options["预算表"], 3)
    approved, given = _by_project(theirs), _by_project(mine)
    shared = [name for name in approved if name in given]
    if not shared:
        return rule.skipped("没有与预算同名的项目")
    findings = []
    for project in shared:
        rows = given[project]
        for name, entry in approved[project].items():
            wanted = entry.text(theirs.columns[2])
            row = rows.get(name)
            if row is None:
                what = f"“{project}”在预算公开的绩效目标中有指标“{name}”（{wanted}），这里没有"
                place = next(iter(rows.values())).place(mine.columns[0])
                findings.append(Finding(rule.code, rule.severity, what, place, _HINT, "", wanted))
                continue
            found = row.text(mine.columns[2])
            if found and wanted and _plain(found) != _plain(wanted):
                what = f"“{project}”的“{name}”的{mine.columns[2]}是“{found}”，预算公开的目标是“{wanted}”"
                place = row.place(mine.columns[2])
                findings.append(Finding(rule.code, rule.severity, what, place, _HINT, found, wanted))
    return rule.outcome(findings, sum(len(approved[name]) for name in shared))


def _by_project(table: OptionTable) -> dict[str, dict[str, Entry]]:
    """The rows of each project by the name of the indicator."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in table.rows:
        project, name = entry.text(table.columns[0]), entry.text(table.columns[1])
        if project and name:
            found.setdefault(project, {})[name] = entry
    return found


def _plain(value: str) -> str:
    """A target without blanks, its signs in one form."""
    text = re.sub(r"\s+", "", value)
    for one, other in _SIGNS.items():
        text = text.replace(one, other)
    return text


RULE = Rule("KN-05", "自评的指标与预算公开的绩效目标一致", Severity.WARNING, _check)
