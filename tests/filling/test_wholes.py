"""The tables by economic item: what they give where the input has a place, and against what they are held."""

from __future__ import annotations

import copy
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache

import pytest

from gongkai.desk.new_input import NewInput
from gongkai.filling.fill import Filled, fill_workbook
from tests.filling.exported import RICH, grids, source
from tests.filling.test_fill import blank
from tests.support.library import LIBRARY
from tools.sample_economic import PROJECT_ITEMS
from tools.sample_grid import Grid, as_xlsx

SICHUAN = "sichuan/final_accounts/2023"  # asks for project expenditure by economic item
GENERAL = "一般公共预算财政拨款"
TOTAL = 5  # the column 合计 of Z05, Z08 and Z08-1


def sheets(*titles: str) -> dict[str, Grid]:
    """This year's sheets of the sample, those without a title among `titles` left out."""
    found = next(iter(grids(RICH).values()))
    codes = {grid.title.partition(" ")[0]: grid for grid in found}
    assert set(titles) <= codes.keys()
    return {code: copy.deepcopy(grid) for code, grid in codes.items() if not titles or code in titles}


@lru_cache
def sichuan() -> bytes:
    pack, _ = LIBRARY.pack(SICHUAN)
    assert pack is not None
    return NewInput(pack).workbook()


def fill(book: bytes, given: dict[str, Grid]) -> Filled:
    return fill_workbook(
        source("空白.xlsx", book), [source("2023年度.xlsx", as_xlsx(given.values()))], LIBRARY
    )


def by_item(filled: Filled, schedule: str) -> dict[str, Decimal]:
    """What is filled into a schedule by economic item."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for write in filled.decision.writes:
        target = write.targeted.target
        if target.schedule == schedule:
            assert isinstance(write.shown, Decimal)
            found[dict(target.keys)["经济科目编码"]] += write.shown
    return dict(found)


def test_projects_by_economic_item_where_they_are_asked_for() -> None:
    """Rows of projects divide the amount of their subject and are not counted again."""
    given = sheets("Z08_2")
    total = given["Z08_2"].cells[9, 11]
    filled = fill(sichuan(), given)
    found = by_item(filled, "项目支出经济分类")
    assert set(found) == set(PROJECT_ITEMS) and sum(found.values()) == total
    assert {finding.code for finding in filled.findings} == {"DC-07"}


def test_what_no_table_has_is_the_rest_of_the_whole() -> None:
    both = by_item(fill(sichuan(), sheets("Z08_1", "Z08_2")), "项目支出经济分类")
    filled = fill(sichuan(), sheets("Z08", "Z08_1"))
    assert by_item(filled, "项目支出经济分类") == both != {}
    assert any(len(write.targeted.fact.others) == 1 for write in filled.decision.writes)
    own = by_item(fill(blank(RICH), sheets("Z08_1")), "基本支出经济分类")
    assert by_item(fill(blank(RICH), sheets("Z08", "Z08_2")), "基本支出经济分类") == own
    assert len(own) > 20


def test_a_whole_alone_divides_nothing() -> None:
    filled = fill(blank(RICH), sheets("Z08"))
    assert filled.decision.writes == []
    assert [each.code for each in filled.findings if "没有地方填" in each.message] == ["DC-14"]


def test_what_has_no_place_is_told() -> None:
    [told] = [each for each in fill(blank(RICH), sheets()).findings if each.code == "DC-14"]
    assert told.message.endswith(
        "支出决算明细表、一般公共预算财政拨款支出决算明细表、一般公共预算财政拨款项目支出决算明细表的“项目支出经济分类”"
    )
    asked = [each for each in fill(sichuan(), sheets()).findings if each.code == "DC-14"]
    assert not any("项目支出决算明细表" in each.message for each in asked)


@pytest.mark.parametrize(("code", "of"), [("Z05", "支出决算表"), ("Z08", GENERAL)])
def test_a_whole_that_is_not_the_sum_of_its_parts_is_told_with_its_place(code: str, of: str) -> None:
    given = sheets()
    grid = given[code]
    row = next(row for row in range(10, 40) if len(str(grid.cells.get((row, 1)))) == 7)
    prefix = str(grid.cells[row, 1])
    for at in range(9, 80):
        if at == 9 or prefix.startswith(str(grid.cells.get((at, 1), "-"))):
            grid.cells[at, TOTAL] += Decimal(100)
    filled = fill(blank(RICH), given)
    told = [each for each in filled.findings if each.code == "DC-06"]
    assert len(told) == 1 and told[0].difference == "100"
    assert told[0].location.cell in (f"E{row}", "E9")
    assert {write.cell for write in filled.decision.writes} == {
        write.cell for write in fill(blank(RICH), sheets()).decision.writes
    }


def test_projects_that_are_not_marked_are_refused() -> None:
    """Without the column that tells them, rows of projects would count twice."""
    given = sheets("Z08_2")
    grid = given["Z08_2"]
    grid.cells = {key: value for key, value in grid.cells.items() if key[1] != 6 or key[0] < 9}
    filled = fill(sichuan(), given)
    assert by_item(filled, "项目支出经济分类") == {}
    assert {each.code for each in filled.findings} >= {"DC-05"}


def test_detailed_tables_say_what_the_table_of_expenditure_says() -> None:
    """Of basic and of project expenditure, where the table of all expenditure is not at hand."""
    whole = sheets("Z04")["Z04"]
    given = sheets("Z07", "Z09", "Z11")
    for code, name, column in (("Z05_1", "基本支出", 6), ("Z05_2", "项目支出", 7)):
        grid = copy.deepcopy(whole)
        grid.title = f"{code} {name}决算明细表(财决{code[1:]}表)"
        grid.put(1, 1, f"{name}决算明细表")
        grid.cells = {key: value for key, value in grid.cells.items() if key[1] < 5 or key[0] < 4}
        grid.merged = [area for area in grid.merged if area[3] < 5]
        grid.put(4, 5, "合计")
        grid.cells |= {
            (row, 5): value for (row, at), value in whole.cells.items() if at == column and row > 8
        }
        given[code] = grid

    def spent(filled: Filled) -> set[tuple[str, object]]:
        return {
            (write.targeted.target.column, write.targeted.target.keys, write.shown)
            for write in filled.decision.writes
            if write.targeted.target.schedule == "支出"
            and write.targeted.target.column in ("决算/基本支出", "决算/项目支出")
        }

    mine, theirs = (spent(fill(blank(RICH), each)) for each in (given, sheets("Z04", "Z07", "Z09", "Z11")))
    assert mine == theirs and len(mine) > 15
