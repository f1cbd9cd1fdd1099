"""Sums of rows spread over their cells so that the sums of columns come out; nothing is made up or lost."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from gongkai.learning.spreading import CellsOfRow, spread
from gongkai.recovering.input_cells import SourceCell

COLUMNS = ("基本支出", "项目支出", "机动经费")
Sums = list[tuple[dict[SourceCell, int], Decimal]]


def cell(code: str, column: str) -> SourceCell:
    return SourceCell("支出", (("科目编码", code),), column)


def rows_of(amounts: dict[str, int]) -> tuple[list[CellsOfRow], dict[SourceCell, Decimal]]:
    """Rows with all of their amounts in the first cell."""
    rows = [tuple(cell(code, column) for column in COLUMNS) for code in amounts]
    known = {each: Decimal(0) for row in rows for each in row}
    return rows, known | {cell(code, COLUMNS[0]): Decimal(amount) for code, amount in amounts.items()}


def column_sums(codes: list[str], totals: dict[str, int]) -> Sums:
    return [({cell(code, name): 1 for code in codes}, Decimal(total)) for name, total in totals.items()]


@pytest.mark.parametrize("seed", range(20))
def test_rows_and_columns_both_come_out(seed: int) -> None:
    random = Random(seed)
    amounts = {f"20{number:05}": random.randint(0, 900) for number in range(random.randint(1, 8))}
    totals = dict.fromkeys(COLUMNS, 0)
    for amount in amounts.values():
        first, second = sorted((random.randint(0, amount), random.randint(0, amount)))
        for name, part in zip(COLUMNS, (first, second - first, amount - second), strict=True):
            totals[name] += part
    rows, known = rows_of(amounts)
    spread(column_sums(list(amounts), totals), rows, known, Decimal(0))
    assert {name: sum(known[cell(code, name)] for code in amounts) for name in COLUMNS} == totals
    assert {code: sum(known[cell(code, name)] for name in COLUMNS) for code in amounts} == amounts
    assert min(known.values()) >= 0


def test_a_sum_that_cannot_be_had_leaves_all_as_it_was() -> None:
    rows, known = rows_of({"2010101": 5, "2010102": 7})
    before = dict(known)
    spread(column_sums(["2010101", "2010102"], {"项目支出": 13}), rows, known, Decimal(0))
    assert known == before


def test_cells_outside_the_rows_are_certain_and_stay() -> None:
    rows, known = rows_of({"2010101": 5})
    certain = cell("2010102", "项目支出")
    known[certain] = Decimal(3)
    spread(column_sums(["2010101", "2010102"], {"项目支出": 4}), rows, known, Decimal(0))
    assert known[certain] == 3 and known[cell("2010101", "项目支出")] == 1


def test_what_roundings_come_to_moves_nothing_and_differences_are_left_alone() -> None:
    rows, known = rows_of({"2010101": 5})
    before = dict(known)
    near = column_sums(["2010101"], {"项目支出": 1})
    less = [({cell("2010101", "项目支出"): 1, cell("2010101", "基本支出"): -1}, Decimal(5))]
    spread([*near, *less], rows, known, Decimal(1))
    assert known == before


def test_a_narrower_sum_does_not_undo_a_wider_one() -> None:
    """基本支出 of all codes, and of one alone, which is less than what stands there."""
    rows, known = rows_of({"2010101": 5, "2010102": 7})
    sums = column_sums(["2010101", "2010102"], {"基本支出": 9}) + column_sums(["2010102"], {"基本支出": 1})
    spread(sums, rows, known, Decimal(0))
    assert known[cell("2010101", "基本支出")] + known[cell("2010102", "基本支出")] == 9
