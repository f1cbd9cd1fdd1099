"""Headings that stand again among the rows: a table pasted page by page, each page with its title and headings."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from itertools import takewhile

from gongkai.findings import Finding, report
from gongkai.intake.header import Header
from gongkai.intake.schedule_lookup import lookup_of
from gongkai.model.labels import normal
from gongkai.model.schema import ScheduleSpec
from gongkai.readers.cells import SOUND, RawCell
from gongkai.readers.sheet_cells import SheetCells

_ENOUGH = 3  # headings in other columns that make another table
_Row = Mapping[int, RawCell]


def without_headings(
    grid: SheetCells, header: Header, spec: ScheduleSpec
) -> tuple[SheetCells, list[Finding]]:
    """The grid without rows that say again, column by column, what one of the rows down to the headings says (a
    title, a line of the unit, headings), and without another table below, which is a finding."""
    above = [row for _, row in takewhile(lambda item: item[0] <= header.last, grid.rows.items())]
    known = lookup_of(spec).heading_words
    said = known | {normal(cell.text) for row in above for cell in row.values()}
    again, findings = set(), []
    for number in _begun_alike(grid, header, said):
        cells = _cells(grid.rows[number], header)
        if any(_repeats(cells, other) for other in above):
            again.add(number)
        elif _is_heading(cells, known):
            findings.append(_other_table(number, cells, header, spec))
            again |= {other for other in grid.rows if other >= number}
            break
    if not again:
        return grid, findings
    return replace(
        grid, rows={number: row for number, row in grid.rows.items() if number not in again}
    ), findings


def _begun_alike(grid: SheetCells, header: Header, said: Set[str]) -> list[int]:
    """The rows below the headings in which the first that somebody wrote is one of some words, or cannot be read."""
    found = []
    last, computed = header.last, header.computed
    words: dict[str, bool | None] = {}  # whether a text is one of them, None for one that says nothing
    for number, row in grid.rows.items():
        if number <= last:
            continue
        for at, cell in row.items():
            if at in computed:
                continue
            value = cell.value
            if type(value) is not str or cell.fault is not SOUND:
                begins = True if cell.fault is not SOUND else None if cell.is_blank else False
            elif value in words:
                begins = words[value]
            else:
                begins = words[value] = True if normal(value) in said else None if cell.is_blank else False
            if begins is None:
                continue
            if begins:
                found.append(number)
            break
    return found


def _cells(row: _Row, header: Header) -> list[tuple[int, RawCell]]:
    """What somebody wrote in a row; columns of our own formulas do not count."""
    return [(at, cell) for at, cell in row.items() if at not in header.computed and not cell.is_blank]


def _repeats(cells: list[tuple[int, RawCell]], above: _Row) -> bool:
    for at, cell in cells:
        other = above.get(at)
        if other is None or cell.fault is not other.fault:
            return False
        if cell.fault is SOUND and (type(cell.value) is not str or normal(cell.value) != normal(other.text)):
            return False
    return bool(cells)


def _is_heading(cells: list[tuple[int, RawCell]], known: Set[str]) -> bool:
    return len(cells) >= _ENOUGH and all(
        type(cell.value) is str and normal(cell.value) in known for _, cell in cells
    )


def _other_table(
    number: int, cells: list[tuple[int, RawCell]], header: Header, spec: ScheduleSpec
) -> Finding:
    """Below headings in other columns stand figures that would be taken for those of these columns."""
    texts = [cell.text for _, cell in cells]
    message = f"{spec.name}：第 {number} 行又是表头，各栏位置与第 {header.last} 行的不同，从这一行起没有读取"
    hint = f"请把下面各行按第 {header.last} 行的表头移到对应的栏，再删去第 {number} 行"
    found = "、".join(texts[:4]) + ("……" if len(texts) > 4 else "")
    return report("SR-05", message, cells[0][1].at(spec.name), hint, found=found)
