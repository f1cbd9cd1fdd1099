"""Tables of labelled lines, several side by side: the totals of income and spending, the unit's other
information.

A label's numbers stand to its right until the next label; the heading above each says what it is. So a line over
two groups of columns, as the totals at the foot, needs no word in the declaration.
"""

from __future__ import annotations

from decimal import Decimal

from gongkai.filling.export_fact import Exported, ExportFact
from gongkai.filling.export_headings import (
    columns_of,
    is_column_numbers,
    is_sequence,
    label_of,
    paths,
)
from gongkai.filling.export_numbers import looks_numeric, number_in
from gongkai.filling.export_spec import ExportColumn, LabelledLine, Path_, TableSpec
from gongkai.findings import report
from gongkai.intake.headings import SEARCHED_ROWS
from gongkai.model.labels import is_total, normal
from gongkai.readers.cells import RawCell
from gongkai.readers.sheet_cells import SheetCells

_Label = tuple[RawCell, list[RawCell]]
_NO_HEADING = ExportColumn(())
"""Of a table whose numbers stand beside their labels and have no headings."""


def read_line_table(sheet: SheetCells, spec: TableSpec, year: int, factor: Decimal) -> Exported:
    """The facts of the lines that the declaration names; a label that stands more often than it says is refused."""
    found = Exported()
    extent = heading_rows(sheet, spec) if spec.columns else (0, 0)
    if extent is None:
        names = "、".join("/".join(column.headings[0]) for column in spec.columns[:3])
        message = f"{spec.name}里找不到表头（{names}），没有读"
        found.findings.append(report("DC-03", message, sheet.place(1, 1, "")))
        return found
    first, last = extent
    headings = paths(sheet, first, last)
    columns = columns_of(headings, spec.columns)
    present = {id(column) for column in columns.values()}
    for column in spec.columns:
        if id(column) not in present:
            title = "/".join(column.headings[0])
            message = f"{spec.name}里没有“{title}”这一栏，没有填"
            found.findings.append(report("DC-03", message, sheet.place(last, 1, ""), expected=title))
    labels = _labels(sheet, last, headings, set(columns))
    taken: set[int] = set()
    for line in sorted(spec.lines, key=lambda each: not each.below):
        label = _the_label(line, labels, taken, spec, found)
        if label is not None:
            taken.add(id(label[0]))
            _facts(line, label, columns, (spec, year, factor), found)
    return found


def heading_rows(sheet: SheetCells, spec: TableSpec) -> tuple[int, int] | None:
    """The first and the last row of the headings."""
    wanted = {path[0] for column in spec.columns for path in column.headings}
    for number in sorted(sheet.rows)[:SEARCHED_ROWS]:
        row = sheet.rows[number]
        if not any(isinstance(cell.value, str) and normal(cell.value) in wanted for cell in row.values()):
            continue
        last = number
        while _is_heading_row(sheet.rows.get(last + 1, {})):
            last += 1
        return number, last
    return None


def _is_heading_row(row: dict[int, RawCell]) -> bool:
    cells = [cell for cell in row.values() if not cell.is_blank]
    if not cells or is_column_numbers(row) or any(looks_numeric(cell) for cell in cells):
        return False
    return all(label_of(cell.text) == normal(cell.text) for cell in cells)


def _labels(sheet: SheetCells, last: int, headings: dict[int, Path_], values: set[int]) -> list[_Label]:
    """Every label below the headings with the cells to its right; a text in a column of `values` is no label."""
    found: list[_Label] = []
    for number in sorted(row for row in sheet.rows if row > last):
        row = sheet.rows[number]
        if is_column_numbers(row):
            continue
        for column in sorted(row):
            cell = row[column]
            beside = bool(found) and found[-1][0].row == number
            if not looks_numeric(cell) and not (beside and column in values):
                found.append((cell, []))
            elif beside and not _sequence(column, headings):
                found[-1][1].append(cell)
    return found


def _sequence(column: int, headings: dict[int, Path_]) -> bool:
    return column in headings and is_sequence(headings[column])


def _the_label(
    line: LabelledLine, labels: list[_Label], taken: set[int], spec: TableSpec, found: Exported
) -> _Label | None:
    """The one label that is meant; None where there is none, or where several could be."""
    fitting = [each for each in labels if label_of(each[0].text) in line.labels and id(each[0]) not in taken]
    if line.below:
        above = next((cell for cell, _ in labels if label_of(cell.text) == line.below), None)
        fitting = [
            (cell, cells)
            for cell, cells in fitting
            if above is not None and cell.column == above.column and cell.row > above.row
        ][:1]
    if len(fitting) > 1:
        cell = fitting[1][0]
        message = f"{spec.name}里“{cell.text.strip()}”出现 {len(fitting)} 次，不能确定是哪一行，没有填"
        found.findings.append(report("DC-03", message, cell.location, found=cell.text))
        return None
    return fitting[0] if fitting else None


def _facts(
    line: LabelledLine,
    label: _Label,
    columns: dict[int, ExportColumn],
    about: tuple[TableSpec, int, Decimal],
    found: Exported,
) -> None:
    spec, year, factor = about
    cell, cells = label
    for each in cells:
        column = columns.get(each.column) if spec.columns else _NO_HEADING
        if column is None:
            continue
        number = number_in(each, f"{spec.name}“{cell.text.strip()}”", found)
        if number is None:
            continue
        for figure in line.figures:
            fact = ExportFact(
                figure.within(column.coordinates), number, factor, year, spec.name, each.location
            )
            found.facts.append(fact)
    if is_total(line.labels[0]) and not cells:
        message = f"{spec.name}“{cell.text.strip()}”一行没有数"
        found.findings.append(report("DC-04", message, cell.location))
