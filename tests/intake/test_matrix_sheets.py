"""Crosswise sheets: a name over its column, fixed texts down the side; the schedule's own sheet is read as ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from gongkai.blanks import write_workbook
from gongkai.findings import Finding
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.schema import Column, ColumnType, InputSpec, Matrix, ScheduleSpec, Shape
from tests.intake.support import CODES, FORMAT, IDENTITY, read, sheet_of

A = ColumnType
NAMES = ScheduleSpec(
    "项目", Shape.ROWS, (Column(("名称",), A.TEXT), Column(("金额",), A.AMOUNT)), unique=("名称",)
)
REPORTS = ScheduleSpec(
    "报告",
    Shape.ROWS,
    (
        Column(("种类",), A.CHOICE, choices=("甲类", "乙类"), required=True),
        Column(("对象",), A.TEXT, required=True),
        Column(("段落",), A.CHOICE, choices=("概况", "问题", "目标"), required=True),
        Column(("内容",), A.TEXT, required=True),
        Column(("改进",), A.TEXT),
    ),
    unique=("种类", "对象", "段落"),
    optional=True,
    sheets=(
        Matrix("甲类报告", "对象", "段落", ("概况", "问题"), ("内容",), (("种类", "甲类"),), "项目/名称"),
        Matrix(
            "乙类报告", "对象", "段落", ("目标", "问题"), ("内容", "改进"), (("种类", "乙类"),), "项目/名称"
        ),
    ),
)
SPEC = InputSpec(FORMAT, "小格式", (IDENTITY, NAMES, REPORTS))


def department(rows: Sequence[Sequence[str]], names: Sequence[str] = ("养老", "低保")) -> Department:
    columns = [column.name for column in REPORTS.columns]
    entries = tuple(
        Entry({name: Value(text) for name, text in zip(columns, row, strict=False) if text}) for row in rows
    )
    identity = tuple(
        Entry({"内容": Value(text)}, line=line)
        for line, text in (("公开格式", FORMAT), ("金额单位", "元"), ("单位名称", "某局"))
    )
    listed = tuple(Entry({"名称": Value(name)}) for name in names)
    schedules = {
        "单位信息": Schedule(IDENTITY, identity),
        "项目": Schedule(NAMES, listed),
        "报告": Schedule(REPORTS, entries),
    }
    return Department(FORMAT, schedules)


def texts(found: Department) -> list[list[str]]:
    return [
        [entry.text(column.name) for column in REPORTS.columns] for entry in found.schedules["报告"].entries
    ]


ROWS = [
    ["甲类", "养老", "概况", "甲一概况", ""],
    ["甲类", "养老", "问题", "甲一问题", ""],
    ["甲类", "低保", "问题", "甲二问题", ""],
    ["乙类", "低保", "目标", "乙二目标", "乙二改进"],
    ["乙类", "低保", "问题", "乙二问题", ""],
]


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_workbook(SPEC, CODES, department(ROWS)))
    titles = openpyxl.load_workbook(path).sheetnames
    assert "甲类报告" in titles and "乙类报告" in titles and "报告" not in titles
    found, findings = read(path, SPEC)
    assert findings == []
    assert texts(found) == ROWS
    first = found.schedules["报告"].entries[1]
    assert (first.place("内容").sheet, first.place("内容").cell) == ("甲类报告", "B6")


@pytest.mark.parametrize(
    "rows",
    [
        [ROWS[1], ROWS[0]],
        [["甲类", "养老", "目标", "不在这张表上", ""]],
        [*ROWS, [*ROWS[0][:3], "又一次", ""]],
    ],
)
def test_what_does_not_fit_stands_on_the_sheet_of_rows(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_workbook(SPEC, CODES, department(rows)))
    assert "报告" in openpyxl.load_workbook(path).sheetnames
    found, _ = read(path, SPEC)
    assert texts(found) == rows


def typed(
    path: Path, cells: Mapping[str, str], names: Sequence[str] = ("养老", "低保")
) -> tuple[Department, list[Finding]]:
    """The blank workbook with cells of 甲类报告 filled in."""
    path.write_bytes(write_workbook(SPEC, CODES, department([], names), is_whole=False))
    book = openpyxl.load_workbook(path)
    for reference, text in cells.items():
        book["甲类报告"][reference] = text
    book.save(path)
    return read(path, SPEC)


def test_the_only_name_need_not_be_said(tmp_path: Path) -> None:
    found, findings = typed(tmp_path / "a.xlsx", {"B5": "概况如下", "B6": "没有问题"}, ["养老"])
    assert findings == []
    assert texts(found) == [
        ["甲类", "养老", "概况", "概况如下", ""],
        ["甲类", "养老", "问题", "没有问题", ""],
    ]


def test_a_missing_name_is_told_once(tmp_path: Path) -> None:
    _, findings = typed(tmp_path / "a.xlsx", {"C5": "概况如下", "C6": "没有问题"})
    assert [(item.code, item.location.sheet, item.location.cell) for item in findings] == [
        ("SR-13", "甲类报告", "C4")
    ]


def test_a_name_without_any_text_is_no_row(tmp_path: Path) -> None:
    found, findings = typed(tmp_path / "a.xlsx", {"B4": "养老", "C4": "低保", "C6": "没有问题"})
    assert (texts(found), findings) == ([["甲类", "低保", "问题", "没有问题", ""]], [])


def test_a_changed_label_is_refused_with_its_cell(tmp_path: Path) -> None:
    _, findings = typed(tmp_path / "a.xlsx", {"A5": "背景", "B4": "养老", "B5": "概况如下"})
    assert [(item.code, item.location.cell) for item in findings] == [("SR-14", "A5")]


def test_without_its_heading_a_sheet_is_refused(tmp_path: Path) -> None:
    _, findings = typed(tmp_path / "a.xlsx", {"A4": "名称", "B4": "养老", "B5": "概况如下"})
    assert [(item.code, item.location.sheet) for item in findings] == [("SR-04", "甲类报告")]


def test_both_kinds_of_sheets_are_read_together(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_workbook(SPEC, CODES, department(ROWS[:3])))
    book = openpyxl.load_workbook(path)
    sheet_of(book, "报告", [[column.name for column in REPORTS.columns], *ROWS[3:]])
    book.save(path)
    found, findings = read(path, SPEC)
    assert findings == []
    assert sorted(texts(found)) == sorted(ROWS)


def test_an_old_workbook_has_rows_only(tmp_path: Path) -> None:
    old = replace(SPEC, schedules=(IDENTITY, NAMES, replace(REPORTS, sheets=())))
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_workbook(old, CODES, department(ROWS)))
    found, findings = read(path, SPEC)
    assert (texts(found), findings) == (ROWS, [])
