"""Measuring a table's text, and dividing the width of the page among its columns.

Text is measured once, in ems, for all type sizes that are tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, compress

from gongkai.measure import ems, half_widths
from gongkai.tree.grid import grid
from gongkai.tree.nodes import CellKind, Grid, Slot, Table

CELL_MARGIN = 6.0  # points, both sides together: the cell margins of the table style
DIGIT_SLACK = 1.12  # fonts that stand for 宋体 where it is missing have wider digits: those of Noto 0.555 em
LEAST_SHARE = 0.72  # of its declared width that a column of numbers keeps when it gives to its neighbours
MOST_GROWTH = 1.6  # of its declared width that a column of labels gets to spare its rows a second line
_NUMBER, _HEADER = CellKind.NUMBER, CellKind.HEADER  # looking up a member of an enumeration takes long
_MEASURED = (_NUMBER, _HEADER)  # all their texts are looked at


@dataclass(frozen=True, slots=True)
class Measures:
    """What of a table's text matters for its layout, in ems.

    `long` and `broken` are the cells that might take several lines: those of one paragraph as (row, ems) by their
    slots, the others as (row, slot, ems of each). `numbers` is the widest number of each column, `labels` the widest text of
    the other cells, `headings` the texts of the column headings.
    """

    long: dict[Slot, list[tuple[int, float]]]
    broken: list[tuple[int, Slot, tuple[float, ...]]]
    numbers: list[float]
    labels: list[float]
    headings: list[tuple[int, float]]


def measure_columns(table: Table, page_width: float, largest: float) -> Measures:
    """Measure the text of a table that is to stand on `page_width` points in type up to `largest`.

    Raises ValueError where the cells of a row do not fill the table's columns exactly.
    """
    columns = len(table.widths)
    found = grid(table)
    for index, build in enumerate(found.builds, 1):
        if build.filled != columns:
            raise ValueError(f"表“{table.key}”第 {index} 行的单元格与 {columns} 列的表不符。")
    longest = [""] * columns
    labels = [0.0] * columns
    headings: list[tuple[int, float]] = []
    long: defaultdict[Slot, list[tuple[int, float]]] = defaultdict(list)
    broken: list[tuple[int, Slot, tuple[float, ...]]] = []
    limits = _limits(table, found, page_width, largest)
    if not table.form:  # where columns take from each other what labels need
        for slot in dict.fromkeys(compress(found.places, found.texts)):
            if slot.across == 1 and slot.kind not in _MEASURED:
                labels[slot.column] = 1.0  # a text that certainly fits asks for no more room
    for row, slot, cell in found.longer(limits):
        text, column, kind, alone = cell.text, slot.column, slot.kind, slot.across == 1
        if alone and kind is _NUMBER:
            if len(text) > len(longest[column]):
                longest[column] = text
            continue
        if "\n" in text:
            parts = tuple(map(ems, text.split("\n")))
            broken.append((row, slot, parts))
            width = max(parts)
        else:
            width = half_widths(text) / 2  # `ems`, without the call
            long[slot].append((row, width))
        if alone and kind is _HEADER:
            headings.append((column, ems(text) if "\n" in text else width))
        elif alone and (width := width + slot.indent) > labels[column]:
            labels[column] = width
    return Measures(long, broken, [ems(text) for text in longest], labels, headings)


def _limits(table: Table, found: Grid, page_width: float, largest: float) -> dict[Slot, int]:
    """How many characters certainly fit each slot; none for figures and headings, all of which are measured."""
    # Columns may shrink to LEAST_SHARE, so a text longer than that may come to wrap.
    scale = page_width / sum(table.widths) / largest * LEAST_SHARE
    edges = [0.0, *accumulate([width * scale for width in table.widths])]
    margin = CELL_MARGIN / largest
    limits: dict[Slot, int] = {}
    for slot in found.slots:
        if slot.across == 1 and slot.kind in _MEASURED:
            limits[slot] = 0
        else:
            certain = edges[slot.column + slot.across] - edges[slot.column] - margin
            limits[slot] = int(max(certain, 1)) - slot.indent
    return limits


def divide(table: Table, measures: Measures, page_width: int, size: float) -> tuple[tuple[int, ...], bool]:
    """Column widths in twips for a type size, and whether every number fits its column in any usual font.

    The declared proportions hold as far as they can. A column whose numbers do not fit takes from
    all others; a column whose labels would wrap takes from the columns of numbers what these can spare.
    """
    total = sum(table.widths)
    declared = [page_width / 20 * width / total for width in table.widths]
    need = [width * DIGIT_SLACK * size + CELL_MARGIN if width else 0.0 for width in measures.numbers]
    floor = [max(least, size * 3) for least in need]
    widths = _give(declared, need, floor)
    if not _holds(widths, need):
        # First what 宋体 itself needs, so that there at least no number breaks, then what its substitutes do.
        bare = [width * size + CELL_MARGIN if width else 0.0 for width in measures.numbers]
        widths = _give(_give(declared, bare, [max(least, size * 3) for least in bare]), need, floor)
    if not table.form:
        widths = _to_labels(measures, declared, widths, floor, size)
    fits = _holds(widths, need)
    rounded = [int(width * 20) for width in widths]
    rounded[-1] += page_width - sum(rounded)
    return tuple(rounded), fits


def _holds(widths: Sequence[float], need: Sequence[float]) -> bool:
    return all(least <= width + 0.05 for least, width in zip(need, widths, strict=True))


def _to_labels(
    measures: Measures, declared: Sequence[float], widths: list[float], floor: list[float], size: float
) -> list[float]:
    """Widths after columns whose labels would wrap took what columns of numbers can spare."""
    held = [max(least, LEAST_SHARE * width) for least, width in zip(floor, widths, strict=True)]
    for column, width in measures.headings:
        # A heading keeps its number of lines, so that giving does not tear words apart.
        lines = max(-int(-width * size // max(widths[column] - CELL_MARGIN, size)), 1)
        held[column] = max(held[column], -int(-width // lines) * size + CELL_MARGIN + 0.5)
    held = [
        width if label else min(least, width)
        for least, width, label in zip(held, widths, measures.labels, strict=True)
    ]
    wish = [
        full if label and (full := label * size + CELL_MARGIN + 1) <= MOST_GROWTH * width else 0.0
        for label, width in zip(measures.labels, declared, strict=True)
    ]
    return _give(widths, wish, held)


def _give(widths: Sequence[float], need: Sequence[float], floor: Sequence[float]) -> list[float]:
    """Widths after columns below their need took, in proportion, what others have above their floor."""
    lacking = [least - width if least > width else 0.0 for least, width in zip(need, widths, strict=True)]
    lacks = sum(lacking)
    if not lacks:
        return list(widths)
    spare = [
        max(width - max(least, wanted), 0.0) for width, least, wanted in zip(widths, floor, need, strict=True)
    ]
    spares = sum(spare)
    if not spares:
        return list(widths)
    moved = min(lacks, spares)
    return [
        width + want * moved / lacks - have * moved / spares
        for width, want, have in zip(widths, lacking, spare, strict=True)
    ]
