"""A workbook (.xlsx) to the cells of its sheets, formulas by their cached value.

Two tiers: a pattern over the text of sheets that are written the plain way, ElementTree for all others. What
Excel or LibreOffice would show is what is read; where that is not certain, the workbook is refused with the place.
"""

from __future__ import annotations

from gongkai.findings import Location
from gongkai.readers.cells import SOUND, RawCell
from gongkai.readers.limits import MAX_CELLS, TooLarge, check_rows
from gongkai.readers.package import Damaged
from gongkai.readers.sheet_cells import Rows, SheetCells
from gongkai.readers.xlsx_cells import (
    ParsedSheet,
    merged_range,
    number_of,
    row_and_column,
    typed_value,
)
from gongkai.readers.xlsx_parts import Package, open_package
from gongkai.readers.xlsx_plain import PlainCell, plain_cells, style_and_type, without_references


def read_sheets(content: bytes, file: str, every: bool = False) -> list[SheetCells]:
    """All sheets, those that may be read (all, if `every`) with their cells. Raises Damaged and TooLarge."""
    package = open_package(content)
    grids = []
    left = MAX_CELLS
    for title, part in package.sheets:
        grid = SheetCells(title, file, hidden=title in package.hidden)
        grids.append(grid)
        if every or grid.is_read:
            _fill(grid, package, package.parts.read(part))
            left -= sum(map(len, grid.rows.values()))
            if left < 0:
                raise TooLarge(f"的单元格太多，最多 {MAX_CELLS} 个")
    return grids


def _fill(grid: SheetCells, package: Package, part: bytes) -> None:
    place = Location(grid.file, grid.title)
    written = plain_cells(part)
    if written is not None:
        try:
            grid.rows = _plain_rows(package, written[0], place)
            found = map(merged_range, written[1])
            grid.merged = [area for area in found if area is not None]
            check_rows(grid.title, len(grid.rows))
            return
        except (ValueError, KeyError):  # the second tier reports what is wrong
            pass
    sheet = ParsedSheet(package, grid.title, place)
    try:
        sheet.read(part)
    except Damaged as fault:
        fault.sheet = grid.title
        raise
    grid.rows, grid.merged = sheet.rows, sheet.merged


def _plain_rows(package: Package, written: list[PlainCell], place: Location) -> Rows:
    """The rows of a sheet whose cells stand in order. Raises ValueError or KeyError if anything is unusual."""
    rows: Rows = {}
    last_row = last_column = 0
    strings, ways = package.by_index, package.ways
    for reference, attributes, text in written:
        number, column = row_and_column(reference)
        if number != last_row:
            if number < last_row:
                raise ValueError
            row = rows[number] = {}
            last_row, last_column = number, 0
        if column <= last_column:
            raise ValueError
        last_column = column
        if attributes not in ways:
            ways[attributes] = _way(package, attributes)
        way = ways[attributes]
        if way is None:
            row[column] = RawCell(strings[text], place, SOUND, False, number, column)
            continue
        kind, style, percent = way
        if not kind:
            row[column] = RawCell(number_of(text), place, SOUND, percent, number, column)
        else:
            value, fault = typed_value(package, without_references(text), kind, style)
            shows_percent = percent and isinstance(value, int | float)
            row[column] = RawCell(value, place, fault, shows_percent, number, column)
    return rows


def _way(package: Package, attributes: str) -> tuple[str, str, bool] | None:
    """How cells with such attributes are read: None for shared strings; else their type (empty for a number that is
    shown as one), their style, and whether it shows percentages. Raises ValueError for a style that there is not."""
    style, kind = style_and_type(attributes)
    known, style = package.formats.known, style or "0"  # a cell without a style has the first one
    if known is not None and style not in known and not (style == "0" and not known):
        raise ValueError(style)
    if kind == "s":
        return None
    is_number = kind in ("", "n") and style not in package.formats.codes
    return "" if is_number else kind or "n", style, style in package.formats.percent
