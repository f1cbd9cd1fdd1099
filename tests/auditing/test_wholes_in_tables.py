"""What was bought: its kinds in a table, and in the text."""

from __future__ import annotations

import pytest

from tests.auditing.paper import audited, codes, table

CAPTION = ("部门决算公开相关信息统计表", "金额单位：万元")


def bought(total: str = "698.31", goods: str = "3.83", works: str = "", services: str = "694.48") -> str:
    return table(
        ("一、政府采购情况", "", ""),
        ("项目", "行次", "统计数"),
        ("合计", "1", total),
        ("货物", "2", goods),
        ("工程", "3", works),
        ("服务", "4", services),
        ("二、国有资产占用情况", "", ""),
        ("（一）车辆数合计（辆）", "7", "1"),
    )


TEXT = "2024年度政府采购支出总额698.31万元，其中：政府采购货物支出3.83万元、政府采购工程支出0.00万元、政府采购服务支出694.48万元。"


def test_a_table_and_a_text_that_agree() -> None:
    result = audited(*CAPTION, bought(), TEXT)
    assert result.findings == [] and result.account.done == 7 == result.account.all


@pytest.mark.parametrize(
    ("printed", "text", "found"),
    [
        (bought(total="-698.31"), "无。", ["SJ-01"]),
        (bought(services="649.48"), "无。", ["SJ-01"]),
        (bought(), TEXT.replace("3.83", "8.33").replace("694.48", "689.98"), ["SJ-03", "SJ-03"]),
        (bought(), "政府采购支出总额689.31万元。", ["SJ-03"]),
    ],
)
def test_what_does_not_agree(printed: str, text: str, found: list[str]) -> None:
    assert codes(audited(*CAPTION, printed, text)) == found


def running(offices: str = "20.98", others: str = "") -> str:
    return table(
        ("二、机关运行经费", "", ""),
        ("项目", "行次", "统计数"),
        ("（一）行政单位", "5", offices),
        ("（二）参照公务员法管理事业单位", "6", others),
        ("三、国有资产占用情况", "", ""),
        ("（一）车辆数合计（辆）", "7", "1"),
    )


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        (running(), []),
        (running("12.00", "8.98"), []),
        (running("40.98"), ["SJ-03"]),
        (running(others="1.00"), ["SJ-03"]),
    ],
)
def test_rows_that_are_a_figure_without_a_total(printed: str, found: list[str]) -> None:
    text = "2024年机关运行经费支出20.98万元，上年机关运行经费支出24.66万元。"
    assert codes(audited(*CAPTION, printed, text)) == found
