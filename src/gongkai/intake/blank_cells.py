"""Empty cells that say something: the same as above, as another column, as 单位信息; and texts that follow.

Only where the workbook's own heading says so (`Header.blank`): in a workbook that was made without such headings
an empty cell is empty. A dash in such a column says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gongkai.intake.raw_schedule import RawRow, RawSchedule
from gongkai.intake.schedule_lookup import ScheduleLookup, lookup_of
from gongkai.model.labels import IDENTITY_SCHEDULE, normal
from gongkai.model.schema import Blank, InputSpec
from gongkai.readers.cells import SOUND, RawCell


def fill_blanks(raws: Mapping[str, RawSchedule], spec: InputSpec) -> None:
    """Fill every empty cell with what it means, at its own place; cells whose meaning is unknown stay empty."""
    identity = raws.get(IDENTITY_SCHEDULE)
    lines = {row.line: next(iter(row.cells.values()), None) for row in identity.rows} if identity else {}
    for schedule in spec.schedules:
        raw = raws.get(schedule.name)
        if raw is None:
            continue
        lookup = lookup_of(schedule)
        asked = {name: blank for name, blank in lookup.blanks.items() if name in raw.blank}
        if asked or lookup.follows:
            _fill(raw, lookup, asked, lines)


def _fill(
    raw: RawSchedule, lookup: ScheduleLookup, asked: dict[str, Blank], lines: Mapping[str, RawCell | None]
) -> None:
    above: dict[str, RawCell] = {}
    repeated = [name for name, blank in asked.items() if blank.above]
    says: dict[str, bool] = {}
    for row in raw.rows:
        cells = row.cells
        filled = len(cells)
        empty = {name: blank for name, blank in asked.items() if name not in cells or _is_empty(row, name)}
        if empty:
            _fill_empty(row, empty, above, lines)
        for name in repeated:
            if name in cells:
                above[name] = cells[name]
        for name, (source, texts) in lookup.follows:
            if _is_empty(row, name) and (cell := cells.get(source)) is not None and cell.fault is SOUND:
                text = texts.get(normal(cell.text))
                if text:
                    cells[name] = replace(cell, value=text, again=True)
        if len(cells) > filled:
            for name in lookup.rules:  # in the order of the schedule
                if name in cells:
                    cells[name] = cells.pop(name)
        _drop_dashes(cells, asked, says)


def _fill_empty(
    row: RawRow,
    empty: Mapping[str, Blank],
    above: Mapping[str, RawCell],
    lines: Mapping[str, RawCell | None],
) -> None:
    for name, blank in empty.items():
        if blank.above and name in above:
            _put(row, name, above[name])
        elif blank.line:
            _put(row, name, lines.get(blank.line))
    # Groups are looked at before any column is filled from another one.
    columns = [
        (name, blank.column)
        for name, blank in empty.items()
        if blank.column and (not blank.group or _untouched(row, name))
    ]
    for name, column in columns:
        if _is_empty(row, name):
            _put(row, name, row.cells.get(column))


def _drop_dashes(cells: dict[str, RawCell], asked: Mapping[str, Blank], says: dict[str, bool]) -> None:
    """Drop what says that there is nothing. `says` keeps whether a text says anything: the same few are in all rows."""
    for name in asked:
        cell = cells.get(name)
        if cell is None or cell.fault is not SOUND:
            continue
        value = cell.value
        if type(value) is not str:
            known = not cell.is_blank
        elif (found := says.get(value)) is None:
            known = says[value] = not cell.is_blank
        else:
            known = found
        if not known:
            del cells[name]


def _is_empty(row: RawRow, name: str) -> bool:
    """True for a cell in which nothing at all was written."""
    cell = row.cells.get(name)
    return cell is None or (cell.fault is SOUND and not cell.text.strip())


def _untouched(row: RawRow, name: str) -> bool:
    """True where nothing stands in any column of the group that `name` belongs to."""
    group = name.rpartition("/")[0] + "/"
    return all(_is_empty(row, other) for other in {*row.cells, name} if other.startswith(group))


def _put(row: RawRow, name: str, cell: RawCell | None) -> None:
    """Give the row a cell with the content of another one, but at its own place."""
    if cell is None or (cell.fault is SOUND and not cell.text.strip()):
        return
    column = row.where.get(name, row.first)
    row.cells[name] = RawCell(cell.value, row.origin, cell.fault, cell.percent, row.row, column, again=True)
