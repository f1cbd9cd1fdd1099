"""One wrong amount that can be read is one finding, though every balance that it stands in is out by as much."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.findings import Severity
from gongkai.rules.rule import Status
from gongkai.stages import Checked
from tests.conftest import ROOT
from tests.intake.support import edited
from tests.support.library import check_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"
BALANCES = ("BN-", "BJ-", "HD-")


def checked(tmp_path: Path, edit: Callable[[Any], None]) -> Checked:
    return check_file(edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit))


def balances(found: Checked) -> list[tuple[str, str, str]]:
    return [
        (item.code, item.location.sheet, item.location.cell)
        for item in found.findings
        if item.severity is Severity.ERROR and item.code.startswith(BALANCES)
    ]


def without_totals(book: Any) -> None:
    for row in book["核对数"].iter_rows(min_row=5, min_col=4, max_col=4):
        row[0].value = None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (28342400.0, "小数点右移了 1 位"),
        (2384240.0, "两位数字颠倒"),
        (-2834240.0, "正负号相反"),
        (2934240.0, "错一位数字"),
    ],
)
def test_a_mistyped_amount_is_told_once_with_its_cell(typed: float, fault: str, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        without_totals(book)
        assert book["支出"]["J7"].value == 2834240
        book["支出"]["J7"].value = typed

    found = checked(tmp_path, edit)
    assert [place[1:] for place in balances(found)] == [("支出", "J7")]
    told = next(item for item in found.findings if item.severity is Severity.ERROR)
    assert f"最可能是工作表“支出” 单元格 J7 {fault}" in told.hint
    assert "也相差这么多，多半是同一处错" in told.hint
    assert "是相加的" not in told.hint
    failed = {item.code for item in found.coverage if item.status is Status.FAILED}
    assert {"BN-05", "BN-07", "BN-07a", "BN-08"} <= failed  # a rule that failed has not passed


def test_a_control_total_tells_it(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["支出"]["J7"].value = 2384240

    found = checked(tmp_path, edit)
    assert [code for code, _, _ in balances(found)] == ["HD-01"]
    assert [item.code for item in found.held] == ["BN-05", "BN-07", "BN-07a", "BN-08"]
    assert "另有 4 处（BN-05、BN-07、BN-07a、BN-08）也相差这么多" in found.findings[0].hint


def test_an_amount_that_no_mistyping_explains_is_told_without_a_guess(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        without_totals(book)
        book["支出"]["J7"].value = 3141592.65

    found = checked(tmp_path, edit)
    assert len(balances(found)) == 1
    hint = next(item.hint for item in found.findings if item.severity is Severity.ERROR)
    assert "可能是" not in hint and "不一定是它错" in hint


def test_two_faults_are_two_findings(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        without_totals(book)
        book["支出"]["J7"].value = 2384240
        book["支出"]["P7"].value = 4676541

    places = balances(checked(tmp_path, edit))
    assert ("支出", "J7") in [place[1:] for place in places]
    assert "BN-05a" in [code for code, _, _ in places]


def test_the_same_difference_in_other_amounts_is_another_fault(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        without_totals(book)
        for cell in ("J7", "P7"):  # this year's and last year's
            book["支出"][cell].value = float(Decimal(str(book["支出"][cell].value)) + 90)

    codes = [code for code, _, _ in balances(checked(tmp_path, edit))]
    assert "BN-05a" in codes and len(codes) == 2
