"""Geometry of a sheet: where cells stand, how wide columns and how high rows are, what fits a page.

Excel lays nothing out when it opens a file, so a wrapped text is cut unless its row height is right.
Heights are therefore estimated here: a Chinese character is as wide as two Latin ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from gongkai.tree.nodes import Align, CellKind, Orientation, Table
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


Kind = tuple[CellKind, int, Align | None]
"""What the look of a cell depends on: kind, indent and alignment."""
_Cells = tuple[tuple[CellKind, int, Align | None, int, int], ...]  # with colspan and rowspan
_BLANK: Kind = (CellKind.TEXT, 0, None)


@dataclass(frozen=True, slots=True, eq=False)
class Build:
    """What a row is but for its texts; rows alike have the same one, which is known by identity.

    `places` are the columns from the first to the last: what stands there and whether it is a cell of the row,
    not a place under a span. `kinds` are those of the cells, `cells` their (kind, indent, colspan, column, rows and
    columns they really span), `spans` the last three of those larger than one place.
    `hanging` tells of the columns that spans cover in the next row: for how many rows, and of which kind.
    """

    places: tuple[tuple[Kind, bool], ...]
    kinds: tuple[Kind, ...]
    cells: tuple[tuple[CellKind, int, int, int, int, int], ...]
    spans: tuple[tuple[int, int, int], ...]
    hanging: tuple[tuple[int, tuple[int, Kind]], ...]
    deepest: int


@dataclass(slots=True)
class Grid:
    """A table by the builds of its rows. `needs` are the characters that each column must hold in one line,
    `long` the cells that might need several, as (row, column, rows, columns, indent, text)."""

    builds: list[Build]
    columns: int
    needs: list[int]
    long: list[tuple[int, int, int, int, int, str]]


def page_size(orientation: Orientation, draft: bool) -> tuple[float, float]:
    """Printable width and height of A4 within the margins, in points."""
    width, height = _A4[orientation]
    top = DRAFT_MARGIN_TOP if draft else MARGIN_TOP
    return width - 144 * MARGIN_SIDE, height - 72 * (top + MARGIN_BOTTOM)


def place(table: Table) -> list[Build]:
    """The build of each row, with each cell at its column.

    A span that would run into another is shortened; a row longer than the table has widths adds columns.
    """
    columns = max(len(table.widths), 1)
    builds = _builds(table, columns)
    widest = max([len(build.places) for build in builds], default=columns)
    return builds if widest == columns else _builds(table, widest)


def _builds(table: Table, columns: int) -> list[Build]:
    builds: list[Build] = []
    hanging: tuple[tuple[int, tuple[int, Kind]], ...] = ()
    left = len(table.rows)
    for row in table.rows:
        cells = tuple(
            [(cell.kind, cell.indent, cell.align, cell.colspan, cell.rowspan) for cell in row.cells]
        )
        build = _build(cells, columns, hanging)
        if build.deepest > left:  # no span is longer than the table
            cells = tuple([(*kind, wide, min(down, left)) for *kind, wide, down in cells])  # type: ignore[misc]
            build = _build(cells, columns, hanging)
        builds.append(build)
        hanging = build.hanging
        left -= 1
    return builds


@lru_cache(maxsize=1024)
def _build(cells: _Cells, columns: int, hanging: tuple[tuple[int, tuple[int, Kind]], ...]) -> Build:
    """The build of a row of such cells below a row that leaves spans hanging."""
    covers = dict(hanging)
    below = {c: (rows - 1, kind) for c, (rows, kind) in hanging if rows > 1}
    places: dict[int, tuple[Kind, bool]] = {c: (kind, False) for c, (_, kind) in hanging}
    placed: list[tuple[CellKind, int, int, int, int, int]] = []
    c = 0
    for name, indent, align, colspan, rowspan in cells:
        kind = (name, indent, align)
        while c in covers:
            c += 1
        down, across = max(rowspan, 1), 1
        while across < colspan and c + across not in covers:
            across += 1
        for column in range(c, c + across):
            places[column] = (kind, column == c)
            if down > 1:
                below[column] = (down - 1, kind)
        placed.append((name, indent, colspan, c, down, across))
        c += across
    columns = max(columns, c)
    return Build(
        tuple([places.get(column, (_BLANK, False)) for column in range(columns)]),
        tuple([cell[:3] for cell in cells]),
        tuple(placed),
        tuple([(c, down, across) for _, _, _, c, down, across in placed if down > 1 or across > 1]),
        tuple(below.items()),
        max([cell[4] for cell in cells], default=1),
    )


@lru_cache(maxsize=4096)
def display_width(text: str) -> int:
    """Width of a text in half-width characters."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def _capacity(room: float, size: float) -> int:
    """The half-width characters of a font of `size` points on a line of a cell `room` points wide."""
    return max(int((room - CELL_PADDING) * 2 / size), 2)


def _line_count(text: str, capacity: int) -> int:
    if len(text) * 2 <= capacity and "\n" not in text:
        return 1
    lines = 0
    for piece in text.split("\n"):
        width = display_width(piece)
        # A full line loses up to half a character, and punctuation may not start a line.
        lines += 1 if width <= capacity else ceil(width / max(capacity - 1, 1))
    return lines


def text_height(text: str, room: float, size: float = FONT_SIZE[GRID]) -> float:
    """Points a wrapped text needs, with its air above and below."""
    return _line_count(text, _capacity(room, size)) * size * LINE + 4


def measure(table: Table, page: float) -> tuple[Grid, list[float]]:
    """The table's grid, and the width of each column in points: the table's proportions on the page's width,
    wider for a figure or code that would not fit (printing then scales the sheet down)."""
    builds = place(table)
    given = [max(width, 0.0) for width in table.widths] or [1.0]
    columns = len(builds[0].places) if builds else len(given)
    mean = sum(given) / len(given) or 1.0
    shares = [width or mean / 4 for width in given] + [mean] * (columns - len(given))
    total = sum(shares)
    widths = [page * share / total for share in shares]
    grid = _measured(table, builds, _certain(widths))
    em = FONT_SIZE[GRID] / 2
    return grid, [
        max(width, need * em + CELL_PADDING) for width, need in zip(widths, grid.needs, strict=True)
    ]


def _certain(widths: Sequence[float]) -> list[int]:
    """The number of characters that fit each column at any rate."""
    return [int((width - CELL_PADDING) / FONT_SIZE[GRID]) for width in widths]


def _measured(table: Table, builds: list[Build], certain: Sequence[int]) -> Grid:
    """The grid of a table whose columns hold at least that many characters."""
    needs = [0] * len(certain)
    long: list[tuple[int, int, int, int, int, str]] = []
    number, heads = CellKind.NUMBER, table.header_rows
    for r, (row, build) in enumerate(zip(table.rows, builds, strict=True)):
        for cell, (kind, indent, colspan, c, down, across) in zip(row.cells, build.cells, strict=True):
            text = cell.text
            if (len(text) > certain[c] or "\n" in text) and (kind is not number or cell.number is None):
                long.append((r, c, down, across, indent, text))
            if colspan > 1:
                continue
            if not text and cell.number is not None:
                text = cell.number.text
            if needs[c] < len(text) <= UNBREAKABLE and (kind is number or (r >= heads and text.isascii())):
                needs[c] = display_width(text)
    return Grid(builds, len(certain), needs, long)


def natural_heights(grid: Grid, widths: Sequence[float]) -> list[float]:
    """Height each grid row needs for its texts, in points."""
    size, certain = FONT_SIZE[GRID], _certain(widths)
    heights = [size * LINE] * len(grid.builds)
    tall: list[tuple[int, int, float]] = []
    capacities: dict[tuple[int, int, int], int] = {}
    for r, c, down, across, indent, text in grid.long:
        if len(text) <= certain[c] and "\n" not in text:
            continue
        if (capacity := capacities.get((c, across, indent))) is None:
            capacity = _capacity(sum(widths[c : c + across]) - indent * 10, size)
            capacities[c, across, indent] = capacity
        height = _line_count(text, capacity) * size * LINE + 4
        if down == 1:
            heights[r] = max(heights[r], height)
        else:
            tall.append((r, down, height))
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
        heights = [height if height > floor else floor for height in natural]
        if sum(heights) + other <= page:
            return heights
    return [max(height, FLOORS[1]) for height in natural]


def pieces(height: float) -> tuple[int, float]:
    """How many sheet rows a height needs, and the height of each: one row cannot be higher than 409.5."""
    count = ceil(height / MAX_HEIGHT) if height > MAX_HEIGHT else 1
    return count, height / count
