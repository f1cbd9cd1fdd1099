"""Causes: every cell that differs, with both values and both places; rows and sheets that came, went or moved."""

from __future__ import annotations

from pathlib import Path

from gongkai import pipeline
from gongkai.comparing.comparison import compare_checked
from gongkai.comparing.inputs import InputChange, compare_inputs
from gongkai.model.department import Department
from gongkai.source import Source
from tests.comparing.support import checked, edited, sample
from tests.support.library import LIBRARY

YANGCHENG = sample("yangcheng-2024-final")
INSURANCE = """  - 科目编码: 2080109
    科目名称: 社会保险经办机构
    决算: {一般公共预算财政拨款: 260000.00}
"""
SERVICES = """  - 科目编码: 2080106
    科目名称: 就业管理事务
    决算: {一般公共预算财政拨款: 3141500.00}
"""


def department(text: str) -> Department:
    found = checked(text).loaded.department
    assert found is not None
    return found


def causes(old: str, new: str) -> list[InputChange]:
    return compare_inputs(department(old), department(new))


def test_a_cell_with_both_values_and_both_places() -> None:
    new = "\n" + edited(YANGCHENG, ("决算: {项目支出: 260000.00}", "决算: {项目支出: 460000.50}"))
    (found,) = causes(YANGCHENG, new)
    assert (found.kind, found.schedule, found.column) == ("改动", "支出", "决算/项目支出")
    assert (found.old, found.new) == ("260,000 元", "460,000.5 元")
    assert found.row.startswith("2080109") and found.new_place.line == found.old_place.line + 1 > 1
    assert "决算/项目支出" in found.new_place.path


def test_a_cell_that_was_empty() -> None:
    new = edited(
        YANGCHENG,
        ("决算: {一般公共预算财政拨款: 260000.00}", "决算: {一般公共预算财政拨款: 260000.00, 其他收入: 5}"),
    )
    (found,) = causes(YANGCHENG, new)
    assert (found.old, found.new, found.column) == ("", "5 元", "决算/其他收入")
    (back,) = causes(new, YANGCHENG)
    assert (back.old, back.new) == ("5 元", "")


def test_a_row_that_went_and_one_that_came() -> None:
    (gone,) = causes(YANGCHENG, edited(YANGCHENG, (INSURANCE, "")))
    assert (gone.kind, gone.schedule, gone.new, gone.new_place.line) == ("删去", "收入", "", 0)
    assert gone.row.startswith("2080109") and "260,000 元" in gone.old and gone.old_place.line > 0
    (come,) = causes(edited(YANGCHENG, (INSURANCE, "")), YANGCHENG)
    assert (come.kind, come.old, come.row) == ("新增", "", gone.row) and come.new == gone.old


def test_a_row_that_moved_changes_nothing_else() -> None:
    (found,) = causes(YANGCHENG, edited(YANGCHENG, (SERVICES + INSURANCE, INSURANCE + SERVICES)))
    assert found.kind == "换位" and found.schedule == "收入" and found.old != found.new


def test_a_corrected_key_is_the_same_row_by_likeness() -> None:
    row = """    科目名称: 社会保险经办机构
    资金来源: 一般公共预算财政拨款
"""
    (found,) = causes(YANGCHENG, edited(YANGCHENG, (row, row.replace("一般公共", "政府性基金"))))
    assert (found.kind, found.column, found.presumed) == ("改动", "资金来源", True)
    assert (found.old, found.new) == ("一般公共预算财政拨款", "政府性基金预算财政拨款")


def test_a_sheet_that_came_with_its_rows() -> None:
    head, _, tail = YANGCHENG.partition("\n三公经费:")
    assert tail, "the sample has no 三公经费"
    body = tail.split("\n\n", 1)
    without = head + "\n" + (body[1] if len(body) > 1 else "")
    old, new = department(without), department(YANGCHENG)
    found = [item for item in compare_inputs(old, new) if item.schedule == "三公经费"]
    assert found[0].kind == "新增" and found[0].row == "" and found[0].new.endswith(" 行")
    assert len(found) > 1 and {item.kind for item in found} == {"新增"}


def test_workbook_and_yaml_of_one_department_are_the_same() -> None:
    folder = Path("sample_inputs/yangcheng-2024-final")
    both = [pipeline.check(Source.from_path(folder / name), LIBRARY) for name in ("input.yaml", "input.xlsx")]
    found = compare_checked(both[0], both[1], ("input.yaml", "input.xlsx"))
    assert found.same and found.inputs == [] and found.merged.differences == []
