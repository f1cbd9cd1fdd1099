"""The positions of the cells of a table.

Positions depend only on the spans, and the hundreds of rows of a report have only a few dozen different builds (rows
of codes, lines of a form). So they are computed once for each build, and writers cache what they make of a row or a
whole table by its build. A table keeps its grid, since Word and Excel ask for the same one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from gongkai.tree.nodes import (
    Align,
    Build,
    Cell,
    CellKind,
    Grid,
    Hanging,
    RowShape,
    Slot,
    Table,
    TableBuild,
)


def grid(table: Table) -> Grid:
    """The grid of a table. A span that would run into another, or out of the table, is shortened; a row longer than
    the table has widths adds columns."""
    if not table.grids:
        shapes = tuple([row.shape or row_shape(row.cells) for row in table.rows])
        build = _table_build(shapes, max(len(table.widths), 1))
        cells = list(chain.from_iterable([row.cells for row in table.rows]))
        texts = [cell.text for cell in cells]
        table.grids.append(Grid(build, cells, texts, "\n" in "".join(texts)))
    return table.grids[0]


def row_shape(cells: Iterable[Cell]) -> RowShape:
    """The shape of a row with these cells; equal shapes are one object."""
    return _row_shape(
        tuple([(cell.kind, cell.colspan, cell.rowspan, cell.indent, cell.align) for cell in cells])
    )


_row_shape = lru_cache(maxsize=1024)(RowShape)


# Forms, and tables without a row for each code, have the same build in every department of a format.
@lru_cache(maxsize=256)
def _table_build(shapes: tuple[RowShape, ...], columns: int) -> TableBuild:
    builds = _builds(shapes, columns)
    widest = max([build.columns for build in builds], default=columns)
    if widest > columns:
        builds = _builds(shapes, widest)
    places = tuple(chain.from_iterable([build.slots for build in builds]))
    rows = tuple([row for row, build in enumerate(builds) for _ in build.slots])
    return TableBuild(tuple(builds), widest, tuple(dict.fromkeys(places)), places, rows)


def _builds(shapes: tuple[RowShape, ...], columns: int) -> list[Build]:
    builds: list[Build] = []
    hanging: Hanging = ()
    left = len(shapes)
    for shape in shapes:
        build = _build(shape, columns, hanging)
        if build.deepest > left:
            shorter = tuple(
                [
                    (kind, wide, min(down, left), indent, align)
                    for kind, wide, down, indent, align in shape.cells
                ]
            )
            build = _build(_row_shape(shorter), columns, hanging)
        builds.append(build)
        hanging = build.hanging
        left -= 1
    return builds


@lru_cache(maxsize=1024)
def _build(shape: RowShape, columns: int, hanging: Hanging) -> Build:
    """The build of a row of this shape under the spans that hang down from the rows above."""
    taken = {column for slot, _ in hanging for column in _reach(slot)}
    slots: list[Slot] = []
    exact = True
    column = 0
    for kind, colspan, rowspan, indent, align in shape.cells:
        while column in taken:
            column += 1
        across = 1
        while across < colspan and column + across not in taken:
            across += 1
        exact = exact and across == colspan
        slots.append(_slot(column, across, max(rowspan, 1), kind, indent, align))
        column += across
    columns = max(columns, column)
    taken.update(*map(_reach, slots))
    blank = [_slot(free, 1, 1, CellKind.TEXT, 0, None) for free in range(columns) if free not in taken]
    covered = [slot for slot, _ in hanging]
    places = [(slot, True) for slot in slots] + [(slot, False) for slot in covered + blank]
    filled = len(taken) if exact and len(taken) == max(taken, default=-1) + 1 else -1
    below = [(slot, rows - 1) for slot, rows in hanging]
    below += [(_slot(s.column, s.across, 1, s.kind, s.indent, s.align), s.down - 1) for s in slots]
    return Build(
        tuple(slots),
        tuple(sorted(places, key=lambda place: place[0].column)),
        tuple([slot for slot in slots if slot.down > 1 or slot.across > 1]),
        filled,
        columns,
        max([rowspan for _, _, rowspan, _, _ in shape.cells], default=1),
        tuple([(slot, rows) for slot, rows in below if rows > 0]),
    )


@lru_cache(maxsize=1024)
def _slot(column: int, across: int, down: int, kind: CellKind, indent: int, align: Align | None) -> Slot:
    """Equal slots are one object in all rows and tables, by which writers cache what they make of it."""
    return Slot(column, across, down, kind, indent, align, (kind, indent, align))


def _reach(slot: Slot) -> range:
    return range(slot.column, slot.column + slot.across)
