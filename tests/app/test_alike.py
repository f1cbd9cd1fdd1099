"""Many findings of one rule in one schedule are told together on the screen; the counts and the lists stay whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from gongkai.app.main import app
from gongkai.app.printed_findings import findings_texts
from gongkai.codes import declare
from gongkai.findings import Finding, Location, Severity

declare("BN-05")
declare("KN-06a")

LAST = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.xlsx"


def _findings(count: int, sheet: str = "甲", code: str = "SR-13") -> list[Finding]:
    return [
        Finding(code, Severity.ERROR, f"第{row}行没有填", Location("表.xlsx", sheet, f"A{row}"), "补填")
        for row in range(1, count + 1)
    ]


def test_few_stand_one_by_one() -> None:
    texts = list(findings_texts([*_findings(5), *_findings(5, "乙"), *_findings(5, code="KN-06a")]))
    assert len(texts) == 15
    assert all("同类" not in text for text in texts)


def test_many_stand_together_where_the_first_stood() -> None:
    other = Finding("BN-05", Severity.ERROR, "不平衡", Location("表.xlsx", "甲", "B1"))
    first, second, third = findings_texts([*_findings(12), other, *_findings(6, "乙")])
    assert first.startswith("[错误] SR-13 同类问题 12 条，例如：第1行没有填\n")
    assert "位置：表.xlsx 工作表“甲” 单元格 A1、A2、A3、A4、A5、A6、A7、A8 等 12 处\n" in first
    assert "--mark" in first
    assert "改法：补填" in first
    assert "BN-05" in second
    assert "同类问题 6 条" in third
    assert "单元格 A1、A2、A3、A4、A5、A6\n" in third


def test_levels_are_not_mixed() -> None:
    hints = [Finding("SR-13", Severity.HINT, item.message, item.location) for item in _findings(3)]
    assert len(list(findings_texts([*_findings(4), *hints]))) == 7


def test_places_in_yaml_are_lines() -> None:
    places = [Location("表.yaml", line=line, column=3, path="支出/决算") for line in (4, 4, 5, 6, 7, 8, 9)]
    [text] = findings_texts([Finding("SR-13", Severity.ERROR, "没有填", place) for place in places])
    assert "同类问题 7 条" in text
    assert "位置：表.yaml 第 4、5、6、7、8、9 行\n" in text


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "新.xlsx"
    done = CliRunner().invoke(
        app, ["new", "--format", "shanxi/final_accounts/2024", "-o", str(path), "--from", str(LAST)]
    )
    assert done.exit_code == 0, done.output
    return path


def test_an_untouched_new_workbook_can_be_read(untouched: Path, tmp_path: Path) -> None:
    """What is printed before the list of reasons fits on two screens, and says how much there is in truth."""
    marked = tmp_path / "标注.xlsx"
    done = CliRunner().invoke(app, ["check", str(untouched), "--mark", str(marked)])
    assert done.exit_code == 1
    whole = CliRunner().invoke(app, ["check", str(untouched), "--json"])
    assert whole.exit_code == 1
    data = json.loads(whole.stdout)
    errors = data["counts"]["错误"]
    assert errors > 150
    assert data["counts"]["警告"] == 0, "nothing to warn of before any income or expenditure is typed"
    printed = done.stdout.partition("需要写变动原因")[0]
    assert f"核对结果：错误 {errors} 条，" in printed
    assert len(printed.splitlines()) < 90
    told = [int(count) for count in re.findall(r"同类问题 (\d+) 条", printed)]
    single = len(re.findall(r"^\[..\] ", printed, re.M)) - len(told)
    assert told
    assert min(told) > 5
    assert sum(told) + single == len(data["findings"])
    page = openpyxl.load_workbook(marked)["问题清单"]
    rows = [row for row in page.iter_rows(min_row=5, values_only=True) if row[0]]
    assert len(rows) == len(data["findings"])
