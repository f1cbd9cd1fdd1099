"""WN-09b 变动原因不能是没有核实的草稿

查什么：“变动原因”表中核实状态还是“待核实”的行；核实状态是“草稿”、文字还只是程序写的那种话的行；核实状态空着、文字却与程序写的草稿一样的行。
为什么：草稿只由数字写出，说的是变了多少，不是为什么变；没有人看过的话不能公开。
通过：把草稿改写成事项和原因（核实状态是“草稿”的不用再改）；确认草稿本身就是原因的，核实状态选“已核实”。
违反：gongkai reasons 写出的行原样未动，核实状态是“草稿”。
怎么改：补上为何变动、涉及什么事项；是“待核实”的再改为“已核实”。
依据：检查目录 WN-09（增减必有原因）。
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.findings import Finding, Location, Severity
from gongkai.model.department import Schedule
from gongkai.model.labels import REASON_CODE, REASON_SCHEDULE, REASON_SLOT, REASON_TEXT
from gongkai.rules.asked_reasons import asked_reasons
from gongkai.rules.reason_drafts import (
    MARKED_DRAFT,
    PENDING,
    STATUS,
    draft_of,
    is_draft,
    may_be_draft,
    same_words,
)
from gongkai.rules.rule import Outcome, Rule, Status, Subject

_HINT = f"请写清为何变动、涉及什么事项；确认无误后把“{STATUS}”改为“已核实”"


def _check(subject: Subject, rule: Rule, options: Mapping[str, str]) -> Outcome:
    if not subject.pack.reasons:
        return rule.skipped("本格式没有变动原因")
    schedule = subject.department.schedule(REASON_SCHEDULE)
    if schedule is None or not schedule.present:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, f"缺少工作表：{REASON_SCHEDULE}")
    untouched = _untouched(subject, schedule)
    findings = []
    for entry in schedule:
        key = (entry.text(REASON_SLOT), entry.text(REASON_CODE))
        pending = entry.text(STATUS) == PENDING
        drafted = entry.text(STATUS) == MARKED_DRAFT and is_draft(entry.text(REASON_TEXT), subject.pack)
        if not pending and not drafted and key not in untouched:
            continue
        label = f"{key[0]}（{key[1]}）" if key[1] else key[0]
        path = f"{REASON_SCHEDULE}/{label}"
        if pending:
            message = f"“{label}”的原因还是“{PENDING}”"
            findings.append(_finding(rule, message, entry.place(STATUS), path, PENDING))
        else:
            message = f"“{label}”的原因与程序写的草稿一样，还没有确认"
            findings.append(_finding(rule, message, entry.place(REASON_TEXT), path, entry.text(REASON_TEXT)))
    checked = len(schedule.entries)
    return rule.outcome(findings, checked) if checked else rule.skipped("没有写变动原因")


def _untouched(subject: Subject, schedule: Schedule) -> set[tuple[str, str]]:
    """The rows without a status whose text is the draft; nobody else's draft is worked out."""
    open_rows = {
        (entry.text(REASON_SLOT), entry.text(REASON_CODE)): text
        for entry in schedule
        if (text := entry.text(REASON_TEXT)) and not entry.text(STATUS) and may_be_draft(text, subject.pack)
    }
    return {
        key
        for asked in asked_reasons(subject)
        if (key := (asked.slot.name, asked.coordinate)) in open_rows
        and same_words(open_rows[key], draft_of(subject, asked))
    }


def _finding(rule: Rule, message: str, where: Location, path: str, found: str) -> Finding:
    place = Location(where.file, where.sheet, where.cell, where.line, where.column, path)
    return Finding(rule.code, rule.severity, message, place, _HINT, found=found)


RULE = Rule("WN-09b", "变动原因不能是没有核实的草稿", Severity.ERROR, _check)
