"""One thing that somebody did wrong in many cells, or that makes others wrong, is one finding."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gongkai.findings import Finding, Severity
from tests.conftest import ROOT
from tests.intake.support import amount_row, codes_of, edited, read, small_workbook, the
from tests.support.library import check_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"


def errors(path: Path, edit: Any) -> list[Finding]:
    checked = check_file(edited(LIULIN.read_bytes(), path / "a.xlsx", edit))
    return [item for item in checked.findings if item.severity is Severity.ERROR]


def test_a_sheet_whose_amounts_all_bear_another_unit(tmp_path: Path) -> None:
    rows = [["2080101", "", "财政拨款", "", "", "", "", "1.5万元", "2万元"], amount_row("3 万元")]
    found = the(read(small_workbook(tmp_path / "a.xlsx", rows))[1], "SR-22")
    assert found.location.cell == "H3"
    assert "还有 2 格也是这样（单元格 I3、单元格 H4）" in found.message


def test_unit_lines_of_several_sheets(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for name in ("收入", "支出", "三公经费", "项目"):
            book[name]["A3"] = "金额单位：万元"

    found = the(errors(tmp_path, edit), "SR-22")
    assert "收入、支出、三公经费等 4 张表写的是“单位：万元”" in found.message


def test_what_a_row_twice_makes_wrong_is_counted(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["支出"]
        for column in range(1, 22):
            sheet.cell(9, column).value = sheet.cell(8, column).value

    found = errors(tmp_path, edit)
    assert codes_of(found) == ["SR-12"]
    assert "条问题由它引起" in found[0].hint


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (datetime(2080, 1, 1), "被改成了日期“2080-01-01”"),
        ("208101", "有 6 位"),
        ("2080", "有 4 位"),
    ],
)
def test_no_code_is_guessed_for_one_that_may_be_several(tmp_path: Path, code: object, words: str) -> None:
    def edit(book: Any) -> None:
        book["支出"]["A7"] = code

    found = the(errors(tmp_path, edit), "SR-09")
    assert words in found.message
    assert "是不是" not in found.hint


@pytest.mark.parametrize(
    "label",
    [
        "第 1 页，共 2 页",
        "第2页",
        "1/2页",
        "打印时间：2024-03-01 10:00:00",
        "导出日期：2024年3月1日",
        "（续表）",
        "转下页",
        "二、项目支出",
        "（一）一般公共预算",
    ],
)
def test_what_a_printed_page_adds_among_the_rows_is_passed_over(tmp_path: Path, label: str) -> None:
    rows = [amount_row(1), [label], ["2080102", *amount_row(2)[1:]], ["", label]]
    department, findings = read(small_workbook(tmp_path / "a.xlsx", rows))
    assert findings == []
    assert len(department.schedules["明细"].entries) == 2


@pytest.mark.parametrize("label", ["第 1 页，共 2 页", "二、项目支出", "转下页"])
def test_an_amount_beside_it_is_not_dropped(tmp_path: Path, label: str) -> None:
    row = [label, *amount_row(5)[1:]]
    assert "SR-09" in codes_of(read(small_workbook(tmp_path / "a.xlsx", [amount_row(1), row]))[1])


def test_a_text_where_the_code_stands_is_one_finding(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["支出"]["A10"] = "以上数据已核对"

    assert codes_of(errors(tmp_path, edit)) == ["SR-09"]


def test_a_list_of_names_may_be_numbered(tmp_path: Path) -> None:
    """Where rows have no code a numbered text is content."""
    sample = ROOT / "sample_inputs" / "qinglong-2023-evaluation" / "input.xlsx"

    def edit(book: Any) -> None:
        book["所属单位"]["A5"] = "一、某某就业服务中心"

    path = edited(sample.read_bytes(), tmp_path / "a.xlsx", edit)
    department = check_file(path).loaded.department
    assert department is not None
    names = [entry.text("所属单位名称") for entry in department.schedules["所属单位"].entries]
    assert "一、某某就业服务中心" in names


def test_a_group_with_one_amount_is_told_alone(tmp_path: Path) -> None:
    """What each column below it holds is not known, so no sum says that it is missing."""
    text = (ROOT / "sample_inputs" / "liulin-2023-final" / "input.yaml").read_text(encoding="utf-8")
    written = "{一般公共预算财政拨款: 10865080.00}"
    assert text.count(written) == 1
    path = tmp_path / "a.yaml"
    path.write_text(text.replace(written, "10865080.00"), encoding="utf-8")
    found = [item for item in check_file(path).findings if item.severity is Severity.ERROR]
    assert [item.code for item in found] == ["SR-23"]
    assert "条问题由它引起" in found[0].hint
