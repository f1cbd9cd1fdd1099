"""The cells of an input: what stands in each, and from which export it was filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from gongkai.derivation import place_text
from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.model.department import Department, Schedule, Value
from gongkai.model.labels import ORIGINS_SHEET
from gongkai.model.schema import ColumnType, Shape
from gongkai.money import WAN
from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.workbook import read_workbook
from gongkai.source import Source

CellKey = tuple[str, str, int, int]
"""Sheet and cell of a workbook, or line and column of a text form."""


@frozen
class FilledInput:
    """A filled cell: a text, or an exact number in `unit` (元, or empty for a count). `counts` is False for numbers
    from which nothing is computed. `filled_from` are the places in exports that it was filled in from; `changed` is
    True if somebody has typed another value since."""

    place: Location
    value: str | Decimal
    unit: str = ""
    counts: bool = True
    filled_from: tuple[Location, ...] = ()
    changed: bool = False

    @property
    def called(self) -> str:
        return place_text(self.place)


def cell_key(place: Location) -> CellKey:
    return place.sheet, place.cell, place.line, place.column


def input_cells(department: Department, source: Source) -> dict[CellKey, FilledInput]:
    """All filled cells by place."""
    found = {
        cell_key(cell.place): cell for schedule in department.schedules.values() for cell in _cells(schedule)
    }
    for key, (shown, places) in (_noted(source) if department.filled else {}).items():
        cell = found.get(key)
        if cell is not None:
            said = shown
            if isinstance(shown, Decimal) and cell.unit and department.amount_unit == "万元":
                said = shown * WAN
            changed = str(cell.value) != str(said) if isinstance(cell.value, str) else cell.value != said
            found[key] = replace(cell, filled_from=places, changed=changed)
    return found


def _cells(schedule: Schedule) -> Iterator[FilledInput]:
    spec = schedule.spec
    derived = {column.name for column in spec.derived}
    lines = {line.name: line.type for line in spec.lines}
    for entry in schedule.entries:
        for name, value in entry.values.items():
            if name in derived:
                continue
            column = spec.column(name)
            kind = column.type if column is not None else ColumnType.TEXT
            if spec.shape is Shape.LINES:
                kind = lines.get(entry.line, kind)
            yield _cell(value, kind, not spec.control)


def _cell(value: Value, kind: ColumnType, counts: bool) -> FilledInput:
    number = isinstance(value.value, Decimal)
    unit = "元" if number and kind is ColumnType.AMOUNT else ""
    return FilledInput(value.location, value.value, unit, counts and number)


_Noted = tuple[Decimal | str, tuple[Location, ...]]
"""The value that was filled in, and the places in exports that it came from."""


def _noted(source: Source) -> dict[CellKey, _Noted]:
    """What `gongkai fill` noted on the sheet 填入来源 for each cell."""
    try:
        sheets = read_workbook(source.content, source.name, every=True)
    except (Damaged, TooLarge):  # reported where the input is read
        return {}
    noted: dict[CellKey, _Noted] = {}
    for sheet in sheets:
        if sheet.title == ORIGINS_SHEET:
            _note(sheet, noted)
    return noted


def _note(sheet: SheetCells, noted: dict[CellKey, _Noted]) -> None:
    headings: dict[str, int] = {}
    for _, row in sorted(sheet.rows.items()):
        texts = {column: cell.text.strip() for column, cell in row.items()}
        if "来源单元格" in texts.values():
            headings = {text: column for column, text in texts.items()}
            continue
        said = {heading: texts.get(column, "") for heading, column in headings.items()}
        if not said.get("单元格"):
            continue
        key = (said.get("工作表", ""), said["单元格"], 0, 0)
        place = Location(said.get("来源文件", ""), said.get("来源工作表", ""), said.get("来源单元格", ""))
        if not said.get("数"):  # one more source of the cell above
            if key in noted:
                noted[key] = noted[key][0], (*noted[key][1], place)
            continue
        noted[key] = _number_or_text(said["数"]), (place,)  # a later run writes further down and replaces it


def _number_or_text(text: str) -> Decimal | str:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return text
