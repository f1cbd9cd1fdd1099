"""The rows that tables of figures name, such as projects with their amounts, for a schedule that begins with its rows."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.model.department import Entry, Value
from gongkai.model.schema import CODE_TYPES, ScheduleSpec, Shape
from gongkai.packs.pack import Pack
from gongkai.recognition.printed_fact import PrintedFact
from gongkai.recovering.input_cells import terms


def figure_rows(facts: Iterable[PrintedFact], pack: Pack) -> dict[str, list[Entry]]:
    """By schedule the rows whose amounts are printed, in the columns that a new year begins with and the tables tell.

    Only rows that are named: each has a text that is no code and no choice. A column that no table tells stays empty.
    """
    rows: dict[str, dict[tuple[tuple[str, str], ...], None]] = {}
    for fact in facts:
        if not fact.value or fact.binding is None:
            continue
        added = terms(fact.binding.figure, fact.binding.where, pack.definitions) or []
        if len(added) != 1:
            continue
        spec = pack.inputs.schedule(added[0].schedule)
        if spec is None or spec.shape is not Shape.ROWS or spec.name not in pack.carry.rows:
            continue
        row = _row(spec, pack.carry.rows[spec.name], dict(added[0].filters))
        if row:
            rows.setdefault(spec.name, {})[tuple(row.items())] = None
    return {name: [Entry(_values(row)) for row in _finest(list(found))] for name, found in rows.items()}


def _row(spec: ScheduleSpec, carried: Iterable[str], told: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The texts of the key columns that the coordinates of a figure tell; none where nothing names the row."""
    found: dict[str, str] = {}
    named = False
    for column in spec.key_columns:
        values = told.get(column.dimension, ())
        if (
            column.name not in carried
            or len(values) != 1
            or (column.choices and values[0] not in column.choices)
        ):
            continue
        found[column.name] = values[0]
        named = named or not (column.choices or column.type in CODE_TYPES)
    return found if named else {}


def _finest(rows: list[tuple[tuple[str, str], ...]]) -> list[tuple[tuple[str, str], ...]]:
    """The rows without those that are told more of by another: a total over what tells them apart."""
    return [row for row in rows if not any(set(row) < set(other) for other in rows)]


def _values(row: tuple[tuple[str, str], ...]) -> dict[str, Value]:
    return {name: Value(text) for name, text in row}
