"""What stands around the tables of a published document goes with them, and a list of titles is no text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongkai.findings import Location
from gongkai.learning.observed import ObservedTable, ObservedText, observed
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.recognition.reading import reading_of
from tests.support.library import LIBRARY

_TITLE = "一般公共预算支出预算表"
_ROWS = (
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("201", "一般公共服务支出", "3.00", "1.00", "2.00"),
)
_GRID = PrintedTable(
    tuple(
        PrintedCell(text, row, column) for row, texts in enumerate(_ROWS) for column, text in enumerate(texts)
    )
)


def blocks(*items: str | PrintedTable) -> list[ObservedText | ObservedTable]:
    made = tuple(PrintedLine(item) if isinstance(item, str) else item for item in items)
    document = PrintedDocument("甲.docx", (PrintedPart(made),))
    seen = observed(reading_of(document, LIBRARY, "national/budget/2023"))
    return [block for part in seen.parts for block in part.blocks]


@pytest.mark.parametrize(
    ("above", "taken"),
    [
        ([_TITLE, "单位：万元"], [_TITLE, "单位：万元"]),
        (["公开07表", _TITLE, "单位：万元"], [_TITLE, "单位：万元", "公开07表"]),
        ([_TITLE, "公开表七", "单位：万元"], [_TITLE, "公开表七", "单位：万元"]),
        ([_TITLE, "公开表十一", "部门：某某局"], [_TITLE, "公开表十一", "部门：某某局"]),
    ],
)
def test_the_code_of_a_table_goes_with_it(above: list[str], taken: list[str]) -> None:
    (table,) = blocks(*above, _GRID)
    assert isinstance(table, ObservedTable) and table.above == taken


def test_a_list_of_titles_is_no_text() -> None:
    listed = ["目录", "序号 报表名称", "一、收支预算总表", f"二、{_TITLE}", "三、政府采购支出预算表"]
    found = blocks(*listed, "收支预算总表", _GRID, _TITLE, replace(_GRID, place=Location(table=2)))
    assert [type(each) for each in found] == [ObservedTable, ObservedTable]


def test_text_behind_the_contents_stays() -> None:
    found = blocks(
        "目录", "一、主要职责", "二、预算情况", "一、主要职责", "本部门负责规划。", "二、预算情况", "无。"
    )
    assert [each.text for each in found if isinstance(each, ObservedText)] == [
        "一、主要职责",
        "本部门负责规划。",
        "二、预算情况",
        "无。",
    ]
