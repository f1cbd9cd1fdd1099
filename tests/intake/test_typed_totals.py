"""类 and 款 rows from the finance system and typed 合计 rows: never added, held against the rows, told once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai.findings import Finding, Severity
from gongkai.model.department import Department
from tests.intake.support import (
    LINES,
    SMALL,
    amount_row,
    codes_of,
    edited,
    read,
    sheet_of,
    small_workbook,
    the,
)
from tests.support.library import read_file

Row = list[object]
A, B = 1000, 250
ONE: Row = ["2080101", "", "财政拨款", "", "", "", "", A, "", 10, ""]
TWO: Row = ["2080102", "", "财政拨款", "", "", "", "", B, 5, 20, ""]
BOTH = A + B


def total(
    code: object, amount: object, name: str = "", source: str = "", more: object = "", before: object = ""
) -> Row:
    return [code, name, source, "", "", "", "", amount, more, before, ""]


def checked(tmp_path: Path, rows: list[Row], unit: str = "元") -> tuple[Department, list[Finding]]:
    return read(small_workbook(tmp_path / "甲.xlsx", rows, unit=unit))


def codes(department: Department) -> list[str]:
    return [entry.text("科目编码") for entry in department.schedules["明细"]]


AGREEING = [
    [total("208", BOTH), total("20801", BOTH), ONE, TWO],
    [
        total("208", BOTH, "社会保障和就业支出"),
        total("20801 人力资源和社会保障管理事务", BOTH, more=5),
        ONE,
        TWO,
    ],
    [ONE, TWO, total("合计", BOTH)],
    [total("", BOTH, "总计", more=5, before=30), ONE, TWO],
    [ONE, total("小计", A), TWO, total("小计", B), total("合计", BOTH)],
    [total("小计", A), ONE, total("小计", B), TWO, total("总  计", BOTH)],
    [ONE, TWO, total("", B, "其中：项目类")],
    [total("20801", "", source="财政拨款"), ONE, TWO],
    [total("20801", A, source="财政拨款"), ONE, [*TWO[:2], "其他资金", *TWO[3:]]],
    [total("合计", "#待核"), ONE, TWO],
]


@pytest.mark.parametrize("rows", AGREEING)
def test_a_total_that_agrees_is_silent_and_not_added(rows: list[Row], tmp_path: Path) -> None:
    department, findings = checked(tmp_path, rows)
    assert codes_of(findings) == []
    assert codes(department) == ["2080101", "2080102"]
    amounts = [entry.number("决算/基本支出") for entry in department.schedules["明细"]]
    assert amounts == [A, B]


DIFFERING = [
    ([total("20801", 1350), ONE, TWO], "H3", 1350, BOTH),
    ([ONE, total("208", 1, "社会保障和就业支出"), TWO], "H4", 1, BOTH),
    ([ONE, TWO, total("合计", 99)], "H5", 99, BOTH),
    ([ONE, TWO, total("", 99, "合计")], "H5", 99, BOTH),
    ([ONE, TWO, total("总计（元）", 99)], "H5", 99, BOTH),
    ([ONE, TWO, total("", 2000, "其中：项目类")], "H5", 2000, BOTH),
    ([total("20801", A + 7, source="财政拨款"), ONE, [*TWO[:2], "其他资金", *TWO[3:]]], "H3", A + 7, A),
]


@pytest.mark.parametrize(("rows", "cell", "found", "expected"), DIFFERING)
def test_a_total_that_differs_names_both_places(
    rows: list[Row], cell: str, found: int, expected: int, tmp_path: Path
) -> None:
    department, findings = checked(tmp_path, rows)
    finding = the(findings, "SR-26")
    assert finding.severity is Severity.ERROR
    assert (finding.location.sheet, finding.location.cell) == ("明细", cell)
    assert finding.found == f"{found:,}.00 元"
    assert finding.expected == f"{expected:,}.00 元"
    assert finding.difference == f"{found - expected:,}.00 元"
    for number, row in enumerate(rows, start=3):
        if row is ONE:
            assert f"H{number}" in finding.message
    assert codes(department) == ["2080101", "2080102"]


def test_one_wrong_row_under_three_totals_is_told_where_it_is_closest(tmp_path: Path) -> None:
    rows = [total("合计", 1260), total("208", 1260), total("20801", 1260), ONE, TWO]
    finding = the(checked(tmp_path, rows)[1], "SR-26")
    assert finding.location.cell == "H5"
    assert "1,250.00 元" in finding.message
    rows = [total("合计", 9999), total("20801", 1260), ONE, TWO]
    assert codes_of(checked(tmp_path, rows)[1]) == ["SR-26", "SR-26"]


@pytest.mark.parametrize("code", ["2080", "208010", "20801011", "20899", "210"])
def test_what_adds_up_nothing_is_an_error_as_before(code: str, tmp_path: Path) -> None:
    _, findings = checked(tmp_path, [ONE, TWO, total(code, BOTH)])
    assert codes_of(findings) == ["SR-09"]
    assert findings[0].location.cell == "A5"


def test_an_unreadable_row_silences_its_totals_only(tmp_path: Path) -> None:
    spoiled: Row = [*TWO[:7], "约二百五", *TWO[8:]]
    _, findings = checked(tmp_path, [total("20801", 1, before=31), ONE, spoiled])
    assert codes_of(findings) == ["SR-06", "SR-26"]
    assert findings[1].location.cell == "J3"
    # which total a row without a usable code belongs to, nobody can say; the whole column has its sum
    lost: Row = ["208010", *TWO[1:]]
    _, findings = checked(tmp_path, [total("20801", 1), ONE, lost, total("合计", 2)])
    assert [(item.code, item.location.cell) for item in findings] == [("SR-09", "A5"), ("SR-26", "H6")]


def test_rounding_to_two_decimals_of_ten_thousand_is_no_difference(tmp_path: Path) -> None:
    rows: list[Row] = [[*ONE[:7], 0.12, "", "", ""], [*TWO[:7], 0.12, "", "", ""]]
    assert codes_of(checked(tmp_path, [*rows, total("合计", 0.25)], "万元")[1]) == []
    finding = the(checked(tmp_path, [*rows, total("合计", 0.27)], "万元")[1], "SR-26")
    assert finding.difference == "0.03 万元"
    assert codes_of(checked(tmp_path, [*rows, total("合计", 0.25)])[1]) == ["SR-26"]


def test_economic_codes_have_their_class_above_them(tmp_path: Path) -> None:
    head = ["经济科目编码", "经济科目名称", "决算"]

    def sheet(*rows: list[object]) -> Path:
        def edit(book: Any) -> None:
            sheet_of(book, "经济分类", [head, *rows])

        return small_workbook(tmp_path / "甲.xlsx", edit=edit)

    below: list[list[object]] = [["30101", "", 3], ["30102", "", 4]]
    assert codes_of(read(sheet(["301", "工资福利支出", 7], *below))[1]) == []
    assert the(read(sheet(["301", "", 8], *below))[1], "SR-26").location.cell == "C2"
    assert codes_of(read(sheet(*below, ["302", "", 7]))[1]) == ["SR-09"]  # adds up nothing


def test_yaml_reads_them_alike(tmp_path: Path) -> None:
    def given(amount: str) -> Path:
        data: dict[str, Any] = {
            "单位信息": {"公开格式": SMALL.format, "金额单位": "元"},
            "明细": [
                {"科目编码": "20801", "决算": {"基本支出": amount}},
                {"科目编码": "2080101", "决算": {"基本支出": "10.00"}},
                {"科目编码": "2080102", "决算": {"基本支出": "0.50"}},
                {"科目编码": "合计", "决算": {"基本支出": "10.50"}},
            ],
            "按项": {},
        }
        path = tmp_path / "甲.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return path

    department, findings = read(given("10.50"))
    assert codes_of(findings) == [] and codes(department) == ["2080101", "2080102"]
    finding = the(read(given("10.05"))[1], "SR-26")
    assert finding.location.line == 7 and "第 " in finding.message
    assert department.schedules["明细"].entries[0].number("决算/基本支出") == Decimal("10.00")


@pytest.mark.parametrize(("typed", "codes"), [(12, []), (5, []), (7, []), (99, ["SR-26"]), ("", [])])
def test_a_total_among_fixed_lines(typed: object, codes: list[str], tmp_path: Path) -> None:
    """It is compared with whichever lines beside each other it may add up, and never added."""
    line = replace(LINES.lines[0], name="出国费")
    spec = replace(LINES, lines=(line, *LINES.lines))
    inputs = replace(SMALL, schedules=tuple(spec if item is LINES else item for item in SMALL.schedules))
    lines = [["出国费", 5, 5], ["接待费", 5, 7], ["合计", "", typed]]
    department, findings = read(small_workbook(tmp_path / "w.xlsx", [amount_row(1)], lines), inputs)
    assert [item.code for item in findings] == codes
    assert [entry.number("决算") for entry in department.schedules["按项"]] == [Decimal(5), Decimal(7)]
    assert all(item.location.cell == "C4" and "12.00" in item.expected for item in findings)


ALL: Row = ["", "", "", "", "", "", "", BOTH, 5, 30, ""]


@pytest.mark.parametrize(
    "label",
    [
        "社会保障和就业支出",
        "人力资源和社会保障管理事务",
        "财政拨款小计",
        "本年支出合计",
        "社会保障和就业支出合计",
        "小计：",
        "支出共计",
    ],
)
@pytest.mark.parametrize("place", [0, 1], ids=["code", "name"])
@pytest.mark.parametrize("first", [True, False])
def test_a_total_with_a_name_only_is_compared_not_added(
    label: str, place: int, first: bool, tmp_path: Path
) -> None:
    row = [*ALL]
    row[place] = label
    department, findings = checked(tmp_path, [row, ONE, TWO] if first else [ONE, TWO, row])
    assert findings == []
    assert codes(department) == ["2080101", "2080102"]
    wrong = [*row]
    wrong[7] = BOTH + 3
    department, findings = checked(tmp_path, [wrong, ONE, TWO] if first else [ONE, TWO, wrong])
    found = the(findings, "SR-26")
    assert found.location.cell == ("H3" if first else "H5")
    assert found.difference == "3.00 元"
    assert codes(department) == ["2080101", "2080102"]


def test_a_source_of_funds_is_the_total_of_its_rows(tmp_path: Path) -> None:
    other = [*TWO[:2], "其他资金", *TWO[3:]]
    rows: list[Row] = [ONE, other, total("财政拨款小计", A), total("其他资金小计", B, more=5)]
    assert checked(tmp_path, rows)[1] == []
    rows[2] = total("财政拨款小计", A + 1)
    assert "“财政拨款小计”行" in the(checked(tmp_path, rows)[1], "SR-26").message


def test_one_subtotal_of_the_rows_beside_it(tmp_path: Path) -> None:
    three: Row = ["2080101", "", "其他资金", "", "", "", "", 7, "", "", ""]
    assert checked(tmp_path, [ONE, TWO, total("小计", BOTH), three])[1] == []
    assert checked(tmp_path, [three, total("小计", BOTH), ONE, TWO])[1] == []


def test_a_grand_total_that_leaves_rows_out_is_no_subtotal(tmp_path: Path) -> None:
    """A formula over too few rows: its sum is that of the rows right above it."""
    for label in ("合计", "总计", "本年支出合计"):
        found = the(checked(tmp_path, [ONE, TWO, total(label, B)])[1], "SR-26")
        assert found.difference == "-1,000.00 元"


def test_a_sub_heading_without_amounts_is_no_row(tmp_path: Path) -> None:
    department, findings = checked(tmp_path, [total("社会保障和就业支出", ""), ONE, TWO])
    assert findings == []
    assert codes(department) == ["2080101", "2080102"]


@pytest.mark.parametrize("name", ["行政运行", "代课教师工资", "教育支出"])
def test_a_row_without_its_code_is_one_finding(name: str, tmp_path: Path) -> None:
    """A name of the finest level, no name of a code, a 类 of which nothing stands here: it may be a row."""
    findings = checked(tmp_path, [ONE, TWO, total("", A, name)])[1]
    assert codes_of(findings) == ["SR-13"]


@pytest.mark.parametrize(
    ("label", "right"),
    [("人员经费合计", 300), ("人员经费", 300), ("公用经费小计", 40), ("工资福利支出", 200)],
)
def test_staff_and_public_expenditure(label: str, right: int, tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final"
    rows = [("30101", 200), ("30201", 40), ("30301", 100)]

    def edit(book: Any, amount: int) -> None:
        sheet = book["基本支出经济分类"]
        sheet.delete_rows(6, sheet.max_row)
        for row in ((code, None, amount) for code, amount in rows):
            sheet.append(row)
        sheet.append((None, label, amount))

    for amount, wanted in ((right, []), (right + 1, ["SR-26"])):
        path = edited((folder / "input.xlsx").read_bytes(), tmp_path / "a.xlsx", partial(edit, amount=amount))
        findings = read_file(path).findings
        assert [item.code for item in findings if item.severity is Severity.ERROR] == wanted
