"""Measuring a table's text, and dividing the width of the page among its columns.

Text is measured once, in ems, for all type sizes that are tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from gongkai.tree.nodes import CellKind, Table
from gongkai.writers.docx.rows import Build, grid

CELL_MARGIN = 6.0  # points, both sides together: the cell margins of the table style
DIGIT_SLACK = 1.08  # substitutes of 宋体 have somewhat wider digits
LEAST_SHARE = 0.72  # of its declared width that a column of numbers keeps when it gives to its neighbours
MOST_GROWTH = 1.6  # of its declared width that a column of labels gets to spare its rows a second line
NARROW = 0.52  # ems of a Latin letter or digit


@lru_cache(maxsize=4096)  # labels come back in every form and every department
def ems(text: str) -> float:
    """Width of a line of text in ems: a Chinese character is one, a Latin one a half."""
    if text.isascii():
        return len(text) * NARROW
    # In UTF-8 a Chinese character has three bytes and a Latin one has one; counting bytes is what
    # makes it cheap to measure every cell of a report.
    narrow = (3 * len(text) - len(text.encode("utf-8", "replace"))) / 2
    return len(text) - (1 - NARROW) * max(narrow, 0)


_Line = tuple[int, int, float]


class Lines(NamedTuple):
    """Cells over the same columns: those of one paragraph that might take several lines, as (row, rowspan, ems)."""

    column: int
    colspan: int
    indent: int
    widest: float
    cells: list[_Line]


@dataclass(frozen=True, slots=True)
class Measures:
    """What of a table's text matters for its layout, in ems.

    `long` and `broken` are the cells that might take several lines, those of several paragraphs as
    (row, column, colspan, rowspan, indent, ems of each). `numbers` is the widest number of each column,
    `labels` the widest text of the other cells, `headings` the texts of the column headings.
    """

    builds: list[Build]
    long: list[Lines]
    broken: list[tuple[int, int, int, int, int, tuple[float, ...]]]
    numbers: list[float]
    labels: list[float]
    headings: list[tuple[int, float]]


def measure(table: Table, page_width: float, largest: float) -> Measures:
    """Measure the text of a table that is to stand on `page_width` points in type up to `largest`."""
    columns = len(table.widths)
    # Columns may shrink to LEAST_SHARE, so a text this long (in characters) may come to wrap.
    scale = page_width / sum(table.widths) / largest * LEAST_SHARE
    certain = [max(width * scale - CELL_MARGIN / largest, 1) for width in table.widths]
    builds = grid(table)
    longest = [""] * columns
    labels = [0.0] * columns
    headings: list[tuple[int, float]] = []
    lines: defaultdict[tuple[int, int, int, bool], list[_Line]] = defaultdict(list)
    broken: list[tuple[int, int, int, int, int, tuple[float, ...]]] = []
    number, heading = CellKind.NUMBER, CellKind.HEADER
    for index, (row, build) in enumerate(zip(table.rows, builds, strict=True)):
        for cell, (column, kind, colspan, rowspan, indent, _) in zip(row.cells, build.cells, strict=True):
            text = cell.text
            if not text:
                continue
            if colspan == 1:
                if kind is number:
                    if len(text) > len(longest[column]):
                        longest[column] = text
                    continue
                if kind is heading:
                    headings.append((column, ems(text)))
                elif not labels[column]:
                    labels[column] = 1.0  # a text that certainly fits asks for no more room
            if "\n" in text:
                parts = tuple(map(ems, text.split("\n")))
                broken.append((index, column, colspan, rowspan, indent, parts))
                if colspan == 1 and kind is not heading:
                    labels[column] = max(labels[column], max(parts) + indent)
            elif len(text) + indent > certain[column]:
                lines[column, colspan, indent, kind is heading].append((index, rowspan, ems(text)))
    long = _grouped(lines, labels)
    return Measures(builds, long, broken, [ems(text) for text in longest], labels, headings)


def _grouped(lines: dict[tuple[int, int, int, bool], list[_Line]], labels: list[float]) -> list[Lines]:
    """Cells by (column, colspan, indent, whether headings); the other ones raise `labels` to their widths."""
    long: list[Lines] = []
    for (column, colspan, indent, head), cells in lines.items():
        widest = max([width for _, _, width in cells])
        long.append(Lines(column, colspan, indent, widest, cells))
        if colspan == 1 and not head:
            labels[column] = max(labels[column], widest + indent)
    return long


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
    if not table.form:
        widths = _to_labels(measures, declared, widths, floor, size)
    fits = all(least <= width + 0.05 for least, width in zip(need, widths, strict=True))
    rounded = [int(width * 20) for width in widths]
    rounded[-1] += page_width - sum(rounded)
    return tuple(rounded), fits


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
