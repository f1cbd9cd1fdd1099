"""Mutations of the workbook form, on its grids of cells: what a file would give, without the file."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from gongkai.findings import Location
from gongkai.readers.cells import Fault, RawCell
from gongkai.readers.sheet_cells import SheetCells
from tests.robust.damage import TEXTS, TYPED, changed_number, other_year_code

Mutation = Callable[[list[SheetCells], random.Random], None]


def copied(grids: list[SheetCells]) -> list[SheetCells]:
    """Grids whose rows can be changed; cells are shared, and replaced where they change."""
    return [
        SheetCells(grid.title, grid.file, {number: dict(row) for number, row in grid.rows.items()})
        for grid in grids
    ]


def _sheet(grids: list[SheetCells], rng: random.Random) -> SheetCells | None:
    filled = [grid for grid in grids if grid.rows and grid.is_read]
    return rng.choice(filled) if filled else None


def _put(grid: SheetCells, row: int, column: int, value: object, fault: Fault = Fault.NONE) -> None:
    cell = RawCell(value, Location(grid.file, grid.title), fault, False, row, column)
    grid.rows.setdefault(row, {})[column] = cell
    grid.rows = dict(sorted(grid.rows.items()))


def _cell(
    grids: list[SheetCells], rng: random.Random, wanted: Callable[[RawCell], bool]
) -> tuple[SheetCells, RawCell] | None:
    grid = _sheet(grids, rng)
    if grid is None:
        return None
    cells = [cell for row in grid.rows.values() for cell in row.values() if wanted(cell)]
    return (grid, rng.choice(cells)) if cells else None


def _is_number(cell: RawCell) -> bool:
    return isinstance(cell.value, int | float) and not isinstance(cell.value, bool)


def _any(cell: RawCell) -> bool:
    return True


def emptied(grids: list[SheetCells], rng: random.Random) -> None:
    if found := _cell(grids, rng, _any):
        grid, cell = found
        del grid.rows[cell.row][cell.column]
        if not grid.rows[cell.row]:
            del grid.rows[cell.row]


def odd_value(grids: list[SheetCells], rng: random.Random) -> None:
    if found := _cell(grids, rng, _any):
        grid, cell = found
        _put(grid, cell.row, cell.column, rng.choice((*TEXTS, *TYPED)))


def odd_amount(grids: list[SheetCells], rng: random.Random) -> None:
    if found := _cell(grids, rng, _is_number):
        grid, cell = found
        _put(grid, cell.row, cell.column, rng.choice((*TYPED, *TEXTS)))


def as_percent(grids: list[SheetCells], rng: random.Random) -> None:
    if found := _cell(grids, rng, _is_number):
        grid, cell = found
        grid.rows[cell.row][cell.column] = RawCell(
            cell.value, cell.origin, Fault.NONE, True, cell.row, cell.column
        )


def error_value(grids: list[SheetCells], rng: random.Random) -> None:
    if found := _cell(grids, rng, _any):
        grid, cell = found
        value = rng.choice(["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?"])
        _put(grid, cell.row, cell.column, value, Fault.ERROR_VALUE)


def no_result(grids: list[SheetCells], rng: random.Random) -> None:
    if found := _cell(grids, rng, _any):
        grid, cell = found
        _put(grid, cell.row, cell.column, None, Fault.NO_RESULT)


def mistyped(grids: list[SheetCells], rng: random.Random) -> None:
    if found := _cell(grids, rng, _is_number):
        grid, cell = found
        text = changed_number(cell.text, rng)
        value: object = text
        if rng.random() < 0.8:
            try:
                value = float(text)
            except ValueError:
                value = text
        _put(grid, cell.row, cell.column, value)


def other_code(grids: list[SheetCells], rng: random.Random) -> None:
    found = _cell(grids, rng, lambda cell: cell.text[:5].isdigit() and not _is_number(cell))
    if found is None:
        return
    old = found[1].text
    new = other_year_code(old.split(" ")[0], rng)
    for grid in grids:
        for row in list(grid.rows.values()):
            for cell in list(row.values()):
                if cell.value == old:
                    _put(grid, cell.row, cell.column, new)


def sheet_renamed(grids: list[SheetCells], rng: random.Random) -> None:
    grid = rng.choice(grids)
    grid.title = rng.choice(
        [grid.title + "1", grid.title[:-1] or "x", "Sheet1", "收入", " " + grid.title + " "]
    )


def sheet_deleted(grids: list[SheetCells], rng: random.Random) -> None:
    del grids[rng.randrange(len(grids))]


def sheets_reordered(grids: list[SheetCells], rng: random.Random) -> None:
    rng.shuffle(grids)


def sheet_copied(grids: list[SheetCells], rng: random.Random) -> None:
    if grid := _sheet(grids, rng):
        grids.append(replace(grid, title=grid.title + rng.choice([" (2)", "", "底稿"])))


def _renumbered(grid: SheetCells, rows: list[dict[int, RawCell]]) -> None:
    grid.rows = {}
    for number, row in enumerate(rows, 1):
        grid.rows[number] = {
            column: RawCell(cell.value, cell.origin, cell.fault, cell.percent, number, column)
            for column, cell in row.items()
        }


def row_duplicated(grids: list[SheetCells], rng: random.Random) -> None:
    if grid := _sheet(grids, rng):
        rows = list(grid.rows.values())
        rows.insert(rng.randrange(len(rows) + 1), rng.choice(rows))
        _renumbered(grid, rows)


def row_deleted(grids: list[SheetCells], rng: random.Random) -> None:
    if grid := _sheet(grids, rng):
        rows = list(grid.rows.values())
        del rows[rng.randrange(len(rows))]
        _renumbered(grid, rows)


def rows_swapped(grids: list[SheetCells], rng: random.Random) -> None:
    if grid := _sheet(grids, rng):
        rows = list(grid.rows.values())
        a, b = rng.randrange(len(rows)), rng.randrange(len(rows))
        rows[a], rows[b] = rows[b], rows[a]
        _renumbered(grid, rows)


def columns_swapped(grids: list[SheetCells], rng: random.Random) -> None:
    if grid := _sheet(grids, rng):
        width = max(max(row) for row in grid.rows.values() if row)
        a, b = rng.randint(1, width), rng.randint(1, width)
        swap = {a: b, b: a}
        for number, row in list(grid.rows.items()):
            grid.rows[number] = dict(
                sorted(
                    (
                        swap.get(c, c),
                        RawCell(cell.value, cell.origin, cell.fault, cell.percent, number, swap.get(c, c)),
                    )
                    for c, cell in row.items()
                )
            )


def cells_merged(grids: list[SheetCells], rng: random.Random) -> None:
    """What merging leaves: the first cell keeps its value, those beside or below lose theirs."""
    if found := _cell(grids, rng, _any):
        grid, cell = found
        for row in range(cell.row, cell.row + rng.randint(1, 3)):
            for column in range(cell.column, cell.column + rng.randint(1, 3)):
                if (row, column) != (cell.row, cell.column) and column in grid.rows.get(row, {}):
                    del grid.rows[row][column]
        grid.rows = {number: row for number, row in grid.rows.items() if row}


def far_away(grids: list[SheetCells], rng: random.Random) -> None:
    """A stray value far from the table."""
    if grid := _sheet(grids, rng):
        _put(grid, rng.choice([1, 500, 1048576]), rng.choice([1, 60, 16384]), rng.choice(TEXTS))


MUTATIONS: tuple[Mutation, ...] = (
    emptied,
    odd_value,
    odd_value,
    odd_amount,
    odd_amount,
    as_percent,
    error_value,
    no_result,
    mistyped,
    mistyped,
    other_code,
    sheet_renamed,
    sheet_deleted,
    sheets_reordered,
    sheet_copied,
    row_duplicated,
    row_deleted,
    rows_swapped,
    columns_swapped,
    cells_merged,
    far_away,
)
