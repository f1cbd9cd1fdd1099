"""Where the fault lies in a sum, the cell that is shown need not be the wrong one, and the remedy says so."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl

from gongkai import pipeline
from gongkai.findings import Finding
from gongkai.source import Source
from tests.conftest import ROOT
from tests.support.library import LIBRARY

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"
YANGCHENG = LIULIN.parents[1] / "yangcheng-2024-final" / "input.xlsx"


def found(change: Callable[[openpyxl.Workbook], None], code: str, path: Path = LIULIN) -> list[Finding]:
    book = openpyxl.load_workbook(path)
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    checked = pipeline.check(Source("input.xlsx", buffer.getvalue()), LIBRARY)
    return [item for item in checked.findings if item.code == code]


def test_the_first_cell_of_a_sum_is_not_accused() -> None:
    def one_of_many(book: openpyxl.Workbook) -> None:
        for row in book["核对数"].iter_rows(min_row=5, min_col=4, max_col=4):
            row[0].value = None  # by a total the fault would be told there
        cell = book["基本支出经济分类"]["C8"]
        cell.value += 50_000

    (finding,) = found(one_of_many, "BN-08", YANGCHENG)
    assert f"{finding.location.cell} 是相加的" in finding.hint and "不一定是它错" in finding.hint


def test_a_single_cell_is() -> None:
    def one(book: openpyxl.Workbook) -> None:
        book["基本支出经济分类"]["C11"].value += 50_000

    (finding,) = found(one, "BJ-13a")
    assert finding.location.cell == "C11" and "第一格" not in finding.hint


def test_a_name_that_lacks_is_asked_for_by_its_code() -> None:
    """And where a workbook of old has no sheet for it, the remedy says what the sheet looks like."""

    def unknown(book: openpyxl.Workbook) -> None:
        for name in ("收入", "支出"):
            for row in book[name].iter_rows(min_row=6):
                if str(row[0].value) == "2080799":
                    row[0].value, row[1].value = "2086699", "地方自定项目"
        if "科目名称补充" in book.sheetnames:
            del book["科目名称补充"]

    findings = found(unknown, "BN-06a")
    assert [item.found for item in findings] == ["20866 没有名称"]
    assert "新增一张名为“科目名称补充”的工作表，第一行写“科目编码”“科目名称”" in findings[0].hint
