"""How a table is fitted to its page: type size, column widths and row heights, foretold from its text.

Line heights in the reference style are exact, so that a page holds the same rows in Word, WPS and
LibreOffice whatever fonts they have; the forecast needs only the width of the characters.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from gongkai.frozen import frozen
from gongkai.measure import ems, row_needs, wrapped_lines
from gongkai.tree.nodes import Orientation, Table
from gongkai.writers.docx.column_widths import CELL_MARGIN, Measures, divide, flatter, measure_columns
from gongkai.writers.docx.reference_style import ReportLook, Style

ROW_PADDING = 2.8  # points: the cell margins above and below, and the line
ROOMY, SPREAD = 1.6, 24.0  # usual row height in lines; tallest row (points) of a table spread over a page
CLOSE = 1.3  # usual row height in lines, of a table that saves its last page
FEW_ROWS = 0.3  # of a page: what a last page of a form should hold, if smaller type can spare it
CERTAIN = 0.9  # of a page: a row foretold to be taller may turn out to be too tall for one
SMALLEST_TO_FIT = 7.5  # points; no smaller type only to save a page
SAFETY = 16.0  # points left free at the foot of a page
FORM_SAFETY = (
    24.0  # points more below a form: some of its many texts take a line more than foretold, as fonts differ
)


def line_count(text: str, width: float, size: float) -> int:
    """Lines that a text takes in `width` points at a type size."""
    return _lines(tuple(map(ems, text.split("\n"))), width, size)


def _lines(parts: tuple[float, ...], width: float, size: float) -> int:
    # A text that fits takes one line, even if part of a character's width is left; wrapped lines hold whole
    # characters.
    fitting, holding = width / size, _per_line(width, size)
    return sum([wrapped_lines(part, fitting, holding) for part in parts])


def _per_line(width: float, size: float) -> float:
    return max(width // size, 1.0)


_Found = tuple[ReportLook, tuple[int, ...], list[float]]
"""A type size with the column widths (twips) and least row heights (points) that it gives."""


@frozen
class Layout:
    """The decisions for one table.

    `widths` of the columns and least `heights` of the rows are in twips; `divisible` tells which
    rows may run over a page end, as no page holds them whole; `total` is the expected height in points, `fits`
    whether one page is expected to hold the table.
    """

    widths: tuple[int, ...]
    look: ReportLook
    heights: tuple[int, ...]
    divisible: frozenset[int]
    total: float
    fits: bool = True


def fit(table: Table, style: Style, taken: float) -> Layout:
    """The layout of a table, `taken` points of its first page being used by what stands around it.

    The largest type is taken in which every number fits its column and, where that is possible with
    readable type, the whole table fits one page.
    """
    page = style.pages[table.orientation]
    whole = page.text_height / 20 - SAFETY
    room = whole - taken
    looks = _candidates(table, style)
    measures = measure_columns(table, page.text_width / 20, looks[0].size)
    lowest = min((look.line for look in looks if look.size >= SMALLEST_TO_FIT), default=looks[-1].line)
    hopeless = len(table.rows) * (lowest + ROW_PADDING) > room
    best: _Found | None = None
    best_fits = False
    spare = FORM_SAFETY if table.form else 0.0
    narrowly: _Found | None = None
    for look in looks:
        widths, numbers_fit = divide(table, measures, page.text_width, look.size)
        tight = _tight_heights(len(table.rows), measures, widths, look)
        if table.form and numbers_fit:
            widths, tight = _flattest(table, measures, (look, widths, tight))
        height = sum(tight)
        if numbers_fit and height <= room - spare:
            return _spread(table, (look, widths, tight), room - spare, whole, True)
        if numbers_fit and height <= room:
            narrowly = narrowly or (look, widths, tight)
        if not best_fits:  # if no size is small enough for the numbers, the smallest is taken
            best, best_fits = (look, widths, tight), numbers_fit
        if best_fits and (hopeless or look.size <= SMALLEST_TO_FIT):
            break
    if narrowly is not None:
        return _spread(table, narrowly, room, whole, True)
    assert best is not None  # a style has at least one size of table text
    if table.form and best_fits:
        best = _without_few_last_rows(table, measures, best, looks, room, whole)
    return _spread(table, best, room, whole, False)


def _candidates(table: Table, style: Style) -> tuple[ReportLook, ...]:
    """The type sizes to try: many columns begin smaller."""
    narrow = len(table.widths) > (9 if table.orientation is Orientation.LANDSCAPE else 7)
    limit = 9.0 if narrow else 10.5
    return tuple(look for look in style.cells if look.size <= limit) or style.cells[-1:]


def _tight_heights(rows: int, measures: Measures, widths: tuple[int, ...], look: ReportLook) -> list[float]:
    """Least heights of the rows in points; a cell over several rows spreads its lines over them."""
    size = look.size
    edges = [edge / 20 for edge in (0, *accumulate(widths))]
    counted: list[tuple[int, int, int, int]] = []
    for slot, cells in measures.long.items():
        column, down = slot.column, slot.down
        room = edges[column + slot.across] - edges[column] - CELL_MARGIN - slot.indent * size
        fitting = room / size
        if cells[0][1] <= fitting:  # the widest of them
            continue
        holding = _per_line(room, size)
        for row, width in cells:
            if width <= fitting:
                break
            counted.append((row, column, down, wrapped_lines(width, fitting, holding)))
    for row, slot, parts in measures.broken:
        room = edges[slot.column + slot.across] - edges[slot.column] - CELL_MARGIN - slot.indent * size
        counted.append((row, slot.column, slot.down, _lines(parts, room, size)))
    line = look.line
    return [count * line + ROW_PADDING for count in row_needs(rows, 1, counted, last=True)]


def _flattest(table: Table, measures: Measures, found: _Found) -> tuple[tuple[int, ...], list[float]]:
    """The widths and least row heights of a form that has neither a very tall row nor a great height, as far as that
    can be had."""
    look, widths, tight = found
    best = sum(tight) + max(tight, default=0.0)
    for other in flatter(measures, widths, look.size):
        heights = _tight_heights(len(table.rows), measures, other, look)
        if sum(heights) + max(heights) < best:
            best, widths, tight = sum(heights) + max(heights), other, heights
    return widths, tight


def _saving(tight: list[float], look: ReportLook, first: float, later: float, rows_differ: bool) -> float:
    """The row height of a table over several pages: roomy, or less where that saves the last page.

    Pages are counted row by row where the rows of the table differ much, as those of a form do.
    """

    def pages(height: float) -> int:
        if rows_differ:
            return _paged(tight, height, first, later)[0]
        # Half a row is lost at the foot of each page.
        total = _total(counts, height)
        return 1 + max(-int(-(total - first + height / 2) // max(later - height / 2, height)), 0)

    counts = Counter(tight)
    usual = look.line * ROOMY
    target = pages(usual)
    for step in range(1, 7):
        if pages(smaller := look.line * (ROOMY - step * 0.05)) < target:
            return smaller
    return usual


def _paged(tight: Sequence[float], least: float, first: float, later: float) -> tuple[int, float]:
    """The pages that rows take, none lower than `least`, and the height that they fill of the last one."""
    pages, used, room = 1, 0.0, first
    for row in tight:
        height = least if row < least else row
        if used and used + height > room:
            pages, used, room = pages + 1, 0.0, later
        used += height
    return pages, used


def _without_few_last_rows(
    table: Table, measures: Measures, found: _Found, looks: Sequence[ReportLook], room: float, whole: float
) -> _Found:
    """A form over several pages in smaller type, if its last page would hold only a few rows and is saved by that."""
    look, _, tight = found
    pages, used = _paged(tight, look.line * CLOSE, room, whole - _repeated(table, tight))
    if pages < 2 or used > FEW_ROWS * whole:
        return found
    for smaller in looks:
        if SMALLEST_TO_FIT <= smaller.size < look.size:
            page_width = sum(found[1])
            widths, numbers_fit = divide(table, measures, page_width, smaller.size)
            heights = _tight_heights(len(table.rows), measures, widths, smaller)
            widths, heights = _flattest(table, measures, (smaller, widths, heights))
            later = whole - _repeated(table, heights)
            if numbers_fit and _paged(heights, smaller.line * CLOSE, room, later)[0] < pages:
                return smaller, widths, heights
    return found


def _total(counts: Mapping[float, int], height: float) -> float:
    """Height of the rows, each at least `height`; `counts` are the numbers of rows by least height."""
    return sum((least if least > height else height) * count for least, count in counts.items())


def _common(counts: Mapping[float, int], room: float) -> float:
    """The height below which no row need be for all rows together to fill `room`, which holds their least heights."""
    spare = room - sum(least * count for least, count in counts.items())
    heights = sorted(counts)
    height, rows = 0.0, 0
    for least, higher in zip(heights, [*heights[1:], math.inf], strict=True):
        rows += counts[least]
        height = least + spare / rows  # the lowest rows are raised, until they reach the next ones
        if height <= higher:
            break
        spare -= (higher - least) * rows
    return height


def _repeated(table: Table, heights: Sequence[float]) -> float:
    """The height of what stands again at the head of a later page."""
    return max([sum(heights[: table.header_rows]), *[heights[row] for row, _ in table.heads]])


def _spread(table: Table, found: _Found, room: float, page: float, fits: bool) -> Layout:
    """Row heights: grown to fill the page where the table fits one, else roomy if that costs no page.

    `room` is what the first page offers, `page` what a later one does, both in points.
    """
    look, widths, tight = found
    usual = look.line * ROOMY
    if not fits:
        usual = _saving(tight, look, room, page - _repeated(table, tight), table.form)
    else:
        usual = min(_common(Counter(tight), room), SPREAD)
    heights = [height if height > usual else usual for height in tight]
    later = (page - _repeated(table, heights)) * CERTAIN
    divisible = frozenset([i for i, height in enumerate(heights) if height > later])
    # A row of several lines gets its height from its text, because the forecast may be wrong.
    low, high = int(usual * 20), int(look.line * 20)
    least = tuple([low if height <= usual else high for height in heights])
    return Layout(widths, look, least, divisible, sum(heights), fits)
