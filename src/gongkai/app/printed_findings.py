"""Findings and coverage as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gongkai.desk.counts import coverage_lines, on_one_line
from gongkai.findings import Finding, Severity
from gongkai.money import in_wan, percent

if TYPE_CHECKING:
    from gongkai.pipeline import Checked
    from gongkai.rules.reason_drafts import ReasonLine
    from gongkai.rules.rule import Outcome

_ALIKE = 5  # more findings of one rule in one schedule are printed together
_PLACES = 8
_THE_REST = "逐条：用 gongkai check 加 --mark，全部列在“问题清单”里"


def findings_texts(findings: Sequence[Finding], the_rest: str = _THE_REST) -> Iterator[str]:
    """Each finding over several lines; many similar findings of one rule in one schedule are printed together, with
    the sentence that says where each of them is told."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_kind(finding), []).append(finding)
    told = set()
    for finding in findings:
        group = groups[_kind(finding)]
        if len(group) <= _ALIKE:
            yield finding_text(finding)
        elif _kind(finding) not in told:
            told.add(_kind(finding))
            yield f"{_group_text(group)}\n    {the_rest}"


def _kind(finding: Finding) -> tuple[object, ...]:
    where = finding.location
    return finding.severity, finding.code, where.file, where.sheet or where.path.partition("/")[0]


def _group_text(group: list[Finding]) -> str:
    """The first of many similar findings, with their count and first places, so that the fault is described
    once."""
    first = group[0].location
    name = "cell" if first.cell else "line"
    places = list(dict.fromkeys(str(place) for item in group if (place := getattr(item.location, name))))
    listed = "、".join(places[:_PLACES])
    more = f" 等 {len(places)} 处" if len(places) > _PLACES else ""
    of_sheet = replace(first, cell="", line=0, path="")
    where = f"{of_sheet} 单元格 {listed}{more}" if first.cell else f"{of_sheet} 第 {listed} 行{more}"
    where = where if places else str(first)
    message = f"同类问题 {len(group)} 条，例如：{group[0].message}"
    example = replace(group[0], message=message, found="", expected="", difference="")
    return finding_text(example, where)


def finding_text(finding: Finding, where: str = "") -> str:
    """A finding over several lines: what, where, found and expected, how to mend it."""
    lines = [f"[{finding.severity.value}] {finding.code} {on_one_line(finding.message)}"]
    where = on_one_line(where or str(finding.location))
    if where:
        lines.append(f"    位置：{where}")
    values = [
        f"{label}：{on_one_line(value)}"
        for label, value in (
            ("发现", finding.found),
            ("应为", finding.expected),
            ("相差", finding.difference),
        )
        if value
    ]
    if values:
        lines.append("    " + "；".join(values))
    if finding.hint:
        lines.append(f"    改法：{on_one_line(finding.hint)}")
    return "\n".join(lines)


def coverage_text(coverage: Iterable[Outcome]) -> str:
    """How many rules passed, failed, did not apply; by name, with why, each that could not run or not wholly."""
    return "\n    ".join(coverage_lines(coverage))


def reasons_text(reasons: Sequence[ReasonLine]) -> str:
    """Every change that must be explained, with its figures; a draft for those not explained yet."""
    if not reasons:
        return ""
    waiting = sum(1 for reason in reasons if reason.open)
    lines = [f"需要写变动原因的事项 {len(reasons)} 个，还没有写好的 {waiting} 个："]
    for reason in reasons:
        lines.append(f"    [{reason.state}] {reason.shown}：{_figures(reason)}")
        if reason.open and reason.draft:
            lines.append(f"        草稿：{reason.draft}")
    if waiting:
        lines.append(
            "    用 gongkai reasons 输入文件 -o 新文件.xlsx 把草稿写进“变动原因”表，核实、改写后再生成。"
        )
    return "\n".join(lines)


def _figures(reason: ReasonLine) -> str:
    text = f"本年 {in_wan(reason.now)}，{reason.base} {in_wan(reason.before)}，"
    if not reason.printed_change:
        return f"{text}没有变动"
    return text + reason.moved + (f"（{percent(abs(reason.rate))}）" if reason.rate is not None else "")


def _reason_data(reason: ReasonLine) -> dict[str, object]:
    return {
        "slot": reason.slot,
        "code": reason.coordinate,
        "compared_with": reason.base,
        "this_year": str(reason.now),
        "base": str(reason.before),
        "change": str(reason.change),
        "rate": None if reason.rate is None else percent(reason.rate),
        "state": reason.state,
        "reason": reason.text,
        "draft": reason.draft,
    }


def as_json(file: str, checked: Checked, reasons: Sequence[ReasonLine] = (), only_ascii: bool = False) -> str:
    """The result of a check for programs: findings, coverage, counts, reasons to be given (amounts in 元)."""
    findings = checked.findings
    data = {
        "file": file,
        "format": checked.subject.pack.format if checked.subject else "",
        "readable": checked.readable,
        "publishable": checked.publishable,
        "counts": {level.value: sum(1 for f in findings if f.severity is level) for level in Severity},
        "findings": [finding.as_dict() for finding in findings],
        "coverage": [outcome.as_dict() for outcome in checked.coverage],
        "reasons": [_reason_data(reason) for reason in reasons],
    }
    return json.dumps(data, ensure_ascii=only_ascii, indent=2)
