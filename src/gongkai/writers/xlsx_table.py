"""A ledger table or form of the tree as a sheet: title, code, caption, grid, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, combinations

from gongkai.tree.nodes import Align, Cell, Number, Table
from gongkai.writers.xlsx_layout import (
    Build,
    Grid,
    Kind,
    display_width,
    measure,
    natural_heights,
    page_size,
    pieces,
    settle_heights,
    text_height,
)
from gongkai.writers.xlsx_sheet import Book, Sheet, column_letter
from gongkai.writers.xlsx_styles import FONT_SIZE, GENERAL, GRID, NOTE, TITLE, Look, cell_look
from gongkai.writers.xlsx_text import starts_like_formula, stored_number

TITLE_LOOK = Look(TITLE, align=Align.CENTER.value)
CODE_LOOK = Look(GRID, align=Align.RIGHT.value)
NOTE_LOOK = Look(NOTE)
_ALIGNS = (Align.LEFT.value, Align.CENTER.value, Align.RIGHT.value)
_GAP = "　　"  # between caption texts that share a cell

Line = tuple[list[tuple[int, int, str, Look]], float]


def table_sheet(table: Table, book: Book) -> Sheet:
    """The sheet of one table, complete but for its name."""
    page_width, page_height = page_size(table.orientation, book.draft)
    grid, widths = measure(table, page_width)
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
    starts = _split(tuple([display_width(text) + 2 for text, _ in given]), tuple(widths))
    ends = [start - 1 for start in starts[1:]] + [len(widths) - 1]
    parts, height = [], 0.0
    for (text, align), first, last in zip(given, starts, ends, strict=True):
        parts.append((first, last, text, Look(GRID, align=align)))
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


def _add_grid(sheet: Sheet, grid: Grid, heights: Sequence[float], table: Table) -> None:
    writer = _CellWriter(sheet.book)
    first = sheet.next_row
    parts = [pieces(height) for height in heights]  # sheet rows of each grid row, and their height
    tops = [*accumulate([count for count, _ in parts], initial=first)]
    letters = [column_letter(c) for c in range(grid.columns)]
    merges = sheet.merges
    for row, build, (count, each), top in zip(table.rows, grid.builds, parts, tops, strict=False):
        sheet.add_row(writer.row(row.cells, build, letters, str(top)), each)
        for below in range(top + 1, top + count):
            sheet.add_row(writer.covered(build, letters, below), each)
        if count > 1:
            for _, _, _, c, down, across in build.cells:
                if down == across == 1:
                    sheet.merge(top, c, top + count - 1, c)
    for r, build in enumerate(grid.builds):
        merges += [
            f"{letters[c]}{tops[r]}:{letters[c + across - 1]}{tops[r + down] - 1}"
            for c, down, across in build.spans
        ]
    heads = min(table.header_rows, len(grid.builds))
    if heads:
        sheet.repeated = (first, tops[heads] - 1)
        if not table.form:
            sheet.frozen = tops[heads] - 1


class _CellWriter:
    """Writes rows of grid cells; the book keeps the frame of each build of row that it has met."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def row(self, cells: Sequence[Cell], build: Build, letters: Sequence[str], top: str) -> str:
        """The cells of one grid row, in the sheet row `top`."""
        frame = self._book.frames.get(build)
        if frame is None:
            xml, values, styles = self._first(cells, build, letters)
            self._book.frames[build] = xml, styles
        else:
            xml, styles = frame
            known, value = self._book.known, self._value
            values = [
                style + end
                if cell.number is None and (end := known.get(cell.text)) is not None
                else value(cell, style, kind)
                for cell, style, kind in zip(cells, styles, build.kinds, strict=True)
            ]
        return (xml % tuple(values)).replace("#", top)

    def covered(self, build: Build, letters: Sequence[str], row: int) -> str:
        """A further sheet row of a high grid row: no content, but the borders of the cells."""
        styles = [self._style(kind) for kind, _ in build.places]
        return "".join(
            [f'<c r="{letter}{row}" s="{style}"/>' for letter, style in zip(letters, styles, strict=True)]
        )

    def _first(
        self, cells: Sequence[Cell], build: Build, letters: Sequence[str]
    ) -> tuple[str, list[str], list[str]]:
        """The frame of rows of a build, with # for the row's number and %s from the look of each cell to its end;
        what stands there in this first one; and the numbers of these looks.

        Looks are numbered in the order of the cells, figures' among them."""
        parts: list[str] = []
        values: list[str] = []
        styles: list[str] = []
        left = iter(cells)
        for letter, (kind, starts) in zip(letters, build.places, strict=True):
            style = self._style(kind)
            if starts:
                values.append(self._value(next(left), style, kind))
                styles.append(style)
                parts.append(f'<c r="{letter}#" s="%s')
            else:
                parts.append(f'<c r="{letter}#" s="{style}"/>')
        return "".join(parts), values, styles

    def _style(self, kind: Kind) -> str:
        """The number of the look of a cell without content, or with text that is no formula."""
        looks = self._book.looks
        style = looks.get(kind)
        if style is None:
            style = looks[kind] = str(self._book.styles.index(cell_look(kind, GENERAL, False)))
        return style

    def _value(self, cell: Cell, style: str, kind: Kind) -> str:
        """A cell's XML from the number of its look."""
        text, number = cell.text, cell.number
        if number is not None:
            text = text or number.text
            if figure := self._figure(style, kind, number, text):
                return figure
        if not text:
            return f'{style}"/>'
        end = f'" t="s"><v>{self._book.strings.index(text)}</v></c>'
        if starts_like_formula(text):
            return f"{self._book.styles.index(cell_look(kind, GENERAL, True))}{end}"
        self._book.known[text] = end
        return style + end

    def _figure(self, plain: str, kind: Kind, number: Number, text: str) -> str | None:
        """A figure that Excel can show as printed; None where it must stay text. `plain` is the look without format."""
        stored = stored_number(number, text) if text else None
        if stored is None:
            return None
        key = (plain, stored[1])
        style = self._book.figure_looks.get(key)
        if style is None:
            style = self._book.figure_looks[key] = self._book.styles.index(cell_look(kind, stored[1], False))
        return f'{style}"><v>{stored[0]}</v></c>'
