"""Where the cells of a table stand.

That depends on their spans alone, and the hundreds of rows of a report have a few dozen builds among them: rows of
subjects, lines of a form. So it is found once for each build, and what else is made of a row keeps to its build.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gongkai.tree.nodes import Align, CellKind, Table

Placed = list[tuple[int, int, int]]
"""(column, colspan, rowspan) of the cells of a row, covered places (-1 for rowspan) among them."""
_Kinds = tuple[tuple[CellKind, int, int, int, Align | None], ...]
_Open = tuple[tuple[int, tuple[int, int]], ...]  # column -> (colspan, rows still to cover)


@dataclass(frozen=True, slots=True, eq=False)
class Build:
    """What a row is but for its texts; rows alike have the same one, which is known by identity.

    `cells` are (column, kind, colspan, rowspan, indent, align) of the row's cells, `hanging` the spans that reach
    into the next row. A row that does not `fill` the columns of its table has no place for some of its cells.
    """

    places: Placed
    cells: tuple[tuple[int, CellKind, int, int, int, Align | None], ...]
    hanging: _Open
    fills: bool


def grid(table: Table) -> list[Build]:
    """The build of each row: its cells in order, with the places that a rowspan covers.

    A covered place is (column, colspan, -1); it comes once for each cell that covers it. Raises
    ValueError where the cells of a row do not fill the table's columns exactly.
    """
    result: list[Build] = []
    columns = len(table.widths)
    hanging: _Open = ()
    for row in table.rows:
        kinds = tuple(
            [(cell.kind, cell.colspan, cell.rowspan, cell.indent, cell.align) for cell in row.cells]
        )
        build = _build(kinds, columns, hanging)
        if not build.fills:
            raise ValueError(f"表“{table.key}”第 {len(result) + 1} 行的单元格与 {columns} 列的表不符。")
        hanging = build.hanging
        result.append(build)
    return result


@lru_cache(maxsize=1024)
def _build(kinds: _Kinds, columns: int, hanging: _Open) -> Build:
    """The build of a row of such cells below a row that leaves spans hanging."""
    placed: Placed = []
    open_spans = dict(hanging)
    starts: list[int] = []
    column = 0
    waiting = iter(kinds)
    while column < columns:
        if column in open_spans:
            width, left = open_spans[column]
            placed.append((column, width, -1))
            open_spans[column] = (width, left - 1)
            column += width
            continue
        if (coming := next(waiting, None)) is None:
            break
        _, colspan, rowspan, _, _ = coming
        starts.append(column)
        placed.append((column, colspan, rowspan))
        column += colspan
    fills = column == columns and next(waiting, None) is None
    open_spans = {key: span for key, span in open_spans.items() if span[1] > 0}
    open_spans |= {start: (width, height - 1) for start, width, height in placed if height > 1}
    cells = tuple([(start, *kind) for start, kind in zip(starts, kinds, strict=False)])
    return Build(placed, cells, tuple(open_spans.items()), fills)
