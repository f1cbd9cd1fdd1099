"""Sheets as others lay them out: titles over tables, several tables below or beside each other, notes between."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import openpyxl
import pytest

from gongkai.readers.document import read_document
from gongkai.readers.printed_document import PrintedTable
from gongkai.recognition.reading import read_published
from gongkai.source import Source
from tests.support.library import LIBRARY

INCOME = ["科目编码", "科目名称", "本年收入合计", "财政拨款收入"]
SPENT = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]


def workbook(rows: Mapping[int, Sequence[object]], *merged: str) -> Source:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in rows.items():
        for column, value in enumerate(row, 1):
            if value not in (None, ""):
                sheet.cell(number, column, value)
    for area in merged:
        sheet.merge_cells(area)
    packed = io.BytesIO()
    book.save(packed)
    return Source("a.xlsx", packed.getvalue())


def layout(source: Source) -> list[object]:
    """Lines as texts, tables as their rows, in their order."""
    return [
        item.rows() if isinstance(item, PrintedTable) else item.text for item in read_document(source).items()
    ]


def test_tables_below_each_other_with_notes_between() -> None:
    source = workbook(
        {
            1: ["收入决算表"],
            2: ["部门：甲局", "", "", "单位：万元"],
            3: INCOME,
            4: ["2080101", "行政运行", 1.5, 1.5],
            5: ["合计", "", 1.5, 1.5],
            6: ["注：本表反映收入。"],
            8: ["支出决算表", "", "", "", "公开03表"],
            9: ["部门：甲局", "", "", "", "单位：万元"],
            11: SPENT,
            12: ["2080101", "行政运行", 1.5, 1, 0.5],
        },
        "A1:D1",
    )
    found = layout(source)
    assert found[:3] == ["收入决算表", "部门：甲局", "单位：万元"]
    assert found[3] == [INCOME, ["2080101", "行政运行", "1.5", "1.5"], ["合计", "", "1.5", "1.5"]]
    assert found[4:9] == ["注：本表反映收入。", "支出决算表", "公开03表", "部门：甲局", "单位：万元"]
    assert found[9] == [SPENT, ["2080101", "行政运行", "1.5", "1", "0.5"]] and len(found) == 10
    read = read_published(source, LIBRARY)
    assert [table.recognised.kind for table in read.tables] == ["收入总表", "支出总表"]
    assert [len(table.facts) for table in read.tables] == [4, 3]
    assert [str(table.facts[0].place) for table in read.tables] == [
        "a.xlsx 工作表“Sheet” 单元格 C4",
        "a.xlsx 工作表“Sheet” 单元格 C12",
    ]


def test_tables_side_by_side_each_with_its_title() -> None:
    source = workbook(
        {
            1: ["收入决算表", "", "", "", "", "支出决算表"],
            2: ["", "", "", "单位：万元", "", "", "", "", "", "单位：元"],
            3: [*INCOME, "", *SPENT],
            4: ["2080101", "行政运行", 1.5, 1.5, "", "2080101", "行政运行", 15000, 10000, 5000],
        },
        "A1:D1",
        "F1:J1",
    )
    tables = read_published(source, LIBRARY).tables
    assert [(table.recognised.kind, table.recognised.unit) for table in tables] == [
        ("收入总表", "万元"),
        ("支出总表", "元"),
    ]
    assert [table.recognised.table.width for table in tables] == [4, 5]
    assert [len(table.facts) for table in tables] == [2, 3]


def test_the_foot_of_a_form_is_a_row_of_it_and_signatures_below_a_table_are_lines() -> None:
    """What fills the width of the form as merged cells do is its row; what stands loosely below is none."""
    form = {
        1: ["目标表"],
        2: ["项目名称", "", "甲项目", ""],
        3: ["一级指标", "二级指标", "三级指标", "指标值"],
        4: ["产出指标", "数量指标", "人数", "≥10人"],
        5: ["负责人：", "", "填报日期：2024年1月5日", ""],
    }
    foot = ["负责人：", "", "填报日期：2024年1月5日", ""]
    found = layout(workbook(form, "A1:D1", "A2:B2", "C2:D2", "A5:B5", "C5:D5"))
    assert found[0] == "目标表" and found[1][-1] == foot and len(found) == 2
    loose = {**form, 5: ["负责人：", "", "", "填报日期：2024年1月5日"]}
    for areas in ((), ("A5:B5",)):
        lines = layout(workbook(loose, "A1:D1", "A2:B2", "C2:D2", *areas))
        assert lines[2:] == ["负责人：", "填报日期：2024年1月5日"], areas


def test_an_empty_column_within_a_table_leaves_it_whole() -> None:
    source = workbook(
        {
            1: ["收入支出决算总表"],
            2: ["收入", "", "", "支出", ""],
            3: ["项目", "决算数", "", "项目", "决算数"],
            4: ["一、财政拨款收入", 1.5, "", "一、教育支出", 1.5],
        },
        "A1:E1",
        "A2:B2",
        "D2:E2",
    )
    (table,) = read_document(source).tables()
    assert table.width == 5 and table.height == 3


@pytest.mark.parametrize("section", ["一、基本支出", "合计", "其中：人员经费", "续表"])
def test_a_row_with_one_text_does_not_part_a_table(section: str) -> None:
    source = workbook(
        {
            1: ["支出决算表"],
            2: SPENT,
            3: ["205", "教育", 1.5, 1.5, 0],
            4: [section],
            5: ["208", "社保", 1.5, 1, 0.5],
        },
        "A1:E1",
    )
    (table,) = read_document(source).tables()
    assert table.height == 4
