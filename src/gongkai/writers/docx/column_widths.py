"""Measuring a table's text, and dividing the width of the page among its columns.

Text is measured once, in ems, for all type sizes that are tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, compress
from operator import gt, itemgetter, le

from gongkai.frozen import frozen
from gongkai.measure import ems
from gongkai.tree.grid import grid
from gongkai.tree.nodes import CellKind, Slot, Table, TableBuild

CELL_MARGIN = 6.0  # points, both sides together: the cell margins of the table style
DIGIT_SLACK = 1.12  # fonts that replace a missing 宋体 have wider digits: those of Noto have 0.555 em
LEAST_SHARE = 0.72  # of its declared width that a column of numbers, or of a form, keeps when it gives to its neighbours
MOST_GROWTH = 1.6  # of its declared width that a column of labels gets to spare its rows a second line
SHORT_HEADING = 5  # ems: a heading of one word
KEPT_SHARE = 0.9  # of its width that a column of labels keeps when it gives to headings beside it
AIMS = (3, 4, 6)  # lines that a very tall cell is tried to be set in
TALL = 5  # lines: a form with a taller cell in a single column has its columns divided by their text
LONGEST_FIGURE = 16  # characters: what is longer is no figure, and may be broken
_ENDS = "0123456789.%)"  # one of which a figure ends with
_SIGNS = "≥≤＞＜=<>±≈"  # what stands before a figure that is an aim
_NUMBER, _HEADER = CellKind.NUMBER, CellKind.HEADER  # looking up members of enumerations is slow
_width = itemgetter(1)
_MEASURED = (_NUMBER, _HEADER)  # all their texts are looked at
_OfColumn = tuple[int, Callable[[list[str]], tuple[str, ...]]]
"""A column, and what takes the texts of some of its cells from those of all cells of a table."""


@frozen
class Measures:
    """What of a table's text matters for its layout, in ems.

    `long` and `broken` are the cells that might take several lines: those of one paragraph as (row, ems) by their
    slots, the widest first, the others as (row, slot, ems of each). `numbers` is the widest number of each column,
    `spanning` the widest of those over several columns by their slots, `labels` the widest text of the other cells,
    `single` of those within one row, `headings` the texts of the column headings.
    """

    long: dict[Slot, list[tuple[int, float]]]
    broken: list[tuple[int, Slot, tuple[float, ...]]]
    numbers: list[float]
    labels: list[float]
    headings: list[tuple[int, float]]
    spanning: dict[Slot, float]
    single: list[float]


def measure_columns(table: Table, page_width: float, largest: float) -> Measures:
    """Measure the text of a table that is to stand on `page_width` points in type up to `largest`.

    Raises ValueError where the cells of a row do not fill the table's columns exactly.
    """
    found = grid(table)
    looked = _looked_at(found.build, table.widths, page_width, largest)
    if looked.faulty:
        raise ValueError(f"表“{table.key}”第 {looked.faulty} 行的单元格与 {len(table.widths)} 列的表不符。")
    long: defaultdict[Slot, list[tuple[int, float]]] = defaultdict(list)
    broken: list[tuple[int, Slot, tuple[float, ...]]] = []
    longest = [""] * len(table.widths)
    for column, of_column in looked.numbers:
        longest[column] = max(of_column(found.texts), key=len)
    figures: list[tuple[Slot, str]] = []
    texts: list[tuple[Slot, float]] = []
    others = list(compress(found.texts, looked.others))
    long_ones = others if found.broken else map(gt, map(len, others), looked.limits)
    for text, (row, slot) in compress(zip(others, looked.places, strict=True), long_ones):
        figure, width, parts = _measured(text)
        if figure or slot.kind is _NUMBER:
            figures.append((slot, text))
            continue
        if parts:
            broken.append((row, slot, parts))
        else:
            long[slot].append((row, width))
        if slot.across == 1:
            texts.append((slot, width))
    for cells in long.values():
        cells.sort(key=_width, reverse=True)
    numbers, spanning = _figures(figures, longest)
    labels, single = _labels(table, found.texts, looked, texts)
    headings = [(slot.column, width) for slot, width in texts if slot.kind is _HEADER]
    return Measures(long, broken, numbers, labels, headings, spanning, single)


def _figures(found: Sequence[tuple[Slot, str]], longest: list[str]) -> tuple[list[float], dict[Slot, float]]:
    """The widest figure of each column, those in number cells being known, and of each place over several."""
    spanning: dict[Slot, str] = {}
    for slot, text in found:
        if slot.across > 1:
            spanning[slot] = max(spanning.get(slot, ""), text, key=len)
        elif len(text) > len(longest[slot.column]):
            longest[slot.column] = text
    return [ems(text) for text in longest], {slot: ems(text) for slot, text in spanning.items()}


def _labels(
    table: Table, all_texts: list[str], looked: _LookedAt, texts: Sequence[tuple[Slot, float]]
) -> tuple[list[float], list[float]]:
    """The widest text of each column that heads none, and the widest within one row."""
    labels = [0.0] * len(table.widths)
    single = [0.0] * len(table.widths)
    if not table.form:  # when columns give width to each other for labels
        for column, of_column in looked.labels:
            if any(of_column(all_texts)):
                labels[column] = 1.0  # a text that certainly fits asks for no more room
    for slot, width in texts:
        column = slot.column
        if width + slot.indent > labels[column] and slot.kind is not _HEADER:
            labels[column] = width + slot.indent
        if width > single[column] and slot.down == 1:
            single[column] = width
    return labels, single


@lru_cache(maxsize=8192)  # the words of a form, codes, months and rates are the same in form after form
def _measured(text: str) -> tuple[bool, float, tuple[float, ...]]:
    """Whether a text is a figure, its width in ems, and that of each of its paragraphs if there are several."""
    if len(text) <= LONGEST_FIGURE and text[-1] in _ENDS and _is_figure(text):
        return True, 0.0, ()
    if "\n" not in text:
        return False, ems(text), ()
    parts = tuple(map(ems, text.split("\n")))
    return False, max(parts), parts


def _is_figure(text: str) -> bool:
    """Whether a short text is a figure or code, which must not be broken: 48,000, ≥98%, 2023-12."""
    plain = text.lstrip(_SIGNS)
    return plain.isascii() and "\n" not in plain and any(map(str.isdigit, plain))


@frozen
class _LookedAt:
    """What is looked at in the cells of a table, worked out without their texts.

    `numbers` give of the texts those of the numbers within a column, and `labels` those of its other cells but for
    headings. `others` marks the cells that are no such numbers, `places` are their rows and slots, `limits` how many
    characters certainly fit them: none for figures and headings, all of which are measured. `faulty` is the first
    row, counted from 1, that does not fill the columns exactly, 0 where all do.
    """

    numbers: list[_OfColumn]
    labels: list[_OfColumn]
    others: list[bool]
    places: list[tuple[int, Slot]]
    limits: list[int]
    faulty: int


@lru_cache(maxsize=256)
def _looked_at(
    build: TableBuild, declared: tuple[float, ...], page_width: float, largest: float
) -> _LookedAt:
    faulty = next((row for row, of in enumerate(build.builds, 1) if of.filled != len(declared)), 0)
    # Columns may shrink to LEAST_SHARE, so a text longer than that may come to wrap.
    scale = page_width / sum(declared) / largest * LEAST_SHARE
    edges = [0.0, *accumulate([width * scale for width in declared])]
    margin = CELL_MARGIN / largest
    limits: dict[Slot, int] = {}
    for slot in () if faulty else build.slots:
        if slot.across == 1 and slot.kind in _MEASURED:
            limits[slot] = 0
        else:
            certain = edges[slot.column + slot.across] - edges[slot.column] - margin
            limits[slot] = int(max(certain, 1)) - slot.indent
    others = [slot.kind is not _NUMBER or slot.across > 1 for slot in build.places]
    places = list(compress(zip(build.rows, build.places, strict=True), others))
    return _LookedAt(
        _by_column(build, [not other for other in others]),
        _by_column(build, [slot.across == 1 and slot.kind not in _MEASURED for slot in build.places]),
        others,
        places,
        [limits[slot] for _, slot in places] if limits else [],
        faulty,
    )


def _by_column(build: TableBuild, wanted: Sequence[bool]) -> list[_OfColumn]:
    """What takes the wanted cells of each column from all of them."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, (slot, want) in enumerate(zip(build.places, wanted, strict=True)):
        if want:
            found[slot.column].append(place)
    # With one place alone `itemgetter` would not give a tuple; the first twice changes nothing.
    return [(column, itemgetter(places[0], *places)) for column, places in found.items()]


def divide(table: Table, measures: Measures, page_width: int, size: float) -> tuple[tuple[int, ...], bool]:
    """Column widths in twips for a type size, and whether every number fits its column in any usual font.

    The declared proportions hold as far as they can. A column whose numbers do not fit takes from
    all others; a column whose labels would wrap takes from the columns of numbers what these can spare.
    """
    total = sum(table.widths)
    declared = [page_width / 20 * width / total for width in table.widths]
    need = [width * DIGIT_SLACK * size + CELL_MARGIN if width else 0.0 for width in measures.numbers]
    smallest = size * 3
    floor = [least if least > smallest else smallest for least in need]
    widths = _give(declared, need, floor)
    if not _holds(widths, need):
        # First the width that 宋体 itself needs, so that at least there no number breaks, then that of its
        # substitutes.
        bare = [width * size + CELL_MARGIN if width else 0.0 for width in measures.numbers]
        widths = _give(_give(declared, bare, [max(least, size * 3) for least in bare]), need, floor)
    if table.form:
        widths = _to_spanning(measures, widths, need, size)
    else:
        widths = _to_labels(measures, declared, widths, floor, size)
        widths = _whole_headings(measures, widths, floor, size)
    fits = _holds(widths, need) and _holds_spanning(measures, widths, size)
    rounded = [int(width * 20) for width in widths]
    rounded[-1] += page_width - sum(rounded)
    return tuple(rounded), fits


def _holds(widths: Sequence[float], need: Sequence[float]) -> bool:
    return all(map(le, need, [width + 0.05 for width in widths]))


def _holds_spanning(measures: Measures, widths: Sequence[float], size: float) -> bool:
    return not measures.spanning or all(
        number * DIGIT_SLACK * size + CELL_MARGIN
        <= sum(widths[slot.column : slot.column + slot.across]) + 0.05
        for slot, number in measures.spanning.items()
    )


def _to_spanning(measures: Measures, widths: list[float], need: Sequence[float], size: float) -> list[float]:
    """Widths in which figures over several columns of a form find room as well."""
    if not measures.spanning:
        return widths
    wanted = list(need)
    for slot, number in measures.spanning.items():
        columns = range(slot.column, slot.column + slot.across)
        lacking = number * DIGIT_SLACK * size + CELL_MARGIN - sum([widths[column] for column in columns])
        for column in columns if lacking > 0 else ():
            wanted[column] = max(wanted[column], widths[column] + lacking / slot.across + 0.1)
    if not _lacks(widths, wanted):  # as in nearly all forms
        return widths
    least = [max(number, LEAST_SHARE * width) for number, width in zip(wanted, widths, strict=True)]
    return _give(widths, wanted, least)


def flatter(measures: Measures, widths: Sequence[int], size: float) -> Iterator[tuple[int, ...]]:
    """Other widths (twips) for a form with very tall cells: their columns take from the others until they have fewer
    lines, where these have no more than they have, or than one more.

    Nothing where no cell within one column and row is taller than TALL lines.
    """
    points = [width / 20 for width in widths]
    texts = [text * size for text in measures.single]
    now = [-int(-text // max(width - CELL_MARGIN, size)) for text, width in zip(texts, points, strict=True)]
    if max(now, default=0) <= TALL:
        return
    least = [
        max(number * DIGIT_SLACK * size + CELL_MARGIN, LEAST_SHARE * width)
        for number, width in zip(measures.numbers, points, strict=True)
    ]
    for lines in [aim for aim in AIMS if aim < max(now)]:
        for more in (0, 1):
            asked = [
                max(low, text / min(lines, have + more) + size + CELL_MARGIN if have else 0.0)
                for low, text, have in zip(least, texts, now, strict=True)
            ]
            asked = [
                wish if have > lines else min(wish, width)
                for wish, width, have in zip(asked, points, now, strict=True)
            ]
            if sum(asked) <= sum(points):
                found = [int(width * 20) for width in _give(points, asked, asked)]
                found[-1] += sum(widths) - sum(found)
                yield tuple(found)


def _to_labels(
    measures: Measures, declared: Sequence[float], widths: list[float], floor: list[float], size: float
) -> list[float]:
    """Widths after columns whose labels would wrap took what columns of numbers can spare."""
    wish = [
        full if label and (full := label * size + CELL_MARGIN + 1) <= MOST_GROWTH * width else 0.0
        for label, width in zip(measures.labels, declared, strict=True)
    ]
    if not _lacks(widths, wish):
        return widths
    held = [max(least, LEAST_SHARE * width) for least, width in zip(floor, widths, strict=True)]
    for column, width in measures.headings:
        # A heading keeps its number of lines, so that narrower columns do not break words.
        lines = max(-int(-width * size // max(widths[column] - CELL_MARGIN, size)), 1)
        held[column] = max(held[column], -int(-width // lines) * size + CELL_MARGIN + 0.5)
    held = [
        width if label else min(least, width)
        for least, width, label in zip(held, widths, measures.labels, strict=True)
    ]
    return _give(widths, wish, held)


def _whole_headings(
    measures: Measures, widths: list[float], floor: Sequence[float], size: float
) -> list[float]:
    """Widths in which short headings stand on one line, where but their last character would break (科目代 码) and the other columns
    can spare the room."""
    wanted = [0.0] * len(widths)
    for column, width in measures.headings:
        room = int((widths[column] - CELL_MARGIN) / size + 0.01)
        if width <= SHORT_HEADING and 0 < width - room <= 1:
            wanted[column] = max(wanted[column], width * size + CELL_MARGIN + 0.5)
    if not _lacks(widths, wanted):
        return widths
    held = [
        max(least, KEPT_SHARE * width) if label else max(least, width)
        for least, width, label in zip(floor, widths, measures.labels, strict=True)
    ]
    given = _give(widths, wanted, held)
    return widths if _lacks([width + 0.01 for width in given], wanted) else given


def _lacks(widths: Sequence[float], need: Sequence[float]) -> bool:
    """Whether a column is below its need, so that `_give` has anything to do."""
    return any(map(gt, need, widths))


def _give(widths: Sequence[float], need: Sequence[float], floor: Sequence[float]) -> list[float]:
    """Widths after columns below their need took, in proportion, what others have above their floor."""
    if not _lacks(widths, need):
        return list(widths)
    lacking = [least - width if least > width else 0.0 for least, width in zip(need, widths, strict=True)]
    lacks = sum(lacking)
    held = [least if least > wanted else wanted for least, wanted in zip(floor, need, strict=True)]
    spare = [width - least if width > least else 0.0 for width, least in zip(widths, held, strict=True)]
    spares = sum(spare)
    if not spares:
        return list(widths)
    moved = min(lacks, spares)
    return [
        width + want * moved / lacks - have * moved / spares
        for width, want, have in zip(widths, lacking, spare, strict=True)
    ]
