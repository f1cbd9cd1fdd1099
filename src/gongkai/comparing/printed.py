"""Converts a document that was read to a document tree, so that it can be compared like a composed one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gongkai.comparing.cutting import cut_alike
from gongkai.comparing.likeness import NUMBER_PATTERN, without_blanks
from gongkai.comparing.paper import said_often, text_items, told_level
from gongkai.comparing.sides import ReportSide
from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.measure import ems
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedTable,
)
from gongkai.recognition.national_kinds import NationalKind
from gongkai.recognition.printed_fact import printed_number
from gongkai.recognition.tables import RecognisedTable, recognised
from gongkai.tree.nodes import (
    Block,
    Cell,
    CellKind,
    Document,
    Heading,
    Number,
    Orientation,
    Paragraph,
    Row,
    Run,
    Table,
)

_CODE = re.compile(r"\d{2,7}")  # of two digits where class, group and item have a column each
_NUMBER = re.compile(NUMBER_PATTERN)
_LABEL = 24  # characters; a longer text in a table is no label
_PORTRAIT = 7  # the most columns on an upright page
_NARROWEST, _WIDEST = 3.0, 20.0  # ems of a column


@frozen
class PrintedSides:
    """Both versions. `only_tables` is True where one of them has no prose, so that only tables are compared."""

    old: ReportSide
    new: ReportSide
    only_tables: bool


def printed_sides(old: PrintedDocument, new: PrintedDocument, kinds: Sequence[NationalKind]) -> PrintedSides:
    """Both documents as sides without keys, each block with its place. If only one has pages, whose lines do not tell
    where a paragraph begins, its prose is cut like that of the other."""
    sheets = [any(part.sheet for part in document.parts) for document in (old, new)]
    paged = [any(part.page for part in document.parts) for document in (old, new)]
    only_tables = any(sheets) and not all(sheets)
    before, after = (
        list(text_items(document, all(paged), Counter() if all(paged) else said_often(other)))
        for document, other in ((old, new), (new, old))
    )
    if only_tables:
        before = [item for item in before if isinstance(item, PrintedTable)]
        after = [item for item in after if isinstance(item, PrintedTable)]
    elif any(paged):
        if paged[1]:
            before, after = cut_alike(before, after)
        else:
            after, before = cut_alike(after, before)
    before, after = _same_levels(before, after)
    sides = [_side(document, items, kinds, any(sheets)) for document, items in ((old, before), (new, after))]
    return PrintedSides(sides[0], sides[1], only_tables)


_Items = list[PrintedLine | PrintedTable]


def _same_levels(old: _Items, new: _Items) -> tuple[_Items, _Items]:
    """A line that is a heading in one document becomes one in the other: file formats differ in how they tell."""
    levels: dict[str, int] = {}
    for item in (*old, *new):
        if isinstance(item, PrintedLine) and (level := item.level or told_level(item.text)):
            levels.setdefault(without_blanks(item.text), level)
    before, after = (
        [
            replace(item, level=levels.get(without_blanks(item.text), 0))
            if isinstance(item, PrintedLine)
            else item
            for item in items
        ]
        for items in (old, new)
    )
    return before, after


def _side(
    document: PrintedDocument,
    items: Iterable[PrintedLine | PrintedTable],
    kinds: Sequence[NationalKind],
    by_value: bool,
) -> ReportSide:
    known = iter(recognised(document, kinds))  # in the order of the items, of which some may be left out
    blocks: list[Block] = []
    places: list[Location] = []
    for item in items:
        if isinstance(item, PrintedTable):
            block: Block = _table(next(each for each in known if each.table is item))
        else:
            block = _prose(item)
        if not isinstance(block, Table) or block.rows:
            blocks.append(block)
            places.append(item.place)
    stem = document.file.rpartition(".")[0] or document.file
    around = frozenset(without_blanks(line.text) for line in document.lines())
    return ReportSide(Document(stem, "", stem, tuple(blocks)), False, None, tuple(places), by_value, around)


def _prose(item: PrintedLine) -> Heading | Paragraph:
    level = item.level or told_level(item.text)
    if level:
        return Heading(min(level, 4), item.text, "")
    return Paragraph((Run(item.text),))


def _table(known: RecognisedTable) -> Table:
    """The table in the tree; `key` is its title, which a paragraph of its own prints."""
    printed = known.table
    heads = min(known.header_rows, printed.height)
    rows: list[list[PrintedCell]] = [[] for _ in range(printed.height)]
    for cell in printed.cells:
        rows[cell.row].append(cell)
    for row, covered in enumerate(printed.covering()):  # places without a cell
        rows[row] += [PrintedCell("", row, column) for column, cell in enumerate(covered) if cell is None]
    return Table(
        known.title,
        "",
        tuple(_row(row, index < heads, known.unit) for index, row in enumerate(rows)),
        _widths(printed),
        heads,
        orientation=Orientation.LANDSCAPE if printed.width > _PORTRAIT else Orientation.PORTRAIT,
        heading=False,
    )


def _row(cells: Sequence[PrintedCell], header: bool, unit: str) -> Row:
    """The cells from left to right. Short texts are labels, and so are codes before the first text."""
    ordered = sorted(cells, key=lambda cell: cell.column)
    texts = [
        place
        for place, cell in enumerate(ordered)
        if cell.text.strip() and not _NUMBER.fullmatch(cell.text.strip())
    ]
    first = texts[0] if texts else 0
    made = []
    for place, cell in enumerate(ordered):
        text = cell.text.strip()
        kind, number = CellKind.TEXT, None
        if header:
            kind = CellKind.HEADER
        elif _NUMBER.fullmatch(text):
            kind = CellKind.LABEL if place < first and _CODE.fullmatch(text) else CellKind.NUMBER
            number = _number(text, unit) if kind is CellKind.NUMBER else None
        elif 0 < len(text) <= _LABEL:
            kind = CellKind.LABEL
        made.append(Cell(text, kind, number, cell.colspan, cell.rowspan))
    return Row(tuple(made))


def _number(text: str, unit: str) -> Number | None:
    share = text.endswith("%")
    found = printed_number(text.removesuffix("%").replace("−", "-"))
    return Number(text, found[0], found[1], "%" if share else unit) if found is not None else None


def _widths(table: PrintedTable) -> tuple[float, ...]:
    """The widths in the file if it has them, else by the longest texts."""
    if len(table.edges) == table.width + 1:
        return tuple(
            max(right - left, 1.0) for left, right in zip(table.edges, table.edges[1:], strict=False)
        )
    widths = [_NARROWEST] * table.width
    for cell in table.cells:
        if cell.colspan == 1:
            need = max(map(ems, cell.text.split("\n")))
            widths[cell.column] = min(max(widths[cell.column], need), _WIDEST)
    return tuple(widths)
