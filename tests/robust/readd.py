"""Every printed total against its printed parts, read from the finished file alone.

Total and n parts are each rounded once, so that they may differ by τ(n) = 0.005 × (n + 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.robust.grids import Grid, Slot, number

_HALF = Decimal("0.005")
_CODE = re.compile(r"[1-9][0-9]{2}([0-9]{2}){0,2}")
_SPACE = re.compile(r"[\s　]+")
_ITEM = re.compile(r"[一二三四五六七八九十]+、")
_TOTAL_HEADS = re.compile(r"(本年)?(收入|支出)?(合计|小计|总计)")
_FUNDS = re.compile(r"([一二三]、)?(一般公共预算|政府性基金预算|国有资本经营预算)(财政拨款)?")
_CAPTION = re.compile(r"[:：]|栏次")  # 部门名称：…, and the row of column numbers
_GRAND = ("总计", "收入总计", "支出总计")


@dataclass(slots=True)
class Sums:
    """How many sums were added again, and those that do not agree."""

    checked: int = 0
    wrong: list[str] = field(default_factory=list)

    def compare(self, what: str, total: Decimal | None, parts: Sequence[Decimal | None]) -> None:
        """One total against its parts; an empty part counts as zero."""
        if total is None and not any(parts):
            return
        self.checked += 1
        summed = sum((part or Decimal(0) for part in parts), Decimal(0))
        allowed = _HALF * (len(parts) + 1)
        if abs((total or Decimal(0)) - summed) > allowed:
            self.wrong.append(f"{what}：印的是 {total}，{len(parts)} 个部分之和是 {summed}")


def add_again(grids: Sequence[Grid]) -> Sums:
    """All totals of all tables."""
    sums = Sums()
    kept: dict[str, Decimal | None] = {}
    for grid in grids:
        texts = [[_flat(slot.text) for slot in row] for row in grid.rows]
        _codes(grid, texts, sums)
        _sides(grid, texts, sums, kept)
        _across(grid, texts, sums)
        _items(grid, texts, sums)
    return sums


def _flat(text: str) -> str:
    return _SPACE.sub("", text)


def _value(row: Sequence[str], column: int) -> Decimal | None:
    return number(row[column]) if column < len(row) else None


# Codes: each class is the sum of its groups, each group of its items, the total of the classes.


def _codes(grid: Grid, texts: list[list[str]], sums: Sums) -> None:
    found: dict[int, dict[str, int]] = {}  # column of codes → code → row
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            # A code that no list knows stands without a name.
            if (
                _CODE.fullmatch(text)
                and c + 1 < len(row)
                and number(row[c + 1]) is None
                and _is_code(texts, c)
            ):
                found.setdefault(c, {})[text] = r
    blocks = sorted(column for column, codes in found.items() if any(len(code) > 3 for code in codes))
    if not blocks:
        return
    if len(blocks) > 1:
        _economic(grid, texts, [(c, found[c]) for c in blocks], sums)
        return
    first, rows = blocks[0], found[blocks[0]]
    top = min(rows.values())
    total = next((r for r in range(top - 1, -1, -1) if texts[r][first] in ("合计", "总计")), None)
    for c in range(first + 2, len(texts[top])):
        values = {code: _value(texts[r], c) for code, r in rows.items()}
        if not any(values.values()):
            continue
        where = f"{grid.source} 第 {c + 1} 栏"
        _levels(where, values, sums)
        if total is not None:
            classes = [value for code, value in values.items() if len(code) == 3]
            sums.compare(f"{where} 合计", _value(texts[total], c), classes)


def _is_code(texts: list[list[str]], column: int) -> bool:
    return any("代码" in row[column] or "编码" in row[column] for row in texts[:8] if column < len(row))


def _levels(where: str, values: dict[str, Decimal | None], sums: Sums) -> None:
    for code, value in values.items():
        parts = [
            part for below, part in values.items() if len(below) == len(code) + 2 and below.startswith(code)
        ]
        if parts:
            sums.compare(f"{where} {code}", value, parts)


def _economic(
    grid: Grid, texts: list[list[str]], blocks: list[tuple[int, dict[str, int]]], sums: Sums
) -> None:
    """Codes side by side: code, name, amount; two totals at the foot."""
    values = {code: _value(texts[r], c + 2) for c, rows in blocks for code, r in rows.items()}
    _levels(grid.source, values, sums)
    classes = {code: value for code, value in values.items() if len(code) == 3}
    for row in texts:
        for label, codes in (("人员经费合计", ("301", "303")), ("公用经费合计", ())):
            if label in row:
                end = len(row) - 1 - row[::-1].index(label)
                chosen = [v for code, v in classes.items() if (code in ("301", "303")) == bool(codes)]
                sums.compare(f"{grid.source} {label}", _value(row, end + 1), chosen)


# Overall tables: two sides, each with its parts, 本年合计, what is carried over, 总计.


def _sides(grid: Grid, texts: list[list[str]], sums: Sums, kept: dict[str, Decimal | None]) -> None:
    totals: dict[str, Decimal | None] = {}
    for label in ("本年收入合计", "本年支出合计"):
        at = next(((r, c) for r, row in enumerate(texts) for c, t in enumerate(row) if t == label), None)
        if at is None or not any(row[at[1]] in _GRAND for row in texts[at[0] :]):
            continue
        middle, column = at
        other = [c for c, text in enumerate(texts[middle]) if c > column and number(text) is None and text]
        end = other[0] if other else len(texts[middle])
        for c in range(column + 1, end):
            if any(_flat(row[c].text) == "行次" for row in grid.rows[:middle] if c < len(row)):
                continue
            total = _one_side(f"{grid.source} {label} 第 {c + 1} 栏", texts, (middle, column, c), sums)
            totals.setdefault(label, total)
    if len(totals) == 2:
        sums.compare(f"{grid.source} 收支总计", totals["本年收入合计"], [totals["本年支出合计"]])


def _one_side(where: str, texts: list[list[str]], at: tuple[int, int, int], sums: Sums) -> Decimal | None:
    middle, label, c = at
    above = [row for row in texts[:middle] if _ITEM.match(row[label])]
    sums.compare(where, _value(texts[middle], c), [_value(row, c) for row in above])
    parts, funds = [_value(texts[middle], c)], []
    carried: Decimal | None = None
    for row in texts[middle + 1 :]:
        if row[label] in _GRAND:
            sums.compare(f"{where} 总计", _value(row, c), parts)
            if funds:
                sums.compare(f"{where} 结转", carried, funds)
            return _value(row, c)
        if _FUNDS.fullmatch(row[label]):
            funds.append(_value(row, c))
        elif row[label]:
            carried = _value(row, c)
            parts.append(carried)
    return None


# Across: 合计 and 小计 columns against the columns that the headings put beside them.

_Path = tuple[Slot, ...]


def _across(grid: Grid, texts: list[list[str]], sums: Sums) -> None:
    head, body = _heading_rows(texts)
    if not head or not body:
        return
    paths = [_path(grid, head, c) for c in range(len(texts[body[0]]))]
    for c, path in enumerate(paths):
        if not path or not _TOTAL_HEADS.fullmatch(_flat(path[-1].text)):
            continue
        parts = list(_beside(paths, c))
        if len(parts) < 2:
            continue
        for r in body:
            row = texts[r]
            total = _value(row, c)
            if total is None and not any(_value(row, part) for part in parts):
                continue
            sums.compare(f"{grid.source} 第 {r + 1} 行第 {c + 1} 栏", total, [_value(row, p) for p in parts])


def _heading_rows(texts: list[list[str]]) -> tuple[list[int], list[int]]:
    """The rows of headings (from the first that names a total column) and the rows of figures below."""
    figures = [r for r, row in enumerate(texts) if sum("." in t and number(t) is not None for t in row) > 1]
    if not figures:
        return [], []
    heads = [
        r
        for r in range(figures[0])
        if len({t for t in texts[r] if t}) > 1
        and not _CAPTION.search("".join(texts[r]))
        and not _ordinal(texts[r])
    ]
    return heads, figures


def _ordinal(row: Sequence[str]) -> bool:
    """True for the row of column numbers, and for rows that already hold figures."""
    numbers = [number(text) for text in row if text]
    return sum(value is not None for value in numbers) > 1


def _path(grid: Grid, head: Sequence[int], column: int) -> _Path:
    """The headings over a column from top to bottom, each merged heading once."""
    cells = {grid.rows[r][column].cell: grid.rows[r][column] for r in head if column < len(grid.rows[r])}
    return tuple(slot for slot in cells.values() if _flat(slot.text))


def _beside(paths: Sequence[_Path], column: int) -> Iterator[int]:
    """The columns that a total column adds up: those after it under the same heading.

    Of a group that has a 小计 of its own only that counts.
    """
    parent = paths[column][:-1]
    groups: dict[tuple[int, int], list[int]] = {}
    for c in range(column + 1, len(paths)):
        path = paths[c]
        if path[: len(parent)] != parent or len(path) == len(parent):
            break
        own = path[len(parent)]
        if _TOTAL_HEADS.fullmatch(_flat(own.text)):
            break
        groups.setdefault(own.cell, []).append(c)
    for columns in groups.values():
        subtotal = [c for c in columns if _TOTAL_HEADS.fullmatch(_flat(paths[c][-1].text))]
        yield from subtotal[:1] or columns


# Lists of items: 合计 above or below its items in the first column.


def _items(grid: Grid, texts: list[list[str]], sums: Sums) -> None:
    rows = {row[0]: row for row in texts if row}
    for total, items in (
        ("合计", ("货物", "工程", "服务")),
        ("（一）车辆数合计（辆）", None),
        ("合计", ("因公出国（境）费", "公务接待费", "公务用车购置及运行费")),
        ("公务用车购置及运行费", ("①公务用车购置费", "②公务用车运行维护费")),
    ):
        if total not in rows:
            continue
        parts = [
            row for name, row in rows.items() if (name in items if items else re.match(r"[1-8]\.", name))
        ]
        if len(parts) < 2:
            continue
        for c in range(1, len(rows[total])):
            if any(_flat(row[c].text) == "行次" for row in grid.rows if c < len(row)):
                continue
            if any((number(row[c]) is not None and "." in row[c]) or items is None for row in parts):
                sums.compare(
                    f"{grid.source} {total} 第 {c + 1} 栏",
                    _value(rows[total], c),
                    [_value(p, c) for p in parts],
                )
