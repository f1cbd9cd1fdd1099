"""Geometry of a sheet: where cells stand, how wide columns and how high rows are, what fits a page.

Excel lays nothing out when it opens a file, so a wrapped text is cut unless its row height is right.
Heights are therefore estimated here: a Chinese character is as wide as two Latin ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from gongkai.tree.nodes import Cell, CellKind, Orientation, Table
from gongkai.writers.xlsx_styles import FONT_SIZE, GRID

UNIT = 6.0  # points of one width unit: a digit of the standard font, 宋体 11, is 8 pixels wide
CELL_PADDING = 5.0  # points that a cell loses to its two inner margins
LINE = 1.45  # line height in ems
MAX_HEIGHT = 400.0  # points; Excel allows a row 409.5
FLOORS = (20.0, 18.0, 16.5, 15.0)  # row heights, from roomy to tight
UNBREAKABLE = 16  # a code or figure up to this long must not be broken over lines

MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM, MARGIN_HEADER = 0.6, 0.75, 0.75, 0.3  # inches
DRAFT_MARGIN_TOP = 1.0  # inches: room for the large mark
_A4 = {Orientation.PORTRAIT: (595.28, 841.89), Orientation.LANDSCAPE: (841.89, 595.28)}  # points


class Grid(NamedTuple):
    """The cells of a table at their places.

    `slots[r][c]` is the cell that starts there, `covers[r, c]` the cell whose span covers the place,
    `spans[r, c]` the (rowspan, colspan) of the cell there, if it is larger than one place.
    """

    slots: list[list[Cell | None]]
    covers: dict[tuple[int, int], Cell]
    spans: dict[tuple[int, int], tuple[int, int]]
    columns: int


def page_size(orientation: Orientation, draft: bool) -> tuple[float, float]:
    """Printable width and height of A4 within the margins, in points."""
    width, height = _A4[orientation]
    top = DRAFT_MARGIN_TOP if draft else MARGIN_TOP
    return width - 144 * MARGIN_SIDE, height - 72 * (top + MARGIN_BOTTOM)


def place(table: Table) -> Grid:
    """Each cell of the table at its row and column.

    A span that would run into another is shortened; a row longer than the table has widths adds columns.
    """
    columns, last = max(len(table.widths), 1), len(table.rows)
    slots: list[list[Cell | None]] = []
    covers: dict[tuple[int, int], Cell] = {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    hung = -1  # last row into which a span from above may hang
    for r, row in enumerate(table.rows):
        line: list[Cell | None] = [None] * columns
        c = 0
        for cell in row.cells:
            while r <= hung and (r, c) in covers:
                c += 1
            if c >= len(line):
                line.extend([None] * (c + 1 - len(line)))
            line[c] = cell
            if cell.colspan > 1 or cell.rowspan > 1:
                down = max(min(cell.rowspan, last - r), 1)
                across = _span(cell, r, c, down, covers)
                spans[r, c] = (down, across)
                hung = max(hung, r + down - 1)
                c += across
            else:
                c += 1
        columns = max(columns, c)
        slots.append(line)
    for line in slots:
        line.extend([None] * (columns - len(line)))
    return Grid(slots, covers, spans, columns)


def _span(cell: Cell, r: int, c: int, down: int, covers: dict[tuple[int, int], Cell]) -> int:
    """Notes the places a cell covers; returns how many columns it really spans."""
    across = 1
    while across < cell.colspan and (r, c + across) not in covers:
        across += 1
    for y in range(r, r + down):
        for x in range(c, c + across):
            covers[y, x] = cell
    del covers[r, c]
    return across


@lru_cache(maxsize=16384)
def display_width(text: str) -> int:
    """Width of a text in half-width characters."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def line_count(text: str, room: float, size: float) -> int:
    """Lines a text takes in a cell `room` points wide, at a font of `size` points."""
    capacity = max(int((room - CELL_PADDING) * 2 / size), 2)
    if "\n" not in text and len(text) * 2 <= capacity:
        return 1
    lines = 0
    for piece in text.split("\n"):
        width = display_width(piece)
        # A full line loses up to half a character, and punctuation may not start a line.
        lines += 1 if width <= capacity else ceil(width / max(capacity - 1, 1))
    return lines


def text_height(text: str, room: float, size: float = FONT_SIZE[GRID]) -> float:
    """Points a wrapped text needs, with its air above and below."""
    return line_count(text, room, size) * size * LINE + 4


def column_widths(table: Table, grid: Grid, page: float) -> list[float]:
    """Width of each column in points: the table's proportions on the page's width, wider for a figure
    or code that would not fit (printing then scales the sheet down)."""
    given = [max(width, 0.0) for width in table.widths] or [1.0]
    mean = sum(given) / len(given) or 1.0
    shares = [width or mean / 4 for width in given] + [mean] * (grid.columns - len(given))
    total = sum(shares)
    widths = [page * share / total for share in shares]
    needs = [0] * grid.columns
    number, heads = CellKind.NUMBER, table.header_rows
    for r, line in enumerate(grid.slots):
        for c, cell in enumerate(line):
            if cell is None or cell.colspan > 1:
                continue
            text = cell.text or (cell.number.text if cell.number is not None else "")
            if not needs[c] < len(text) <= UNBREAKABLE:
                continue
            if cell.kind is number or (r >= heads and text.isascii()):
                needs[c] = display_width(text)
    em = FONT_SIZE[GRID] / 2
    return [max(width, need * em + CELL_PADDING) for width, need in zip(widths, needs, strict=True)]


def natural_heights(grid: Grid, widths: Sequence[float]) -> list[float]:
    """Height each grid row needs for its texts, in points."""
    size, spans = FONT_SIZE[GRID], grid.spans
    quick = [int((width - CELL_PADDING) / size) for width in widths]  # characters that fit at any rate
    heights = [0.0] * len(grid.slots)
    tall: list[tuple[int, int, float]] = []
    for r, line in enumerate(grid.slots):
        most = 0.0
        for c, cell in enumerate(line):
            if cell is None or (len(cell.text) <= quick[c] and "\n" not in cell.text):
                continue
            down, across = spans.get((r, c), (1, 1))
            room = sum(widths[c : c + across]) - cell.indent * 10
            if cell.kind is CellKind.NUMBER and cell.number is not None:
                continue
            height = text_height(cell.text, room)
            if down == 1:
                most = max(most, height)
            else:
                tall.append((r, down, height))
        heights[r] = max(most, size * LINE)
    for r, down, height in tall:
        lack = (height - sum(heights[r : r + down])) / down
        if lack > 0:
            heights[r : r + down] = [one + lack for one in heights[r : r + down]]
    return heights


def settle_heights(natural: Sequence[float], other: float, page: float) -> list[float]:
    """Heights with air: the roomiest with which the sheet still fits one page, else a middling one.

    `other` is what the rows outside the grid take, `page` what the page offers at the sheet's scale.
    """
    for floor in FLOORS:
        heights = [max(height, floor) for height in natural]
        if sum(heights) + other <= page:
            return heights
    return [max(height, FLOORS[1]) for height in natural]


def pieces(height: float) -> tuple[int, float]:
    """How many sheet rows a height needs, and the height of each: one row cannot be higher than 409.5."""
    count = max(ceil(height / MAX_HEIGHT), 1)
    return count, height / count
