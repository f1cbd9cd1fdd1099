"""Budget tables that a unit fills in by itself: codes in three columns over two rows of headings, a sample row with …"""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.desk.new_input import NewInput
from gongkai.filling.fill import fill_workbook
from tests.filling.exported import source
from tests.support.library import LIBRARY
from tools.sample_grid import Grid, as_xls, as_xlsx


def form(whose: str, title: str, name: str, group: str, economic: bool = False) -> Grid:
    """A table as the template has it (verified cell by cell): headings in rows 6 to 8, 合计 in row 21."""
    grid = Grid(f"{whose}{title}")
    width = 2 if economic else 3
    grid.put(2, 1, f"2026年{whose}{name}", across=7)
    grid.put(4, 1, f"编制{whose}：某某局")
    grid.put(4, width + 4, "单位：元")
    grid.put(6, 1, "项目", across=width + 1)
    grid.put(6, width + 2, group, across=3)
    grid.put(7, 1, "部门预算经济分类科目编码" if economic else "功能分类科目编码", across=width)
    grid.put(7, width + 1, "科目名称", down=2)
    parts = ("合计", "人员经费", "公用经费") if economic else ("合计", "基本支出", "项目支出")
    for offset, text in enumerate(parts):
        grid.put(7, width + 2 + offset, text, down=2)
    for column, text in enumerate("类款项"[:width], start=1):
        grid.put(8, column, text)
    grid.put(12, 1, "…")
    grid.put(12, width + 1, "…")
    grid.put(21, 1, "合计", across=width + 1)
    return grid


def put(grid: Grid, row: int, codes: tuple[int | str, ...], amounts: tuple[int, ...], first: int) -> None:
    for column, code in enumerate(codes, start=1):
        grid.put(row, column, code)
    for offset, amount in enumerate(amounts):
        grid.put(row, first + offset, Decimal(amount))


def forms(whose: str) -> list[Grid]:
    general = form(whose, "一般公共预算拨款表", "一般公共预算支出功能分类预算表", "一般公共预算支出")
    for row, codes in ((9, (205,)), (10, (205, "02")), (11, (205, "02", "05"))):
        put(general, row, codes, (300, 100, 200), 5)
    put(general, 21, (), (300, 100, 200), 5)
    basic = form(
        whose,
        "一般公共预算拨款基本支出明细表",
        "一般公共预算基本支出部门预算经济分类预算表",
        "一般公共预算基本支出",
        True,
    )
    for row, codes, amount in (
        (9, (301,), 70),
        (10, (301, "01"), 70),
        (13, (303,), 30),
        (14, (303, "04"), 30),
    ):
        put(basic, row, codes, (amount,), 4)
    put(basic, 21, (), (100,), 4)
    other = Grid(f"{whose}国有资本经营预算拨款表 ")
    other.put(2, 1, "没有数的表")
    return [general, basic, other]


@pytest.mark.parametrize("write", [as_xls, as_xlsx])
@pytest.mark.parametrize("whose", ["部门", "单位"])
def test_template(whose: str, write) -> None:
    pack, _ = LIBRARY.pack("standard/budget/2026")
    assert pack is not None
    blank = NewInput(pack).workbook()
    result = fill_workbook(source("空白.xlsx", blank), [source("预算.xls", write(forms(whose)))], LIBRARY)
    found = {
        (
            each.targeted.target.schedule,
            each.targeted.target.keys[0][1],
            each.targeted.target.column,
        ): each.shown
        for each in result.decision.writes
        if not each.targeted.is_total
    }
    assert found == {
        ("支出", "2050205", "当年预算安排/基本支出"): 100,
        ("支出", "2050205", "当年预算安排/项目支出"): 200,
        ("基本支出经济分类", "30101", "当年预算安排"): 70,
        ("基本支出经济分类", "30304", "当年预算安排"): 30,
    }
    assert {finding.code for finding in result.findings} == {"DC-07", "DC-08"}
