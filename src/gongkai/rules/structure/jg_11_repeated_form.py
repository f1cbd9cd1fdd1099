"""JG-11 项目不重复

查什么：同一张明细表里项目名称相同、各项金额也相同的两行。
为什么：同一项目填两次，项目个数和合计都会多算，公开后成了重复表单。
通过：名称相同的两行金额不同，且在“同名区分”里写明批次。
违反：“就业补助资金” 20 万元填了两行。
怎么改：删去重复的一行；确是金额相同的两笔的，核对后不用改。
依据：检查目录 JG-11。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Severity
from gongkai.model.department import Entry, Schedule
from gongkai.model.labels import PROJECT_NAME
from gongkai.model.schema import ColumnType
from gongkai.money import ZERO
from gongkai.rules.rule import Outcome, Rule, Subject

_TELLS_APART = "同名区分"
_AMOUNT = ColumnType.AMOUNT


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    findings: list[Finding] = []
    checked = 0
    for schedule in subject.department.schedules.values():
        if schedule.spec.column(PROJECT_NAME) is None or not schedule.spec.number_columns:
            continue
        seen: dict[object, Entry] = {}
        keys = _keys(schedule)
        money = [column.name for column in schedule.spec.columns if column.type is _AMOUNT]
        for entry in schedule:
            if not entry.text(PROJECT_NAME):
                continue
            amounts = tuple([entry.number(column) or ZERO for column in money])
            if not any(amounts):
                continue
            checked += 1
            key = (*[entry.text(name) for name in keys], amounts)
            if key in seen:
                message = f"“{schedule.spec.name}”的项目“{entry.text(PROJECT_NAME)}”填了两次，金额都相同"
                hint = "请删去重复的一行；确是金额相同的两笔的，核对来源和批次"
                findings.append(Finding(rule.code, rule.severity, message, entry.place(PROJECT_NAME), hint))
            seen[key] = entry
    return rule.outcome(findings, checked) if checked else rule.skipped("没有项目")


def _keys(schedule: Schedule) -> list[str]:
    """The columns that together name a row, but the one that tells equal names apart."""
    return [
        PROJECT_NAME,
        *(name for name in schedule.spec.unique if name not in (PROJECT_NAME, _TELLS_APART)),
    ]


RULE = Rule("JG-11", "项目不重复", Severity.WARNING, _check)
