"""Declarations of exports: what is wrong in one is said with its line; every figure of ours is one of a format."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.filling.export_headings import label_of
from gongkai.filling.export_spec import BadExportSpec, load_export, load_exports, sheet_code
from gongkai.model.definitions import STAGE
from tests.conftest import ROOT
from tests.support.library import LIBRARY

GOOD = """name: 某系统
unit: 元
stages: {final_accounts: {本年: {决算: 决算}}}
tables:
  支出决算表:
    sheets: [Z04]
    stage: 决算
    code: [科目编码]
    dimension: 科目
    columns:
      基本支出: 支出[支出性质=基本支出]
"""


def _known() -> set[tuple[str, str, str]]:
    """Schedule, dimension and value of every figure that a format asks for; codes have no value."""
    found = set()
    for info in LIBRARY.published():
        pack, _ = LIBRARY.pack(info.format)
        assert pack is not None
        for spec in pack.inputs.schedules:
            found |= {
                (spec.name, name, value) for column in spec.columns for name, value in column.coordinates
            }
            found |= {(spec.name, "栏", column.name) for column in spec.columns}
            for column in spec.key_columns:
                found |= {(spec.name, column.dimension, choice) for choice in column.choices}
            found |= {(spec.name, spec.line_dimension, line.name) for line in spec.lines}
            found |= {(spec.name, "范围", line.group) for line in spec.lines}
            found.add((spec.name, "", ""))
    return found


def test_every_figure_is_asked_for() -> None:
    """A misspelt name would silently fill nothing. The sum of the three kinds of budget is no item."""
    specs, known = load_exports(ROOT / "templates"), _known()
    assert len(specs) == 3
    figures = {
        figure
        for spec in specs
        for table in spec.tables
        for each in (*table.columns, *table.lines)
        for figure in (*each.figures, *getattr(each, "totals", ()))
    } | {table.economic for spec in specs for table in spec.tables if table.economic is not None}
    assert len(figures) > 120
    unknown = {
        (figure.schedule, name, value)
        for figure in figures
        for name, value in ({pair for pair in figure.coordinates if pair[0] != STAGE} or {("", "")})
        if (figure.schedule, name, value) not in known
    }
    whole = {(name, "资金来源", "财政拨款") for name in ("收入", "三公经费", "机关运行经费")}
    held = {(rule.whole.schedule, "", "") for spec in specs for rule in spec.wholes}
    assert unknown == {*whole, *held, ("机关运行经费", "运行单位", "{单位名称}")}
    assert len(held) == 3
    parts = {part for spec in specs for rule in spec.wholes for part in rule.parts}
    assert {part.schedule for part in parts} == {"支出", "基本支出经济分类", "项目支出经济分类"}
    assert all((part.schedule, *pair) in known for part in parts for pair in part.coordinates or {("", "")})


def test_good(tmp_path: Path) -> None:
    path = tmp_path / "系统.yaml"
    path.write_text(GOOD, encoding="utf-8")
    spec = load_export(path)
    assert [table.codes for table in spec.tables] == [("Z4",)]
    assert spec.stages["final_accounts", 0] == {"决算": "决算"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: 元", "unit: 角", "角"),
        ("    code: [科目编码]\n", "", "code"),
        ("支出[支出性质=基本支出]", "支出[基本支出]", "明细表[名称=值"),
        ("    stage: 决算", "    stag: 决算", "stag"),
        ("name: 某系统\n", "", "name"),
    ],
)
def test_faults_are_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "系统.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BadExportSpec) as fault:
        load_export(path)
    assert said in str(fault.value)
    assert "系统.yaml" in str(fault.value)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Z01 收入支出决算总表(财决01表)", "Z1"),
        ("Z01-1 财政拨款", "Z1-1"),
        ("Z01_1 财政拨款", "Z1-1"),
        ("z8_1", "Z8-1"),
        ("F03 机构运行信息表", "F3"),
        ("收入决算表", ""),
        ("2023年", ""),
    ],
)
def test_codes_of_sheets(title: str, code: str) -> None:
    assert sheet_code(title) == code


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("一、基本支出", "基本支出"),
        ("（二）相关统计数", "相关统计数"),
        ("1．因公出国（境）费", "因公出国(境)费"),
        ("（1）公务用车购置费", "公务用车购置费"),
        ("①公务用车购置费", "公务用车购置费"),
        ("其中：外事接待批次（个）", "外事接待批次"),
        ("  3.公务用车购置数（辆）", "公务用车购置数"),
        ("年初结转和结余", "年初结转和结余"),
        ("一般公共预算财政拨款", "一般公共预算财政拨款"),
    ],
)
def test_labels(text: str, label: str) -> None:
    assert label_of(text) == label
