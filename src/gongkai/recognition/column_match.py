"""The columns of a printed table to those of a planned one, by their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from gongkai.model.labels import normal
from gongkai.plans.table_plan import TablePlan, label_fits
from gongkai.readers.printed_document import PrintedTable

_CODES = (
    (re.compile(".{0,10}科目(?:编码|代码|编号)"), "code"),
    (re.compile(".{0,10}科目名称"), "name"),
)
_MOST = 0.7
"""The part of the headings that must be alike where the columns are taken one by one in their order."""


def printed_paths(table: PrintedTable, header: int, first: int = 0) -> list[tuple[str, ...]]:
    """The headings over each column from top to bottom, each cell once; numbers of columns (栏次) are none.

    They stand in the rows from `first` to before `header`; what stands above is the title.
    """
    covering = table.covering()
    paths = []
    for column in range(table.width):
        cells = [row[column] for row in covering[first:header]]
        texts: list[str] = []
        seen = None
        for cell in cells:
            if cell is not None and cell is not seen and cell.text.strip():
                texts.append(normal(cell.text))
            seen = cell
        paths.append(tuple(text for text in texts if not text.isdigit() and text != "栏次"))
    return paths


def matched_columns(
    plan: TablePlan,
    table: PrintedTable,
    header: int,
    filled: Callable[[str], str],
    first: int = 0,
    called: Mapping[str, str] | None = None,
) -> tuple[dict[int, int], float]:
    """The printed column of each column of the plan, and how sure that is (0 to 1).

    `called` gives the plan's heading by the normal form of another word for it.
    """
    if not plan.header and len(plan.widths) == table.width:
        return {column: column for column in range(table.width)}, 1.0
    printed = printed_paths(table, header, first)
    planned = [tuple(map(filled, path)) for path in plan.paths]
    if called:
        printed = [tuple(filled(called.get(text, text)) for text in path) for path in printed]
    if _single(printed) and _single(planned):
        printed, planned = _plainly_called(printed), _plainly_called(planned)
    if len(printed) == len(planned):
        alike = sum(_alike(mine, theirs) for mine, theirs in zip(planned, printed, strict=True))
        if alike >= _MOST * len(planned):
            return {column: column for column in range(len(planned))}, alike / len(planned)
    pairs = _aligned(planned, printed)
    return pairs, len(pairs) / max(min(len(planned), len(printed)), 1)


def _plainly_called(paths: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The columns of codes and of their names by one word each (功能科目代码, 支出功能分类科目编码)."""
    return [(*path[:-1], _plain(path) or path[-1]) if path else path for path in paths]


def _single(paths: Sequence[tuple[str, ...]]) -> bool:
    """Whether a table has at most one column of codes and one of names: of two, the words tell which is which."""
    called = [plain for path in paths if (plain := _plain(path))]
    return len(called) == len(set(called))


def _plain(path: tuple[str, ...]) -> str:
    return next((plain for words, plain in _CODES if path and words.fullmatch(path[-1])), "")


def _alike(planned: Sequence[str], printed: Sequence[str]) -> bool:
    """The same headings, or the same lowest one: what stands over all columns is often left out."""
    if not printed:
        return not planned
    whole = len(planned) == len(printed) and all(map(label_fits, planned, printed))
    return whole or bool(planned and label_fits(planned[-1], printed[-1]))


def _aligned(planned: Sequence[Sequence[str]], printed: Sequence[Sequence[str]]) -> dict[int, int]:
    """The longest run of like columns in the same order."""
    rows, columns = len(planned), len(printed)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            together = best[row + 1][column + 1] + 1 if _alike(planned[row], printed[column]) else 0
            best[row][column] = max(together, best[row + 1][column], best[row][column + 1])
    found: dict[int, int] = {}
    row = column = 0
    while row < rows and column < columns:
        if _alike(planned[row], printed[column]) and best[row][column] == best[row + 1][column + 1] + 1:
            found[row] = column
            row, column = row + 1, column + 1
        elif best[row + 1][column] >= best[row][column + 1]:
            row += 1
        else:
            column += 1
    return found
