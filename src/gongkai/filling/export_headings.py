"""The headings of an export's table: which column bears which, whatever columns and rows they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from gongkai.filling.export_spec import ExportColumn, Path_
from gongkai.model.labels import is_total, normal
from gongkai.readers.cells import RawCell
from gongkai.readers.sheet_cells import SheetCells

_SEQUENCE = normal("行次")
_NUMBERS_OF_COLUMNS = normal("栏次")
_MARK = re.compile(
    r"^(?:[①-⑳]|[(（][一二三四五六七八九十]+[)）]|[(（]\d+[)）]|[一二三四五六七八九十]+[、.．]|\d+[、.．](?!\d))\s*"
)
_OF_YEAR = re.compile(r"^20\d\d年度?")
_WITHIN = re.compile(r"^(?:其中|加|减)[:：]\s*")
_UNIT = re.compile(r"[(（](?:个|人|人次|次|辆|批次|台|套|台[,，]套|台[/、]?套|万?元|批)[)）]+$")


@lru_cache(maxsize=8192)
def label_of(text: str) -> str:
    """A row's label for comparison: without its number (一、（二）3.), 其中, and its unit."""
    text = text.strip()
    before = ""
    while before != text:
        before = text
        text = _WITHIN.sub("", _MARK.sub("", text)).strip()
    return normal(_UNIT.sub("", text.replace(" ", "").replace("\u3000", "")))


def is_text(cell: RawCell | None) -> bool:
    return cell is not None and isinstance(cell.value, str) and bool(cell.value.strip())


def is_column_numbers(row: Mapping[int, RawCell]) -> bool:
    """True for the row 栏次 below the headings."""
    return any(is_text(cell) and normal(cell.text) == _NUMBERS_OF_COLUMNS for cell in row.values())


def paths(sheet: SheetCells, first: int, last: int) -> dict[int, Path_]:
    """The headings of each column from top to bottom, of the rows `first` to `last`; 合计 and 小计 at the end left out.

    What stands in several columns stands in the first of them; it holds until the next heading beside or above it.
    """
    rows = [sheet.rows.get(number, {}) for number in range(first, last + 1)]
    held: list[str] = [""] * len(rows)
    found: dict[int, Path_] = {}
    for column in sorted({column for row in rows for column in row}):
        own = [is_text(row.get(column)) for row in rows]
        if not any(own):
            continue
        for level, row in enumerate(rows):
            if own[level]:
                held[level:] = [_OF_YEAR.sub("", normal(row[column].text)), *[""] * (len(rows) - level - 1)]
        path = [text for text in held if text]
        while len(path) > 1 and is_total(path[-1]):
            path.pop()
        found[column] = tuple(path)
    return found


def columns_of(found: Mapping[int, Path_], wanted: Iterable[ExportColumn]) -> dict[int, ExportColumn]:
    """The columns that a declaration wants; one may stand several times."""
    by_path = {path: column for column in wanted for path in column.headings}
    return {number: by_path[path] for number, path in found.items() if path in by_path}


def is_sequence(path: Path_) -> bool:
    """True for the column 行次."""
    return path[-1] == _SEQUENCE
