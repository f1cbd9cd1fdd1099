"""What this year's input repeats from last year's: which column continues which, and the values expected there.

Last year's figures (上年数) are last year's own; this year's opening balances are last year's closing ones.
A new year's input is begun from this, and a filled one is compared with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gongkai.frozen import frozen
from gongkai.model.definitions import STAGE, Definitions
from gongkai.model.department import Entry, Schedule, Value
from gongkai.model.schema import Column, ColumnType, ScheduleSpec, Shape

Pair = tuple[Column, Column]  # this year's column, the column of last year's input that it repeats


@frozen
class Stages:
    """The stages of one format: this year's and last year's, spelt out where they are groups."""

    current: tuple[str, ...]
    previous: tuple[str, ...]

    @classmethod
    def of(cls, definitions: Definitions) -> Stages:
        def spelt(stage: str) -> tuple[str, ...]:
            return definitions.groups.get(stage, (stage,))

        return cls(spelt(definitions.current), spelt(definitions.previous))


def previous_pairs(
    spec: ScheduleSpec,
    last: ScheduleSpec,
    stages: Stages,
    before: Stages,
    renamed: Mapping[str, str] | None = None,
) -> list[Pair]:
    """Columns that hold last year's figures, each with the column of `last` where they stood.

    `renamed` gives the names that last year's format had for values of coordinates.
    """
    then = dict(zip(stages.previous, before.current, strict=False))
    pairs = []
    for column in spec.number_columns:
        coordinates = dict(column.coordinates)
        stage = then.get(coordinates.get(STAGE, ""))
        if stage is not None:
            wanted = {**coordinates, STAGE: stage}
            older = {name: (renamed or {}).get(value, value) for name, value in wanted.items()}
            pairs += _pair(column, wanted, last) or _pair(column, older, last)
    return pairs


def opening_pairs(
    spec: ScheduleSpec, last: ScheduleSpec, stages: Stages, before: Stages, opening: Mapping[str, str]
) -> list[Pair]:
    """This year's columns of opening balances, each with last year's column of closing ones."""
    renamed = dict(zip(stages.current, before.current, strict=False))
    pairs = []
    for column in spec.number_columns:
        coordinates = dict(column.coordinates)
        stage = renamed.get(coordinates.get(STAGE, ""))
        wanted = {name: opening.get(value, value) for name, value in coordinates.items() if name != STAGE}
        if stage is not None and {**wanted, STAGE: coordinates[STAGE]} != coordinates:
            pairs += _pair(column, {**wanted, STAGE: stage}, last)
    return pairs


def _pair(column: Column, coordinates: Mapping[str, str], last: ScheduleSpec) -> list[Pair]:
    found = next((item for item in last.number_columns if dict(item.coordinates) == coordinates), None)
    return [(column, found)] if found is not None else []


def carried_entries(spec: ScheduleSpec, last: Schedule, pairs: list[Pair]) -> Iterator[Entry]:
    """The rows of `spec` expected from last year's schedule: keys, and every number other than zero."""
    for entry in last.entries:
        taken = next((line.columns for line in spec.lines if line.name == entry.line), ())
        if spec.shape is Shape.LINES and not any(line.name == entry.line for line in spec.lines):
            continue
        numbers = {
            new.name: Value(number)
            for new, old in pairs
            if (number := entry.number(old.name)) and (not taken or new.name in taken)
        }
        if numbers and keys_fit(spec, last.spec, entry):
            keys = {column.name: entry.values.get(column.name) for column in spec.key_columns}
            texts = {name: Value(value.value) for name, value in keys.items() if value is not None}
            yield Entry({**texts, **numbers}, line=entry.line)


def fits(column: Column, last: ScheduleSpec, text: str) -> bool:
    """True if a text from last year's column of the same name is allowed in this year's."""
    before = last.column(column.name)
    if before is None or (before.type, before.length) != (column.type, column.length):
        return False
    return column.type is not ColumnType.CHOICE or text in column.choices


def keys_fit(spec: ScheduleSpec, last: ScheduleSpec, entry: Entry) -> bool:
    """True if the keys that identify last year's row exist this year too."""
    keys = [column for name in spec.unique if (column := spec.column(name)) is not None]
    return all(fits(column, last, text) for column in keys if (text := entry.text(column.name)))


def entry_key(spec: ScheduleSpec, entry: Entry) -> tuple[str, ...]:
    """What identifies an entry in its schedule: its line, or its unique texts."""
    return (entry.line,) if spec.shape is Shape.LINES else tuple(entry.text(name) for name in spec.unique)


def amounts_by_key(
    spec: ScheduleSpec, entries: Iterator[Entry] | tuple[Entry, ...], pairs: list[Pair]
) -> dict[tuple[tuple[str, ...], str], Decimal]:
    """The numbers of this year's columns by key and column name, zeros left out."""
    found: dict[tuple[tuple[str, ...], str], Decimal] = {}
    for entry in entries:
        for column, _ in pairs:
            number = entry.number(column.name)
            if number:
                key = (entry_key(spec, entry), column.name)
                found[key] = found.get(key, Decimal(0)) + number
    return found
