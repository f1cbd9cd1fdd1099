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
    fund = form(whose, "政府性基金拨款表", "政府性基金预算支出功能分类预算表", "政府性基金预算支出")
    put(fund, 9, (229,), (), 5)
    state = form(
        whose, "国有资本经营预算拨款表 ", "国有资本经营预算支出功能分类预算表", "国有资本经营预算支出"
    )
    put(state, 21, (), (0, 0, 0), 5)
    return [general, basic, fund, state, totals(whose), small(whose)]


def totals(whose: str) -> Grid:
    grid = Grid(f"{whose}财政拨款收支总表")
    grid.put(2, 1, f"2026年{whose}财政拨款收支预算总表", across=7)
    grid.put(4, 1, f"编制{whose}：")
    grid.put(4, 7, "单位：元")
    grid.put(6, 1, "财政拨款收入", across=2)
    grid.put(6, 3, "财政拨款支出", across=5)
    for column, text in enumerate(
        ("项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"), start=1
    ):
        grid.put(7, column, text)
    for row, (label, amount) in enumerate(
        (("一、一般公共预算", 300), ("二、政府性基金预算", 0), ("三、国有资本经营预算", 0)), start=8
    ):
        grid.put(row, 1, label)
        grid.put(row, 2, Decimal(amount))
    grid.put(8, 3, "一、一般公共服务支出")
    grid.put(21, 1, "收入总计")
    grid.put(21, 2, Decimal(300))
    return grid


def small(whose: str) -> Grid:
    """The “三公” table: in 万元, one row above the others, a row of numbers without a label."""
    grid = Grid(f"{whose}“三公”经费和机关运行费预算表")
    grid.put(2, 1, f"2026年{whose}“三公”经费和机关运行经费预算表", across=7)
    grid.put(3, 1, f"编制{whose}：")
    grid.put(3, 2, "某某局")
    grid.put(3, 7, "单位:万元")
    grid.put(4, 1, "“三公”经费预算数", across=6)
    grid.put(4, 7, "机关运行经费预算数", down=3)
    for column, text in enumerate(("合计", "因公出国(境)费", "公务接待费"), start=1):
        grid.put(5, column, text, down=2)
    grid.put(5, 4, "公务用车购置及运行费", across=3)
    for column, text in enumerate(("小计", "购置费", "运行费"), start=4):
        grid.put(6, column, text)
    for column, amount in enumerate(("3", "0", "1", "2", "0", "2", "0.5"), start=1):
        grid.put(7, column, Decimal(amount))
    return grid


def filled(sheets: list[Grid], write=as_xlsx):
    pack, _ = LIBRARY.pack("standard/budget/2026")
    assert pack is not None
    blank = NewInput(pack).workbook()
    return fill_workbook(source("空白.xlsx", blank), [source("预算.xls", write(sheets))], LIBRARY)


GENERAL = "一般公共预算财政拨款"


@pytest.mark.parametrize("write", [as_xls, as_xlsx])
@pytest.mark.parametrize("whose", ["部门", "单位"])
def test_template(whose: str, write) -> None:
    result = filled(forms(whose), write)
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
        ("收入", GENERAL, "当年预算安排"): 300,
        ("支出", "2050205", "当年预算安排/基本支出"): 100,
        ("支出", "2050205", "当年预算安排/项目支出"): 200,
        ("基本支出经济分类", "30101", "当年预算安排"): 70,
        ("基本支出经济分类", "30304", "当年预算安排"): 30,
        ("三公经费", "公务接待费", f"本年预算/{GENERAL}"): 10000,
        ("三公经费", "公务用车运行维护费", f"本年预算/{GENERAL}"): 20000,
        ("机关运行经费", "某某局", "本年预算"): 5000,
    }
    assert {finding.code for finding in result.findings} == {"DC-07"}


def test_two_kinds_of_money() -> None:
    """Where a fund pays too, nobody knows which of both the “三公” money is: nothing is filled in."""
    sheets = forms("单位")
    for row, codes in ((9, (229,)), (10, (229, "08")), (11, (229, "08", "04"))):
        put(sheets[2], row, codes, (50, 0, 50), 5)
    put(sheets[2], 21, (), (50, 0, 50), 5)
    result = filled(sheets)
    schedules = {
        each.targeted.target.schedule for each in result.decision.writes if not each.targeted.is_total
    }
    assert schedules == {"收入", "支出", "基本支出经济分类"}
    said = [finding.message for finding in result.findings if "分不开" in finding.message]
    assert len(said) == 2
    assert all("资金来源" in each for each in said)


def test_two_rows_of_numbers() -> None:
    sheets = forms("单位")
    sheets[-1].put(8, 3, Decimal(1))
    result = filled(sheets)
    [finding] = [each for each in result.findings if each.code == "DC-03"]
    assert finding.location.cell == "C8"
    assert "三公经费" not in {each.targeted.target.schedule for each in result.decision.writes}
