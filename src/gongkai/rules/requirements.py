"""Rules that are data in the pack: what must be filled in, and what must stand in another schedule."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.findings import Finding, Location
from gongkai.model.department import Entry, Schedule
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.packs.pack import ReferenceRule, RequirementRule
from gongkai.rules.equations import both_sides, condition_holds, missing_schedules
from gongkai.rules.rule import Outcome, Status, Subject


def run_requirement(subject: Subject, rule: RequirementRule) -> Outcome:
    """Columns of certain rows, or certain lines, must not be empty."""
    missing = missing_schedules(subject, [rule.when]) if rule.when is not None else []
    if missing:
        return Outcome(rule.code, rule.name, Status.NOT_RUN, f"缺少工作表：{'、'.join(missing)}")
    if rule.when is not None and not condition_holds(subject, rule.when):
        return Outcome(rule.code, rule.name, Status.NOT_APPLICABLE, f"前提不成立：{rule.when_text}")
    schedule = subject.department.schedule(rule.schedule)
    if schedule is None or not schedule.present:
        spec = subject.pack.inputs.schedule(rule.schedule)
        if spec is not None and spec.optional:
            return Outcome(rule.code, rule.name, Status.NOT_APPLICABLE, f"没有填“{rule.schedule}”")
        return Outcome(rule.code, rule.name, Status.NOT_RUN, f"缺少工作表：{rule.schedule}")
    if rule.lines:
        findings = _missing_lines(subject, rule, schedule)
        return _outcome(rule.code, rule.name, findings, len(rule.lines))
    rows = matching(schedule, rule.rows)
    if not rows:
        return Outcome(rule.code, rule.name, Status.NOT_APPLICABLE, "没有相关的行")
    findings = [
        _finding(rule, f"“{column}”没有填（{_row_name(entry)}）", entry.place(column), column)
        for entry in rows
        for column in rule.columns
        if column not in entry.values
    ]
    return _outcome(rule.code, rule.name, findings, len(rows))


def lacks_required(subject: Subject) -> bool:
    """True where a text that the format requires is not filled in, so that its sentence has a hole."""
    return subject.once(
        lacks_required,
        lambda: any(run_requirement(subject, rule).findings for rule in subject.pack.requirements),
    )


def run_reference(subject: Subject, rule: ReferenceRule) -> Outcome:
    """Each text of a column must stand in the target column; or each code of a figure must have a row."""
    schedule = subject.department.schedule(rule.schedule)
    present = schedule is not None and schedule.present
    rows = matching(schedule or (), rule.rows)
    if rule.over is not None:
        codes = _codes(subject, rule)
        if not codes:
            return Outcome(rule.code, rule.name, Status.NOT_APPLICABLE, "没有相关的数")
        where = schedule.location if schedule is not None else Location(sheet=rule.schedule)
        findings = [
            _finding(rule, f"{code} 在“{rule.schedule}”中没有一行", where, rule.column)
            for code in codes_without_row(subject, rule)
        ]
        return _outcome(rule.code, rule.name, findings, len(codes))
    if not present or not rows:
        return Outcome(rule.code, rule.name, Status.NOT_APPLICABLE, "没有相关的行")
    target, column = rule.target
    known = {entry.text(column) for entry in subject.department.schedule(target) or ()}
    strange: dict[str, list[Entry]] = {}
    for entry in rows:
        if (text := entry.text(rule.column)) not in known:
            strange.setdefault(text, []).append(entry)
    findings = [
        _finding(
            rule,
            f"“{text}”在“{target}”的“{column}”中没有" + (f"，共 {len(found)} 行" if len(found) > 1 else ""),
            found[0].place(rule.column),
            rule.column,
        )
        for text, found in strange.items()
    ]
    return _outcome(rule.code, rule.name, findings, len(rows))


def codes_without_row(subject: Subject, rule: ReferenceRule) -> list[str]:
    """The codes of the figure of a rule that have no row in its schedule."""
    rows = matching(subject.department.schedule(rule.schedule) or (), rule.rows)
    given = {entry.text(rule.column) for entry in rows}
    return [code for code in _codes(subject, rule) if code not in given]


def _codes(subject: Subject, rule: ReferenceRule) -> list[str]:
    assert rule.over is not None
    found = subject.book.expression(rule.over).coordinates(FUNCTION_DIMENSION)
    return list(dict.fromkeys(code[: rule.length or None] for code in found))


def matching(entries: Iterable[Entry], wanted: tuple[tuple[str, str], ...]) -> list[Entry]:
    """The rows that have the wanted texts; `|` between several allows each, as in an expression."""
    rows = list(entries)
    for column, texts in wanted:
        allowed = texts.split("|")
        rows = [entry for entry in rows if entry.text(column) in allowed]
    return rows


def _row_name(entry: Entry) -> str:
    return entry.line or next((str(value.value) for value in entry.values.values()), "")


def _missing_lines(subject: Subject, rule: RequirementRule, schedule: Schedule) -> list[Finding]:
    findings = []
    compared = both_sides(subject, rule.when, rule.when_text, rule.count) if rule.when is not None else ""
    because = f"（{compared}）" if compared else ""
    for line in rule.lines:
        entry = schedule.line(line)
        if entry is None or not entry.values:
            where = schedule.blank_lines.get(line, schedule.location)
            findings.append(_finding(rule, f"“{line}”没有填{because}", where, line))
    return findings


def _finding(rule: RequirementRule | ReferenceRule, what: str, where: Location, item: str) -> Finding:
    path = f"{rule.schedule}/{item}"
    location = Location(where.file, where.sheet or rule.schedule, where.cell, where.line, where.column, path)
    return Finding(rule.code, rule.severity, f"{rule.name}：{what}", location, rule.hint)


def _outcome(code: str, name: str, findings: list[Finding], checked: int) -> Outcome:
    status = Status.FAILED if findings else Status.PASSED
    return Outcome(code, name, status, "", checked, tuple(findings))
