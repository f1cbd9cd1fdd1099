"""Cells that the user merged over several rows: in a key column the content holds for every row; elsewhere its
meaning is unknown.

A spreadsheet keeps the content of merged cells in the first of them. Merged headings, titles and notes are no
matter, nor rows that hold nothing but the merged cells, nor cells merged within one row, unless one of them hides
something, a column that must be filled is covered, or an amount that may belong to either of two columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from gongkai.findings import Finding, Location, report
from gongkai.frozen import frozen
from gongkai.intake.header import Header
from gongkai.intake.schedule_lookup import lookup_of
from gongkai.intake.subject_codes import split_code
from gongkai.model.labels import is_total, normal
from gongkai.model.schema import CODE_TYPES, Column, ColumnType, ScheduleSpec, Shape
from gongkai.readers.cells import SOUND, Fault, RawCell, letters
from gongkai.readers.sheet_cells import Range, Rows, SheetCells


@frozen
class _Merged:
    """A merged range with the columns in it that are read, and the rows in which something stands beside it.

    `covered` are those whose content is not there because they were merged with one left of them.
    """

    area: Range
    columns: list[int]
    rows: list[int]
    covered: tuple[int, ...] = ()


def without_merges(grid: SheetCells, header: Header, spec: ScheduleSpec) -> tuple[SheetCells, list[Finding]]:
    """The grid with every key in its own cell, and a finding for each other range; such cells are not read.

    The grid itself is left as it is.
    """
    ranges = _ranges_below(grid, header, spec)
    if not ranges:
        return grid, []
    rows = dict(grid.rows)
    keys = _key_columns(spec)
    held = {merged.area for merged in ranges if _is_key(merged, header, keys) and _fill(grid, merged, rows)}
    findings: list[Finding] = []
    for merged in ranges:
        if _says_something(grid, merged) and not (
            merged.area in held and _agrees(merged, header, spec, rows)
        ):
            _refuse(grid, merged, header, rows)
            findings.append(_finding(grid, merged, header, spec))
    return replace(grid, rows=rows), findings


def _refuse(grid: SheetCells, merged: _Merged, header: Header, rows: Rows) -> None:
    """Mark the cells of a range as unreadable. If its first row holds nothing else, that row is not data and loses
    its cells. Text that covers another column is what the row is called; only what it covers is unknown."""
    refused = merged.covered or merged.columns
    if merged.covered and header.columns[merged.columns[0]].type.is_numeric:
        refused = (merged.columns[0], *merged.covered)
    top = merged.area[0]
    if top in rows and top not in merged.rows:
        rows[top] = {number: cell for number, cell in rows[top].items() if number not in merged.columns}
    for row in merged.rows:
        for number in refused:
            _put(rows, RawCell(None, Location(grid.file, grid.title), Fault.MERGED, False, row, number))


def _finding(grid: SheetCells, merged: _Merged, header: Header, spec: ScheduleSpec) -> Finding:
    top, left, bottom, right = merged.area
    place = f"{letters(left)}{top}:{letters(right)}{bottom}"
    column = header.columns[merged.columns[0]].name
    doubt = "盖住的格里还有看不见的内容" if top == bottom else "分不清它的内容属于哪一行"
    if merged.covered:
        doubt = f"盖住了“{header.columns[merged.covered[0]].name}”那一格，分不清它的内容属于哪一栏"
    message = f"{spec.name}：“{column}”是合并单元格（{place}），{doubt}"
    where = grid.place(top, left, f"{spec.name}/{column}")
    return report("SR-27", message, where, found=f"合并单元格 {place}", expected="每行各填一格")


def _ranges_below(grid: SheetCells, header: Header, spec: ScheduleSpec) -> list[_Merged]:
    """The ranges below the headings that have something to be read in more than their first row, hide something, or
    cover a column of their first row."""
    numbers = sorted(grid.rows)
    found = []
    # Ranges that do not overlap, as spreadsheet programs write them, cannot have more cells than this.
    left_over = len(numbers) * len(header.columns)
    for area in dict.fromkeys(grid.merged):
        top, left, bottom, right = area
        columns = [number for number in sorted(header.columns) if left <= number <= right]
        if top <= header.last or not columns:
            continue
        if bottom == top:
            if any(
                number > left and not grid.rows[top][number].is_blank
                for number in columns
                if number in grid.rows.get(top, ())
            ):
                found.append(_Merged(area, columns, [top]))
            elif covered := _covered(grid, area, columns, header, spec):
                found.append(_Merged(area, columns, [top], covered))
            continue
        inside = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        left_over -= len(inside)
        if left_over < 0:
            break
        rows = [row for row in inside if _has_more(grid.rows[row], area, header, spec)]
        if any(row > top for row in rows):
            found.append(_Merged(area, columns, rows))
        elif covered := _covered(grid, area, columns, header, spec):
            found.append(_Merged(area, columns, [top], covered))
    return found


def _covered(
    grid: SheetCells, area: Range, columns: list[int], header: Header, spec: ScheduleSpec
) -> tuple[int, ...]:
    """The columns that a range covers in its first row though they must be filled, or take an amount as the range's
    own does; none where nothing stands beside the range."""
    top, first = area[0], header.columns[columns[0]]
    row = grid.rows.get(top, {})
    if len(columns) < 2 or columns[0] not in row or is_total(row[min(row)].text):
        return ()
    if not (_has_more(row, area, header, spec) or _names_a_row(row[columns[0]], first)):
        return ()
    lookup = lookup_of(spec)
    line = next((name for cell in row.values() if (name := normal(cell.text)) in lookup.line_labels), "")
    if line:
        asked = lookup.lines[lookup.line_labels[line]]
        doubtful = {item.column for item in asked if item.takes}
    else:
        doubtful = {*lookup.required, *(lookup.numbers if first.type.is_numeric else ())}
    return tuple(number for number in columns[1:] if header.columns[number].name in doubtful)


def _names_a_row(cell: RawCell, column: Column) -> bool:
    """True for a code or one of the column's choices: a note merged over the row is neither."""
    words = (*column.choices, *(word for _, others in column.words for word in others))
    is_code = column.type in CODE_TYPES and bool(split_code(cell.text)[0])
    return is_code or normal(cell.text) in map(normal, words)


def _has_more(row: dict[int, RawCell], area: Range, header: Header, spec: ScheduleSpec) -> bool:
    """True for a line that is named, or a row with something to be read beside the range."""
    if spec.shape is Shape.LINES:
        names = lookup_of(spec).line_labels
        return any(normal(cell.text) in names for cell in row.values())
    _, left, _, right = area
    return any(
        number in header.columns and not left <= number <= right and not cell.is_blank
        for number, cell in row.items()
    )


def _key_columns(spec: ScheduleSpec) -> set[str]:
    """What names or sorts a row: its keys, choices and codes with their names. Lines are named outside of them."""
    if spec.shape is Shape.LINES:
        return set()
    names = {code.names for code in lookup_of(spec).codes}
    sorting = {
        column.name
        for column in spec.columns
        if not column.type.is_numeric and (column.dimension or column.type is ColumnType.CHOICE)
    }
    return names | sorting | {code.name for code in lookup_of(spec).codes} | set(spec.unique)


def _is_key(merged: _Merged, header: Header, keys: set[str]) -> bool:
    """True for a single key column whose cell holds the content; other columns left of it in the range would hide
    it."""
    return merged.columns == [merged.area[1]] and header.columns[merged.columns[0]].name in keys


def _fill(grid: SheetCells, merged: _Merged, rows: Rows) -> bool:
    """Give every row the content of the range; False if the range is empty or one of its hidden cells differs."""
    top, left, _, _ = merged.area
    first = grid.rows.get(top, {}).get(left)
    hidden = (grid.rows[row].get(left) for row in merged.rows if row > top)
    said = {cell.text.strip() for cell in hidden if cell is not None and not cell.is_blank}
    if first is None or not said <= {first.text.strip()}:
        return False
    for row in merged.rows:
        _put(rows, replace(first, row=row))
    return True


def _agrees(merged: _Merged, header: Header, spec: ScheduleSpec, rows: Rows) -> bool:
    """False if this would make rows identical, or give several names to the code that they share."""
    column = header.columns[merged.columns[0]].name
    unique = [header.where[name] for name in spec.unique if name in header.where]
    if column in spec.unique:
        keys = [tuple(_text(rows[row], number) for number in unique) for row in merged.rows]
        read = [key for key in keys if None not in key]
        if len(set(read)) < len(read):
            return False
    for code in lookup_of(spec).codes:
        if code.name == column and code.names in header.where:
            names = {_text(rows[row], header.where[code.names]) for row in merged.rows}
            return len(names - {"", None}) < 2
    return True


def _text(row: dict[int, RawCell], column: int) -> str | None:
    """What a cell says, None where it cannot be read."""
    cell = row.get(column)
    return "" if cell is None else None if cell.fault is not SOUND else cell.text.strip()


def _says_something(grid: SheetCells, merged: _Merged) -> bool:
    top, left, _, right = merged.area
    return any(
        left <= number <= right and not cell.is_blank
        for row in {top, *merged.rows}
        for number, cell in grid.rows.get(row, {}).items()
    )


def _put(rows: Rows, cell: RawCell) -> None:
    """Set a cell in a copy of its row, which stays in the order of the columns."""
    rows[cell.row] = dict(sorted({**rows[cell.row], cell.column: cell}.items()))
