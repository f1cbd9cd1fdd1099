"""A ledger table or form of the tree as a sheet: title, code, caption, grid, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, combinations

from gongkai.measure import half_widths
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Align, Table
from gongkai.writers.xlsx.cell_looks import FONT_SIZE, GRID, NOTE, TITLE_FONT, CellLook
from gongkai.writers.xlsx.geometry import (
    fitted_columns,
    natural_heights,
    page_size,
    pieces,
    settle_heights,
    text_height,
)
from gongkai.writers.xlsx.grid_cells import CellWriter
from gongkai.writers.xlsx.sheet import Sheet, WorkbookSheets, column_letter

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
    found = grid(table)
    builds = found.builds
    first = sheet.next_row
    parts = {height: pieces(height) for height in set(heights)}
    tops = [*accumulate([parts[height][0] for height in heights], initial=first)]
    for cells, build, height, top in zip(writer.rows(found, tops), builds, heights, tops, strict=False):
        count, each = parts[height]
        sheet.add_row(cells, each)
        if count > 1:
            for below in range(top + 1, top + count):
                sheet.add_row(writer.covered(build, below), each)
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
