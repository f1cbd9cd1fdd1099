"""What both writers of the input share: the blank department, and values in the user's unit."""

from __future__ import annotations

from decimal import Decimal

from gongkai.intake.numbers import UNIT_FACTORS
from gongkai.intake.subject_codes import known_codes
from gongkai.model.classification import Classification
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.labels import FORMAT_LINE, IDENTITY_SCHEDULE, UNIT_LINE, YEAR_LINE, name_column
from gongkai.model.schema import CODE_TYPES, Column, ColumnType, InputSpec, ScheduleSpec, Shape
from gongkai.money import tidy


def blank_department(spec: InputSpec) -> Department:
    """An empty input except for what the format itself says: its name, its year, and 元 as the unit."""
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


def amount_in_unit(amount: Decimal, unit: str) -> Decimal:
    """An amount in 元 as the user writes it."""
    return tidy(amount / UNIT_FACTORS[unit])


def code_columns(spec: ScheduleSpec) -> dict[str, Column]:
    """The code columns of a schedule by the name of the column that holds their names."""
    return {name_column(column.name): column for column in spec.columns if column.type in CODE_TYPES}


def listed_name(kind: ColumnType, code: str, classification: Classification) -> str:
    return known_codes(kind, classification).get(code, "")


def rows_to_write(spec: ScheduleSpec, schedule: Schedule | None) -> list[Entry]:
    """The entries of a ROWS schedule; prefilled rows without an entry stand where their list has them."""
    entries = list(schedule.entries) if schedule is not None else []
    columns, offered = _prefilled(spec)
    if not columns:
        return entries
    used = {_texts(entry, columns) for entry in entries}
    waiting = [texts for texts in offered if texts not in used]
    order = {texts: position for position, texts in enumerate(offered)}
    rows: list[Entry] = []
    for entry in entries:
        position = order.get(_texts(entry, columns), -1)
        while waiting and order[waiting[0]] < position:
            rows.append(_row_of(columns, waiting.pop(0)))
        rows.append(entry)
    rows += [_row_of(columns, texts) for texts in waiting]
    return rows


def _prefilled(spec: ScheduleSpec) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The columns that the blank form fills in, and their texts row by row; no columns if it fills none."""
    if spec.rows:
        return spec.unique, spec.rows
    key = next((column.name for column in spec.columns if column.type in CODE_TYPES), "")
    if not spec.prefill or not key:
        return (), ()
    return (key,), tuple((code,) for code in spec.prefill)


def _texts(entry: Entry, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(entry.text(column) for column in columns)


def _row_of(columns: tuple[str, ...], texts: tuple[str, ...]) -> Entry:
    return Entry({column: Value(text) for column, text in zip(columns, texts, strict=True) if text})
