"""Copies of a needed sheet: one that says the same is a hint, one that says something else is one error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.findings import Finding, Severity
from tests.conftest import ROOT
from tests.intake.support import codes_of, edited, read, small_workbook, the
from tests.support.library import check_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final"
ROW = ["2080101", "行政运行", "财政拨款", "", "", "", 1, 10, 20]
LINE = ["接待费", 5, 4]


def with_copy(
    path: Path, sheet: str, title: str, change: Callable[[Any], None] = lambda sheet: None
) -> list[Finding]:
    def edit(book: Any) -> None:
        copy = book.copy_worksheet(book[sheet])
        copy.title = title
        change(copy)

    return read(small_workbook(path / "a.xlsx", [ROW], [LINE], edit=edit))[1]


TITLES = ["明细 (2)", "明细（3）", "明细2", "明细 副本", "明细-副本", "明细的副本", "明细 - Copy", "明细最新", "明细（改）", "明细v2", "明细_1"]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_a_copy_that_says_the_same_is_a_hint(tmp_path: Path, title: str) -> None:
    findings = with_copy(tmp_path, "明细", title)
    assert [(item.code, item.severity) for item in findings] == [("SR-03", Severity.HINT)]
    assert f"“{title}”是“明细”的副本，内容相同" in findings[0].message


@pytest.mark.parametrize("title", TITLES)
def test_a_copy_that_says_something_else_is_an_error(tmp_path: Path, title: str) -> None:
    found = the(with_copy(tmp_path, "明细", title, lambda sheet: sheet.__setitem__("H3", 99)), "SR-03")
    assert found.severity is Severity.ERROR
    assert (found.location.sheet, found.location.cell) == (title, "H3")
    assert found.found == "99"
    assert f"“{title}”是“明细”的副本" in found.message
    assert "“决算/基本支出”一个是“99”，一个是“10”" in found.message


def test_a_row_more_or_less_is_a_difference(tmp_path: Path) -> None:
    more = with_copy(tmp_path, "明细", "明细 (2)", lambda sheet: sheet.append(["2080102", "", "财政拨款"]))
    assert the(more, "SR-03").severity is Severity.ERROR
    fewer = with_copy(tmp_path, "明细", "明细 (2)", lambda sheet: sheet.__setitem__("I3", None))
    assert the(fewer, "SR-03").severity is Severity.ERROR


@pytest.mark.parametrize("cell", ["C2", "B2"])
def test_fixed_lines_too(tmp_path: Path, cell: str) -> None:
    found = the(with_copy(tmp_path, "按项", "按项 (2)", lambda sheet: sheet.__setitem__(cell, 7)), "SR-03")
    assert found.severity is Severity.ERROR
    assert "接待费" in found.message


def test_the_look_of_a_copy_is_no_difference(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["H3"] = "10 "
        sheet.append(["合计", "", "", "", "", "", "", 10, 20])
        sheet["N1"] = "备查"

    assert the(with_copy(tmp_path, "明细", "明细 (2)", change), "SR-03").severity is Severity.HINT


def test_an_empty_copy_is_a_hint(tmp_path: Path) -> None:
    found = the(with_copy(tmp_path, "明细", "明细 (2)", lambda sheet: sheet.delete_rows(3)), "SR-03")
    assert found.severity is Severity.HINT
    assert "没有填内容" in found.message


@pytest.mark.parametrize(
    "title", ["明细底稿", "明细（上年）", "明细2022", "明细原", "明细 旧", "明细备份", "核对明细2"]
)
def test_sheets_of_reference_stay_a_hint(tmp_path: Path, title: str) -> None:
    findings = with_copy(tmp_path, "明细", title, lambda sheet: sheet.__setitem__("H3", 99))
    assert [(item.code, item.severity) for item in findings] == [("SR-03", Severity.HINT)]


def test_another_table_under_such_a_name_stays_a_hint(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book.create_sheet("明细 (2)").append(["名称", "金额", "备注"])

    findings = read(small_workbook(tmp_path / "a.xlsx", [ROW], edit=edit))[1]
    assert [(item.code, item.severity) for item in findings] == [("SR-03", Severity.HINT)]


def test_what_follows_from_two_versions_is_counted_not_listed(tmp_path: Path) -> None:
    """The original was left empty, the copy was filled in: one error, and no list of what an empty sheet lacks."""

    def edit(book: Any) -> None:
        book.copy_worksheet(book["支出"]).title = "支出 (2)"
        for row in (7, 8):
            for column in range(1, 22):
                book["支出"].cell(row, column).value = None

    path = edited((LIULIN / "input.xlsx").read_bytes(), tmp_path / "a.xlsx", edit)
    found = [item for item in check_file(path).findings if item.severity is Severity.ERROR]
    assert codes_of(found) == ["SR-03"]
    assert "“支出”没有填内容" in found[0].message
    assert "条问题由它引起" in found[0].hint


@pytest.mark.parametrize(("value", "level"), [(None, Severity.HINT), ("另一份", Severity.ERROR)])
def test_copies_of_crosswise_sheets(tmp_path: Path, value: str | None, level: Severity) -> None:
    folder = ROOT / "sample_inputs" / "yangcheng-2024-final"

    def edit(book: Any) -> None:
        copy = book.copy_worksheet(book["转移支付资金管理"])
        copy.title = "转移支付资金管理 (2)"
        if value is not None:
            last = max(cell.row for row in copy.iter_rows() for cell in row if cell.value)
            copy.cell(last, 2).value = value

    path = edited((folder / "input.xlsx").read_bytes(), tmp_path / "a.xlsx", edit)
    assert the(check_file(path).findings, "SR-03").severity is level


def test_the_same_name_with_a_blank_is_a_copy(tmp_path: Path) -> None:
    differs = the(with_copy(tmp_path, "明细", "明 细", lambda sheet: sheet.__setitem__("H3", 99)), "SR-03")
    assert differs.severity is Severity.ERROR


def test_a_hidden_copy_is_a_hint_that_says_so(tmp_path: Path) -> None:
    """Nobody has it before his eyes and fills it in."""

    def change(sheet: Any) -> None:
        sheet["H3"] = 99
        sheet.sheet_state = "veryHidden"

    found = the(with_copy(tmp_path, "明细", "明细 (2)", change), "SR-03")
    assert found.severity is Severity.HINT
    assert "一个是“99”，一个是“10”" in found.message and "它是隐藏的" in found.message


def test_only_the_copy_is_left(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["明细"].title = "明细 (2)"

    findings = read(small_workbook(tmp_path / "a.xlsx", [ROW], edit=edit))[1]
    assert codes_of(findings) == ["SR-02"]
    assert "有一个“明细 (2)”" in findings[0].hint
