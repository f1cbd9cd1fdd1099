"""Where the cells of an input workbook are: rows by their keys, columns by their headings, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.filling.targets import Keys, Target
from gongkai.intake.header import Header
from gongkai.intake.headings import find_header
from gongkai.intake.raw_schedule import RawSchedule
from gongkai.intake.subject_codes import split_code
from gongkai.intake.workbook_form import sheet_name
from gongkai.model.department import UNCONFIRMED
from gongkai.model.labels import normal
from gongkai.model.schema import CODE_TYPES, Column, InputSpec, ScheduleSpec, Shape
from gongkai.readers.cells import RawCell
from gongkai.readers.sheet_cells import SheetCells


@dataclass(slots=True)
class ScheduleSheet:
    """The sheet of one schedule. `rows` are those that stand there, by their keys in the form of `same_keys`."""

    spec: ScheduleSpec
    grid: SheetCells
    header: Header
    rows: dict[Keys, int] = field(default_factory=dict)
    free: int = 0
    """The first row below everything that stands there."""

    def column(self, name: str) -> int | None:
        return self.header.where.get(name)

    def cell(self, row: int, column: int) -> RawCell | None:
        """What stands in a cell; None for an empty one."""
        cell = self.grid.rows.get(row, {}).get(column)
        return None if cell is None or (cell.value is None or not cell.text.strip()) else cell


class Places:
    """The sheets of a workbook that its format asks for."""

    def __init__(self, inputs: InputSpec, grids: list[SheetCells], raws: dict[str, RawSchedule]) -> None:
        by_title = {normal(grid.title): grid for grid in reversed(grids) if grid.is_read}
        self.sheets: dict[str, ScheduleSheet] = {}
        for spec in inputs.schedules:
            grid = by_title.get(normal(sheet_name(spec.name)))
            header = find_header(grid, spec) if grid is not None else None
            if grid is not None and header is not None:
                self.sheets[spec.name] = _sheet(spec, grid, header, raws.get(spec.name))

    def row_of(self, target: Target) -> int | None:
        """The row in which a target's row stands; None where there is none yet."""
        sheet = self.sheets[target.schedule]
        return sheet.rows.get(same_keys(sheet.spec, target.keys))


def _sheet(spec: ScheduleSpec, grid: SheetCells, header: Header, raw: RawSchedule | None) -> ScheduleSheet:
    sheet = ScheduleSheet(spec, grid, header)
    filled = [number for number, row in grid.rows.items() if any(column in row for column in header.columns)]
    sheet.free = 1 + max([header.last, *filled])
    for row in raw.rows if raw is not None else ():
        if spec.shape is Shape.LINES:
            keys: Keys = (("", row.line),)
        else:
            keys = tuple(
                (column.name, row.cells[column.name].text)
                for column in spec.key_columns
                if column.name in row.cells and not row.cells[column.name].is_blank
            )
        sheet.rows.setdefault(same_keys(spec, keys), row.row)
    if spec.is_prefilled:  # rows of the blank workbook without a number are no rows of the input
        for number in sorted(row for row in grid.rows if row > header.last):
            texts = _prefilled(sheet, number)
            if texts:
                sheet.rows.setdefault(same_keys(spec, texts), number)
    return sheet


def _prefilled(sheet: ScheduleSheet, row: int) -> Keys:
    found = []
    for column in sheet.spec.key_columns:
        number = sheet.column(column.name)
        cell = sheet.grid.rows[row].get(number) if number is not None else None
        if cell is not None and not cell.is_blank:
            found.append((column.name, cell.text))
    return tuple(found)


def same_keys(spec: ScheduleSpec, keys: Keys) -> Keys:
    """The keys for comparison: codes without their names, choices in one of their words, only those that tell a row."""
    if spec.shape is Shape.LINES:
        return tuple((name, normal(text)) for name, text in keys)
    asked = set(spec.unique)
    return tuple(
        (name, _compared(column, text))
        for name, text in keys
        if name in asked and (column := spec.column(name)) is not None
    )


def _compared(column: Column, text: str) -> str:
    if column.type in CODE_TYPES:
        return split_code(text)[0] or text
    for choice, words in column.words:
        if normal(text) in map(normal, words):
            return normal(choice)
    return normal(text.strip().removeprefix(UNCONFIRMED))
