"""Merged cells: a key holds for all its rows, anything else is refused once for its range."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.findings import Finding, Severity
from gongkai.intake import merged_cells
from gongkai.model.department import Department
from tests.conftest import ROOT
from tests.intake.support import codes_of, edited, read, small_workbook, the
from tests.support.library import check_file

SAMPLE = ROOT / "sample_inputs" / "liulin-2023-final"
FIRST = ["2080101", "行政运行", "财政拨款", "甲", "", "", 1, 10, 20]
SECOND = ["2080101", "行政运行", "其他资金", "乙", "", "", 2, 30, 40]
THIRD = ["2080102", "一般行政管理事务", "财政拨款", "丙", "", "", 3, 50, 60]


def merged(
    path: Path,
    ranges: Sequence[str],
    rows: Sequence[Sequence[object]] = (FIRST, SECOND, THIRD),
    sheet: str = "明细",
    lines: Sequence[Sequence[object]] = (),
) -> tuple[Department, list[Finding]]:
    """The small workbook, data from row 3, with ranges merged as Excel does: only the first cell keeps its content."""

    def edit(book: Any) -> None:
        for area in ranges:
            book[sheet].merge_cells(area)

    return read(small_workbook(path / "a.xlsx", rows, lines, edit=edit))


def errors_of(path: Path) -> list[Finding]:
    return [item for item in check_file(path).findings if item.severity is Severity.ERROR]


def column(department: Department, name: str) -> list[object]:
    entries = department.schedules["明细"].entries
    return [entry.values[name].value if name in entry.values else None for entry in entries]


@pytest.mark.parametrize("ranges", [["A3:A4"], ["A3:A4", "B3:B4"], ["B3:B4"]])
def test_a_merged_key_holds_for_all_its_rows(tmp_path: Path, ranges: list[str]) -> None:
    department, findings = merged(tmp_path, ranges)
    assert findings == []
    assert department.schedules["明细"].entries
    assert column(department, "科目编码") == ["2080101", "2080101", "2080102"]
    assert column(department, "决算/基本支出") == [Decimal(10), Decimal(30), Decimal(50)]
    second = department.schedules["明细"].entries[1]
    assert second.place("科目编码").cell == "A4"


def test_a_merged_choice_holds_for_all_its_rows(tmp_path: Path) -> None:
    rows = [FIRST, ["2080102", "", "财政拨款", "", "", "", "", 5], [*THIRD[:2], "其他资金", *THIRD[3:]]]
    department, findings = merged(tmp_path, ["C3:C4"], rows)
    assert findings == []
    assert column(department, "来源") == ["财政拨款", "财政拨款", "其他资金"]


def test_rows_of_nothing_but_merged_cells_are_no_rows(tmp_path: Path) -> None:
    """A row drawn higher by merging it with an empty one below."""
    every = [f"{letter}5:{letter}6" for letter in "ABCDEFGHI"]
    department, findings = merged(tmp_path, every)
    assert findings == []
    assert len(department.schedules["明细"].entries) == 3


def test_a_key_over_an_empty_row_makes_no_row(tmp_path: Path) -> None:
    department, findings = merged(tmp_path, ["A5:A9"])
    assert findings == []
    assert len(department.schedules["明细"].entries) == 3


@pytest.mark.parametrize(
    ("area", "name"),
    [("H3:H4", "决算/基本支出"), ("H4:I5", "决算/基本支出"), ("G3:G5", "人数"), ("D3:D4", "说明")],
)
def test_other_content_merged_over_rows_is_refused_once(tmp_path: Path, area: str, name: str) -> None:
    department, findings = merged(tmp_path, [area])
    assert codes_of(findings) == ["SR-27"]
    found = the(findings, "SR-27")
    assert found.severity is Severity.ERROR
    assert f"合并单元格（{area}）" in found.message and name in found.message
    assert found.location.cell == area.split(":", maxsplit=1)[0]
    assert "取消合并，逐行逐格填写" in found.hint
    top, bottom = (int(cell[1:]) for cell in area.split(":"))
    assert column(department, name)[top - 3 : bottom - 2] == [None] * (bottom - top + 1)


def test_rows_that_a_merged_key_would_make_the_same_are_refused_once(tmp_path: Path) -> None:
    rows = [FIRST, [*THIRD[:2], "财政拨款", *THIRD[3:]]]
    rows[1][1] = ""
    _, findings = merged(tmp_path, ["A3:A4", "C3:C4"], rows)
    assert codes_of(findings) == ["SR-27"]


def test_a_merged_code_over_several_names_is_refused_once(tmp_path: Path) -> None:
    rows = [FIRST, [*SECOND[:1], "一般行政管理事务", *SECOND[2:]]]
    _, findings = merged(tmp_path, ["A3:A4"], rows)
    assert codes_of(findings) == ["SR-27"]


def test_a_total_of_merged_amounts_is_not_compared(tmp_path: Path) -> None:
    _, findings = merged(tmp_path, ["H3:H4"], [FIRST, SECOND, THIRD, ["合计", "", "", "", "", "", "", 7]])
    assert codes_of(findings) == ["SR-27"]


def test_cells_merged_within_a_row_are_read_as_they_stand(tmp_path: Path) -> None:
    rows = [FIRST, SECOND, THIRD, ["合计", "", "", "", "", "", "", 90, 60]]
    department, findings = merged(tmp_path, ["A5:B5", "D5:F5", "A6:G6", "H6:I6"], rows)
    assert findings == []
    assert column(department, "科目编码") == ["2080101", "2080101", "2080102"]
    assert column(department, "决算/基本支出") == [Decimal(10), Decimal(30), Decimal(50)]


@pytest.mark.parametrize(
    ("area", "name", "covered"),
    [
        ("H4:I4", "决算/基本支出", "决算/项目支出"),  # an amount of either column
        ("H4:K4", "决算/基本支出", "决算/项目支出"),
        ("G4:H4", "人数", "决算/基本支出"),
    ],
)
def test_an_amount_that_may_belong_to_two_columns_is_refused(
    tmp_path: Path, area: str, name: str, covered: str
) -> None:
    department, findings = merged(tmp_path, [area])
    assert codes_of(findings) == ["SR-27"]
    assert f"“{name}”是合并单元格（{area}），盖住了“{covered}”" in findings[0].message
    assert column(department, name)[1] is None


@pytest.mark.parametrize(
    ("area", "column"), [("B8:C8", "资金来源"), ("A8:C8", "资金来源"), ("B8:C9", "资金来源")]
)
def test_a_merge_that_covers_a_key_is_told_as_a_merge_and_alone(
    tmp_path: Path, area: str, column: str
) -> None:
    def edit(book: Any) -> None:
        book["支出"].merge_cells(area)

    found = errors_of(edited((SAMPLE / "input.xlsx").read_bytes(), tmp_path / "a.xlsx", edit))
    assert codes_of(found) == ["SR-27"]
    assert f"合并单元格（{area}），盖住了“{column}”" in found[0].message


@pytest.mark.parametrize(("sheet", "area"), [("变动原因", "A5:C5"), ("科目用途", "A5:B5")])
def test_a_merge_over_a_whole_row_of_texts_is_told_as_a_merge_and_alone(
    tmp_path: Path, sheet: str, area: str
) -> None:
    def edit(book: Any) -> None:
        book[sheet].merge_cells(area)

    found = errors_of(edited((SAMPLE / "input.xlsx").read_bytes(), tmp_path / "a.xlsx", edit))
    assert codes_of(found) == ["SR-27"]


def test_notes_and_totals_merged_over_columns_are_no_matter(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["支出"]
        sheet["A9"], sheet["A12"] = "以下空白", "注：本表按元填列"
        for area in ("A9:U9", "A12:U12", "B6:C6"):
            sheet.merge_cells(area)

    assert errors_of(edited((SAMPLE / "input.xlsx").read_bytes(), tmp_path / "a.xlsx", edit)) == []


@pytest.mark.parametrize(
    ("area", "hidden"), [("H5:I5", "I5"), ("B5:H5", "H5"), ("G4:I4", "H4"), ("A5:B5", "B5"), ("H5:K5", "I5")]
)
def test_what_a_merged_cell_hides_is_not_read(tmp_path: Path, area: str, hidden: str) -> None:
    """Scripts leave it there, no program shows it: it must not be counted in silence."""

    def edit(book: Any) -> None:
        from openpyxl.cell import Cell

        sheet = book["明细"]
        sheet.merge_cells(area)
        place = sheet[hidden]
        sheet._cells[place.row, place.column] = Cell(sheet, place.row, place.column, 99)

    path = small_workbook(tmp_path / "a.xlsx", (FIRST, SECOND, THIRD), (), edit=edit)
    department, findings = read(path)
    found = the(findings, "SR-27")
    assert f"合并单元格（{area}）" in found.message and "看不见" in found.message
    assert Decimal(99) not in column(department, "决算/基本支出") + column(department, "决算/项目支出")


def test_a_merged_note_below_the_rows_is_no_content(tmp_path: Path) -> None:
    rows = [FIRST, SECOND, THIRD, ["注：以上为决算数"]]
    department, findings = merged(tmp_path, ["A6:I8"], rows)
    assert findings == []
    assert len(department.schedules["明细"].entries) == 3


def test_lines_merged_together_are_refused_once(tmp_path: Path) -> None:
    lines = [["接待费", 5, 6], ["接待批次", "", 7], ["保有量", "", 8]]
    _, findings = merged(tmp_path, ["B2:B4"], sheet="按项", lines=lines)
    assert codes_of(findings) == ["SR-27"]


def test_ranges_that_overlap_by_the_thousand_end_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: a hostile list of ranges costs no more looks at rows than honest ones could."""
    looks = 0
    real = merged_cells._has_more

    def counted(*arguments: Any) -> bool:
        nonlocal looks
        looks += 1
        return real(*arguments)

    monkeypatch.setattr(merged_cells, "_has_more", counted)
    merged(tmp_path, [f"H3:H{bottom}" for bottom in range(5, 300)])
    assert 0 < looks <= 9 * 12
