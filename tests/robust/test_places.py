"""A value that is missing is shown at the cell where it belongs, not at a heading or a sheet."""

from __future__ import annotations

import io

import openpyxl
import pytest

from gongkai import pipeline
from gongkai.findings import Severity
from gongkai.source import Source
from tests.conftest import ROOT
from tests.support.library import library_of

SHEETS = ("三公经费", "相关信息", "文字", "部门整体资金", "基本数字", "变动原因")


@pytest.mark.parametrize(
    ("sample", "every"),
    [
        ("liulin-2023-final", 9),
        ("qinglong-2023-evaluation", 9),
        pytest.param("qiemo-2023-final", 2, marks=pytest.mark.trial),
        pytest.param("xingxian-2023-budget", 2, marks=pytest.mark.trial),
        pytest.param("yangcheng-2024-final", 2, marks=pytest.mark.trial),
    ],
)
def test_an_emptied_cell_is_told_with_a_cell(sample: str, every: int) -> None:
    book = openpyxl.load_workbook(ROOT / "sample_inputs" / sample / "input.xlsx")
    cells = [
        cell
        for sheet in book
        if sheet.title in SHEETS
        for row in sheet.iter_rows(min_row=6, min_col=2)
        for cell in row
        if cell.value is not None and not str(cell.value).startswith("=")
    ]
    assert len(cells) > every
    told = 0
    for cell in cells[::every]:
        kept, cell.value = cell.value, None
        written = io.BytesIO()
        book.save(written)
        cell.value = kept
        checked = pipeline.check(Source("a.xlsx", written.getvalue()), library_of(None))
        for finding in checked.findings:
            if finding.severity is not Severity.HINT:
                assert finding.location.cell, (cell.coordinate, finding)
                told += 1
    assert told
