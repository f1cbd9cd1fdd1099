"""Signatures, dates, notes and columns of remarks are passed over; what may be a figure never is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.intake.furniture import is_note, is_remark, is_signature
from gongkai.intake.typed_text import without_gaps
from tests.intake.support import amount_row, read, small_workbook

SIGNATURES = (
    "制表人：张三",
    "制表：",
    "填表人: ",
    "审核：李四",
    "复 核 ：",
    "单位负责人（签字）：",
    "财务负责人：",
    "填报日期：2024.9.18",
    "联系电话：0350-1",
    "制表人 王五",
    "以下空白",
    "（盖章）",
    "单位负责人",
)
DATA = (
    "审核经费",
    "会计培训费",
    "财务专项检查",
    "负责人培训项目：第二期",
    "联系群众工作经费",
    "填报系统维护费",
    "2080101",
    "日期",
)


@pytest.mark.parametrize("text", SIGNATURES)
def test_signatures(text: str) -> None:
    assert is_signature(text)


@pytest.mark.parametrize("text", DATA)
def test_names_of_projects_are_none(text: str) -> None:
    assert not is_signature(text)
    assert not is_note(text)


def test_foot_below_rows_and_lines(tmp_path: Path) -> None:
    foot: list[list[object]] = [
        ["制表人：张三", "", "审核：李四", "", "2024年9月18日"],
        ["注：1.本表以元为单位。"],
        ["    2.上年数为决算数。"],
        ["2024-09-18"],
    ]
    lines: list[list[object]] = [["接待费", 5, 6], ["制表人：张三", "审核：李四"], ["", "联系电话：1"]]
    department, findings = read(small_workbook(tmp_path / "w.xlsx", [amount_row(100), *foot], lines))
    assert findings == []
    assert [entry.text("科目编码") for entry in department.schedules["明细"]] == ["2080101"]
    assert [entry.line for entry in department.schedules["按项"]] == ["接待费"]


def test_a_row_with_a_figure_is_refused_not_dropped(tmp_path: Path) -> None:
    """Whatever its first cell says: an amount stands in it."""
    row: list[object] = ["审核：李四", "", "", "", "", "", "", 300]
    _, findings = read(small_workbook(tmp_path / "w.xlsx", [amount_row(100), row]))
    assert [item.code for item in findings] == ["SR-09"]


@pytest.mark.parametrize("note", ["注：本表以元为单位。", "说明：", "填表说明：上年数为决算数"])
def test_a_note_in_a_row_with_our_formulas(note: str, tmp_path: Path) -> None:
    """Each blank row of the workbook that we hand out holds formulas of totals."""

    def edit(book: Any) -> None:
        sheet = book["明细"]
        sheet.cell(1, 12).value = "合计（自动计算）"
        sheet.cell(4, 1).value = note
        sheet.cell(4, 12).value = "=SUM(H4:I4)"

    department, findings = read(small_workbook(tmp_path / "w.xlsx", [amount_row(100)], edit=edit))
    assert findings == []
    assert len(department.schedules["明细"].entries) == 1


def test_rows_below_the_foot_are_read(tmp_path: Path) -> None:
    rows = [["制表人：张三"], ["", "", "", "", "", "", "", ""], amount_row(100)]
    department, findings = read(small_workbook(tmp_path / "w.xlsx", rows))
    assert findings == []
    assert [entry.number("决算/基本支出") for entry in department.schedules["明细"]] == [Decimal(100)]


def _heading(label: str, below: object) -> Any:
    def edit(book: Any) -> None:
        sheet = book["明细"]
        sheet.cell(2, 13).value = label
        sheet.cell(3, 13).value = below

    return edit


@pytest.mark.parametrize(
    "label", ["备注", "说明（内部）", "核对人", "数据来源", "序号", "批复文号", "填报责任人"]
)
def test_columns_of_remarks(label: str, tmp_path: Path) -> None:
    assert is_remark(label)
    book = small_workbook(tmp_path / "w.xlsx", [amount_row(100)], edit=_heading(label, "见批复"))
    assert read(book)[1] == []


@pytest.mark.parametrize("label", ["追加数", "调整金额", "结转"])
def test_other_columns_are_refused(label: str, tmp_path: Path) -> None:
    assert not is_remark(label)
    book = small_workbook(tmp_path / "w.xlsx", [amount_row(100)], edit=_heading(label, 55))
    assert [item.code for item in read(book)[1]] == ["SR-05"]


@pytest.mark.parametrize(("unit", "codes"), [("元", []), ("万元", ["SR-22"])])
def test_unit_behind_a_heading(unit: str, codes: list[str], tmp_path: Path) -> None:
    """`基本支出（元）` is 基本支出; another unit than the workbook's is a finding."""

    def edit(book: Any) -> None:
        book["明细"].cell(2, 8).value = f"基本支出（{unit}）"

    department, findings = read(small_workbook(tmp_path / "w.xlsx", [amount_row(100)], edit=edit))
    assert [item.code for item in findings] == codes
    assert department.schedules["明细"].entries[0].number("决算/基本支出") == 100


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("社保 卡补换\n经费", "社保卡补换经费"),
        ("关于下达　补助资金的通知（ 冀财社〔2022〕1号 ）", "关于下达补助资金的通知（冀财社〔2022〕1号）"),
        ("2023年 project A", "2023年 project A"),
        ("abc def", "abc def"),
    ],
)
def test_names_without_gaps(typed: str, name: str) -> None:
    assert without_gaps(typed) == name
