"""A first row that was typed over the formulas of the totals has the sum of all others, and is told before it is added."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.intake.support import codes_of, read, small_workbook

Row = list[object]


def row(code: str, *amounts: object) -> Row:
    return [code, "", "财政拨款", "", "", "", "", *amounts]


OTHERS = [row("2080102", 100, 20, 90, ""), ["2080102", "", "其他资金", "", "", "", "", 250, 5, 240, 7]]


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (row("2080101", 350, 25, 330, 7), ["H3"]),  # all columns
        (row("2080101", 1, 25, 330, 7), ["I3"]),  # what was typed over is the row's own
        (row("2080101", 1, 2, 330, 9), []),  # one column of two rows may be chance
        (row("2080101", 1, 2, 3, 4), []),
    ],
)
def test_the_sum_of_the_rows_below(first: Row, told: list[str], tmp_path: Path) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [first, *OTHERS]))
    assert [item.location.cell for item in findings if item.code == "SR-26"] == told
    assert len(department.schedules["明细"].entries) == 3


def test_three_rows_add_up_by_no_chance(tmp_path: Path) -> None:
    more = ["2080101", "", "其他资金", "", "", "", "", 50, "", "", ""]
    _, findings = read(small_workbook(tmp_path / "a.xlsx", [row("2080101", 400, "", "", ""), *OTHERS, more]))
    assert [item.location.cell for item in findings if item.code == "SR-26"] == ["H3"]


def test_where_a_total_stands_it_is_the_total(tmp_path: Path) -> None:
    total: Row = ["合计", "", "", "", "", "", "", 700, 50, 660, 14]
    rows = [total, row("2080101", 350, 25, 330, 7), *OTHERS]
    _, findings = read(small_workbook(tmp_path / "a.xlsx", rows))
    assert codes_of(findings) == []
