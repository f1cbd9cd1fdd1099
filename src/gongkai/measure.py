"""How wide a text is, how many lines it takes, and how high the rows of a table are: one measure for Word and Excel.

Widths are counted in half-widths: a digit or Latin letter of 宋体, 仿宋 and their kin is one, half an em; a Chinese
character, and whatever a Chinese font draws as wide as one (“ ” — … ①), is two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_WIDE = "WFA"  # East Asian Width classes: wide, full width, and ambiguous, which a Chinese font draws wide


@lru_cache(maxsize=8192)  # the same labels stand in every form of every department
def half_widths(text: str) -> int:
    """The width of a line of text in half-widths."""
    if text.isascii():
        return len(text)
    try:
        # In GBK a wide character has two bytes and a narrow one has one; counting bytes is fast enough for
        # every cell.
        return len(text.encode("gbk"))
    except UnicodeEncodeError:
        return sum([2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text])


def ems(text: str) -> float:
    """The width of a line of text in ems."""
    return half_widths(text) / 2


def wrapped_lines(width: float, fitting: float, holding: float) -> int:
    """The lines of a text `width` wide where `fitting` fits on a single one and each of several holds `holding`.

    A wrapped line holds less than a single one: part of a character is left over, and punctuation may not
    begin a line.
    """
    return 1 if width <= fitting else -int(-width // holding)


def text_lines(text: str, fitting: float, holding: float) -> int:
    """The lines of a text of several paragraphs; all in half-widths."""
    if "\n" not in text:
        return wrapped_lines(half_widths(text), fitting, holding)
    return sum([wrapped_lines(half_widths(part), fitting, holding) for part in text.split("\n")])


def row_needs(
    rows: int, single: float, cells: Iterable[tuple[int, int, int, float]], last: bool
) -> list[float]:
    """The height that each row of a table needs, in lines or points: at least `single`, and what its cells
    need, given as (row, column, number of rows spanned, need).

    If a cell over several rows needs more than these rows have, the rest is added to the last of them, as
    Word does (`last`), or to all of them equally.
    """
    needs = [single] * rows
    spanning: list[tuple[int, int, int, float]] = []
    for row, column, down, need in cells:
        if down > 1:
            spanning.append((row, column, down, need))
        elif need > needs[row]:
            needs[row] = need
    for row, _, down, need in sorted(spanning):
        lacking = need - sum(needs[row : row + down])
        if lacking > 0:
            _raise(needs, range(row + down - 1, row + down) if last else range(row, row + down), lacking)
    return needs


def _raise(needs: list[float], which: Sequence[int], lacking: float) -> None:
    for row in which:
        needs[row] += lacking / len(which)
