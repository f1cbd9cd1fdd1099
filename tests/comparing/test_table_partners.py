"""Tables of two documents by title and labels: each of ours is one of theirs, and what ours lack has none."""

from __future__ import annotations

import pytest

from gongkai.comparing.table_partners import table_partners

OURS = {
    "支出预算总表": {"合计", "基本支出", "项目支出"},
    "财政拨款支出预算表": {"科目编码", "科目名称", "金额"},
    "政府性基金预算财政拨款支出预算表": {"科目编码", "科目名称", "金额"},
}


def test_a_table_ours_lack_is_not_the_one_with_the_nearest_name() -> None:
    theirs = dict(OURS) | {"政府采购支出预算表": {"采购品目", "采购组织形式", "总计"}}
    assert table_partners(theirs, OURS) == {name: name for name in OURS}


@pytest.mark.parametrize("name", ["财政拨款政府性基金支出预算表", "政府性基金财政拨款支出预算表（功能科目）"])
def test_another_wording_of_a_title(name: str) -> None:
    theirs = {"财政拨款支出预算表": OURS["财政拨款支出预算表"], name: {"科目代码", "科目名称"}}
    assert table_partners(theirs, OURS)[name] == "政府性基金预算财政拨款支出预算表"


def test_a_table_without_title_is_known_by_its_labels() -> None:
    assert table_partners({"第 3 张表": {"合计", "基本支出", "项目支出"}}, OURS) == {
        "第 3 张表": "支出预算总表"
    }


def test_nothing_to_pair() -> None:
    assert table_partners({}, OURS) == {} and table_partners({"甲": {"乙"}}, {}) == {}
