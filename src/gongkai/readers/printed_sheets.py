"""The sheets of any workbook as a printed document: a part per sheet, of lines and tables.

A sheet does not say where its tables begin. What stands over one alone in its row (title), or names the unit, the
amount's unit or the number of the table, is a line; so are remarks below it. Tables below each other are told apart by
the titles between them, those side by side by an empty column between titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from gongkai.findings import Location
from gongkai.money import plain
from gongkai.readers.cells import RawCell, letters, shown
from gongkai.readers.limits import check_places
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.workbook import read_workbook

_CAPTION = re.compile(
    r"(?:编制|填报|预算|主管|申报|公开)?(?:部门|单位)(?:名称)?[:：]|(?:金额)?单位[:：]?\s*(?:人民币)?[千万]?元|(?:填报|编制)?日期[:：]"
    r"|^\d{4}\s*年度?$|^(?:公开|财决|预算|附?表)[公开决预算附件表\s]{0,8}[\d一二三四五六七八九十]{1,3}(?:[-－—]\d+)?\s*表?\s*$"
)
_REMARK = re.compile(r"^\s*[（(]?(?:注|备注|说明|填表说明|制表|审核|填报人|单位负责人|财务负责人|联系)")
_TITLE = re.compile(r"表(?:[（(][^（）()]*[）)])?$")
_LONGEST_TITLE = 60
_NEAR = 6  # rows between a title and the headings of its table
_PERCENT = 100
_LABEL = 20  # characters of a row's label; a longer text under a table is a remark


def read_sheets_printed(content: bytes, file: str) -> PrintedDocument:
    """All sheets of a workbook, hidden ones too. Raises NoWorkbook, Protected, Damaged, TooLarge."""
    return PrintedDocument(file, tuple(map(_part, read_workbook(content, file, True))))


def _part(sheet: SheetCells) -> PrintedPart:
    whole = {number: _texts(row) for number, row in sheet.rows.items()}
    whole = {number: row for number, row in whole.items() if row}
    items: list[PrintedLine | PrintedTable] = []
    for rows in _beside(sheet, whole):
        for numbers in _below(sheet, rows):
            items += _table_with_lines(sheet, {number: rows[number] for number in numbers})
    return PrintedPart(tuple(items), sheet=sheet.title)


def _table_with_lines(
    sheet: SheetCells, rows: dict[int, dict[int, str]]
) -> Iterator[PrintedLine | PrintedTable]:
    numbers = sorted(rows)
    first, last = _extent(sheet, rows, numbers)
    yield from _lines(sheet, rows, [number for number in numbers if number < first])
    cells = tuple(_cells(sheet, rows, first, last))
    if cells:
        place = Location(sheet.file, sheet.title, f"{letters(min(rows[first]))}{first}")
        yield PrintedTable(cells, place)
    yield from _lines(sheet, rows, [number for number in numbers if number > last])


def _beside(sheet: SheetCells, rows: dict[int, dict[int, str]]) -> list[dict[int, dict[int, str]]]:
    """The rows of each table that stands beside others: between empty columns, each with a title of its own."""
    filled = {column for row in rows.values() for column in row}
    crossed = {column for _, left, _, right in sheet.merged for column in range(left, right + 1)}
    gaps = [column for column in range(1, max(filled, default=0)) if column not in filled | crossed]
    blocks: list[dict[int, dict[int, str]]] = []
    for low, high in pairwise([0, *gaps, max(filled, default=0) + 1]):
        block = {
            number: {column: text for column, text in row.items() if low < column < high}
            for number, row in rows.items()
        }
        block = {number: row for number, row in block.items() if row}
        if block:
            blocks.append(block)
    titled = sum(any(_is_title(text) for text in block[min(block)].values()) for block in blocks)
    return blocks if len(blocks) > 1 and titled == len(blocks) else [rows]


def _below(sheet: SheetCells, rows: dict[int, dict[int, str]]) -> Iterator[list[int]]:
    """The numbers of the rows of each table of those that stand below each other, with the lines that belong to it."""
    numbers = sorted(rows)
    inner = {row for top, _, bottom, _ in sheet.merged for row in range(top + 1, bottom + 1)}
    start, body = 0, False
    for index, number in enumerate(numbers):
        titled = _is_line(rows[number], False) and any(map(_is_title, rows[number].values()))
        if body and titled and number not in inner and _goes_on(rows, numbers[index + 1 :]):
            yield numbers[start:index]
            start, body = index, False
        body = body or (len(rows[number]) > 1 and not _is_line(rows[number], False))
    yield numbers[start:]


def _is_title(text: str) -> bool:
    return _TITLE.search("".join(text.split())) is not None and len(text) <= _LONGEST_TITLE


def _goes_on(rows: dict[int, dict[int, str]], numbers: list[int]) -> bool:
    """Whether a table follows: a row of several cells that are no captions, none of them a number."""
    for number in numbers[:_NEAR]:
        if not _is_line(rows[number], False):
            return not any(map(_number, rows[number].values()))
    return False


def _texts(row: dict[int, RawCell]) -> dict[int, str]:
    found = {column: _text(cell) for column, cell in row.items()}
    return {column: text for column, text in found.items() if text.strip()}


def _text(cell: RawCell) -> str:
    if cell.percent and isinstance(cell.value, int | float):
        return plain(Decimal(repr(cell.value)) * _PERCENT) + "%"
    return shown(cell.value)


def _extent(sheet: SheetCells, rows: dict[int, dict[int, str]], numbers: list[int]) -> tuple[int, int]:
    """The first and the last row of the table; the first behind the last where there is none."""
    across = {top for top, left, bottom, right in sheet.merged if bottom == top and right > left}
    down = {(top, left) for top, left, bottom, _ in sheet.merged if bottom > top}
    inside = [
        number
        for number in numbers
        if not _is_line(rows[number], number in across)
        or any((number, column) in down for column in rows[number])
    ]
    if not any(len(rows[number]) > 1 for number in inside):
        return 1, 0
    last = inside[-1]
    while len(rows.get(last + 1, {})) == 1 and _is_label(next(iter(rows[last + 1].values()))):
        last += 1  # 合计 of a table in which nothing is filled in yet
    body = [column for number in inside for column in rows[number]]
    ends = [right for top, _, _, right in sheet.merged if inside[0] <= top <= last]
    while _fills(sheet, last + 1, rows.get(last + 1, {}), min(body), max(body + ends)):
        last += 1  # the foot of a form, such as 负责人 and 填报日期
    return inside[0], last


def _fills(sheet: SheetCells, number: int, row: dict[int, str], left: int, right: int) -> bool:
    """Whether several cells of a row, some of them merged, fill the table's width without a gap."""
    ends = {begin: end for top, begin, bottom, end in sheet.merged if top == bottom == number}
    at = left
    for column in sorted(row):
        if column != at:
            return False
        at = ends.get(column, column) + 1
    return len(row) > 1 and any(column in ends for column in row) and at == right + 1


def _is_label(text: str) -> bool:
    return len(text) <= _LABEL and not _REMARK.match(text) and not _CAPTION.search(text)


def _is_line(row: dict[int, str], across: bool) -> bool:
    """Whether a row is a title, a caption or a remark rather than a row of a table."""
    texts = list(row.values())
    if len(texts) == 1:
        return True
    if _REMARK.match(texts[0]):
        return True
    return len(texts) <= 4 and any(_CAPTION.search(text) for text in texts) and not any(map(_number, texts))


def _number(text: str) -> bool:
    return re.fullmatch(r"-?[\d,，.]+", text.strip()) is not None and not re.fullmatch(r"\d{4}", text.strip())


def _lines(sheet: SheetCells, rows: dict[int, dict[int, str]], numbers: list[int]) -> Iterator[PrintedLine]:
    for number in numbers:
        for column, text in rows[number].items():
            place = Location(sheet.file, sheet.title, f"{letters(column)}{number}")
            yield from (PrintedLine(line, place) for line in text.splitlines() if line.strip())


def _cells(
    sheet: SheetCells, rows: dict[int, dict[int, str]], first: int, last: int
) -> Iterator[PrintedCell]:
    inside = [row for number, row in rows.items() if first <= number <= last]
    if not inside:
        return
    left, right = min(map(min, inside)), max(map(max, inside))
    check_places(f"工作表“{sheet.title}”", last - first + 1, right - left + 1)
    spans = {
        (top, begin): (min(bottom, last), min(end, right))
        for top, begin, bottom, end in sheet.merged
        if first <= top <= last and left <= begin <= right
    }
    taken: set[tuple[int, int]] = set()
    for number in range(first, last + 1):
        row = rows.get(number, {})
        for column in range(left, right + 1):
            if (number, column) in taken:
                continue
            bottom, end = spans.get((number, column), (number, column))
            area = {(y, x) for y in range(number, bottom + 1) for x in range(column, end + 1)}
            if area & taken:  # merged areas that overlap: damage
                bottom, end, area = number, column, {(number, column)}
            taken |= area
            place = Location(sheet.file, sheet.title, f"{letters(column)}{number}")
            yield PrintedCell(
                row.get(column, ""),
                number - first,
                column - left,
                bottom - number + 1,
                end - column + 1,
                place,
            )
