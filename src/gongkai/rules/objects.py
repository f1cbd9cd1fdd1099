"""Works out what a finding is about from the place that it points to: the row with its names, and the column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gongkai.findings import About, Finding, Location
from gongkai.model.department import Entry, RowKey, Schedule, row_key
from gongkai.model.labels import name_column
from gongkai.model.schema import CODE_TYPES
from gongkai.rules.rule import Subject

_NO_PLACE: RowKey = ("", 0)


def with_objects(subject: Subject, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, each with what it is about: what its rule says, then the names of the row at its place."""
    rows = _rows(subject, {row_key(finding.location) for finding in findings})
    made = []
    for finding in findings:
        schedule, entry = rows.get(row_key(finding.location), (None, None))
        if schedule is None or entry is None:
            sheet = finding.location.sheet
            whole = not finding.about.schedule and sheet in subject.department.schedules
            made.append(replace(finding, about=replace(finding.about, schedule=sheet)) if whole else finding)
            continue
        said = finding.about
        names = tuple(dict.fromkeys([*said.names, *_names(subject, schedule, entry)]))
        column = said.column or _column(entry, finding.location)
        made.append(replace(finding, about=About(schedule.spec.name, names, column)))
    return made


def subject_names(subject: Subject, code: str) -> list[str]:
    """What a code of 科目 is called: the code, its name in the year's list, both together."""
    lists = subject.pack.classification
    name = lists.functions.get(code) or lists.economic.get(code, "")
    return [code, name, f"{code}{name}"] if name else [code]


def _rows(subject: Subject, wanted: set[RowKey]) -> dict[RowKey, tuple[Schedule, Entry]]:
    """The rows at the places that are asked for, which are few."""
    found: dict[RowKey, tuple[Schedule, Entry]] = {}
    for schedule in subject.department.schedules.values() if wanted else ():
        for entry in schedule:
            row = entry.key
            keys: Iterable[RowKey] = (row,)
            if not row[0]:  # YAML, where each value has its line; in a workbook all stand in one row
                keys = (row, *(row_key(value.cell) for value in entry.values.values()))
            for key in keys:
                if key in wanted and key != _NO_PLACE:
                    found.setdefault(key, (schedule, entry))
    return found


def _names(subject: Subject, schedule: Schedule, entry: Entry) -> list[str]:
    names = [entry.line] if entry.line else []
    kept = []
    for name in schedule.spec.unique or [column.name for column in schedule.spec.key_columns[:2]]:
        text = entry.text(name)
        if not text:
            continue
        column = schedule.spec.column(name)
        if column is not None and column.type in CODE_TYPES:
            names += subject_names(subject, text)
            if typed := entry.text(name_column(name)):
                names += [typed, f"{text}{typed}"]
        else:
            names.append(text)
        kept.append(text)
    if len(kept) > 1:
        names += ["".join(kept), f"{kept[0]}（{'、'.join(kept[1:])}）"]
    return names


def _column(entry: Entry, where: Location) -> str:
    for name, value in entry.values.items():
        place = value.cell
        if (place.cell, place.line, place.column) == (where.cell, where.line, where.column):
            return name
    return ""
