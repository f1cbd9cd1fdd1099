"""The marked copy: every finding on its cell and in the list, the user's own workbook otherwise as it was."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from gongkai.codes import declare
from gongkai.copies.marked_workbook import COLOURS, list_workbook, mark_workbook
from gongkai.copies.workbook_copy import open_copy, save_copy
from gongkai.findings import Finding, Location, Severity
from tests.intake.support import strict
from tests.support import ooxml
from tests.support.library import check_file, read_file

declare("BN-01")

SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.xlsx"
E, W, H = Severity.ERROR, Severity.WARNING, Severity.HINT


def finding(level: Severity, sheet: str, cell: str, message: str = "不对", hint: str = "请改") -> Finding:
    return Finding("BN-01", level, message, Location("input.xlsx", sheet, cell), hint)


def marked(findings: list[Finding], content: bytes | None = None) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(mark_workbook(content or SAMPLE.read_bytes(), findings, "共 1 条"))
    )


def colour(sheet: Any, cell: str) -> str | None:
    """The colour that Excel shows: of the rule with the least priority over this cell."""
    rules = [
        rule for area in sheet.conditional_formatting if cell in area.sqref for rule in area.rules if rule.dxf
    ]
    first = min(rules, key=lambda rule: rule.priority, default=None)
    return first.dxf.fill.bgColor.rgb[-6:] if first is not None else None


def test_each_finding_on_its_cell() -> None:
    found = [finding(E, "支出", "K7"), finding(W, "支出", "K8"), finding(H, "文字", "B5")]
    book = marked(found)
    for item in found:
        sheet = book[item.location.sheet]
        assert colour(sheet, item.location.cell) == COLOURS[item.severity]
        assert "BN-01 不对" in sheet[item.location.cell].comment.text
        assert "改法：请改" in sheet[item.location.cell].comment.text
    assert colour(book["支出"], "K9") not in COLOURS.values()


def test_several_findings_on_one_cell_take_the_worst_level() -> None:
    book = marked([finding(H, "支出", "K7", "提醒"), finding(E, "支出", "K7", "算错")])
    assert colour(book["支出"], "K7") == COLOURS[E]
    text = book["支出"]["K7"].comment.text
    assert "[提示] BN-01 提醒" in text
    assert "[错误] BN-01 算错" in text


def test_the_list_comes_first_and_leads_to_the_cells() -> None:
    book = marked(
        [finding(E, "支出", "K7"), Finding("SR-02", E, "缺少工作表", Location(sheet="收入"), "补上")]
    )
    sheet = book.worksheets[0]
    assert (sheet.title, book.active.title) == ("问题清单", "问题清单")
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert rows[0] == ("错误", "BN-01", "支出", "K7", "不对", "请改")
    assert rows[1] == ("错误", "SR-02", "收入", None, "缺少工作表", "补上")
    assert sheet["D5"].hyperlink.location == "'支出'!K7"
    assert sheet["D6"].hyperlink is None


def test_the_rest_of_the_workbook_is_as_it_was() -> None:
    before, after = openpyxl.load_workbook(SAMPLE), marked([finding(E, "支出", "K7")])
    assert after.sheetnames[1:] == before.sheetnames
    cells = 0
    for old in before.worksheets:
        new = after[old.title]
        for row in old.iter_rows():
            for cell in row:
                same = new[cell.coordinate]
                assert (same.value or "") == (cell.value or ""), (old.title, cell.coordinate)
                assert (same.number_format, same.font.name, same.fill.fgColor.rgb) == (
                    cell.number_format,
                    cell.font.name,
                    cell.fill.fgColor.rgb,
                )
                cells += 1
        assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
        assert {str(area) for area in new.merged_cells.ranges} == {
            str(area) for area in old.merged_cells.ranges
        }
        assert {name: item.width for name, item in new.column_dimensions.items()} == {
            name: item.width for name, item in old.column_dimensions.items()
        }
    assert cells > 1000
    assert any(sheet.data_validations.dataValidation for sheet in before.worksheets)


def test_the_results_of_formulas_are_kept() -> None:
    """A copy can be read at once, although no spreadsheet program has opened it."""
    copied = io.BytesIO(mark_workbook(SAMPLE.read_bytes(), [finding(E, "支出", "K7")], ""))
    before = openpyxl.load_workbook(SAMPLE, data_only=True)
    after = openpyxl.load_workbook(copied, data_only=True)
    formulas = openpyxl.load_workbook(SAMPLE)
    checked = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert (
                        after[sheet.title][cell.coordinate].value
                        == before[sheet.title][cell.coordinate].value
                    )
                    checked += before[sheet.title][cell.coordinate].value is not None
    assert checked > 20


def test_a_strict_workbook_is_copied_whole() -> None:
    usual = SAMPLE.read_bytes()
    found = [finding(E, "支出", "K7")]
    assert mark_workbook(strict(usual), found, "共 1 条") == mark_workbook(usual, found, "共 1 条")


def test_a_typed_formula_reads_the_same_from_the_copy(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("A2", '="甲"&"<乙>"', None, "甲<乙>")
        sheet.write_formula("A3", "=1=1", None, True)
    copied = openpyxl.load_workbook(
        io.BytesIO(mark_workbook(path.read_bytes(), [finding(E, "表", "A1")], "")), data_only=True
    )
    assert [copied["表"][cell].value for cell in ("A1", "A2", "A3")] == [2, "甲<乙>", True]


def test_marking_again_takes_the_old_marks_away() -> None:
    first = mark_workbook(SAMPLE.read_bytes(), [finding(E, "支出", "K7"), finding(E, "文字", "B5")], "")
    book = marked([finding(W, "支出", "K8")], first)
    assert book.sheetnames.count("问题清单") == 1
    assert colour(book["支出"], "K7") not in COLOURS.values()
    assert book["支出"]["K7"].comment is None
    assert book["文字"]["B5"].comment is None
    assert colour(book["支出"], "K8") == COLOURS[W]
    own = openpyxl.load_workbook(SAMPLE)["支出"].conditional_formatting
    rules = sum(len(area.rules) for area in own)
    assert sum(len(area.rules) for area in book["支出"].conditional_formatting) == rules + 1


def test_the_users_own_comment_stays() -> None:
    book = open_copy(SAMPLE.read_bytes())
    book["支出"]["K7"].comment = Comment("财务科核过", "会计")
    once = mark_workbook(save_copy(book), [finding(E, "支出", "K7")], "")
    text = openpyxl.load_workbook(io.BytesIO(once))["支出"]["K7"].comment.text
    assert text.startswith("[错误] BN-01")
    assert text.endswith("财务科核过")
    again = marked([], once)
    assert again["支出"]["K7"].comment.text == "财务科核过"


def test_merged_cells_take_the_comment_on_their_first() -> None:
    book = marked([finding(E, "支出", "F4")])
    assert book["支出"]["D4"].comment is not None


def test_nothing_in_a_message_becomes_a_formula() -> None:
    book = marked([finding(E, "支出", "K7", "=1+1", "@SUM(A1)\x07")])
    cell = book["问题清单"]["E5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert book["问题清单"]["F5"].value == "@SUM(A1)"


@pytest.mark.parametrize("write", [mark_workbook, lambda content, found, head: list_workbook(found, head)])
def test_same_input_same_bytes_and_valid(write: Any, tmp_path: Path) -> None:
    found = [finding(E, "支出", "K7"), finding(W, "支出", "F4"), finding(H, "文字", "B5")]
    content = write(SAMPLE.read_bytes(), found, "共 3 条")
    assert content == write(SAMPLE.read_bytes(), found, "共 3 条")
    path = tmp_path / "标注.xlsx"
    path.write_bytes(content)
    assert ooxml.validate(path) == []


def test_the_copy_is_an_input_like_the_original(tmp_path: Path) -> None:
    checked = check_file(SAMPLE)
    path = tmp_path / "input.xlsx"
    path.write_bytes(mark_workbook(SAMPLE.read_bytes(), checked.findings, ""))
    assert check_file(path).findings == checked.findings
    assert read_file(path).department == read_file(SAMPLE).department
