"""Measuring a table's text, and dividing the width of the page among its columns.

Text is measured once, in ems, for all type sizes that are tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongkai.tree.nodes import CellKind, Table

CELL_MARGIN = 6.0  # points, both sides together: the cell margins of the table style
DIGIT_SLACK = 1.08  # substitutes of 宋体 have somewhat wider digits
LEAST_SHARE = 0.72  # of its declared width that a column of numbers keeps when it gives to its neighbours
MOST_GROWTH = 1.6  # of its declared width that a column of labels gets to spare its rows a second line
NARROW = 0.52  # ems of a Latin letter or digit

Placed = list[tuple[int, int, int]]
"""(column, colspan, rowspan) of the cells of a row, covered places (-1 for rowspan) among them."""


@lru_cache(maxsize=16384)  # labels come back in every form and every department
def ems(text: str) -> float:
    """Width of a line of text in ems: a Chinese character is one, a Latin one a half."""
    if text.isascii():
        return len(text) * NARROW
    # In UTF-8 a Chinese character has three bytes and a Latin one has one; counting bytes is what
    # makes it cheap to measure every cell of a report.
    narrow = (3 * len(text) - len(text.encode("utf-8", "replace"))) / 2
    return len(text) - (1 - NARROW) * max(narrow, 0)


def grid(table: Table) -> list[Placed]:
    """Where each cell stands: cells of a row in order, with the places that a rowspan covers.

    A covered place is (column, colspan, -1); it comes once for each cell that covers it. Raises
    ValueError where the cells of a row do not fill the table's columns exactly.
    """
    result: list[Placed] = []
    open_spans: dict[int, tuple[int, int]] = {}  # column -> (colspan, rows still to cover)
    columns = len(table.widths)
    plain = [(column, 1, 1) for column in range(columns)]
    for row in table.rows:
        if not open_spans and len(row.cells) == columns:
            for cell in row.cells:
                if cell.colspan != 1 or cell.rowspan != 1:
                    break
            else:
                result.append(plain)  # the usual row of a ledger: one cell for each column
                continue
        placed: Placed = []
        column = 0
        waiting = iter(row.cells)
        while column < columns:
            if column in open_spans:
                width, left = open_spans[column]
                placed.append((column, width, -1))
                open_spans[column] = (width, left - 1)
                column += width
                continue
            if (coming := next(waiting, None)) is None:
                break
            placed.append((column, coming.colspan, coming.rowspan))
            column += coming.colspan
        if column != columns or next(waiting, None) is not None:
            raise ValueError(f"表“{table.key}”第 {len(result) + 1} 行的单元格与 {columns} 列的表不符。")
        if open_spans:
            open_spans = {key: span for key, span in open_spans.items() if span[1] > 0}
        for start, width, height in placed:
            if height > 1:
                open_spans[start] = (width, height - 1)
        result.append(placed)
    return result


_Long = tuple[int, int, int, int, int, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Measures:
    """What of a table's text matters for its layout, in ems.

    `long` are the cells that might take several lines: (row, column, colspan, rowspan, indent,
    ems of each paragraph). `numbers` is the widest number of each column, `labels` the widest
    text of the other cells, `headings` the texts of the column headings.
    """

    places: list[Placed]
    long: list[_Long]
    numbers: list[float]
    labels: list[float]
    headings: list[tuple[int, float]]


def measure(table: Table, page_width: float, largest: float) -> Measures:
    """Measure the text of a table that is to stand on `page_width` points in type up to `largest`."""
    columns = len(table.widths)
    # Columns may shrink to LEAST_SHARE, so a text this long (in characters) may come to wrap.
    scale = page_width / sum(table.widths) / largest * LEAST_SHARE
    certain = [max(width * scale - CELL_MARGIN / largest, 1) for width in table.widths]
    places = grid(table)
    longest = [""] * columns
    labels = [0.0] * columns
    headings: list[tuple[int, float]] = []
    long: list[_Long] = []
    number, heading = CellKind.NUMBER, CellKind.HEADER
    for index, (row, placed) in enumerate(zip(table.rows, places, strict=True)):
        own = placed if len(row.cells) == len(placed) else [place for place in placed if place[2] > 0]
        for cell, (column, colspan, rowspan) in zip(row.cells, own, strict=True):
            text = cell.text
            if not text:
                continue
            kind = cell.kind
            if kind is number and colspan == 1:
                if len(text) > len(longest[column]):
                    longest[column] = text
                continue
            if colspan == 1:
                if kind is heading:
                    headings.append((column, ems(text)))
                elif not labels[column]:
                    labels[column] = 1.0  # a text that certainly fits asks for no more room
            if "\n" in text:
                parts = tuple(map(ems, text.split("\n")))
            elif len(text) + cell.indent <= certain[column]:
                continue
            else:
                parts = (ems(text),)
            long.append((index, column, colspan, rowspan, cell.indent, parts))
            if colspan == 1 and kind is not heading:
                labels[column] = max(labels[column], max(parts) + cell.indent)
    return Measures(places, long, [ems(text) for text in longest], labels, headings)


def divide(table: Table, measures: Measures, page_width: int, size: float) -> tuple[tuple[int, ...], bool]:
    """Column widths in twips for a type size, and whether every number fits its column.

    The declared proportions hold as far as they can. A column whose numbers do not fit takes from
    all others; a column whose labels would wrap takes from the columns of numbers what these can spare.
    """
    total = sum(table.widths)
    declared = [page_width / 20 * width / total for width in table.widths]
    need = [(ems_ * DIGIT_SLACK * size + CELL_MARGIN) if ems_ else 0.0 for ems_ in measures.numbers]
    floor = [max(least, size * 3) for least in need]
    widths = _give(declared, need, floor)
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
    if not table.form:
        widths = _give(widths, wish, held)
    fits = all(least <= width + 0.05 for least, width in zip(need, widths, strict=True))
    rounded = [int(width * 20) for width in widths]
    rounded[-1] += page_width - sum(rounded)
    return tuple(rounded), fits


def _give(widths: Sequence[float], need: Sequence[float], floor: Sequence[float]) -> list[float]:
    """Widths after columns below their need took, in proportion, what others have above their floor."""
    lacking = [max(least - width, 0.0) for least, width in zip(need, widths, strict=True)]
    spare = [
        max(width - max(least, wanted), 0.0) for width, least, wanted in zip(widths, floor, need, strict=True)
    ]
    if not sum(lacking) or not sum(spare):
        return list(widths)
    moved = min(sum(lacking), sum(spare))
    return [
        width + want * moved / sum(lacking) - have * moved / sum(spare)
        for width, want, have in zip(widths, lacking, spare, strict=True)
    ]
