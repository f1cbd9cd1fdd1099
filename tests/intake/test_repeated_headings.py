"""Tables pasted page by page: headings that stand again are passed over; those of another table are one finding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.findings import Severity
from tests.conftest import ROOT
from tests.intake.support import BOTTOM, TOP, codes_of, edited, read, small_workbook
from tests.support.library import check_file, read_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"
FIRST = ["2080101", "行政运行", "财政拨款", "", "", "", 1, 10, 20]
SECOND = ["2080102", "一般行政管理事务", "财政拨款", "", "", "", 2, 30, 40]


def amounts(path: Path, rows: Sequence[Sequence[object]]) -> tuple[list[object], list[str]]:
    department, findings = read(small_workbook(path / "a.xlsx", rows))
    entries = department.schedules["明细"].entries
    return [entry.number("决算/基本支出") for entry in entries], codes_of(findings)


def test_headings_between_the_rows(tmp_path: Path) -> None:
    found, codes = amounts(tmp_path, [FIRST, TOP, BOTTOM, SECOND])
    assert (found, codes) == ([Decimal(10), Decimal(30)], [])


def test_one_row_of_the_headings_and_stars_and_blanks(tmp_path: Path) -> None:
    starred = [f" {label} *" if label else label for label in TOP]
    found, codes = amounts(tmp_path, [FIRST, starred, SECOND, BOTTOM])
    assert (found, codes) == ([Decimal(10), Decimal(30)], [])


def test_the_whole_head_of_a_page_of_a_workbook_of_ours(tmp_path: Path) -> None:
    """Title, description, line of the unit, headings, the row of totals: all copied in front of the second row."""

    def edit(book: Any) -> None:
        sheet = book["支出"]
        for column in range(1, 22):
            sheet.cell(20, column).value = sheet.cell(8, column).value
            for row in range(1, 7):
                sheet.cell(13 + row, column).value = sheet.cell(row, column).value
            sheet.cell(8, column).value = None

    path = edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit)
    department = read_file(path).department
    assert department is not None
    assert [entry.text("科目编码") for entry in department.schedules["支出"].entries] == [
        "2080101",
        "2080799",
    ]
    assert [item for item in check_file(path).findings if item.severity is not Severity.HINT] == []


def test_headings_between_fixed_lines(tmp_path: Path) -> None:
    lines = [["接待费", 5, 4], ["项目", "预算", "决算"], ["接待批次", "", 3]]
    department, findings = read(small_workbook(tmp_path / "a.xlsx", [FIRST], lines))
    assert findings == []
    assert [entry.line for entry in department.schedules["按项"].entries] == ["接待费", "接待批次"]


@pytest.mark.parametrize(
    "row", [["科目编码", "行政运行", "财政拨款", "", "", "", 1, 5], ["科目编码", "", "", "", "", "", "", 7]]
)
def test_a_row_that_says_more_than_headings_is_not_passed_over(tmp_path: Path, row: Sequence[object]) -> None:
    assert amounts(tmp_path, [FIRST, row])[1] != []


def test_another_order_of_columns_is_one_finding(tmp_path: Path) -> None:
    """Figures below other headings would be read as those of the columns above."""
    other = ["科目名称", "科目编码", "说明", "来源", "日期"]
    rows = [FIRST, other, ["一般行政管理事务", "2080102", "", "财政拨款", "", "", 2, 30, 40]]
    department, findings = read(small_workbook(tmp_path / "a.xlsx", rows))
    assert [(item.code, item.severity, item.location.cell) for item in findings] == [
        ("SR-05", Severity.ERROR, "A4")
    ]
    assert "第 4 行又是表头" in findings[0].message
    assert len(department.schedules["明细"].entries) == 1


def test_what_follows_from_another_table_is_counted_not_listed(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["支出"]
        for column in range(1, 22):
            sheet.cell(9, column + 1).value = sheet.cell(8, column).value
            sheet.cell(8, column).value = None
        for column, label in enumerate(("科目名称", "科目编码", "基本支出", "资金来源"), 1):
            sheet.cell(8, column).value = label

    path = edited(LIULIN.read_bytes(), tmp_path / "a.xlsx", edit)
    found = [item for item in check_file(path).findings if item.severity is Severity.ERROR]
    assert codes_of(found) == ["SR-05"]
    assert "条问题由它引起" in found[0].hint
