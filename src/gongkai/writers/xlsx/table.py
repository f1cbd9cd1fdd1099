"""A ledger table or form of the tree as a sheet: title, code, caption, grid, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, combinations

from gongkai.measure import half_widths
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Align, Build, Cell, Slot, Table
from gongkai.writers.xlsx.cell_looks import FONT_SIZE, GRID, NOTE, TITLE_FONT, CellLook, cell_look
from gongkai.writers.xlsx.geometry import (
    fitted_columns,
    natural_heights,
    page_size,
    pieces,
    settle_heights,
    text_height,
)
from gongkai.writers.xlsx.sheet import Sheet, WorkbookSheets, column_letter
from gongkai.writers.xlsx.text import starts_like_formula, stored_number

TITLE_LOOK = CellLook(TITLE_FONT, align=Align.CENTER.value)
CODE_LOOK = CellLook(GRID, align=Align.RIGHT.value)
NOTE_LOOK = CellLook(NOTE)
_ALIGNS = (Align.LEFT.value, Align.CENTER.value, Align.RIGHT.value)
_GAP = "　　"  # between caption texts that share a cell

SheetRow = tuple[list[tuple[int, int, str, CellLook]], float]


def table_sheet(table: Table, book: WorkbookSheets) -> Sheet:
    """The sheet of one table, complete but for its name."""
    page_width, page_height = page_size(table.orientation, book.draft)
    widths, wrapping = fitted_columns(table, page_width)
    total = sum(widths)
    sheet = Sheet(book, widths, table.orientation)
    above = list(_lines_above(table, widths))
    notes = [(text, text_height(text, total, FONT_SIZE[NOTE])) for text in table.notes]
    other = sum(height for _, height in above) + sum(height for _, height in notes)
    # The page offers more points to a sheet that printing scales down.
    natural = natural_heights(len(table.rows), wrapping, widths)
    heights, sheet.pages = settle_heights(natural, other, page_height * max(total / page_width, 1.0))
    for parts, height in above:
        sheet.add_line(parts, height)
    _add_grid(sheet, heights, table)
    for text, height in notes:
        sheet.whole_line(text, NOTE_LOOK, height)
    return sheet


def _lines_above(table: Table, widths: Sequence[float]) -> Iterator[SheetRow]:
    total, last = sum(widths), len(widths) - 1
    title = table.title or table.sheet  # a table within prose has no title of its own
    title_height = text_height(title, total, FONT_SIZE[TITLE_FONT]) + 6
    yield [(0, last, title, TITLE_LOOK)], title_height
    if table.code:
        yield [(0, last, table.code, CODE_LOOK)], text_height(table.code, total)
    for caption in table.caption:
        yield _caption_line(caption, widths)


def _caption_line(caption: tuple[str, str, str], widths: Sequence[float]) -> SheetRow:
    """The texts of one caption line, each over the columns that it needs."""
    given = [(text, align) for text, align in zip(caption, _ALIGNS, strict=True) if text]
    if len(given) > len(widths):
        given = [(_GAP.join(text for text, _ in given), Align.LEFT.value)]
    if not given:
        return [], FONT_SIZE[GRID] * 2.0
    starts = _split(tuple([half_widths(text) + 2 for text, _ in given]), tuple(widths))
    ends = [start - 1 for start in starts[1:]] + [len(widths) - 1]
    parts, height = [], 0.0
    for (text, align), first, last in zip(given, starts, ends, strict=True):
        parts.append((first, last, text, CellLook(GRID, align=align)))
        height = max(height, text_height(text, sum(widths[first : last + 1])))
    return parts, height


@lru_cache(maxsize=64)  # the forms of a report have the same widths and captions
def _split(needs: tuple[float, ...], widths: tuple[float, ...]) -> list[int]:
    """First column of each group of columns, so that every text has the room it needs (in half-width
    characters) and, with three groups, the middle one stands in the middle of the sheet."""
    edges = [0.0, *accumulate(widths)]
    total, em = edges[-1], FONT_SIZE[GRID] / 2
    shares = list(accumulate(need * total / sum(needs) for need in needs))

    def cost(inner: tuple[int, ...]) -> float:
        cuts = [0.0, *(edges[c] for c in inner), total]
        lack = sum(max(need * em - (cuts[n + 1] - cuts[n]), 0.0) for n, need in enumerate(needs))
        if len(needs) == 3:
            return 10 * lack + abs(cuts[1] + cuts[2] - total)
        return 10 * lack + sum(abs(cut - share) for cut, share in zip(cuts[1:-1], shares, strict=False))

    return [0, *min(combinations(range(1, len(widths)), len(needs) - 1), key=cost)]


def _add_grid(sheet: Sheet, heights: Sequence[float], table: Table) -> None:
    writer = CellWriter(sheet.book)
    builds = grid(table).builds
    first = sheet.next_row
    parts = {height: pieces(height) for height in set(heights)}
    tops = [*accumulate([parts[height][0] for height in heights], initial=first)]
    for row, build, height, top in zip(table.rows, builds, heights, tops, strict=False):
        count, each = parts[height]
        sheet.add_row(writer.row(row.cells, build, str(top)), each)
        if count > 1:
            for below in range(top + 1, top + count):
                sheet.add_row(writer.covered(build, str(below)), each)
            for slot in build.slots:
                if slot not in build.spans:
                    sheet.merge(top, slot.column, top + count - 1, slot.column)
    letters = [column_letter(column) for column in range(len(sheet.widths))]
    for index, build in enumerate(builds):
        if build.spans:
            sheet.merges += [
                f"{letters[slot.column]}{tops[index]}:"
                f"{letters[slot.column + slot.across - 1]}{tops[index + slot.down] - 1}"
                for slot in build.spans
            ]
    heads = min(table.header_rows, len(builds))
    if heads:
        sheet.repeated = (first, tops[heads] - 1)
        if not table.form:
            sheet.frozen = tops[heads] - 1
    elif table.heads:  # the names of the columns of the longest block
        head, _ = max(table.heads, key=lambda block: block[1] - block[0])
        sheet.repeated = (tops[head], tops[head + 1] - 1)


@lru_cache(maxsize=64)
def _open(columns: int) -> str:
    """A row of so many cells, with # for the row's number and %s from the look of each cell to its end."""
    return "".join([f'<c r="{column_letter(column)}#" s="%s' for column in range(columns)])


class CellWriter:
    """Writes rows of grid cells; the book keeps the frame of each build of row that it has met."""

    def __init__(self, book: WorkbookSheets) -> None:
        self._book = book

    def row(self, cells: Sequence[Cell], build: Build, top: str) -> str:
        """The cells of one grid row, in the sheet row `top`."""
        frame = self._book.frames.get(build)
        if frame is None:
            xml, values, styles = self._first(cells, build)
            self._book.frames[build] = xml, styles
        else:
            xml, styles = frame
            known, value = self._book.known, self._value
            values = [
                style + end
                if ((number := cell.number) is None or not (cell.text or number.text))
                and (end := known.get(cell.text)) is not None
                else value(cell, style, slot)
                for cell, style, slot in zip(cells, styles, build.slots, strict=True)
            ]
        return (xml % tuple(values)).replace("#", top)

    def covered(self, build: Build, row: str) -> str:
        """A further sheet row of a high grid row: no content, but the borders of the cells."""
        styles = [f'{self._style(slot)}"/>' for slot, _ in build.places for _ in range(slot.across)]
        return (_open(build.columns) % tuple(styles)).replace("#", row)

    def _first(self, cells: Sequence[Cell], build: Build) -> tuple[str, list[str], list[str]]:
        """The frame of rows of a build, with %s from the look of each cell to its end; what stands there in this
        first one; and the numbers of these looks.

        Looks are numbered in the order of the cells, figures' among them."""
        parts: list[str] = []
        values: list[str] = []
        styles: list[str] = []
        left = iter(cells)
        for slot, starts in build.places:
            style = self._style(slot)
            if starts:
                values.append(self._value(next(left), style, slot))
                styles.append(style)
                parts.append("%s")
            parts += [style + '"/>'] * (slot.across - starts)
        return _open(build.columns) % tuple(parts), values, styles

    def _style(self, slot: Slot) -> str:
        """The number of the look of a cell without content, or with text that is no formula."""
        looks = self._book.looks
        style = looks.get(slot.look)
        if style is None:
            style = looks[slot.look] = str(self._book.styles.index(cell_look(slot)))
        return style

    def _value(self, cell: Cell, style: str, slot: Slot) -> str:
        """A cell's XML from the number of its look; a figure is a number, if Excel can show it as printed."""
        book, text, number = self._book, cell.text, cell.number
        if number is not None and (text := text or number.text) and (stored := stored_number(number, text)):
            value, look = stored
            begin = book.figures.get((style, look))
            if begin is None:
                begin = f'{book.styles.index(cell_look(slot, look))}"><v>'
                book.figures[style, look] = begin
            return f"{begin}{value}</v></c>"
        end = book.known.get(text)
        if end is None:
            end = f'" t="s"><v>{book.strings.index(text)}</v></c>'
            if starts_like_formula(text):
                return f"{book.styles.index(cell_look(slot, quote=True))}{end}"
            book.known[text] = end
        return style + end
