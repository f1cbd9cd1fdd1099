"""Tables without rules are told with their page and first words; what is no table is not."""

from __future__ import annotations

import pytest

from gongkai.findings import Location
from gongkai.readers.document import read_document
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.readers.unruled_tables import unruled_tables
from gongkai.source import Source
from tests.support.pdf import pdf, text

UNIT = "部门名称：某某县人社局 2023年度 金额单位：万元"


def told(*pages: list[str | PrintedTable]) -> list[str]:
    parts = [
        PrintedPart(
            tuple(
                PrintedLine(item, Location("a.pdf", page=number)) if isinstance(item, str) else item
                for item in items
            ),
            number,
        )
        for number, items in enumerate(pages, 1)
    ]
    findings = unruled_tables(PrintedDocument("a.pdf", tuple(parts)))
    assert all(finding.code == "DQ-07" and finding.hint for finding in findings)
    return [f"{finding.location.page} {finding.message}" for finding in findings]


def test_rows_of_figures_are_a_table_that_was_not_read() -> None:
    rows = [
        "合计 1955.03 283.42 1671.61",
        "208 社会保障和就业支出 1955.03 283.42 1671.61",
        "行政运行 1086.51 283.42 803.08",
    ]
    [said] = told(
        ["某某县人社局"],
        ["三、支出决算表", UNIT, "科目代码 科目名称 基本支出 项目支出", *rows, "注：本表反映支出。"],
    )
    assert said.startswith("2 第 2 页有没有画线的表（从“合计 1955.03 283.42") and "3 行" in said


@pytest.mark.parametrize(
    "rows",
    [
        ["工资福利支出 12.50", "商品和服务支出", "3.20", "办公费 1.00", "印刷费 0.30"],
        [
            "一、财政拨款收入 1,955.03 一、一般公共服务支出 —",
            "二、事业收入 — 二、外交支出 12.00",
            "合计 1,955.03 合计 1,955.03",
        ],
    ],
)
def test_a_name_and_one_figure_or_a_dash_make_a_row(rows: list[str]) -> None:
    assert len(told(rows)) == 1


def test_one_row_behind_a_unit_is_a_table() -> None:
    assert len(told([UNIT, "八、社会保障和就业支出 39 1955.03"])) == 1
    assert len(told([UNIT], ["2.01 2.01 2.01 2.01 1.00"])) == 1  # at the foot of the page before
    assert told(["八、社会保障和就业支出 39 1955.03"]) == []
    ruled = PrintedTable((PrintedCell("1.00", 0, 0),))
    assert told([UNIT, ruled, "八、社会保障和就业支出 39 1955.03"]) == []


@pytest.mark.parametrize(
    "lines",
    [
        [
            "本年收入合计 1,955.03 万元，其中：",
            "财政拨款收入 1,955.03 万元，占 100.00%；",
            "其他收入 0.00 万元。",
        ],
        ["一、收入支出决算总表 1", "二、收入决算表 2", "三、支出决算表 12"],
        ["2021 2022 2023", "12 13 14", "1 2 3"],
        ["2,894.21 2,894.21", "单位：万元", "2,894.21 2,894.21"],  # labels of a chart
        ["单位：万元", "社会保障和就业支出 1,955.03"],  # its only bar
        ["加3756.18万元，增长18.14%。主要原因是", "内网运维费 12.00 万元、", "12月31日 3.00 万元。"],
    ],
)
def test_prose_contents_and_charts_are_no_tables(lines: list[str]) -> None:
    assert told(lines) == []


def test_a_page_of_a_file() -> None:
    rows = "".join(
        text(100, 700 - 20 * n, "A") + text(200, 700 - 20 * n, "12.50") + text(300, 700 - 20 * n, "7.50")
        for n in range(4)
    )
    found = read_document(Source("a.pdf", pdf(text(100, 720, "head"), rows)))
    [finding] = found.findings
    assert finding.code == "DQ-07" and finding.location.page == 2 and not list(found.tables())
