"""Sheets, headings, rows and lines of a workbook: what is tolerated, and what is reported where."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gongkai.blanks import write_workbook
from gongkai.findings import Severity
from gongkai.model.schema import Column, ColumnType, InputSpec, Line, ScheduleSpec, Shape
from tests.intake.support import (
    BOTTOM,
    CODES,
    HEADINGS,
    SMALL,
    TOP,
    amount_row,
    codes_of,
    read,
    sheet_of,
    small_workbook,
    the,
)

ROW = ["2080101", "", "", "", "", "", "", 1, 2, 3, 4]
NUMBERS = {"决算/基本支出": 1, "决算/项目支出": 2, "上年决算/基本支出": 3, "上年决算/项目支出": 4}


def replaced(path: Path, name: str, rows: list[list[object]]) -> Path:
    """The small workbook with one sheet written anew."""

    def edit(book: Any) -> None:
        if name in book.sheetnames:
            del book[name]
        sheet_of(book, name, rows)

    return small_workbook(path, edit=edit)


def patched(path: Path, before: bytes, after: bytes) -> int:
    """Replace bytes in all parts of a workbook; how often they were there."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(before, after))
    return sum(content.count(before) for content in parts.values())


def numbers(path: Path) -> dict[str, int]:
    department, findings = read(path)
    assert findings == []
    (entry,) = department.schedules["明细"].entries
    return {
        name: int(value.value) for name, value in entry.values.items() if isinstance(value.value, Decimal)
    }


def test_group_heading_over_its_columns(tmp_path: Path) -> None:
    assert numbers(small_workbook(tmp_path / "a.xlsx", [ROW])) == NUMBERS


def test_one_heading_row(tmp_path: Path) -> None:
    assert numbers(replaced(tmp_path / "a.xlsx", "明细", [HEADINGS, ROW])) == NUMBERS
    joined = [heading.replace("/", "") for heading in HEADINGS]
    assert numbers(replaced(tmp_path / "b.xlsx", "明细", [joined, ROW])) == NUMBERS


def test_rows_above_blank_rows_and_dressed_headings(tmp_path: Path) -> None:
    dressed = [
        "科目\n编码 *",
        " 科目名称",
        "来　源",
        "说明",
        "日期",
        "权重",
        "人数*",
        "决 算",
        "",
        "上年\n决算",
        "",
    ]
    rows = [["明细表"], ["单位：元"], [], dressed, BOTTOM, [], ROW, [], ["", "", ""]]
    assert numbers(replaced(tmp_path / "a.xlsx", "明细", rows)) == NUMBERS


def test_labels_in_the_lower_heading_row(tmp_path: Path) -> None:
    top = ["", "", "", "", "", "", "", "决算", "", "上年决算", ""]
    bottom = [*TOP[:7], *BOTTOM[7:]]
    assert numbers(replaced(tmp_path / "a.xlsx", "明细", [top, bottom, ROW])) == NUMBERS


def test_columns_in_another_order(tmp_path: Path) -> None:
    top = ["上年决算", "", "决算", "", *TOP[:7]]
    bottom = ["项目支出", "基本支出", "基本支出", "项目支出", *BOTTOM[:7]]
    row = [4, 3, 1, 2, "2080101"]
    assert numbers(replaced(tmp_path / "a.xlsx", "明细", [top, bottom, row])) == NUMBERS


def test_totals_notes_and_computed_columns_are_not_read(tmp_path: Path) -> None:
    top = [*TOP, "合计（自动计算）", "小计"]
    rows = [
        [*TOP[:9], "", *TOP[9:], ""],
        [*BOTTOM[:9], "合计（自动计算）", *BOTTOM[9:], "小计"],
        ["合计（自动计算）", "", "", "", "", "", "", 9, 9, 9, 9, 9, 9],
        ["栏次", "", "", "", "", "", "", 1, 2, 3, 4, 5, 6],
        [*ROW[:9], 99, *ROW[9:], 99],
        ["合计", "", "", "", "", "", "", 1, 2],
        ["注：本表金额单位为元"],
    ]
    assert len(top) == 13
    assert numbers(replaced(tmp_path / "a.xlsx", "明细", rows)) == NUMBERS


def test_wrong_used_range_is_not_believed(tmp_path: Path) -> None:
    path = small_workbook(tmp_path / "a.xlsx", [ROW])
    assert patched(path, b'<dimension ref="A1:K3"', b'<dimension ref="A1:A1"') == 1
    assert numbers(path) == NUMBERS


def test_unknown_heading_with_its_nearest(tmp_path: Path) -> None:
    rows = [[*TOP], [*BOTTOM[:8], "项日支出", *BOTTOM[9:]], ROW]
    _, findings = read(replaced(tmp_path / "a.xlsx", "明细", rows))
    found = the(findings, "SR-05")
    assert len(findings) == 1  # the column it was is not reported again as missing
    assert (found.severity, found.location.cell) == (Severity.ERROR, "I2")
    assert "决算/项日支出" in found.message
    assert "决算/项目支出" in found.hint


def test_renamed_group_is_one_finding(tmp_path: Path) -> None:
    rows = [[*TOP[:9], "前一年决算", ""], BOTTOM, ROW]
    department, findings = read(replaced(tmp_path / "a.xlsx", "明细", rows))
    found = the(findings, "SR-05")
    assert len(findings) == 1
    assert found.location.cell == "J1"
    assert "上年决算" in found.hint
    assert set(department.schedules["明细"].entries[0].values) == {
        "科目编码",
        "决算/基本支出",
        "决算/项目支出",
    }


def test_own_column(tmp_path: Path) -> None:
    rows = [[*TOP, "备查"], BOTTOM, [*ROW, "看过"]]
    _, findings = read(replaced(tmp_path / "a.xlsx", "明细", rows))
    found = the(findings, "SR-05")
    assert (found.location.cell, found.severity) == ("L1", Severity.ERROR)
    _, findings = read(replaced(tmp_path / "b.xlsx", "明细", [[*TOP, "备查"], BOTTOM, ROW]))
    assert the(findings, "SR-05").severity is Severity.WARNING  # nothing below it is lost


def test_missing_columns(tmp_path: Path) -> None:
    rows = [[*TOP[1:7], *TOP[7:]], [*BOTTOM[1:7], *BOTTOM[7:]], ["行政运行"]]
    _, findings = read(replaced(tmp_path / "a.xlsx", "明细", rows))
    found = the(findings, "SR-04")
    assert codes_of(findings) == ["SR-04"]  # not once more for every row
    assert "科目编码" in found.message
    assert found.severity is Severity.ERROR
    _, findings = read(replaced(tmp_path / "b.xlsx", "明细", [TOP[:9], BOTTOM[:9], ROW[:9]]))
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    found = the(findings, "SR-04")  # one for all blank columns that somebody deleted
    assert found.expected == "上年决算/基本支出、上年决算/项目支出"
    assert "“上年决算/基本支出”“上年决算/项目支出”，按没有数处理" in found.message


def test_heading_twice(tmp_path: Path) -> None:
    rows = [[*TOP, "科目名称"], BOTTOM, ROW]
    _, findings = read(replaced(tmp_path / "a.xlsx", "明细", rows))
    assert (the(findings, "SR-05").location.cell, "两次" in the(findings, "SR-05").message) == ("L2", True)


def test_a_lost_heading_of_a_group_is_no_second_group(tmp_path: Path) -> None:
    """Nobody is told to delete last year's figures because the heading above them got lost."""
    top = [*TOP]
    top[TOP.index("上年决算")] = ""
    _, findings = read(replaced(tmp_path / "a.xlsx", "明细", [top, BOTTOM, ROW]))
    found = the(findings, "SR-05")
    assert (found.location.cell, len(findings)) == ("J2", 1)
    assert "等 2 栏都出现两次" in found.message
    assert "“上年决算”没有了" in found.hint


def test_headings_with_years_are_not_taken_for_one_another(tmp_path: Path) -> None:
    top = [*TOP]
    top[TOP.index("决算")], top[TOP.index("上年决算")] = "2024年决算", "2023年度决算"
    _, findings = read(replaced(tmp_path / "a.xlsx", "明细", [top, BOTTOM, ROW]))
    hints = {item.location.cell: item.hint for item in findings if item.code == "SR-05"}
    assert {hints["H1"], hints["J1"]} == {"栏目里不写年份，请改成“上年决算”或“决算”"}
    assert not any(item.code == "SR-04" for item in findings)


def test_a_line_that_stands_there_is_not_proposed_for_another(tmp_path: Path) -> None:
    lines: list[list[object]] = [["接待费", 5, 4], ["接待费小计", 5, 4], ["接待费用", 1, 1]]
    _, findings = read(small_workbook(tmp_path / "a.xlsx", lines=lines))
    hints = [item.hint for item in findings if item.code == "SR-19"]
    assert len(hints) == 2
    assert "删去" in hints[0]
    assert not any("最接近的是“接待费”" in hint for hint in hints)


def test_a_row_of_numbers_alone_may_be_a_total(tmp_path: Path) -> None:
    rows: list[list[object]] = [amount_row(5), ["", "", "", "", "", "", "", 5]]
    _, findings = read(small_workbook(tmp_path / "a.xlsx", rows))
    assert "写“合计”" in the(findings, "SR-13").hint
    rows[1][0] = "合计"
    assert read(small_workbook(tmp_path / "a.xlsx", rows))[1] == []


def test_no_heading_at_all(tmp_path: Path) -> None:
    department, findings = read(replaced(tmp_path / "a.xlsx", "明细", [["甲", "乙"], [1, 2]]))
    found = the(findings, "SR-04")
    assert found.location.sheet == "明细"
    assert found.location.cell == "A1"
    assert department.schedules["明细"].entries == ()


def test_duplicate_rows_name_both_cells(tmp_path: Path) -> None:
    rows = [["2080101", "", "财政拨款"], ["2080101", "", "其他资金"], ["2080101.0", "", "财政拨款"]]
    _, findings = read(small_workbook(tmp_path / "a.xlsx", rows))
    found = the(findings, "SR-12")
    assert found.location.cell == "A5"
    assert "A3" in found.message


def test_required_cell(tmp_path: Path) -> None:
    _, findings = read(small_workbook(tmp_path / "a.xlsx", [["", "", "", "", "", "", "", 5]]))
    found = the(findings, "SR-13")
    assert (found.location.sheet, found.location.cell) == ("明细", "A3")


def test_missing_sheet_and_what_it_may_be_called_now(tmp_path: Path) -> None:
    def rename(book: Any) -> None:
        book["明细"].title = "明细表"

    department, findings = read(small_workbook(tmp_path / "a.xlsx", edit=rename))
    found = the(findings, "SR-02")
    assert len(findings) == 1
    assert (found.severity, found.location.sheet) == (Severity.ERROR, "明细")
    assert "明细表" in found.hint
    assert not department.schedules["明细"].present
    assert department.schedules["按项"].present


def test_optional_sheet_may_be_missing_but_not_renamed(tmp_path: Path) -> None:
    department, findings = read(small_workbook(tmp_path / "a.xlsx"))
    assert findings == []
    assert not department.schedules["经济分类"].present

    def near(book: Any) -> None:
        sheet_of(book, "经济分类表", [["经济科目编码"]])

    _, findings = read(small_workbook(tmp_path / "b.xlsx", edit=near))
    assert the(findings, "SR-02").severity is Severity.WARNING


def test_unknown_sheets(tmp_path: Path) -> None:
    def add(book: Any) -> None:
        sheet_of(book, "我的底稿", [["甲"]])
        sheet_of(book, "填写说明", [["甲"]])
        sheet_of(book, "代码表", [["甲"]])
        sheet_of(book, "核对（自动计算）", [["甲"]])
        sheet_of(book, "汇总", [["汇总（自动计算）"], [1]])
        book.create_sheet("Sheet1")

    _, findings = read(small_workbook(tmp_path / "a.xlsx", edit=add))
    found = the(findings, "SR-03")
    assert len(findings) == 1
    assert (found.severity, found.location.sheet) == (Severity.HINT, "我的底稿")


def test_lines(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["金额"],
        ["接待费", 5, 4],
        ["数量", "", ""],
        [" 保有量 *", "", 2],
        ["合计", 5, 4],
        ["说明：略"],
    ]
    department, findings = read(small_workbook(tmp_path / "a.xlsx", lines=lines))
    assert findings == []
    schedule = department.schedules["按项"]
    assert [entry.line for entry in schedule.entries] == ["接待费", "保有量"]
    assert schedule.entries[0].number("预算") == 5
    assert schedule.entries[0].place("决算").cell == "C3"


def test_lines_stand_in_the_order_of_the_format(tmp_path: Path) -> None:
    department, _ = read(small_workbook(tmp_path / "a.xlsx", lines=[["保有量", "", 2], ["接待费", 1, 1]]))
    assert [entry.line for entry in department.schedules["按项"].entries] == ["接待费", "保有量"]


@pytest.mark.parametrize(
    ("lines", "code", "cell"),
    [
        ([["接待费用", 5, 4]], "SR-19", "A2"),
        ([["保有量", 3, 2]], "SR-20", "B2"),
        ([["接待费", 1, 1], ["接待费", 2, 2]], "SR-12", "A3"),
    ],
)
def test_faults_of_lines(tmp_path: Path, lines: list[list[object]], code: str, cell: str) -> None:
    _, findings = read(small_workbook(tmp_path / "a.xlsx", lines=lines))
    assert len(findings) == 1
    assert the(findings, code).location.cell == cell


def test_nearest_line_is_named(tmp_path: Path) -> None:
    _, findings = read(small_workbook(tmp_path / "a.xlsx", lines=[["接待费用", 5, 4]]))
    assert "“接待费”" in the(findings, "SR-19").hint


def test_zero_and_dash_may_stand_where_a_line_takes_nothing(tmp_path: Path) -> None:
    _, findings = read(small_workbook(tmp_path / "a.xlsx", lines=[["保有量", 0, 2], ["接待批次", "—", 2]]))
    assert findings == []


def test_required_line(tmp_path: Path) -> None:
    def clear(book: Any) -> None:
        book["单位信息"]["B3"] = None

    _, findings = read(small_workbook(tmp_path / "a.xlsx", edit=clear))
    found = the(findings, "SR-13")
    assert (found.location.cell, found.location.path) == ("B3", "单位信息/金额单位")


def test_unit_line_that_contradicts_the_identity_sheet(tmp_path: Path) -> None:
    rows = [["单位：万元"], TOP, BOTTOM, ROW]
    _, findings = read(replaced(tmp_path / "a.xlsx", "明细", rows))
    found = the(findings, "SR-22")
    assert (found.location.cell, found.found, found.expected) == ("A1", "万元", "元")


def test_formula_by_its_cached_value_and_without_one(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, rows in {
        "单位信息": [["项目", "内容"], ["公开格式", SMALL.format], ["金额单位", "元"]],
        "明细": [TOP, BOTTOM, ["2080101"]],
        "按项": [["项目", "预算", "决算"]],
    }.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if name == "明细":
            sheet.write_formula("H3", "=1+1", None, 2)
            sheet.write_formula("D3", '=""', None, "")
    book.close()
    # Excel stores the empty text as a result of type str; XlsxWriter cannot be told to.
    assert patched(path, b'<c r="D3"><f>', b'<c r="D3" t="str"><f>') == 1
    department, findings = read(path)
    assert findings == []
    assert department.schedules["明细"].entries[0].number("决算/基本支出") == 2

    reread = openpyxl.load_workbook(path)
    reread.save(path)
    _, findings = read(path)
    assert sorted(finding.location.cell for finding in findings) == ["D3", "H3"]
    assert set(codes_of(findings)) == {"SR-07"}


def test_formulas_outside_what_is_read_need_no_value(tmp_path: Path) -> None:
    rows = [amount_row(1), ["合计", "", "", "", "", "", "", "=SUM(H3:H3)"]]

    def beside(book: Any) -> None:
        book["明细"]["P9"] = "=1+1"

    assert read(small_workbook(tmp_path / "a.xlsx", rows, edit=beside))[1] == []


@pytest.mark.parametrize("form", ["written", "bare"])
def test_schedule_named_like_its_only_column(tmp_path: Path, form: str) -> None:
    column = Column(("年初预算",), ColumnType.AMOUNT)
    schedule = ScheduleSpec("年初预算", Shape.LINES, (column,), (Line("甲"), Line("乙")))
    spec = InputSpec(SMALL.format, "", (SMALL.schedules[0], schedule))
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_workbook(spec, CODES))
    book = openpyxl.load_workbook(path)
    if form == "bare":
        del book["年初预算"]
        sheet_of(book, "年初预算", [["年初预算"], ["项目", "年初预算"], ["甲", 3], ["乙", 4]])
    else:
        assert book["年初预算"]["A5"].value == "甲"
        book["年初预算"]["C5"], book["年初预算"]["C6"] = 3, 4
    book.save(path)
    department, findings = read(path, spec)
    assert findings == []
    assert [entry.number("年初预算") for entry in department.schedules["年初预算"].entries] == [3, 4]
