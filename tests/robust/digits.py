"""One digit of one amount changed: is it found? And where it is not, what no check can know."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from gongkai import pipeline
from gongkai.findings import Finding, Severity
from gongkai.intake.numbers import UNIT_FACTORS
from gongkai.model.department import Department, Entry, Value
from gongkai.model.schema import ColumnType, ScheduleSpec, Shape
from gongkai.money import plain
from tests.robust.damage import with_digit
from tests.support.library import read_file

SEED = 20231231


@dataclass(frozen=True, slots=True)
class Change:
    """An amount with one digit changed. `row` names its row in words, `texts` as the user would type them."""

    sample: str
    schedule: str
    index: int
    row: str
    column: str
    before: str
    after: str
    amount: Decimal


def loaded(folder: Path) -> pipeline.Loaded:
    found = read_file(folder / "input.yaml")
    assert found.department is not None and found.pack is not None, folder
    return found


def changes(sample: str, department: Department) -> Iterator[Change]:
    """One change for every amount other than zero; the digit is drawn by the amount's place alone."""
    factor = UNIT_FACTORS[department.amount_unit]
    for schedule in department.schedules.values():
        if schedule.spec.control:  # a total is no leaf amount; counting it would flatter the figure
            continue
        for index, entry in enumerate(schedule.entries):
            for column in _amounts(schedule.spec, entry):
                value = entry.number(column)
                if not value:
                    continue
                row = entry.line or " ".join(filter(None, (entry.text(key) for key in schedule.spec.unique)))
                rng = random.Random(f"{SEED}/{sample}/{schedule.spec.name}/{index}/{column}")
                before = plain(value / factor)
                places = [n for n, char in enumerate(before) if char.isdigit()]
                after = with_digit(before, rng.choice(places), rng)
                amount = Decimal(after) * factor
                yield Change(sample, schedule.spec.name, index, row, column, before, after, amount)


def _amounts(spec: ScheduleSpec, entry: Entry) -> list[str]:
    if spec.shape is Shape.ROWS:
        return [column.name for column in spec.columns if column.type is ColumnType.AMOUNT]
    line = next(line for line in spec.lines if line.name == entry.line)
    return list(entry.values) if line.type is ColumnType.AMOUNT else []


def changed(department: Department, change: Change) -> Department:
    schedule = department.schedules[change.schedule]
    entries = list(schedule.entries)
    entry = entries[change.index]
    where = entry.values[change.column].location
    values = {**entry.values, change.column: Value(change.amount, where)}
    entries[change.index] = replace(entry, values=values)
    made = replace(schedule, entries=tuple(entries))
    return replace(department, schedules={**department.schedules, change.schedule: made})


def found(base: pipeline.Loaded, known: set[str], change: Change) -> list[Finding]:
    """The errors and warnings that the change brings."""
    assert base.department is not None
    checked = pipeline.check_department(replace(base, department=changed(base.department, change)))
    return [item for item in checked.findings if signs(item) and sign(item) not in known]


def signs(finding: Finding) -> bool:
    return finding.severity in (Severity.ERROR, Severity.WARNING)


def sign(finding: Finding) -> str:
    return f"{finding.code} {finding.message}"
