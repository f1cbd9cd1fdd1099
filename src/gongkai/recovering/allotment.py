"""Sums that only sentences print, put into cells that nothing printed tells apart; the accountant is asked to look.

A row whose amount is printed, and not how it is divided into columns, stands whole in one of them, where that makes
the printed sums of the columns come out in one way only. A sum of one column that is printed of all rows together
stands in the first of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product

from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.recovering.input_cells import SourceCell

_MOST = 16
"""Rows of which each may stand in one column or the other; more are not tried."""


@frozen
class OpenSum:
    """What is left of a printed sum for its unknown cells, and by how much it may differ; in 分."""

    cells: tuple[SourceCell, ...]
    amount: int
    play: int


def whole_rows(
    sums: Sequence[OpenSum], usual: Mapping[str, Collection[str]], names: Mapping[str, str]
) -> list[SourceCell]:
    """The cells that hold nothing where each row stands whole in one of its two columns; none where that is not certain.

    `usual` names by the end of a column's name the codes that stand there, `names` the names of codes.
    """
    rows: dict[tuple[tuple[str, str], ...], OpenSum] = {}
    for each in sums:
        if len(each.cells) == 2 and len({(cell.schedule, cell.row) for cell in each.cells}) == 1:
            rows.setdefault(each.cells[0].row, each)
    pairs = {tuple(sorted(cell.column for cell in each.cells)) for each in rows.values()}
    if len(rows) < 2 or len(pairs) != 1:
        return []
    [(first, second)] = pairs
    for each in sums:
        column = {cell.column for cell in each.cells}
        if (
            len(column) == 1
            and {cell.row for cell in each.cells} == rows.keys()
            and column <= {first, second}
        ):
            [total] = column
            found = list(_divided(rows, each, total, usual, names))
            if len(found) == 1:
                return [
                    cell
                    for row, inside in found[0].items()
                    for cell in rows[row].cells
                    if (cell.column == total) != inside
                ]
    return []


def _divided(
    rows: Mapping[tuple[tuple[str, str], ...], OpenSum],
    total: OpenSum,
    column: str,
    usual: Mapping[str, Collection[str]],
    names: Mapping[str, str],
) -> Iterator[dict[tuple[tuple[str, str], ...], bool]]:
    """Every way to put rows into the column of a total, or not, so that it comes out."""
    fixed: dict[tuple[tuple[str, str], ...], bool] = {}
    for row in rows:
        called = {normal(names.get(text, "")) for _, text in row}
        for ending, codes in usual.items():
            if called & {normal(code) for code in codes}:
                fixed[row] = column.endswith(ending)
    free = [row for row in rows if row not in fixed]
    if len(free) > _MOST:
        return
    left = total.amount - sum(rows[row].amount for row, inside in fixed.items() if inside)
    play = total.play + sum(each.play for each in rows.values())
    for choice in product((True, False), repeat=len(free)):
        if (
            abs(left - sum(rows[row].amount for row, inside in zip(free, choice, strict=True) if inside))
            <= play
        ):
            yield {**fixed, **dict(zip(free, choice, strict=True))}
