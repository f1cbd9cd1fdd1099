"""Sheets that hold rows of a schedule crosswise: one column (or a few) for each name, a row for each fixed text.

The names stand in the heading row, whose first cell is the heading of the column that they belong to. What is read
is a row of the schedule for every name and text that has any content.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gongkai.findings import Finding, report
from gongkai.frozen import frozen
from gongkai.intake.headings import SEARCHED_ROWS
from gongkai.intake.raw_schedule import RawRow
from gongkai.model.labels import normal
from gongkai.model.schema import Matrix, ScheduleSpec
from gongkai.readers.cells import SOUND, Fault, RawCell
from gongkai.readers.sheet_cells import SheetCells

ONLY_ONE = "（只有一个的不用选）"


@frozen
class _Block:
    """The columns of one name: its cell (None where nothing is written), and where its values stand."""

    name: RawCell | None
    columns: dict[str, int]


def matrix_heading(matrix: Matrix) -> str:
    """The first cell of the heading row."""
    return matrix.across + (ONLY_ONE if matrix.listed_in else "")


def read_matrix(
    grid: SheetCells, spec: ScheduleSpec, matrix: Matrix, only: RawCell | None
) -> tuple[list[RawRow], list[Finding]]:
    """The rows of a sheet; `only` is the one name there is, for a column whose heading is left empty."""
    head, label_column = _heading(grid, matrix)
    if not head:
        where = grid.place(1, 1, spec.name)
        message = f"工作表“{grid.title}”中找不到表头（{matrix.across}）"
        return [], [report("SR-04", message, where, found="没有表头", expected=matrix.across)]
    last = head + (1 if len(matrix.values) > 1 else 0)
    rows: list[RawRow] = []
    findings: list[Finding] = []
    for block in _blocks(grid, matrix, head, last, label_column):
        texts = [item for item in _contents(grid, block, last, label_column) if item[2]]
        if not texts:
            continue
        name = block.name or only
        if name is None:
            first = min(block.columns.values())
            where = grid.place(head, first, f"{spec.name}/{matrix.across}")
            message = f"{matrix.name}：有一栏没有填“{matrix.across}”"
            findings.append(report("SR-13", message, where, "请在表头选名称", found="空", expected="名称"))
            # Said once, and not again for every row.
            name = RawCell(None, grid.place(head, first, spec.name), Fault.MERGED)
        for number, label, cells in texts:
            rows.append(_row(grid, spec, matrix, (name, label, number), cells))
    return rows, findings


def _heading(grid: SheetCells, matrix: Matrix) -> tuple[int, int]:
    """Row and column of the cell that begins the heading row; zeros where there is none."""
    wanted = {normal(matrix.across), normal(matrix.across + ONLY_ONE)}
    for number in list(grid.rows)[:SEARCHED_ROWS]:
        for column, cell in grid.rows[number].items():
            if isinstance(cell.value, str) and normal(cell.value) in wanted:
                return number, column
    return 0, 0


def _blocks(grid: SheetCells, matrix: Matrix, head: int, last: int, labels: int) -> Iterator[_Block]:
    names = {
        number: cell for number, cell in grid.rows[head].items() if number > labels and not cell.is_blank
    }
    if last == head:
        used = {number for row in grid.rows.values() for number in row if number > labels}
        for number in sorted(used):
            yield _Block(names.get(number), {matrix.values[0]: number})
        return
    wanted = {normal(value): value for value in matrix.values}
    found: dict[str, int] = {}
    for number, cell in sorted(grid.rows.get(last, {}).items()):
        value = wanted.get(normal(cell.text)) if number > labels else None
        if value is None:
            continue
        if value in found:
            yield _Block(_name_over(names, found), found)
            found = {}
        found[value] = number
    if found:
        yield _Block(_name_over(names, found), found)


def _name_over(names: dict[int, RawCell], columns: dict[str, int]) -> RawCell | None:
    over = range(min(columns.values()), max(columns.values()) + 1)
    return next((names[number] for number in over if number in names), None)


def _contents(
    grid: SheetCells, block: _Block, last: int, labels: int
) -> Iterator[tuple[int, RawCell | None, dict[str, RawCell]]]:
    """Row number, label and filled cells of each row below the headings."""
    for number, row in grid.rows.items():
        if number > last:
            cells = {name: row[column] for name, column in block.columns.items() if _says(row.get(column))}
            yield number, row.get(labels), cells


def _says(cell: RawCell | None) -> bool:
    return cell is not None and (cell.fault is not SOUND or bool(cell.text.strip()))


def _row(
    grid: SheetCells,
    spec: ScheduleSpec,
    matrix: Matrix,
    keys: tuple[RawCell, RawCell | None, int],
    cells: dict[str, RawCell],
) -> RawRow:
    """A row of the schedule; its fixed texts have the place of the first cell that is filled."""
    name, label, number = keys
    place = next(iter(cells.values()))
    found = {column: replace(place, value=text, fault=SOUND, again=True) for column, text in matrix.fixed}
    found[matrix.across] = name
    if _says(label) and label is not None:
        found[matrix.down] = label
    found |= cells
    ordered = {column.name: found[column.name] for column in spec.columns if column.name in found}
    where = dict.fromkeys((column.name for column in spec.columns), place.column)
    return RawRow(ordered, place.origin, "", number, place.column, where)
