"""What only comes of amounts in another unit is counted with the finding that tells of the unit, not listed."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml

from gongkai import pipeline
from gongkai.findings import Severity
from gongkai.intake.headings import find_header
from gongkai.model.schema import Column, ColumnType
from gongkai.readers.workbook import read_workbook
from gongkai.rules.rule import Status
from gongkai.source import Source
from gongkai.stages import Checked
from tests.conftest import ROOT
from tests.support.library import LIBRARY, check_file

SAMPLES = ROOT / "sample_inputs"
WAN = Decimal(10_000)


def rescaled(
    name: str,
    sheets: set[str] | None,
    factor: Decimal,
    columns: Callable[[Column], bool] = lambda column: True,
) -> Checked:
    """A sample with the amounts of some sheets (None: all) and columns multiplied, rounded to 0.01."""
    content = (SAMPLES / name / "input.xlsx").read_bytes()
    loaded = pipeline.read(Source("input.xlsx", content), LIBRARY)
    assert loaded.pack is not None
    book = openpyxl.load_workbook(io.BytesIO(content))
    grids = {grid.title: grid for grid in read_workbook(content, "input.xlsx")}
    changed = 0
    for spec in loaded.pack.inputs.schedules:
        if spec.name not in grids or (sheets is not None and spec.name not in sheets):
            continue
        header = find_header(grids[spec.name], spec)
        assert header is not None
        money_lines = {line.name for line in spec.lines if line.type is ColumnType.AMOUNT}
        for at, column in header.columns.items():
            for row in range(header.last + 1, book[spec.name].max_row + 1):
                cell = book[spec.name].cell(row, at)
                line = str(book[spec.name].cell(row, 1).value).strip(" *")
                is_money = line in money_lines if spec.lines else column.type is ColumnType.AMOUNT
                if isinstance(cell.value, int | float) and is_money and columns(column):
                    cell.value = float(round(Decimal(str(cell.value)) * factor, 2))
                    changed += 1
    assert changed
    output = io.BytesIO()
    book.save(output)
    return pipeline.check(Source("input.xlsx", output.getvalue()), LIBRARY)


def only_the_unit(checked: Checked, counted: bool = True) -> str:
    """The message of the one finding above hints; it counts what it causes."""
    found = [item for item in checked.findings if item.severity is not Severity.HINT]
    assert [(item.code, item.severity) for item in found] == [("JG-07", Severity.ERROR)]
    assert ("条问题由它引起，改好后再核对" in found[0].hint) == counted
    return found[0].message


NAMES = [
    "liulin-2023-final",
    *(
        pytest.param(name, marks=pytest.mark.trial)
        for name in ("qiemo-2023-final", "xingxian-2023-budget", "yangcheng-2024-final")
    ),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_book_in_wan(name: str) -> None:
    assert "很可能各表是按万元填的" in only_the_unit(rescaled(name, None, 1 / WAN))


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_book_in_yuan_under_wan(name: str, tmp_path: Path) -> None:
    text = (SAMPLES / name / "input.yaml").read_text(encoding="utf-8")
    path = tmp_path / "input.yaml"
    path.write_text(text.replace("金额单位: 元", "金额单位: 万元"), encoding="utf-8")
    assert "很可能各表是按元填的" in only_the_unit(check_file(path))


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("liulin-2023-final", "收入"),
        ("liulin-2023-final", "支出"),
        ("liulin-2023-final", "核对数"),
        ("xingxian-2023-budget", "项目"),
        ("yangcheng-2024-final", "基本支出经济分类"),
        ("qiemo-2023-final", "结转结余"),
    ],
)
def test_one_sheet_in_wan_is_named(name: str, sheet: str) -> None:
    message = only_the_unit(rescaled(name, {sheet}, 1 / WAN))
    assert f"“{sheet}”" in message
    assert "很可能" in message and "按万元填的" in message


def test_last_year_in_wan() -> None:
    message = only_the_unit(rescaled("liulin-2023-final", None, 1 / WAN, lambda item: "上年" in item.name))
    assert "“支出/上年决算/基本支出”" in message


def test_rules_whose_findings_are_held_back_have_no_answer() -> None:
    checked = rescaled("liulin-2023-final", {"收入"}, 1 / WAN)
    answers = {item.code: item.status for item in checked.coverage}
    assert answers["BN-05"] is Status.NOT_RUN
    assert answers["JG-07"] is Status.FAILED


def test_a_wrong_control_total_beside_it_stays() -> None:
    """A difference of millions is no rounding: it is still there when everything is read in 万元."""
    content = (SAMPLES / "liulin-2023-final" / "input.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["单位信息"]["B7"] = "万元"
    cell = book["核对数"]["D26"]
    cell.value = float(cell.value) + 3_000_000
    output = io.BytesIO()
    book.save(output)
    checked = pipeline.check(Source("input.xlsx", output.getvalue()), LIBRARY)
    errors = [(item.code, item.location.cell) for item in checked.findings if item.severity is Severity.ERROR]
    assert errors == [("JG-07", "B7"), ("HD-01", "D26")]


@pytest.mark.parametrize("sheet", ["部门整体资金", "项目"])
def test_the_whole_against_its_projects_without_control_totals(sheet: str, tmp_path: Path) -> None:
    """Figures that the format names as of one size (`同量级`) tell it where nothing else does."""
    text = (SAMPLES / "qinglong-2023-evaluation" / "input.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.BaseLoader)  # texts only
    del data["核对数"]
    if sheet == "项目":
        for row in data["项目"]:
            for column in ("全年预算数", "全年执行数"):
                if column in row:
                    row[column] = str(Decimal(row[column]) / WAN)
    else:
        whole = data["部门整体资金"]
        whole["项目支出"] = "35841.57"
    path = tmp_path / "input.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    found = [item for item in check_file(path).findings if item.severity is Severity.ERROR]
    assert [(item.code, f"“{sheet}”是按万元填的" in item.message) for item in found] == [("JG-07", True)]
