"""Columns of codes and names under whichever words provinces put over them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongkai.recognition.column_match import matched_columns
from tests.readers.test_joining import table
from tests.support.library import load_pack

PLANNED = ("功能科目代码", "功能科目名称", "金额")


def columns(printed: tuple[str, ...], planned: tuple[str, ...] = PLANNED) -> dict[int, int]:
    pack, _ = load_pack("standard/final_accounts/2024")
    assert pack is not None
    plan = replace(
        pack.table_plans["支出决算表"],
        paths=tuple((text,) for text in planned),
        widths=tuple(1.0 for _ in planned),
    )
    return matched_columns(plan, table(list(printed), ["1" for _ in printed]), 1, str)[0]


@pytest.mark.parametrize(
    "code", ["功能科目编码", "科目代码", "科目编码", "支出功能分类科目编码", "功能科目\n编号"]
)
@pytest.mark.parametrize("name", ["功能科目名称", "科目名称"])
def test_codes_and_names_are_known(code: str, name: str) -> None:
    assert columns((code, name, "金额")) == {0: 0, 1: 1, 2: 2}


def test_two_columns_of_codes_are_each_its_own() -> None:
    both = ("功能科目编码", "功能科目名称", "经济科目编码", "经济科目名称", "金额")
    assert columns(both, both) == {number: number for number in range(5)}
    assert columns(("经济科目编码", "经济科目名称", "金额"), both) == {2: 0, 3: 1, 4: 2}


def test_codes_of_other_things_are_no_codes_of_subjects() -> None:
    assert 0 not in columns(("单位编码", "单位名称", "金额"))
