"""A ledger table or form of the tree as a sheet: title, code, caption, grid, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations

from gongkai.tree.nodes import Align, Cell, Number, Table
from gongkai.writers.xlsx_layout import (
    Grid,
    column_widths,
    display_width,
    natural_heights,
    page_size,
    pieces,
    place,
    settle_heights,
    text_height,
)
from gongkai.writers.xlsx_sheet import Book, Sheet, column_letter
from gongkai.writers.xlsx_styles import FONT_SIZE, GENERAL, GRID, NOTE, TITLE, Look, cell_look
from gongkai.writers.xlsx_text import FORMULA_STARTS, stored_number

TITLE_LOOK = Look(TITLE, align=Align.CENTER.value)
CODE_LOOK = Look(GRID, align=Align.RIGHT.value)
NOTE_LOOK = Look(NOTE)
_ALIGNS = (Align.LEFT.value, Align.CENTER.value, Align.RIGHT.value)
_GAP = "　　"  # between caption texts that share a cell
_BLANK = Cell()

Line = tuple[list[tuple[int, int, str, Look]], float]


def table_sheet(table: Table, book: Book) -> Sheet:
    """The sheet of one table, complete but for its name."""
    grid = place(table)
    page_width, page_height = page_size(table.orientation, book.draft)
    widths = column_widths(table, grid, page_width)
    total = sum(widths)
    sheet = Sheet(book, widths, table.orientation)
    above = list(_lines_above(table, widths))
    notes = [(text, text_height(text, total, FONT_SIZE[NOTE])) for text in table.notes]
    other = sum(height for _, height in above) + sum(height for _, height in notes)
    # The page offers more points to a sheet that printing scales down.
    heights = settle_heights(natural_heights(grid, widths), other, page_height * max(total / page_width, 1.0))
    for parts, height in above:
        sheet.add_line(parts, height)
    _add_grid(sheet, grid, heights, table)
    for text, height in notes:
        sheet.whole_line(text, NOTE_LOOK, height)
    return sheet


def _lines_above(table: Table, widths: Sequence[float]) -> Iterator[Line]:
    total, last = sum(widths), len(widths) - 1
    title = table.title or table.sheet  # a table within prose has no title of its own
    title_height = text_height(title, total, FONT_SIZE[TITLE]) + 6
    yield [(0, last, title, TITLE_LOOK)], title_height
    if table.code:
        yield [(0, last, table.code, CODE_LOOK)], text_height(table.code, total)
    for caption in table.caption:
        yield _caption_line(caption, widths)


def _caption_line(caption: tuple[str, str, str], widths: Sequence[float]) -> Line:
    """The texts of one caption line, each over the columns that it needs."""
    given = [(text, align) for text, align in zip(caption, _ALIGNS, strict=True) if text]
    if len(given) > len(widths):
        given = [(_GAP.join(text for text, _ in given), Align.LEFT.value)]
    if not given:
        return [], FONT_SIZE[GRID] * 2.0
    starts = _split([display_width(text) + 2 for text, _ in given], widths)
    ends = [start - 1 for start in starts[1:]] + [len(widths) - 1]
    parts, height = [], 0.0
    for (text, align), first, last in zip(given, starts, ends, strict=True):
        parts.append((first, last, text, Look(GRID, align=align)))
        height = max(height, text_height(text, sum(widths[first : last + 1])))
    return parts, height


def _split(needs: Sequence[float], widths: Sequence[float]) -> list[int]:
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


def _add_grid(sheet: Sheet, grid: Grid, heights: Sequence[float], table: Table) -> None:
    writer = _CellWriter(sheet.book)
    tops: list[int] = []
    first = row = sheet.next_row
    for height in heights:
        tops.append(row)
        row += pieces(height)[0]
    tops.append(row)
    letters = [column_letter(c) for c in range(grid.columns)]
    for r, slots in enumerate(grid.slots):
        count, each = pieces(heights[r])
        top = tops[r]
        sheet.add_row(writer.row(grid, r, letters, str(top)), each)
        for below in range(top + 1, top + count):
            places = [f"{letter}{below}" for letter in letters]
            cells = (slot or grid.covers.get((r, c), _BLANK) for c, slot in enumerate(slots))
            sheet.add_row("".join(map(writer.covered, places, cells)), each)
        if count > 1:
            for c, slot in enumerate(slots):
                if slot is not None and (r, c) not in grid.spans:
                    sheet.merge(top, c, top + count - 1, c)
    for (r, c), (down, across) in grid.spans.items():
        sheet.merge(tops[r], c, tops[r + down] - 1, c + across - 1)
    heads = min(table.header_rows, len(grid.slots))
    if heads:
        sheet.repeated = (first, tops[heads] - 1)
        if not table.form:
            sheet.frozen = tops[heads] - 1


class _CellWriter:
    """Writes grid cells; the book keeps the number of each look it has met, as most cells look alike."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._plain = book.looks

    def _style(self, cell: Cell) -> int:
        """The number of the look of a cell without content, or with text that is no formula."""
        key = (id(cell.kind), id(cell.align), cell.indent)
        style = self._plain.get(key)
        if style is None:
            style = self._plain[key] = self._book.styles.index(cell_look(cell, GENERAL, False))
        return style

    def covered(self, place: str, cell: Cell) -> str:
        """A place under a span: no content, but the borders of the cell that spans it."""
        return f'<c r="{place}" s="{self._style(cell)}"/>'

    def row(self, grid: Grid, r: int, letters: Sequence[str], top: str) -> str:
        """The cells of one grid row, in the sheet row `top`."""
        done: list[str] = []
        plain, strings = self._plain, self._book.strings.index
        for column, (letter, cell) in enumerate(zip(letters, grid.slots[r], strict=True)):
            if cell is None:
                covering = grid.covers.get((r, column), _BLANK)
                done.append(f'<c r="{letter}{top}" s="{self._style(covering)}"/>')
                continue
            # By identity: members of an Enum are single, and their hash is slow.
            look = plain.get((id(cell.kind), id(cell.align), cell.indent)) or self._style(cell)
            text, number = cell.text, cell.number
            if number is not None:
                text = text or number.text
            if number is not None and (figure := self._figure(cell, number, text)):
                done.append(f'<c r="{letter}{top}" s="{figure[0]}"><v>{figure[1]}</v></c>')
            elif text:
                if text[0] in FORMULA_STARTS:
                    look = self._book.styles.index(cell_look(cell, GENERAL, True))
                done.append(f'<c r="{letter}{top}" s="{look}" t="s"><v>{strings(text)}</v></c>')
            else:
                done.append(f'<c r="{letter}{top}" s="{look}"/>')
        return "".join(done)

    def _figure(self, cell: Cell, number: Number, text: str) -> tuple[int, str] | None:
        """Look and value of a figure that Excel can show as printed; None where it must stay text."""
        stored = stored_number(number, text) if text else None
        if stored is None:
            return None
        key = (id(cell.kind), id(cell.align), cell.indent, stored[1])
        style = self._book.figure_looks.get(key)
        if style is None:
            style = self._book.styles.index(cell_look(cell, stored[1], False))
            self._book.figure_looks[key] = style
        return style, stored[0]
