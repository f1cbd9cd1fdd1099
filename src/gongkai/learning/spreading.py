"""Sums of a row that stand in one of its cells by guess, spread over the row so that the printed sums of columns come out.

A document may print each code's expenditure, and basic and project expenditure of all codes together, but not both at
once. Whichever way the amounts are spread that keeps the rows and the columns, everything printed is reproduced; this is
for trying a format, and no such input is for publication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from gongkai.recovering.input_cells import SourceCell

CellsOfRow = tuple[SourceCell, ...]
"""The cells of one row among which its amounts may be moved."""


def spread(
    sums: Sequence[tuple[Mapping[SourceCell, int], Decimal]],
    rows: Sequence[CellsOfRow],
    known: dict[SourceCell, Decimal],
    rounding: Decimal,
) -> None:
    """Move amounts of `known` within `rows` until each of `sums` (the longest first) is what is printed.

    A sum that cannot be had leaves all as it was; one that has been reached is kept by what is moved after it.
    """
    kept: list[AbstractSet[SourceCell]] = []
    for parts, amount in sorted(sums, key=lambda pair: -len(pair[0])):
        if set(parts.values()) != {1}:
            continue
        over = sum((known.get(cell, Decimal(0)) for cell in parts), Decimal(0)) - amount
        if abs(over) > rounding:
            moved = _moved(parts.keys(), over, rows, known, kept)
            if moved is None:
                continue
            known.update(moved)
        kept.append(parts.keys())


def _moved(
    within: AbstractSet[SourceCell],
    over: Decimal,
    rows: Sequence[CellsOfRow],
    known: Mapping[SourceCell, Decimal],
    kept: Sequence[AbstractSet[SourceCell]],
) -> dict[SourceCell, Decimal] | None:
    """What the cells hold once `over` has gone out of the cells `within` (into them, if less than nothing), the last
    rows first; None where there is not so much to be moved."""
    left = abs(over)
    found: dict[SourceCell, Decimal] = {}
    for row in reversed(rows):
        for start in row:
            for end in row:
                if (start in within, end in within) != (over > 0, over < 0):
                    continue
                held = found.get(start, known.get(start, Decimal(0)))
                if held <= 0 or any((start in cells) != (end in cells) for cells in kept):
                    continue
                taken = min(held, left)
                found[start] = held - taken
                found[end] = found.get(end, known.get(end, Decimal(0))) + taken
                left -= taken
                if not left:
                    return found
    return None
