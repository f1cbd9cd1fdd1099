"""The lines and tables of a document that was read, without what belongs to the paper and not to the text.

Page numbers, running heads, the contents, texts in charts and the draft mark are left out; the lines of a page are
joined to paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate

from gongkai.comparing.words import split_sentences
from gongkai.findings import Location
from gongkai.measure import ems
from gongkai.readers.joining import PAGE_NUMBER, furniture_lines, squeezed
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedPart, PrintedTable
from gongkai.tree.nodes import DRAFT_MARK

_LEADER = re.compile(r"[\s.．…·•]*(?:\t|[.．…·•]{3,}|\s)\s*\d{0,4}\s*$")
_CHART = re.compile(r"图\s*\d")
_FIGURES = re.compile(r"[\d.,，%\s-]*")
_UNIT_ALONE = re.compile(r"单位：\S{1,4}")
_DOTS = re.compile(r"[.．…·•]{6,}\s*\d{0,4}\s*$")
_HEADINGS = tuple(
    re.compile(begins)
    for begins in (
        "第[一二三四五六七八九十]+部分",
        "[一二三四五六七八九十]+、",
        "（[一二三四五六七八九十]+）",
    )
)
_TABLE_TITLE = re.compile(r"表(?:[（(][^（）()]*[）)])?$")
_LONGEST_HEADING, _STOPS = 36, frozenset("。！？；：，")
_ENDS = tuple(mark + quote for mark in "。！？" for quote in ("", "”", "’", "）", "】"))
_LONG = 15.0  # ems; the least width of a line that may be full
_SURELY_FULL = 0.93  # share of the full width beyond which a line is full, not the end of a list item
_INDENT = 2.0  # ems, of the first line of a paragraph
# Share of the full width below which a line ends its paragraph: no figure is so wide that it would leave more blank.
_FULL = 0.72


def said_often(document: PrintedDocument) -> Counter[str]:
    """How often each line occurs in a document."""
    return Counter(squeezed(line.text) for line in document.lines())


def text_items(
    document: PrintedDocument, by_sentence: bool, said: Counter[str]
) -> Iterator[PrintedLine | PrintedTable]:
    """Lines and tables without what belongs to the paper; names of sheets become headings.

    `said` counts the lines of the other document, which has no pages: a repeated line that occurs there too, such as
    the title of a form, is that many times no running head.
    """
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
        drawn = _drawn(part, said) if part.page else frozenset()
        for place, item in enumerate(part.items):
            if place in drawn:
                number += isinstance(item, PrintedLine)
                continue
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
    """The indexes of the lines of a table of contents: texts with dots, a tab or a page number that recur further down."""
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
        elif _DOTS.search(line.text):  # the end of a title over two lines
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
    return bool(listed) and len(listed) >= len(rows) - 1  # one row may be a heading


def _is_chart(part: PrintedPart, said: Counter[str]) -> bool:
    """Whether a sheet holds the numbers of a chart, whose title the other document has below a picture."""
    lines = [part.sheet, *(item.text for item in part.items if isinstance(item, PrintedLine))]
    return any(_CHART.match(text) and said[text] for text in map(squeezed, lines))


def _drawn(part: PrintedPart, said: Counter[str]) -> frozenset[int]:
    """The indexes of a page's items that belong to charts: texts, and bars that look like ruled tables, between the unit
    above and a title below that the other document has too."""
    found: set[int] = set()
    begins = -1
    for place, item in enumerate(part.items):
        if isinstance(item, PrintedTable):
            if any(cell.text.strip() and not _FIGURES.fullmatch(cell.text) for cell in item.cells):
                begins = -1  # a table with words is no chart
        elif _UNIT_ALONE.fullmatch(item.text.strip()):
            begins = place
        elif begins >= 0 and _CHART.match(item.text) and said[squeezed(item.text)]:
            found.update(range(begins, place))
            begins = -1
    return frozenset(found)


def _full_width(document: PrintedDocument, furniture: Collection[str]) -> float:
    """The width of full lines in ems: the most frequent width of long lines on pages."""
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
    """Lines joined to paragraphs (`full` is the width of a full line in ems, 0 where each line is a paragraph), which are
    divided into sentences if `by_sentence`."""
    text, first, goes_on = "", None, False
    for line, after in zip(lines, (*lines[1:], None), strict=False):
        words = line.text.strip() if full else line.text
        if first is not None and not goes_on:
            yield from _sentences(text, first, by_sentence)
            text, first = "", None
        first = first or line
        text += words
        goes_on = bool(full) and after is not None and _goes_on(words, after, full)
    if first is not None:
        yield from _sentences(text, first, by_sentence)


def _goes_on(line: str, after: PrintedLine, full: float) -> bool:
    """Whether the paragraph of a line continues in the next one: that is not indented, or, where indentation is unknown,
    the line is full and does not end a sentence or item."""
    width = ems(line)
    if width < full * _FULL or (_TABLE_TITLE.search(line) and not _STOPS & set(line)):
        return False
    ends = line.endswith(_ENDS)
    level, next_level = told_level(line), told_level(after.text)
    if level == 1 and not next_level and not _STOPS & set(after.text):
        return ems(after.text) < full * _FULL  # a heading in the middle of two lines
    if after.opens is None:
        listed = line.endswith("；") and width < full * _SURELY_FULL
        return not (level or next_level or ends or listed)
    surely_full = width >= full * _SURELY_FULL - _INDENT
    return not after.opens and next_level != 1 and (surely_full or not (ends or next_level))


def _sentences(text: str, first: PrintedLine, by_sentence: bool) -> Iterator[PrintedLine]:
    for piece in split_sentences(text) if by_sentence else [text]:
        if piece.strip():
            yield PrintedLine(piece.strip() if by_sentence else piece, first.place, first.level)


def told_level(text: str) -> int:
    """The level of a heading by its numbering (第一部分, 一、, （一）); 0 for other text."""
    line = text.strip()
    for level, begins in enumerate(_HEADINGS, 1):
        found = begins.match(line)
        if found is not None:
            rest = line[found.end() :]
            return level if rest and len(rest) <= _LONGEST_HEADING and not _STOPS & set(rest) else 0
    return 0
