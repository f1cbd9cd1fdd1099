"""A row that the page cut in two: the first row of the next page is the rest of the last one of the page before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from gongkai.readers.printed_document import PRINTED_NUMBER, PrintedCell, PrintedTable

_DECIMALS = re.compile(r"[-−]?[\d,，]*\.?(\d*)")

_CODE_LENGTHS = (3, 5, 7)


def is_rest_of_last_row(first: PrintedTable, other: PrintedTable, heading: int) -> bool:
    """Whether the row after the headings of `other` is the rest of the last row of `first`.

    Either it has only texts, fewer of them, each under a text, and in the first column none or the rest of a code; or
    it ends amounts that are cut themselves, in a column so narrow that they stand in two lines.
    """
    rows, rest = first.rows(), other.rows()
    if heading >= len(rest) or not rows or not _is_single(first):
        return False
    above, below = rows[-1], rest[heading]
    filled = [column for column, text in enumerate(below) if text.strip()]
    if not filled or not all(above[column].strip() for column in filled):
        return False
    if _ends_amounts(rows, below, filled):
        return True
    if below[0].strip() and not _ends_code(above[0].strip(), below[0].strip()):
        return False
    return not any(PRINTED_NUMBER.fullmatch(below[column].strip()) for column in filled if column) and len(
        filled
    ) < sum(bool(text.strip()) for text in above)


def made_whole(kept: list[PrintedCell], rest: Iterable[PrintedCell], row: int) -> list[PrintedCell]:
    texts = {cell.column: cell.text for cell in rest if cell.text.strip()}
    return [
        replace(cell, text=cell.text + texts[cell.column])
        if cell.row == row and cell.column in texts
        else cell
        for cell in kept
    ]


def _is_single(table: PrintedTable) -> bool:
    """Whether the first cell of the last row belongs to that row alone."""
    last = table.height - 1
    return any(cell.row == last and cell.rowspan == 1 and cell.column == 0 for cell in table.cells)


def _ends_code(above: str, below: str) -> bool:
    """Whether two pieces, of which the first is none by itself, are a code of a class, section or item."""
    return (
        (above + below).isdigit() and len(above) not in _CODE_LENGTHS and len(above + below) in _CODE_LENGTHS
    )


def _ends_amounts(rows: list[list[str]], below: list[str], filled: list[int]) -> bool:
    """Whether amounts of the last row have too few decimals for their column, and with the digits below as many as
    all others of it."""
    ended = 0
    for column in filled:
        digits, before = below[column].strip(), rows[-1][column].strip()
        usual = _usual_decimals(rows[:-1], column)
        if not usual or not PRINTED_NUMBER.fullmatch(before + digits):
            continue
        if _decimals(before) == usual or _decimals(before + digits) != usual:
            return False
        ended += 1
    return ended > 0


def _usual_decimals(rows: list[list[str]], column: int) -> int:
    """The number of decimals that the amounts of a column have; 0 where they differ."""
    texts = (row[column].strip() for row in rows)
    found = Counter(_decimals(text) for text in texts if PRINTED_NUMBER.fullmatch(text))
    return next(iter(found)) if len(found) == 1 else 0


def _decimals(text: str) -> int:
    found = _DECIMALS.fullmatch(text)
    return len(found[1]) if found is not None and "." in text else 0
