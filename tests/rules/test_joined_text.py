"""What is found in the finished text is told at the cell that it comes of, once, and not beside the cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.intake.support import edited
from tests.support.library import check_file

SAMPLES = ROOT / "sample_inputs"
DUTY = "贯彻执行就业和社会保障的方针政策，负责全县就业和社会保障的监督管理"


def cell_of(book: openpyxl.Workbook, sheet: str, line: str) -> Any:
    for row in book[sheet].iter_rows(max_col=2):
        if str(row[0].value).removesuffix(" *") == line:
            return row[1]
    raise AssertionError(line)


def test_a_hole_is_told_as_missing_only(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for line in ("绩效管理成效", "绩效管理问题", "绩效改进措施"):
            assert cell_of(book, "文字", line).value
            cell_of(book, "文字", line).value = None

    source = (SAMPLES / "qiemo-2023-final" / "input.xlsx").read_bytes()
    found = check_file(edited(source, tmp_path / "a.xlsx", edit)).findings
    assert len([item for item in found if item.code == "BW-29"]) == 3
    assert not [item for item in found if item.code in ("WZ-07", "WZ-08") and not item.location.cell]


@pytest.mark.parametrize("more", [(), ("绩效评价结果",)])
def test_equal_paragraphs_are_told_at_the_second(more: tuple[str, ...], tmp_path: Path) -> None:
    places: list[str] = []

    def edit(book: Any) -> None:
        for line in ("主要职责", "机构设置", *more):
            cell_of(book, "文字", line).value = DUTY
            places.append(cell_of(book, "文字", line).coordinate)

    source = (SAMPLES / "liulin-2023-final" / "input.xlsx").read_bytes()
    found = check_file(edited(source, tmp_path / "a.xlsx", edit)).findings
    told = [item for item in found if item.code == "WN-15" and "相邻两段相同" in item.message]
    for item in told:
        assert item.location.cell == places[1] and "主要职责" in item.message
    assert len(told) == 1
