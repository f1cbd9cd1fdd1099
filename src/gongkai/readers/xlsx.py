"""A workbook's bytes to grids of non-empty cells, formulas by their cached value."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongkai.findings import Location
from gongkai.model.labels import CODE_SHEET, FINDINGS_SHEET, GUIDE_SHEET, is_computed, normal
from gongkai.readers.cells import Fault, RawCell, letters
from gongkai.readers.limits import MAX_ROWS, TooLarge, check_rows
from gongkai.readers.xlsx_parts import open_package
from gongkai.readers.xlsx_strict import usual_package

# A formula cell whose <v> is absent or empty. Strings in other parts of the XML cannot match: `<` is escaped.
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*+"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_TEXT_RESULT = re.compile(rb'\bt="str"')
_OWN_SHEETS = {normal(GUIDE_SHEET), normal(CODE_SHEET), normal(FINDINGS_SHEET)}


@dataclass(slots=True)
class Grid:
    """The non-empty cells of one sheet: row number to column number to raw cell."""

    title: str
    file: str
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)

    def place(self, row: int, column: int, path: str) -> Location:
        return Location(self.file, self.title, f"{letters(column)}{row}", path=path)

    @property
    def is_read(self) -> bool:
        """False for the guide, the code list, a list of findings, and sheets marked as computed."""
        return normal(self.title) not in _OWN_SHEETS and not is_computed(self.title)


def _column_number(reference: str) -> int:
    number = 0
    for char in reference:
        number = number * 26 + ord(char) - 64
    return number


def read_grids(content: bytes, file: str) -> list[Grid]:
    """All sheets that may be read. Raises whatever zipfile and openpyxl raise on a broken workbook."""
    try:
        return _read_directly(content, file)
    except TooLarge:
        raise
    except Exception:
        usual = usual_package(content)
        if usual is not content:
            return read_grids(usual, file)
        # Unusual, or broken: openpyxl knows more kinds of workbook, and says what is broken.
        return _read_by_openpyxl(content, file)


def _read_directly(content: bytes, file: str) -> list[Grid]:
    grids = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        package = open_package(archive)
        for title, part in package.sheets:
            grid = Grid(title, file)
            grids.append(grid)
            if grid.is_read:
                place = Location(file, title)
                for count, (number, row) in enumerate(package.rows(part, place), 1):
                    grid.rows[number] = row
                    if count > MAX_ROWS:
                        check_rows(title, count)
    return grids


def _read_by_openpyxl(content: bytes, file: str) -> list[Grid]:
    import openpyxl

    grids = []
    places = 0
    # openpyxl warns, in English, of what it leaves out (drop-downs, pictures): nothing that is read here.
    with zipfile.ZipFile(io.BytesIO(content)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            grid = Grid(sheet.title, file)
            grids.append(grid)
            if grid.is_read:
                places = _fill(grid, sheet, places)
                # openpyxl gives no public way from a sheet to its part; loading twice would cost far more.
                part = getattr(sheet, "_worksheet_path", "")
                _add_formulas_without_value(grid, archive.read(part.lstrip("/")))
    return grids


def _fill(grid: Grid, sheet: Any, places: int) -> int:
    """Fill the grid; takes and gives how many places of the workbook were looked at."""
    # Some programs write a wrong used range; openpyxl would cut the sheet there.
    sheet.reset_dimensions()
    percent: dict[str, bool] = {}
    sheet_place = Location(grid.file, grid.title)
    last = 0
    for cells in sheet.iter_rows():
        places += len(cells) + 1
        check_rows(grid.title, len(grid.rows), places)
        row: dict[int, RawCell] = {}
        for cell in cells:
            value = cell.value
            if value is None:
                continue
            fault = Fault.ERROR_VALUE if cell.data_type == "e" else Fault.NONE
            is_percent = False
            if isinstance(value, int | float):
                style = cell.number_format or ""
                is_percent = percent.setdefault(style, "%" in style)
            number = cell.column
            row[number] = RawCell(value, sheet_place, fault, is_percent, cell.row, number)
            last = cell.row
        if row:
            grid.rows[last] = row
    return places


def _add_formulas_without_value(grid: Grid, xml: bytes) -> None:
    added = False
    for row, column in _formulas_without_value(xml):
        cells = grid.rows.setdefault(row, {})
        if column not in cells:
            cells[column] = RawCell(
                None, Location(grid.file, grid.title), Fault.NO_RESULT, False, row, column
            )
            added = True
    if added:
        grid.rows = dict(sorted(grid.rows.items()))


def _formulas_without_value(xml: bytes) -> Iterator[tuple[int, int]]:
    if b"<f" not in xml and b":f" not in xml:
        return
    for match in _FORMULA.finditer(xml):
        attributes, empty_value = match[1], match[2]
        # A formula whose result is the empty text is stored with an empty <v>; that is a result.
        if empty_value is not None and _TEXT_RESULT.search(attributes):
            continue
        reference = _REFERENCE.search(attributes)
        if reference is not None:
            yield int(reference[2]), _column_number(reference[1].decode())
