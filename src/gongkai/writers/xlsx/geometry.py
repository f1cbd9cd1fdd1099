"""Geometry of a sheet: how wide columns and how high rows are, what fits a page.

Excel lays nothing out when it opens a file, so a wrapped text is cut unless its row height is right.
Heights are therefore estimated here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import compress
from math import ceil
from operator import gt

from gongkai.measure import half_widths, row_needs, text_lines
from gongkai.tree.grid import grid
from gongkai.tree.nodes import CellKind, Orientation, Slot, Table
from gongkai.writers.xlsx.cell_looks import FONT_SIZE, GRID

UNIT = 6.0  # points of one width unit: a digit of the standard font, 宋体 11, is 8 pixels wide
CELL_PADDING = 5.0  # points that a cell loses to its two inner margins
LINE = 1.45  # line height in ems
MAX_HEIGHT = 400.0  # points; Excel allows a row 409.5
WRAPPED_LINE = 14.5  # points of a line in lists of findings
FLOORS = (20.0, 18.0, 16.5, 15.0)  # row heights, from roomy to tight
# Of the pages before it: a last page that holds no more is printed on these, at a smaller scale.
SQUEEZE = 0.25
UNBREAKABLE = 16  # codes and figures up to this length must not wrap

MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_HEADER = 0.6, 0.75, 0.75, 0.3  # inches
DRAFT_MARGIN_TOP = 1.0  # inches: room for the large mark
_NUMBER = CellKind.NUMBER  # looking up a member of an enumeration takes long
_A4 = {Orientation.PORTRAIT: (595.28, 841.89), Orientation.LANDSCAPE: (841.89, 595.28)}  # points


Wrapping = dict[Slot, list[tuple[int, str]]]
"""The texts that might need several lines, with their rows, by slots."""


def page_size(orientation: Orientation, draft: bool) -> tuple[float, float]:
    """Printable width and height of A4 within the margins, in points."""
    width, height = _A4[orientation]
    top = DRAFT_MARGIN_TOP if draft else MARGIN_TOP
    return width - 144 * MARGIN_SIDE, height - 72 * (top + MARGIN_BOTTOM)


def _capacity(room: float, size: float) -> int:
    """The half-width characters of a font of `size` points on a line of a cell `room` points wide."""
    return max(int((room - CELL_PADDING) * 2 / size), 2)


def _lines(text: str, capacity: int) -> int:
    """The lines of a text in a cell that holds so many half-widths on one.

    A full line loses up to half a character, and Excel cuts what it has no room for.
    """
    return text_lines(text, capacity, max(capacity - 1, 1))


def text_height(text: str, room: float, size: float = FONT_SIZE[GRID]) -> float:
    """Points a wrapped text needs, with its air above and below."""
    return _lines(text, _capacity(room, size)) * size * LINE + 4


def wrapped_height(texts: Sequence[str], widths: Sequence[float]) -> float | None:
    """Points of a row of wrapped texts in columns of so many half-width characters; None for a single line.

    Excel adjusts the height of such a row itself; other programs do not.
    """
    lines = max([_lines(text, int(width - 1)) for text, width in zip(texts, widths, strict=False)], default=1)
    return min(lines * WRAPPED_LINE, MAX_HEIGHT) if lines > 1 else None


def fitted_columns(table: Table, page: float) -> tuple[list[float], Wrapping]:
    """The width of each column in points, and what may wrap there: the table's proportions on the page's width,
    wider for a figure or code that would not fit (printing then scales the sheet down)."""
    given = [max(width, 0.0) for width in table.widths] or [1.0]
    mean = sum(given) / len(given) or 1.0
    shares = [width or mean / 4 for width in given] + [mean] * (grid(table).columns - len(given))
    total = sum(shares)
    widths = [page * share / total for share in shares]
    needs, wrapping = _needs(table, _certain(widths))
    em = FONT_SIZE[GRID] / 2
    return [max(width, need * em + CELL_PADDING) for width, need in zip(widths, needs, strict=True)], wrapping


def _certain(widths: Sequence[float]) -> list[int]:
    """The number of characters that fit each column at any rate."""
    return [int((width - CELL_PADDING) / FONT_SIZE[GRID]) for width in widths]


def _needs(table: Table, certain: Sequence[int]) -> tuple[list[int], Wrapping]:
    """The characters that columns must hold in one line, if more than they certainly do, and the texts that may wrap."""
    found = grid(table)
    build, texts = found.build, found.texts
    needs = [0] * len(certain)
    wrapping: defaultdict[Slot, list[tuple[int, str]]] = defaultdict(list)
    limits = [certain[slot.column] for slot in build.places]
    if found.broken:
        long: Iterable[bool] = [
            len(text) > limit or "\n" in text for text, limit in zip(texts, limits, strict=True)
        ]
    else:
        long = map(gt, map(len, texts), limits)
    for row, slot, cell in compress(zip(build.rows, build.places, found.cells, strict=True), long):
        text, figure = cell.text, slot.kind is _NUMBER
        if slot.across == 1 and needs[slot.column] < len(text) <= UNBREAKABLE:
            code = row >= table.header_rows and text.isascii()
            needs[slot.column] = half_widths(text) if figure or code else needs[slot.column]
        if not figure or cell.number is None:  # a figure is shrunk instead of wrapped
            wrapping[slot].append((row, text))
    return needs, wrapping


def natural_heights(rows: int, wrapping: Wrapping, widths: Sequence[float]) -> list[float]:
    """Height each of so many grid rows needs for its texts, in points."""
    size, certain = FONT_SIZE[GRID], _certain(widths)
    single = 1 * size * LINE + 4
    needs: list[tuple[int, int, int, float]] = []
    for slot, cells in wrapping.items():
        column, down, sure = slot.column, slot.down, certain[slot.column]
        capacity = _capacity(sum(widths[column : column + slot.across]) - slot.indent * 10, size)
        for row, text in cells:
            if "\n" in text or half_widths(text) > capacity:
                needs.append((row, column, down, _lines(text, capacity) * size * LINE + 4))
            elif len(text) > sure:
                needs.append((row, column, down, single))
    return row_needs(rows, size * LINE, needs, last=False)


def settle_heights(natural: Sequence[float], other: float, page: float) -> tuple[list[float], int]:
    """Heights with air, and the pages to print on, 0 for as many as it takes.

    The roomiest heights with which the sheet still fits one page, else the tightest if a little more fits these pages
    when all is printed smaller, else middling ones. `other` is what the rows outside the grid take, `page` what the
    page offers at the sheet's scale.
    """
    for floor in FLOORS:
        heights = [height if height > floor else floor for height in natural]
        if sum(heights) + other <= page:
            return heights, 1
    tight = [max(height, FLOORS[-1]) for height in natural]
    pages = int((sum(tight) + other) / page)
    if (sum(tight) + other) / page - pages <= SQUEEZE * pages:
        return tight, pages
    return [max(height, FLOORS[1]) for height in natural], 0


def pieces(height: float) -> tuple[int, float]:
    """How many sheet rows a height needs, and the height of each: one row cannot be higher than 409.5."""
    count = ceil(height / MAX_HEIGHT) if height > MAX_HEIGHT else 1
    return count, height / count
