"""KN-06a 从上年带来的文字要确认

查什么：前面还标着“【待确认】”的文字。
为什么：gongkai new --from 把上年的职责、机构、人员等文字带到本年，其中的人数、年份、机构多半要改；没有人看过的不能公开。
通过：看过、改好以后删去“【待确认】”。
违反：“人员构成”一格仍是“【待确认】2022年由财政负担的人员共42人……”。
怎么改：核对这一格的内容，改好后删去开头的“【待确认】”。
依据：检查目录 KN-06、JG-01。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Location, Severity
from gongkai.model.department import UNCONFIRMED, Entry, Schedule
from gongkai.rules.passages import written
from gongkai.rules.rule import Outcome, Rule, Subject

_SHOWN = 20


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    texts = written(subject)
    if UNCONFIRMED not in texts.joined and texts.confirmed:
        return rule.outcome([], texts.count)
    findings: list[Finding] = []
    for schedule in subject.department.schedules.values():
        for entry in schedule:
            for column, value in entry.values.items():
                if not isinstance(value.value, str):
                    continue
                if not value.confirmed or UNCONFIRMED in value.value:
                    findings.append(_finding(rule, schedule, entry, column))
    return rule.outcome(findings, texts.count)


def _finding(rule: Rule, schedule: Schedule, entry: Entry, column: str) -> Finding:
    text = entry.text(column)
    where = entry.place(column)
    path = f"{schedule.spec.name}/{entry.line or column}"
    place = Location(where.file, where.sheet, where.cell, where.line, where.column, path)
    shown = text[:_SHOWN] + ("……" if len(text) > _SHOWN else "")
    message = f"“{schedule.spec.name}”的“{entry.line or column}”是从上年带来的，还没有确认：{shown}"
    hint = f"请核对、改好这一格，再删去“{UNCONFIRMED}”"
    return Finding(rule.code, rule.severity, message, place, hint, found=UNCONFIRMED)


RULE = Rule("KN-06a", "从上年带来的文字要确认", Severity.ERROR, _check)
