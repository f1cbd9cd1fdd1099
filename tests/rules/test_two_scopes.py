"""An item of two changes: each reason says by how much it changed there, and both may be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.intake.support import edited
from tests.support.library import check_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"
OTHER = (("2080101", "行政运行", 100_000), ("2080799", "其他就业补助支出", 50_000))


def other_funds(book: Any) -> None:
    """Two subjects are paid for by other funds too, so that no single item makes the two changes differ."""
    income, spent = book["收入"], book["支出"]
    column = next(cell.column for cell in income[5] if cell.value == "其他收入")
    for at, (code, name, amount) in enumerate(OTHER):
        income.cell(7 + at, column).value = amount
        row = 9 + at
        for number, value in ((1, code), (2, name), (3, "其他资金"), (11, amount)):
            spent.cell(row, number).value = value


@pytest.mark.parametrize(("said", "told"), [("817.40", 0), ("800.00", 1)])
def test_each_change_has_its_own_amount(said: str, told: int, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        other_funds(book)
        for row, amount in ((5, said), (6, "827.40"), (7, "827.40")):
            book["变动原因"].cell(row, 3).value = f"往来资金付清，行政运行减少{amount}万元，就业补助减少"

    found = check_file(edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit)).findings
    assert not [item for item in found if item.code.startswith("SR-")]
    assert len([item for item in found if item.code == "WN-12"]) == told


def test_a_change_that_cannot_be_worked_out_is_not_compared(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        other_funds(book)
        book["变动原因"]["C5"] = "往来资金付清，行政运行减少800.00万元，就业补助减少"
        book["变动原因"]["C6"] = "往来资金付清，行政运行减少827.40万元，就业补助减少"
        del book["收入"]

    found = check_file(edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit)).findings
    assert [item.code for item in found if item.code == "SR-02"]
    assert not [item for item in found if item.code == "WN-12"]


def test_an_amount_of_a_figure_is_told_once(tmp_path: Path) -> None:
    """公务用车运行维护费 is a figure and an item of the economic classification."""

    def edit(book: Any) -> None:
        book["变动原因"]["C8"] = "车辆老旧，燃料涨价但出车减少，公务用车运行维护费减少7.77万元"

    found = check_file(edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit)).findings
    assert [item.code for item in found if item.code in ("BW-01", "BW-04")] == ["BW-01"]
