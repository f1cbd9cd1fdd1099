"""A published document as its maker saw it: parts with their headings, paragraphs, and tables in their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gongkai.comparing.paper import text_items, told_level
from gongkai.frozen import frozen
from gongkai.model.labels import chinese_numeral
from gongkai.readers.joining import squeezed
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedTable
from gongkai.recognition.pack_match import MatchedTable
from gongkai.recognition.reading import Reading

_CONTENTS = re.compile(r"目\s*录")
_PART = re.compile(r"^第[一二三四五六七八九十]+部分\s*")
_LEADER = re.compile(r"[\s.．…·•]*\d{0,4}\s*$")
_TABLE_TITLE = re.compile(r"表\s*(?:[（(][^（）()]*[）)])?$")
TABLE_CODE = re.compile(
    r"(?:公开|附|预算公开|财决)?\s*(?:表?\s*\d{1,2}(?:-\d+)?\s*表?|表\s*[一二三四五六七八九十]{1,3})"
)
_ABOVE = re.compile(rf"单位\s*[:：]|^{TABLE_CODE.pattern}$|^20\d\d\s*年?度?$")
_LISTED = re.compile(r"([一二三四五六七八九十]{1,3})、")
_NUMERALS = [chinese_numeral(number) for number in range(1, 60)]
_NOTE = re.compile(r"^\s*(?:注|备注|说明)\s*\d*\s*[:：]|故本表无数据|本表为空表")
_STOPS = frozenset("。！？；：，,;:")
_LONGEST_TITLE = 40
_TOTALS = ("合计", "总计")
_BEGINS = 8
_SHORT = 3  # characters of a line that is the end of the one above
_NEAR = 4  # lines between the title of a table and its grid


@dataclass(slots=True)
class ObservedTable:
    """A table with the lines that belong to it: `above` stand over it, its title first, `notes` below. `total` is the label
    of a row of totals whose other cells hold headings."""

    match: MatchedTable
    above: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    total: str = ""


@frozen
class ObservedText:
    """A paragraph, or a heading of `level` 1 to 3; `begins_page` where it is the first of its page."""

    text: str
    level: int = 0
    begins_page: bool = False


ObservedBlock = ObservedText | ObservedTable


@dataclass(slots=True)
class ObservedPart:
    """A part: its heading as it is printed ("" before the first one), and what stands below it."""

    heading: str
    blocks: list[ObservedBlock] = field(default_factory=list)


@dataclass(slots=True)
class Observed:
    """`cover` are the lines before the contents; `contents` says whether there are any, `listed` are their entries without
    numbers."""

    reading: Reading
    cover: list[str]
    contents: bool
    parts: list[ObservedPart]
    listed: tuple[str, ...] = ()

    def tables(self) -> Iterator[ObservedTable]:
        for part in self.parts:
            yield from (block for block in part.blocks if isinstance(block, ObservedTable))


def observed(reading: Reading) -> Observed:
    """The parts of a document that was read."""
    items = list(text_items(reading.document, False, Counter()))
    begins = _page_beginnings(reading.document)
    body, cover, contents = _without_contents(items)
    listed = [item for item in items[len(cover) : len(items) - len(body)] if isinstance(item, PrintedLine)]
    blocks = list(_blocks(body, reading, begins))
    numbered = any(isinstance(block, ObservedText) and block.level == 1 for block in blocks)
    parts = [ObservedPart("")]
    titles = {
        _bare(_PART.sub("", line.text)): found[0].strip()
        for line in listed
        if (found := _PART.match(line.text)) is not None
    }
    for block in blocks:
        if isinstance(block, ObservedText) and (
            block.level == 1
            or (not numbered and _is_title(block))
            or (block.begins_page and _bare(block.text) in titles)
        ):
            number = "" if _PART.match(block.text) else titles.get(_bare(block.text), "")
            parts.append(ObservedPart(f"{number} {block.text}".strip()))
        else:
            parts[-1].blocks.append(block)
    entries = tuple(_bare(_PART.sub("", line.text)) for line in listed)
    return Observed(
        reading, cover, contents, [part for part in parts if part.heading or part.blocks], entries
    )


def _page_beginnings(document: PrintedDocument) -> set[tuple[int, str]]:
    """The first lines of pages, by page and how they begin: the rest may stand in the next line."""
    return {
        (part.page, squeezed(first.text)[:_BEGINS])
        for part in document.parts
        if part.page and isinstance(first := next(iter(part.items), None), PrintedLine)
    }


def _is_title(block: ObservedText) -> bool:
    """Whether a line alone at the top of a page names a part, where no 第一部分 does."""
    text = block.text.strip()
    return block.begins_page and block.level == 0 and len(text) <= _LONGEST_TITLE and not _STOPS & set(text)


def _without_contents(
    items: Sequence[PrintedLine | PrintedTable],
) -> tuple[list[PrintedLine | PrintedTable], list[str], bool]:
    """What follows the table of contents, the lines of the cover, and whether there were contents.

    Lines of the contents come again further down, without the dots and the number of the page.
    """
    at = next(
        (
            number
            for number, item in enumerate(items)
            if isinstance(item, PrintedLine) and _CONTENTS.fullmatch(item.text.strip())
        ),
        -1,
    )
    if at < 0:
        return list(items), [], False
    cover = [item.text.strip() for item in items[:at] if isinstance(item, PrintedLine)]
    begin = _behind_contents(items, at + 1)
    return list(items[begin:]), cover, True


def _behind_contents(items: Sequence[PrintedLine | PrintedTable], begin: int) -> int:
    """Where the text begins: where the first line of the contents comes again, else behind the lines that do, and those
    between them."""
    first = items[begin] if begin < len(items) else None
    if isinstance(first, PrintedLine):
        for number in range(begin + 1, len(items)):
            item = items[number]
            if isinstance(item, PrintedLine) and _comes_again(first, [item]):
                return number
    while begin < len(items):
        item = items[begin]
        if isinstance(item, PrintedTable):
            if not _is_index(item):
                break
        elif not _comes_again(item, items[begin + 1 :]) and not _stands_in_list(items, begin):
            break
        begin += 1
    return begin


def _stands_in_list(items: Sequence[PrintedLine | PrintedTable], at: int) -> bool:
    """Whether a line goes on with the numbers of the one before, or the next one does come again: 序号 报表名称 above a list."""
    near = [each.text if isinstance(each, PrintedLine) else "" for each in items[at - 1 : at + 2]]
    numbers = [_LISTED.match(text.strip()) for text in near]
    if len(numbers) > 1 and numbers[0] and numbers[1] and not _STOPS & set(near[1]):
        before, own = (each[1] for each in numbers[:2] if each is not None)
        return before in _NUMERALS[:-1] and own == _NUMERALS[_NUMERALS.index(before) + 1]
    after = items[at + 1] if at + 1 < len(items) else None
    headless = len(near[1]) <= _LONGEST_TITLE and not numbers[1] and not _STOPS & set(near[1])
    return (
        headless
        and isinstance(after, PrintedLine)
        and bool(numbers[-1])
        and _comes_again(after, items[at + 2 :])
    )


def _is_index(table: PrintedTable) -> bool:
    rows = [[text for text in row if text.strip()] for row in table.rows()]
    return sum(bool(row) and row[-1].strip().isdigit() for row in rows) * 2 > len(rows)


def _comes_again(line: PrintedLine, later: Sequence[PrintedLine | PrintedTable]) -> bool:
    said = _bare(line.text)
    if not said or len(line.text) > 2 * _LONGEST_TITLE:
        return False
    texts = [_bare(item.text) for item in later if isinstance(item, PrintedLine)]
    # The contents may call a part shorter than it is headed: 部门主要职能 for 某某局主要职能.
    return said in texts or any(
        len(text) <= _LONGEST_TITLE and text.endswith(said.removeprefix("部门").removeprefix("单位"))
        for text in texts
        if len(said) >= _SHORT
    )


def _bare(text: str) -> str:
    text = re.sub(r"^(?:[一二三四五六七八九十]+、|\d{1,2}\s*[.．、])\s*", "", _LEADER.sub("", text).strip())
    return squeezed(text)


def _blocks(
    items: Sequence[PrintedLine | PrintedTable], reading: Reading, begins: set[tuple[int, str]]
) -> Iterator[ObservedBlock]:
    """Paragraphs, headings and tables; the lines around a table go with it."""
    matches = {match.recognised.table.place: match for match in reading.tables}
    waiting: list[ObservedText] = []
    last: ObservedTable | None = None
    for item in items:
        if isinstance(item, PrintedTable):
            match = matches.get(item.place)
            if match is None:
                continue
            bare, total = _without_total_among_headings(_without_totals(match))
            last = ObservedTable(_with_spans(bare), total=total)
            last.above = _taken_above(waiting, match)
            yield from waiting
            waiting = []
            yield last
            continue
        text = item.text.strip()
        if waiting and not waiting[-1].level and _open_title(waiting[-1].text) and "》" in text:
            waiting[-1] = replace(waiting[-1], text=waiting[-1].text + text)  # broken within 《…》
            continue
        begun = (item.place.page, squeezed(text)[:_BEGINS]) in begins
        level = item.level or told_level(text)
        if last is not None and not waiting and _NOTE.search(text):
            last.notes.append(text)
            continue
        waiting.append(ObservedText(text, level, begun))
        last = last if not waiting else None
    yield from waiting


def _open_title(text: str) -> bool:
    """Whether a paragraph ends within 《…》: what follows goes on with it."""
    return text.rfind("《") > text.rfind("》")


def _taken_above(waiting: list[ObservedText], match: MatchedTable) -> list[str]:
    """The lines over a table, from its title on, and the code above the title; they are taken off those that wait."""
    title = squeezed(match.recognised.title)
    for back in range(1, min(_NEAR + 2, len(waiting)) + 1):
        said = squeezed(waiting[-back].text)
        if title and (said == title or (len(said) > _SHORT and title.startswith(said))):
            taken = [each.text for each in waiting[-back:]]
            del waiting[-back:]
            while waiting and TABLE_CODE.fullmatch(waiting[-1].text):
                taken.append(waiting.pop().text)
            return taken
    taken = []
    while waiting and (_ABOVE.search(waiting[-1].text) or _TABLE_TITLE.search(waiting[-1].text)):
        taken.insert(0, waiting.pop().text)
    return taken if taken or not title else [match.recognised.title]


def _without_totals(match: MatchedTable) -> MatchedTable:
    """The table with no row of totals among its headings: in an empty form nothing else tells them apart."""
    found = match.recognised
    last = found.table.rows()[found.header_rows - 1] if found.header_rows else []
    texts = [text.strip() for text in last if text.strip()]
    if len(texts) == 1 and texts[0].replace(" ", "") in _TOTALS:
        return replace(match, recognised=replace(found, header_rows=found.header_rows - 1))
    return match


def _without_total_among_headings(match: MatchedTable) -> tuple[MatchedTable, str]:
    """The table without the label of its totals in the last row of headings, and that label: a form that spares a row
    writes 合计 below the columns of codes, beside what stands over the figures."""
    found = match.recognised
    grid = found.table.covering()[found.captions : found.header_rows]
    cell = grid[-1][0] if len(grid) > 1 and grid[-1] else None
    over = grid[-2][0] if cell is not None else None
    if cell is None or over is None or cell is over or cell.colspan < 2:
        return match, ""
    label = cell.text.replace(" ", "").strip()
    if label not in _TOTALS or not over.text.strip():
        return match, ""
    cells = tuple(replace(each, text="") if each is cell else each for each in found.table.cells)
    return replace(match, recognised=replace(found, table=replace(found.table, cells=cells))), label


def _with_spans(match: MatchedTable) -> MatchedTable:
    """The table with its headings over their columns, where a file has lost what spanned them."""
    found = match.recognised
    heads = [cell for cell in found.table.cells if found.captions <= cell.row < found.header_rows]
    if not heads or any(cell.colspan > 1 for cell in heads):
        return match
    counted = {cell.row for cell in heads if cell.text.strip() == "栏次" or cell.text.strip().isdigit()}
    heads = [cell for cell in heads if cell.row not in counted]
    texts = {(cell.row, cell.column): cell.text.strip() for cell in heads}
    wider: dict[tuple[int, int], int] = {}
    for cell in heads:
        end = cell.column + 1
        while cell.text.strip() and (
            texts.get((cell.row, end)) == ""
            and any(texts.get((row, end)) for row in range(cell.row + 1, found.header_rows))
        ):
            end += 1
        if end > cell.column + 1:
            wider[(cell.row, cell.column)] = end - cell.column
    covered = {(row, column + more) for (row, column), width in wider.items() for more in range(1, width)}
    cells = tuple(
        replace(cell, colspan=wider.get((cell.row, cell.column), cell.colspan))
        for cell in found.table.cells
        if (cell.row, cell.column) not in covered
    )
    return replace(match, recognised=replace(found, table=replace(found.table, cells=cells)))
