"""What both writers of the input share: the blank department, and values in the user's unit."""

from __future__ import annotations

from decimal import Decimal

from gongkai.inputs.cells import (
    FORMAT_LINE,
    IDENTITY_SCHEDULE,
    UNIT_LINE,
    YEAR_LINE,
    name_column,
    tidy,
)
from gongkai.inputs.numbers import UNIT_FACTORS
from gongkai.inputs.rowplan import CODE_TYPES
from gongkai.inputs.subjects import known_codes
from gongkai.model.classification import Classification
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.schema import Column, ColumnType, InputSpec, ScheduleSpec, Shape


def blank_department(spec: InputSpec) -> Department:
    """Nothing filled but what the format itself says: its name, its year, and 元 as the unit."""
    year = spec.format.rsplit("/", 1)[-1]
    known: dict[str, str | Decimal] = {FORMAT_LINE: spec.format, UNIT_LINE: next(iter(UNIT_FACTORS))}
    if year.isdigit():
        known[YEAR_LINE] = Decimal(year)
    schedules = {}
    for schedule in spec.schedules:
        entries: tuple[Entry, ...] = ()
        if schedule.name == IDENTITY_SCHEDULE and schedule.shape is Shape.LINES:
            column = schedule.columns[0].name
            names = [line.name for line in schedule.lines if line.name in known]
            entries = tuple(Entry({column: Value(known[name])}, line=name) for name in names)
        schedules[schedule.name] = Schedule(schedule, entries)
    return Department(spec.format, schedules)


def in_unit(amount: Decimal, unit: str) -> Decimal:
    """An amount in 元 as the user writes it."""
    return tidy(amount / UNIT_FACTORS[unit])


def code_columns(spec: ScheduleSpec) -> dict[str, Column]:
    """The code columns of a schedule by the name of the column that holds their names."""
    return {name_column(column.name): column for column in spec.columns if column.type in CODE_TYPES}


def listed_name(kind: ColumnType, code: str, classification: Classification) -> str:
    return known_codes(kind, classification).get(code, "")


def rows_to_write(spec: ScheduleSpec, schedule: Schedule | None) -> list[Entry]:
    """The entries of a ROWS schedule; prefilled codes without an entry stand where their list has them."""
    entries = list(schedule.entries) if schedule is not None else []
    key = next((column for column in spec.columns if column.type in CODE_TYPES), None)
    if not spec.prefill or key is None:
        return entries
    used = {entry.text(key.name) for entry in entries}
    waiting = [code for code in spec.prefill if code not in used]
    order = {code: position for position, code in enumerate(spec.prefill)}
    rows: list[Entry] = []
    for entry in entries:
        position = order.get(entry.text(key.name), -1)
        while waiting and order[waiting[0]] < position:
            rows.append(Entry({key.name: Value(waiting.pop(0))}))
        rows.append(entry)
    rows += [Entry({key.name: Value(code)}) for code in waiting]
    return rows
