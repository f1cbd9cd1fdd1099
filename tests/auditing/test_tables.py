"""Sums inside tables and the same figure in two tables."""

from __future__ import annotations

import pytest

from gongkai.findings import Severity
from tests.auditing.paper import HEADINGS, SPENDING, audited, codes, only, table

ROWS = (
    HEADINGS,
    ("合计", "", "300.00", "200.00", "100.00"),
    ("208", "社会保障和就业支出", "200.00", "150.00", "50.00"),
    ("20801", "人力资源和社会保障管理事务", "200.00", "150.00", "50.00"),
    ("2080101", "行政运行", "120.00", "110.00", "10.00"),
    ("2080150", "事业运行", "80.00", "40.00", "40.00"),
    ("210", "卫生健康支出", "100.00", "50.00", "50.00"),
)


def changed(row: int, column: int, text: str) -> list[list[str]]:
    rows = [list(each) for each in ROWS]
    rows[row][column] = text
    return rows


def test_sums_that_hold() -> None:
    result = audited(*SPENDING, table(*ROWS))
    assert result.findings == []
    assert (result.tables_recognised, result.tables) == (1, 1)
    assert result.account.done == result.account.all == 18


@pytest.mark.parametrize(("row", "column"), [(row, column) for row in range(1, 7) for column in (2, 3, 4)])
def test_a_digit_is_found_in_its_cell(row: int, column: int) -> None:
    text = ROWS[row][column]
    found = only(audited(*SPENDING, table(*changed(row, column, "9" + text))))
    assert found.finding.code == "SJ-01" and found.severity is Severity.ERROR
    assert (found.table, found.row, found.column, found.quote) == (1, row + 1, column + 1, "9" + text)


def test_a_rounding_remainder_is_none() -> None:
    assert audited(*SPENDING, table(*changed(4, 2, "120.01"))).findings == []
    assert codes(audited(*SPENDING, table(*changed(4, 2, "120.03")))) == ["SJ-01"]


def test_trailing_zeros_change_nothing() -> None:
    rows = [[text.removesuffix(".00").replace("120", "120.01") for text in row] for row in ROWS]
    assert audited(*SPENDING, table(*rows)).findings == []


INCOME = (
    "收入决算表",
    "金额单位：万元",
    table(("科目代码", "科目名称", "本年收入合计", "财政拨款收入"), ("合计", "", "300.00", "300.00")),
)


def test_one_figure_in_two_tables() -> None:
    twice = ("一般公共预算财政拨款支出决算表", "金额单位：万元")
    headings = ("科目代码", "科目名称", "小计", "基本支出", "项目支出")
    again = table(headings, *ROWS[1:])
    other = table(headings, ("合计", "", "300.00", "200.00", "100.00"), *changed(6, 2, "100.00")[2:])
    assert audited(*SPENDING, table(*ROWS), *twice, again).findings == []
    assert audited(*SPENDING, table(*ROWS), *twice, other).findings == []


def test_a_last_digit_between_tables_is_one_hint() -> None:
    overall = table(("项目", "金额", "项目", "金额"), ("本年收入合计", "300.01", "本年支出合计", "300.01"))
    result = audited(*SPENDING, table(*ROWS), "支出决算表", "金额单位：万元", table(*changed(4, 2, "120.01")))
    assert [each.severity for each in result.findings] == [Severity.HINT]
    assert "尾差" in result.findings[0].finding.message and overall


def test_another_amount_between_tables_is_an_error() -> None:
    rows = [
        [
            text.replace("120.00", "130.00").replace("200.00", "210.00").replace("300.00", "310.00")
            for text in row
        ]
        for row in ROWS
    ]
    result = audited(*SPENDING, table(*ROWS), "支出决算表", "金额单位：万元", table(*rows))
    assert "SJ-02" in codes(result)
    assert all(each.compared_with for each in result.findings)


PROJECTS = (
    ("科目代码", "科目名称", "年初预算数", "决算数"),
    ("合计", "", "30.00", "30.00"),
    ("208", "社会保障和就业支出", "30.00", "30.00"),
    ("20801", "人力资源和社会保障管理事务", "20.00", "20.00"),
    ("2080101", "行政运行", "12.00", "12.00"),
    ("2080102", "一般行政管理事务", "8.00", "8.00"),
    ("20805", "行政事业单位养老支出", "10.00", "10.00"),
    ("2080501", "行政单位离退休", "10.00", "10.00"),
)


@pytest.mark.parametrize(("total", "found"), [("30.00", []), ("40.00", ["SJ-01", "SJ-33"])])
def test_projects_by_code_are_added_once(total: str, found: list[str]) -> None:
    rows = [list(row) for row in PROJECTS]
    rows[1][2] = total
    told = audited("一般公共预算财政拨款项目支出决算表", "金额单位：万元", table(*rows))
    assert sorted({each.finding.code for each in told.findings}) == found


CARRIED = (
    "财政拨款收支总表",
    "金额单位：万元",
    table(
        ("收入", "", "支出", "", "", "", ""),
        ("项目", "金额", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
        ("一般公共预算财政拨款", "200.00", "社会保障和就业支出", "200.00", "200.00", "", ""),
        ("", "", "卫生健康支出", "100.00", "100.00", "", ""),
        ("本年收入合计", "200.00", "本年支出合计", "300.00", "300.00", "", ""),
        ("上年财政拨款结转", "100.00", "", "", "", "", ""),
        ("收入总计", "300.00", "支出总计", "300.00", "300.00", "", ""),
    ),
)


@pytest.mark.parametrize(("total", "found"), [("200.00", []), ("210.00", ["SJ-02"])])
def test_what_is_given_in_the_year_is_less_than_what_is_spent(total: str, found: list[str]) -> None:
    """财政拨款收支总表 spends what was carried over too; 一般公共预算支出表 is about the year's money."""
    rows = (
        ("科目代码", "科目名称", "合计", "基本支出", "项目支出"),
        ("合计", "", total, total, "0.00"),
        ("208", "社会保障和就业支出", total, total, "0.00"),
    )
    told = audited(*CARRIED, "一般公共预算财政拨款支出表", "金额单位：万元", table(*rows))
    assert sorted({each.finding.code for each in told.findings}) == found


def test_a_total_and_a_class_that_were_left_out() -> None:
    without_total = audited(*SPENDING, table(HEADINGS, *ROWS[2:]))
    assert codes(without_total) == ["SJ-33"] and "合计" in without_total.findings[0].finding.message
    more = (
        ("20805", "行政事业单位养老支出", "0.00", "0.00", "0.00"),
        ("21011", "行政事业单位医疗", "100.00", "50.00", "50.00"),
        ("213", "农林水支出", "0.00", "0.00", "0.00"),
        ("21305", "巩固脱贫攻坚成果", "0.00", "0.00", "0.00"),
    )
    whole = (*ROWS[:6], more[0], ROWS[6], *more[1:])
    assert audited(*SPENDING, table(*whole)).findings == []
    missing = audited(*SPENDING, table(*(row for row in whole if row[0] != "210")))
    assert "SJ-33" in codes(missing)
    assert any("没有它上面的 210 一行" in each.finding.message for each in missing.findings)


def test_a_class_whose_only_item_was_left_out() -> None:
    more = (
        ("213", "农林水支出", "0.00", "0.00", "0.00"),
        ("21305", "巩固脱贫攻坚成果", "0.00", "0.00", "0.00"),
        ("221", "住房保障支出", "0.00", "0.00", "0.00"),
        ("22102", "住房改革支出", "0.00", "0.00", "0.00"),
        ("229", "其他支出", "0.00", "0.00", "0.00"),
        ("22999", "其他支出", "0.00", "0.00", "0.00"),
    )
    rows = (HEADINGS, ("", "合计", "0.00", "0.00", "0.00"), *more)
    assert "SJ-33" not in codes(audited(*SPENDING, table(*rows)))
    missing = audited(*SPENDING, table(*(row for row in rows if row[0] != "22999")))
    assert any("的 229 下面没有款，别的都有" in each.finding.message for each in missing.findings)
    # Where several list nothing below them, that is how the table is made.
    bare = audited(*SPENDING, table(*(row for row in rows if row[0] not in ("22999", "22102"))))
    assert not any("下面没有" in each.finding.message for each in bare.findings)


def test_an_item_that_only_the_other_table_lists() -> None:
    """One class with its item and one without are too few to tell by themselves; the other table tells."""
    rows = (
        HEADINGS,
        ("", "合计", "200.00", "50.00", "150.00"),
        ("208", "社会保障和就业支出", "200.00", "50.00", "150.00"),
        ("20801", "人力资源和社会保障管理事务", "120.00", "50.00", "70.00"),
        ("2080101", "行政运行", "120.00", "50.00", "70.00"),
        ("20807", "就业补助", "80.00", "0.00", "80.00"),
        ("2080799", "其他就业补助支出", "80.00", "0.00", "80.00"),
    )
    general = ("一般公共预算财政拨款支出决算表", "金额单位：万元")
    assert audited(*SPENDING, table(*rows), *general, table(*rows)).findings == []
    lost = table(*(row for row in rows if row[0] != "2080101"))
    found = audited(*SPENDING, table(*rows), *general, lost).findings
    assert [(each.finding.code, each.table, each.quote) for each in found] == [("SJ-33", 2, "120.00")]


def test_a_class_that_stands_in_the_columns_of_two_groups() -> None:
    """303 is paid to persons and for their care: its parts in the two columns are one figure of the table no more."""
    rows = (
        ("科目编码", "科目名称", "合计", "人员经费", "公用经费"),
        ("301", "工资福利支出", "80.00", "80.00", ""),
        ("302", "商品和服务支出", "17.00", "", "17.00"),
        ("303", "对个人和家庭的补助", "3.70", "3.20", "0.50"),
        ("30302", "退休费", "3.50", "3.20", "0.30"),
        ("30399", "其他对个人和家庭的补助", "0.20", "", "0.20"),
        ("310", "资本性支出", "0.50", "", "0.50"),
        ("", "合计", "101.20", "83.20", "18.00"),
    )
    title = ("一般公共预算财政拨款基本支出决算表", "金额单位：万元")
    assert codes(audited(*title, table(*rows))) == []
    wrong = (*rows[:-1], ("", "合计", "101.20", "83.20", "19.00"))
    assert codes(audited(*title, table(*wrong))) == ["SJ-01"]


def test_an_income_of_no_source() -> None:
    income = ("收入决算表", "金额单位：万元")
    by_source = table(
        ("科目代码", "科目名称", "本年收入合计", "财政拨款收入", "事业收入"),
        ("", "合计", "300.00", "280.00", "20.00"),
        ("208", "社会保障和就业支出", "300.00", "280.00", "20.00"),
    )
    rows = (
        ("收入", "", "支出", ""),
        ("项目", "金额", "项目", "金额"),
        ("一、财政拨款收入", "280.00", "一、社会保障和就业支出", "300.00"),
        ("二、事业收入", "20.00", "", ""),
        ("本年收入合计", "300.00", "本年支出合计", "300.00"),
    )
    both = ("收入支出决算总表", "金额单位：万元")
    assert audited(*income, by_source, *both, table(*rows)).findings == []
    gone = table(*rows[:2], ("", "", *rows[2][2:]), rows[4])
    found = audited(*income, by_source, *both, gone).findings
    assert [(each.finding.code, each.table) for each in found] == [("SJ-33", 2)]


@pytest.mark.parametrize(("first", "found"), [(1, []), (2, ["SJ-33"])])
def test_rows_are_numbered_from_one(first: int, found: list[str]) -> None:
    rows = [(name, str(number), "1.50") for number, name in enumerate("甲乙丙丁戊己庚", 1)]
    printed = table(("项目", "行次", "统计数"), *rows[first - 1 :])
    assert codes(audited("物资统计表", "金额单位：万元", printed)) == found
