"""Tables as other provinces lay them out, without any format: what each number is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.readers.printed_document import PrintedCell, PrintedTable
from gongkai.recognition.pack_match import MatchedTable
from gongkai.recognition.printed_fact import PrintedFact
from gongkai.recognition.reading import reading_of
from tests.readers.test_joining import document
from tests.support.library import LIBRARY

Spans = tuple[tuple[int, int, int, int], ...]
BASIC, PROJECT = {"支出性质": "基本支出"}, {"支出性质": "项目支出"}


def laid_out(rows: list[list[str]], spans: Spans = ()) -> PrintedTable:
    """A table; `spans` gives row, column, rows and columns of the cells that take in others."""
    by_place = {(row, column): (down, across) for row, column, down, across in spans}
    taken: set[tuple[int, int]] = set()
    cells = []
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if (number, column) in taken:
                continue
            down, across = by_place.get((number, column), (1, 1))
            taken |= {(number + y, column + x) for y in range(down) for x in range(across)}
            cells.append(PrintedCell(text, number, column, down, across))
    return PrintedTable(tuple(cells))


def read(title: str, rows: list[list[str]], spans: Spans = (), unit: str = "万元") -> MatchedTable:
    kind = "预算" if "预算" in title else "决算"
    lines = [f"2024年度部门{kind}", title, f"单位：{unit}"]
    (match,) = reading_of(document([*lines, laid_out(rows, spans)]), LIBRARY).tables
    return match


def told(match: MatchedTable) -> dict[tuple[int, int], tuple[str, dict[str, str], str]]:
    return {(fact.row, fact.column): (fact.figure, fact.coordinates, fact.stage) for fact in match.facts}


@pytest.mark.parametrize("repeated", [True, False])
def test_codes_in_three_columns_repeated_or_left_out(repeated: bool) -> None:
    class_, group = ("208", "01") if repeated else ("", "")
    match = read(
        "支出决算表",
        [
            ["支出功能分类科目编码", "", "", "科目名称", "本年支出合计", "基本支出", "项目支出"],
            ["类", "款", "项", "", "", "", ""],
            ["栏次", "", "", "", "1", "2", "3"],
            ["208", "", "", "社会保障和就业支出", "10.00", "4.00", "6.00"],
            [class_, "01", "", "人力资源和社会保障管理事务", "10.00", "4.00", "6.00"],
            [class_, group, "01", "行政运行", "10.00", "4.00", "6.00"],
            ["合计", "", "", "", "10.00", "4.00", "6.00"],
        ],
        ((0, 0, 1, 3), (0, 3, 2, 1), (0, 4, 2, 1), (0, 5, 2, 1), (0, 6, 2, 1), (2, 0, 1, 4), (6, 0, 1, 4)),
    )
    found = told(match)
    assert match.unread == [] and len(found) == 12
    for row, code in ((3, "208"), (4, "20801"), (5, "2080101")):
        assert found[row, 4] == ("支出", {"科目": code}, "")
        assert found[row, 6] == ("支出", {**PROJECT, "科目": code}, "")
    assert found[6, 5] == ("支出", BASIC, "")


def test_a_code_left_out_above_another_name_is_not_filled_in() -> None:
    match = read(
        "支出决算表",
        [
            ["类", "款", "项", "科目名称", "本年支出合计"],
            ["208", "", "", "社会保障和就业支出", "10.00"],
            ["", "01", "", "教育管理事务", "10.00"],
        ],
    )
    assert list(told(match)) == [(1, 4)] and match.unread == [(2, 4)]


def test_vertical_headings_small_numbers_and_the_total_at_the_top() -> None:
    match = read(
        "收入决算表",
        [
            ["科目编码", "科目名称", "本\n年\n收\n入\n合\n计", "财政拨款收入", "上级补助收入"],
            ["合 计", "", "10", "9", "1"],
            ["205", "教育支出", "10", "9", "1"],
        ],
        ((1, 0, 1, 2),),
        "千元",
    )
    assert match.recognised.header_rows == 1 and match.unread == []
    assert told(match)[1, 2] == ("收入", {}, "")
    assert {fact.amount for fact in match.facts} == {Decimal(1000), Decimal(9000), Decimal(10000)}


def test_code_and_name_in_one_cell_and_the_total_at_the_foot() -> None:
    rows = [
        ["科目", "本年收入合计"],
        ["2080101 行政运行", "10.00"],
        ["2080102 行政运行", "3.00"],
        ["总计", "10.00"],
    ]
    match = read("收入决算表", rows)
    assert told(match) == {(1, 1): ("收入", {"科目": "2080101"}, ""), (3, 1): ("收入", {}, "")}
    assert match.unread == [(2, 1)]  # the name is that of another code


def test_budgets_at_two_stages_beside_the_actual_figure() -> None:
    match = read(
        "财政拨款“三公”经费支出决算表",
        [
            ["项目", "年初预算数", "全年预算数", "决算数"],
            ["合计", "3.00", "3.00", "2.00"],
            ["1.公务接待费", "1.00", "1.00", "0.50"],
            ["（2）公务用车运行维护费", "2.00", "2.00", "1.50"],
        ],
    )
    assert [told(match)[1, column] for column in (1, 2, 3)] == [
        ("三公经费合计", {}, stage) for stage in ("年初预算", "全年预算", "")
    ]
    assert told(match)[3, 3][0] == "公务用车运行维护费" and match.unread == []


def test_the_same_table_turned() -> None:
    match = read(
        "财政拨款“三公”经费支出决算表",
        [
            ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"],
            ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""],
            ["3.00", "", "2.00", "", "2.00", "1.00"],
        ],
        ((0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 3), (0, 5, 2, 1)),
    )
    assert [found[0] for found in told(match).values()] == [
        "三公经费合计",
        "公务用车购置及运行维护费",
        "公务用车运行维护费",
        "公务接待费",
    ]


def test_an_empty_column_and_figures_of_other_years() -> None:
    match = read(
        "一般公共预算支出表",
        [
            ["科目编码", "", "科目名称", "2023年执行数", "2024年预算数", "", "增减%"],
            ["", "", "", "", "小计", "基本支出", ""],
            ["208", "", "社会保障和就业支出", "9.00", "10.00", "4.00", "11.11"],
        ],
        ((0, 0, 2, 1), (0, 2, 2, 1), (0, 3, 2, 1), (0, 4, 1, 2), (0, 6, 2, 1)),
    )
    assert list(told(match)) == [(2, 4), (2, 5)]
    assert match.unread == [(2, 3), (2, 6)]  # said, and not taken for this year's


def test_basic_expenditure_by_economic_codes() -> None:
    match = read(
        "一般公共预算基本支出预算表",
        [
            ["部门预算支出经济分类科目", "", "本年一般公共预算基本支出", "", ""],
            ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
            ["", "合计", "12.00", "10.00", "2.00"],
            ["30101", "基本工资", "10.00", "10.00", ""],
        ],
        ((0, 0, 1, 2), (0, 2, 1, 3)),
    )
    assert told(match)[3, 3] == ("基本支出经济分类", {"经济科目": "30101"}, "") and match.unread == []


@pytest.mark.parametrize("left", ["100.00", ""])
def test_labels_that_come_again_with_their_numbers_mean_what_stands_between_their_neighbours(
    left: str,
) -> None:
    """By a format: 一、一般公共预算财政拨款 is income, and below 年初结转 what was left of it; a blank there says nothing of
    the income."""
    kinds = ("一、一般公共预算财政拨款", "二、政府性基金预算财政拨款")
    rows = [
        ["项目", "决算数", "项目", "合计"],
        [kinds[0], "900.00", "一、一般公共服务支出", "1,000.00"],
        [kinds[1], "100.00", "二、外交支出", ""],
        ["本年收入合计", "1,000.00", "本年支出合计", "1,000.00"],
        ["年初财政拨款结转和结余", left, "年末财政拨款结转和结余", "0.00"],
        [kinds[0], left, "", ""],
        [kinds[1], "", "", ""],
        ["总计", "1,100.00" if left else "1,000.00", "总计", "1,000.00"],
    ]
    lines = ["2024年度部门决算", "财政拨款收入支出决算总表", "单位：万元"]
    (match,) = reading_of(document([*lines, laid_out(rows)]), LIBRARY, "standard/final_accounts/2024").tables
    said = {row: str(fact.binding.figure) for (row, column), fact in by_place(match).items() if column == 1}
    assert "收入" in said[1] and "收入" in said[2]
    assert (5 in said) is bool(left) and "年初结转和结余" in said.get(5, "年初结转和结余")
    blank = [str(binding.figure) for binding in match.blank]
    assert blank and not any(text in blank for text in said.values())


def by_place(match: MatchedTable) -> dict[tuple[int, int], PrintedFact]:
    return {(fact.row, fact.column): fact for fact in match.facts}


def test_a_label_that_stands_twice_between_the_same_rows_is_not_read() -> None:
    rows = [
        ["项目", "决算数", "项目", "合计"],
        ["本年收入合计", "10.00", "本年支出合计", "10.00"],
        ["总计", "10.00", "", ""],
        ["总计", "11.00", "", ""],
    ]
    lines = ["2024年度部门决算", "财政拨款收入支出决算总表", "单位：万元"]
    (match,) = reading_of(document([*lines, laid_out(rows)]), LIBRARY, "standard/final_accounts/2024").tables
    assert set(by_place(match)) == {(1, 1), (1, 3)} and match.unread == [(2, 1), (3, 1)]
