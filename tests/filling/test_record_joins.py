"""Projects of which one table says subject and funding, another the level of the money."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from gongkai.filling.fill import Filled, fill_workbook
from tests.filling.exported import grids_of, source
from tests.filling.test_fill import blank, own
from tests.support.library import LIBRARY
from tools.sample_grid import Grid, as_xlsx

BUDGET = "xingxian-2023-budget"
LEVEL = 3  # the column 资金级次 of the table of projects


def fill(change) -> Filled:  # type: ignore[no-untyped-def]
    """The sample's projects and forms, changed, in the blank workbook."""
    sheets = [
        grid
        for grid in copy.deepcopy(grids_of(BUDGET))
        if "项目支出预算表（本年" in grid.title or "申报表" in grid.title
    ]
    assert len(sheets) == 41
    exported = [source("2023年度导出.xlsx", as_xlsx(change(sheets)))]
    return fill_workbook(source("blank.xlsx", blank(BUDGET)), exported, LIBRARY)


def without_level(sheets: list[Grid]) -> list[Grid]:
    table = sheets[0]
    table.cells = {key: value for key, value in table.cells.items() if key[1] != LEVEL}
    return sheets


def projects(filled: Filled) -> dict[tuple[str, str], Decimal]:
    return {
        (
            dict(each.targeted.target.keys)["项目名称"],
            dict(each.targeted.target.keys)["资金级次"],
        ): each.targeted.number
        for each in filled.decision.writes
        if each.targeted.target.schedule == "项目" and each.targeted.target.column == "年度资金"
    }


def wanted() -> dict[tuple[str, str], Decimal]:
    found = own(BUDGET).department
    assert found is not None
    return {
        (entry.text("项目名称"), entry.text("资金级次")): entry.number("年度资金")
        for entry in found.schedules["项目"]
        if entry.text("安排") == "当年预算安排"
    }


def test_level_from_the_forms() -> None:
    """Without the level in the table the forms say it; the two forms of basic expenditure have no row."""
    result = fill(without_level)
    assert len(wanted()) == 38
    assert projects(result) == wanted()
    said = [finding.message for finding in result.findings if "人员类项目" in finding.message]
    assert said == ["“项目”这几个的数不能确定是哪一行的，没有填：公用经费项目、人员类项目"]


def test_two_rows_one_level() -> None:
    """A project of two subjects whose money is all of one level has two rows."""

    def change(sheets: list[Grid]) -> list[Grid]:
        table = without_level(sheets)[0]
        last = max(row for row, _ in table.cells)
        whole = table.cells[last, 4]
        for column in (1, 2, 4, 5):
            table.cells[last + 1, column] = table.cells[last, column]
        table.cells[last + 1, 2] = "2080199" if table.cells[last, 2] != "2080199" else "2080799"
        for row, amount in ((last, Decimal(1)), (last + 1, whole - 1)):
            table.cells[row, 4] = table.cells[row, 5] = amount
        return sheets

    result = fill(change)
    assert sum(projects(result).values()) < sum(wanted().values())  # both rows under one name and level
    rows = [
        each.targeted.number
        for each in result.decision.writes
        if each.targeted.target.schedule == "项目" and each.targeted.target.column == "年度资金"
    ]
    assert len(rows) == 39
    assert sum(rows) == sum(wanted().values())


@pytest.mark.parametrize("keeps_level", [True, False])
def test_they_differ(keeps_level: bool) -> None:
    """Amounts that differ are said with both places; without the level in the table the row is not filled."""

    def change(sheets: list[Grid]) -> list[Grid]:
        table = (sheets if keeps_level else without_level(sheets))[0]
        table.cells[7, 4] = table.cells[7, 5] = table.cells[7, 5] + 1
        for row in (5, 6):
            table.cells[row, 4] = table.cells[row, 5] = table.cells[row, 5] + 1
        return sheets

    result = fill(change)
    [finding] = [each for each in result.findings if each.code == "DC-06"]
    assert finding.difference == "1"
    assert "单元格 E7" in finding.message
    assert "申报表" in finding.message
    assert len(projects(result)) == (38 if keeps_level else 37)
