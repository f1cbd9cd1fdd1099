"""A document that was read as a tree, so that it is compared as one that was composed.

What belongs to the paper and not to the text is left out: page numbers, running heads, the lines of the contents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from gongkai.comparing.cutting import cut_alike
from gongkai.comparing.likeness import NUMBER_PATTERN, without_blanks
from gongkai.comparing.sides import ReportSide
from gongkai.comparing.words import split_sentences
from gongkai.findings import Location
from gongkai.measure import ems
from gongkai.readers.joining import PAGE_NUMBER, furniture_lines, squeezed
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.recognition.national_kinds import NationalKind
from gongkai.recognition.printed_fact import printed_number
from gongkai.recognition.tables import RecognisedTable, recognised
from gongkai.tree.nodes import (
    DRAFT_MARK,
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

_CODE = re.compile(r"\d{3,7}")
_LEADER = re.compile(r"[\s.．…·•]*(?:\t|[.．…·•]{3,}|\s)\s*\d{0,4}\s*$")
_CHART = re.compile(r"图\s*\d")
_DOTS = re.compile(r"[.．…·•]{6,}\s*\d{0,4}\s*$")
_NUMBER = re.compile(NUMBER_PATTERN)
_HEADINGS = tuple(
    re.compile(begins)
    for begins in (
        "第[一二三四五六七八九十]+部分",
        "[一二三四五六七八九十]+、",
        "（[一二三四五六七八九十]+）",
    )
)
_LONGEST_HEADING, _STOPS = 36, frozenset("。！？；：，")
_ENDS = tuple(mark + quote for mark in "。！？" for quote in ("", "”", "’", "）", "】"))
_LONG = 15.0  # ems: a line that may be full
_SURELY_FULL = 0.93  # of that width: no item of a list would end there
_FULL = 0.72  # of the width of most lines of a page: a shorter one ends its paragraph, since no figure is wider than the rest
_LABEL = 24  # characters: a longer text in a table is no label
_PORTRAIT = 7  # columns that an upright page holds
_NARROWEST, _WIDEST = 3.0, 20.0  # ems of a column


@dataclass(frozen=True, slots=True)
class PrintedSides:
    """Both versions. `only_tables` where one of them has no prose, so that the tables alone are compared."""

    old: ReportSide
    new: ReportSide
    only_tables: bool


def printed_sides(old: PrintedDocument, new: PrintedDocument, kinds: Sequence[NationalKind]) -> PrintedSides:
    """Both documents as sides without keys, every block with its place. Where one of them is made of pages, whose lines do not tell
    where a paragraph begins, its prose is cut as that of the other."""
    sheets = [any(part.sheet for part in document.parts) for document in (old, new)]
    paged = [any(part.page for part in document.parts) for document in (old, new)]
    only_tables = any(sheets) and not all(sheets)
    before, after = (
        list(_items(document, all(paged), Counter() if all(paged) else _said_often(other)))
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
    """A line that is a heading in one of both is one in the other too: kinds of files do not say alike what is."""
    levels: dict[str, int] = {}
    for item in (*old, *new):
        if isinstance(item, PrintedLine) and (level := item.level or _level(item.text)):
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
    known = {id(each.table): each for each in recognised(document, kinds)}
    blocks: list[Block] = []
    places: list[Location] = []
    for item in items:
        block = _table(known[id(item)]) if isinstance(item, PrintedTable) else _prose(item)
        if not isinstance(block, Table) or block.rows:
            blocks.append(block)
            places.append(item.place)
    stem = document.file.rpartition(".")[0] or document.file
    around = frozenset(without_blanks(line.text) for line in document.lines())
    return ReportSide(Document(stem, "", stem, tuple(blocks)), False, None, tuple(places), by_value, around)


def _said_often(document: PrintedDocument) -> Counter[str]:
    """How often each line stands in a document."""
    return Counter(squeezed(line.text) for line in document.lines())


def _items(
    document: PrintedDocument, by_sentence: bool, said: Counter[str]
) -> Iterator[PrintedLine | PrintedTable]:
    """Lines and tables without what belongs to the paper; names of sheets as headings. `said` are lines of a document without
    pages: as often as it says a line, such as the title of a form, the line is no running head."""
    listed = _contents(document)
    furniture = furniture_lines(document.parts)
    waiting: list[PrintedLine] = []
    number = -1  # of the line
    full = _full_width(document, furniture)
    for part in document.parts:
        if part.sheet and (_is_index(part, document) or _is_chart(part, said)):
            number += sum(isinstance(item, PrintedLine) for item in part.items)
            continue
        if part.sheet:
            yield PrintedLine(part.sheet, Location(document.file, sheet=part.sheet), 2)
        for item in part.items:
            if isinstance(item, PrintedTable):
                yield from _joined(waiting, full if part.page else 0.0, by_sentence)
                waiting = []
                yield item
                continue
            number += 1
            if part.page and PAGE_NUMBER.fullmatch(item.text):
                continue
            if part.page and (text := squeezed(item.text)) in furniture:
                said[text] -= 1
                if said[text] < 0:
                    continue
            if item.text.strip() not in ("", DRAFT_MARK) and number not in listed:
                waiting.append(item)
        if not part.page:
            yield from _joined(waiting, 0.0, by_sentence)
            waiting = []
    yield from _joined(waiting, full, by_sentence)


def _contents(document: PrintedDocument) -> set[int]:
    """The numbers of the lines of a table of contents: a text that stands again further down, with dots, a tab or a page number."""
    lines = list(document.lines())
    texts = [squeezed(line.text) for line in lines]
    last = {text: number for number, text in enumerate(texts)}
    whole, ends = "".join(texts), list(accumulate(map(len, texts)))
    found = set()
    for number, line in enumerate(lines):
        cut = _LEADER.search(line.text)
        if cut is None:
            continue
        said = squeezed(line.text[: cut.start()])
        if last.get(said, -1) > number:
            found.add(number)
        elif _DOTS.search(line.text):  # a title that was too long for one line
            found.add(number)
            begun = squeezed(lines[number - 1].text) if number else ""
            if number - 1 not in found and begun + said in whole[ends[number] :]:
                found.add(number - 1)
    return found


def _is_index(part: PrintedPart, document: PrintedDocument) -> bool:
    """Whether a sheet only lists the titles of the others."""
    titles = {
        squeezed(text)
        for other in document.parts
        if other is not part
        for text in (other.sheet, *(item.text for item in other.items if isinstance(item, PrintedLine)))
    }
    rows = [row for item in part.items if isinstance(item, PrintedTable) for row in item.rows()]
    listed = [row for row in rows if any(squeezed(text) in titles for text in row if text)]
    return bool(listed) and len(listed) >= len(rows) - 1  # one of headings


def _is_chart(part: PrintedPart, said: Counter[str]) -> bool:
    """Whether a sheet holds the numbers of a chart, whose title the other document says below its picture."""
    lines = [part.sheet, *(item.text for item in part.items if isinstance(item, PrintedLine))]
    return any(_CHART.match(text) and said[text] for text in map(squeezed, lines))


def _full_width(document: PrintedDocument, furniture: Collection[str]) -> float:
    """The width of the full lines of a document that was read line by line, in ems: the width that most long lines have."""
    widths = Counter(
        int(width)
        for part in document.parts
        if part.page
        for line in part.items
        if isinstance(line, PrintedLine) and squeezed(line.text) not in furniture
        if (width := ems(line.text.strip())) >= _LONG
    )
    return float(widths.most_common(1)[0][0]) if widths else _LONG


def _joined(lines: Sequence[PrintedLine], full: float, by_sentence: bool) -> Iterator[PrintedLine]:
    """Lines of a page as paragraphs (`full` is the width of a full line, 0 where lines are paragraphs), then sentences."""
    text, first = "", None
    for line in lines:
        words = line.text.strip() if full else line.text
        if first is not None and _level(words):
            yield from _sentences(text, first, by_sentence)
            text, first = "", None
        first = first or line
        text += words
        if not full or not _goes_on(words, full):
            yield from _sentences(text, first, by_sentence)
            text, first = "", None
    if first is not None:
        yield from _sentences(text, first, by_sentence)


def _goes_on(line: str, full: float) -> bool:
    """Whether a line of a page is full and no end: the text goes on in the next one."""
    width = ems(line)
    listed = line.endswith("；") and width < full * _SURELY_FULL
    return width >= full * _FULL and not line.endswith(_ENDS) and not listed and not _level(line)


def _sentences(text: str, first: PrintedLine, by_sentence: bool) -> Iterator[PrintedLine]:
    for piece in split_sentences(text) if by_sentence else [text]:
        if piece.strip():
            yield PrintedLine(piece.strip() if by_sentence else piece, first.place, first.level)


def _prose(item: PrintedLine) -> Heading | Paragraph:
    level = item.level or _level(item.text)
    if level:
        return Heading(min(level, 4), item.text, "")
    return Paragraph((Run(item.text),))


def _level(text: str) -> int:
    """The level of a heading that only its words tell: 第一部分, 一、, （一）; 0 for other text."""
    line = text.strip()
    for level, begins in enumerate(_HEADINGS, 1):
        found = begins.match(line)
        if found is not None:
            rest = line[found.end() :]
            return level if rest and len(rest) <= _LONGEST_HEADING and not _STOPS & set(rest) else 0
    return 0


def _table(known: RecognisedTable) -> Table:
    """`key` is the title as it stands above the table, where its own paragraph prints it."""
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
    """The cells from left to right. Texts that are short are labels, and so are codes in front of the first of them."""
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
    """Those of the file where it tells them, else after the longest texts."""
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
