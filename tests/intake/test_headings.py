"""Headings that one workbook has are found again in the next one, and nothing that was found there is changed."""

from __future__ import annotations

from dataclasses import replace

from gongkai.findings import Location
from gongkai.intake.headings import find_header
from gongkai.readers.cells import RawCell
from gongkai.readers.sheet_cells import SheetCells
from tests.intake.support import LINES, ROWS


def sheet(*headings: str, row: int = 1) -> SheetCells:
    cells = {at: RawCell(text, Location(), row=row, column=at) for at, text in enumerate(headings, 1) if text}
    return SheetCells("明细", "甲.xlsx", {row: cells})


def test_header_found_twice_is_no_shared_one() -> None:
    first, again = (find_header(sheet("科目编码", "权重", "人数"), ROWS) for _ in range(2))
    assert first is not None and again is not None
    assert first == again and first is not again
    assert first.where == {"科目编码": 1, "权重": 2, "人数": 3}


def test_same_headings_elsewhere_or_of_another_schedule_are_found_where_they_stand() -> None:
    for row in (1, 3):
        found = find_header(sheet("科目编码", "权重", row=row), ROWS)
        assert found is not None and found.last == row
    moved = find_header(sheet("", "科目编码", "权重"), ROWS)
    assert moved is not None and moved.where == {"科目编码": 2, "权重": 3}
    renamed = replace(ROWS, columns=(*ROWS.columns[:1], *ROWS.columns[2:]))
    headings = ("科目编码", "科目名称", "权重")
    known, lacking = (find_header(sheet(*headings), spec) for spec in (ROWS, renamed))
    assert known is not None and lacking is not None
    assert "科目名称" in known.where and "科目名称" not in lacking.where
    assert find_header(sheet(*headings), LINES) is None
