"""The paragraphs of a published document, put together again from the lines of its pages, each with its section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gongkai.auditing.outcome import Spot
from gongkai.auditing.widths import half_width
from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.readers.printed_document import PrintedCell, PrintedDocument, PrintedLine, PrintedTable

_NUMBERED = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+(?:部分|章|节)|[一二三四五六七八九十]+、|[(][一二三四五六七八九十\d]+[)]"
    r"|\d{1,2}\s*[.、](?!\d)|[①-⑳]|[-—]?\s*\d{1,3}\s*[-—]?$)"
)
_HEADING = re.compile(
    r"\s*(第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[(][一二三四五六七八九十]+[)])"
)
_WHOLE_HEADING = re.compile(r"(?:情况|说明|概况|职责|[算标报]表|总表)(?:[(][^()]*[)])?$")
_LEVELS = ("第", "、", "(")
_ENDS = "。；;！？:"
_FULL = 0.8  # of the longest line of a page: a line that is so long goes on in the next
_LONG_HEADING = 45
_RUNNING = 3  # pages that a line must head to be no part of what they say
_PROSE = 13  # characters: a cell with so many holds prose
_FOOT = re.compile(r"[-—\s]*\d{1,3}[-—\s]*")
_DIGITS = "0123456789.,"


@frozen
class Writing:
    """A paragraph, or a cell that holds prose. `text` has half-width digits, brackets and colons, character by
    character beside `printed`. `table`, `row` and `column` are 0 outside tables, else count from 1.

    `section` are the headings over it, the highest first; `heading` says that it is one itself.
    """

    printed: str
    text: str
    place: Location
    section: tuple[str, ...] = ()
    heading: bool = False
    table: int = 0
    row: int = 0
    column: int = 0

    def spot(self, start: int = 0, end: int | None = None, cut: bool = False) -> Spot:
        """The place of some of its words, without the marks before them; no number is cut but where asked, as of one
        that must not be shown."""
        end = len(self.text) if end is None else end
        while not cut and 0 < start < end and self.text[start] in _DIGITS and self.text[start - 1] in _DIGITS:
            start -= 1
        while (
            not cut
            and 0 < end < len(self.text)
            and self.text[end - 1] in _DIGITS
            and self.text[end] in _DIGITS
        ):
            end += 1
        quote = self.printed[start:end].strip().lstrip("，,、。；;:： ")
        return Spot(self.place, quote, self.table, self.row, self.column)


def prose_of(document: PrintedDocument) -> list[Writing]:
    """Paragraphs and cells with prose, in the order of the document."""
    found: list[Writing] = []
    above: list[str] = []
    table = 0
    heads = _running_heads(document)
    for part in document.parts:
        longest = max((_width(item.text) for item in part.items if isinstance(item, PrintedLine)), default=0)
        pending: list[PrintedLine] = []
        for at, item in enumerate(part.items):
            if isinstance(item, PrintedTable):
                found += _taken(pending, above)
                pending = []
                table += 1
                found += _cells(item, table, tuple(above))
                continue
            if part.page and _FOOT.fullmatch(item.text):
                continue  # the number of a page
            if not at and heads.get(item.text, part.page) != part.page:
                continue  # the head of a page, which may stand in the middle of a sentence
            if pending and not (part.page and _goes_on(pending[-1].text, item.text, longest)):
                found += _taken(pending, above)
                pending = []
            pending.append(item)
        found += _taken(pending, above)
    return _over_pages(found, document)


def _running_heads(document: PrintedDocument) -> dict[str, int]:
    """The lines that several pages begin with, each with the first of these pages."""
    firsts = [
        (part.items[0].text, part.page)
        for part in document.parts
        if part.page and part.items and isinstance(part.items[0], PrintedLine)
    ]
    counts = Counter(text for text, _ in firsts)
    heads: dict[str, int] = {}
    for text, page in firsts:
        if counts[text] >= _RUNNING and text.strip():
            heads.setdefault(text, page)
    return heads


def _width(line: str) -> int:
    """How wide a line is printed: a Chinese character counts twice."""
    return sum(1 if char.isascii() else 2 for char in line.strip())


def _goes_on(line: str, following: str, longest: int) -> bool:
    """Whether a line of a page goes on in the next one."""
    line = line.rstrip()
    if _NUMBERED.match(half_width(following)) or not line:
        return False
    if (text := half_width(line).strip()) and _is_heading(text) and _WHOLE_HEADING.search(text):
        return False
    if _width(line) < _FULL * longest:
        return False
    return half_width(line)[-1] not in _ENDS or _width(line) >= longest - 2


def _taken(lines: Sequence[PrintedLine], above: list[str]) -> Iterator[Writing]:
    if not lines:
        return
    printed = "".join(line.text.strip() for line in lines)
    text = half_width(printed)
    heading = _is_heading(text) or lines[0].level > 0
    if heading:
        _rank(above, text)
    yield Writing(printed, text, lines[0].place, tuple(above), heading)


def _is_heading(text: str) -> bool:
    return (
        _HEADING.match(text) is not None
        and len(text) <= _LONG_HEADING
        and text[-1] not in "。；;，,"
        and re.search(r"\d(?:万元|元|%)", text) is None
    )


def _rank(above: list[str], heading: str) -> None:
    """Put a heading under those that are higher than it: 第一部分, 一、, （一）."""
    found = _HEADING.match(heading)
    mark = found[1] if found else ""
    rank = next((at for at, sign in enumerate(_LEVELS) if sign in mark), len(_LEVELS))
    while above:
        last = _HEADING.match(above[-1])
        if last is not None and next(at for at, sign in enumerate(_LEVELS) if sign in last[1]) < rank:
            break
        above.pop()
    above.append(heading)


def _cells(table: PrintedTable, number: int, section: tuple[str, ...]) -> Iterator[Writing]:
    for cell in table.cells:
        if is_long(cell.text):
            yield cell_writing(cell, number, section)


def is_long(text: str) -> bool:
    """Whether the text of a cell is prose."""
    text = text.strip()
    return (len(text) >= _PROSE and not text[0].isdigit()) or len(text) > 2 * _PROSE


def cell_writing(cell: PrintedCell, number: int, section: tuple[str, ...] = ()) -> Writing:
    """The text of a cell of the table with this number."""
    text = cell.text.strip()
    return Writing(text, half_width(text), cell.place, section, False, number, cell.row + 1, cell.column + 1)


def _over_pages(found: list[Writing], document: PrintedDocument) -> list[Writing]:
    """Put the halves of a paragraph together that a page parts."""
    if not any(part.page for part in document.parts):
        return found
    joined: list[Writing] = []
    for each in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and not (last.table or each.table or last.heading or each.heading)
            and last.place.page
            and each.place.page == _last_page(last, joined) + 1
            and last.text
            and last.text[-1] not in _ENDS
            and not _NUMBERED.match(each.text)
            and len(last.text) > _LONG_HEADING // 2
        ):
            joined[-1] = Writing(
                last.printed + each.printed, last.text + each.text, last.place, last.section, False
            )
        else:
            joined.append(each)
    return joined


def _last_page(last: Writing, joined: Sequence[Writing]) -> int:
    return last.place.page
