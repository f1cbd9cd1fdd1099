"""`gongkai fill`: the samples' own numbers come back, nothing typed is touched, every number says where it is from."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from gongkai import pipeline
from gongkai.app.main import app
from gongkai.desk.new_input import NewInput
from gongkai.filling.fill import Filled, fill_workbook
from gongkai.model.department import Department
from gongkai.model.labels import ORIGINS_SHEET
from gongkai.source import Source
from tests.conftest import ROOT
from tests.filling.exported import FINAL, RICH, source
from tests.support.library import LIBRARY

COVERED = ("收入", "支出", "年初预算", "结转结余", "基本支出经济分类", "三公经费")
"""The schedules that the final accounts' tables fill."""


def loaded(content: bytes) -> Any:
    return pipeline.read(source("filled.xlsx", content), LIBRARY)


def exports_of(name: str) -> list[Source]:
    found = sorted((ROOT / "sample_inputs" / name / "exports").glob("*.xls"))
    assert len(found) == 2
    return [Source.from_path(path) for path in found]


@lru_cache
def blank(name: str) -> bytes:
    pack = pipeline.read(Source.from_path(ROOT / "sample_inputs" / name / "input.yaml"), LIBRARY).pack
    assert pack is not None
    return NewInput(pack).workbook()


@lru_cache
def filled(name: str) -> Filled:
    return fill_workbook(source("blank.xlsx", blank(name)), exports_of(name), LIBRARY)


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def numbers(department: Department) -> dict[tuple[str, tuple[str, ...], str], Any]:
    found = {}
    for name in COVERED:
        schedule = department.schedule(name)
        for entry in schedule.entries if schedule is not None else ():
            keys = (entry.line,) if entry.line else tuple(map(entry.text, schedule.spec.unique))
            for column in schedule.spec.number_columns:
                number = entry.number(column.name)
                # An empty 全年预算 of the blank workbook means 决算: nothing was filled in.
                if number and not column.name.startswith("全年预算/"):
                    found[name, keys, column.name] = number
    return found


@pytest.mark.parametrize("name", FINAL)
def test_samples_come_back(name: str) -> None:
    """Every number that the tables hold, none wrong; 年初预算 by subject is in no table of the final accounts."""
    result = filled(name)
    assert result.content is not None
    sample = pipeline.read(Source.from_path(ROOT / "sample_inputs" / name / "input.yaml"), LIBRARY)
    wanted = numbers(sample.department)
    found = numbers(loaded(result.content).department)
    assert len(wanted) > 30
    missing = {key for key in wanted if key not in found}
    assert {key: found[key] for key in found if wanted.get(key) != found[key]} == {}
    assert all(key[0] == "支出" and key[2].startswith("年初预算/") for key in missing)
    if missing:
        assert any(finding.code == "DC-07" and "年初预算" in finding.message for finding in result.findings)


@pytest.mark.parametrize("name", FINAL)
def test_control_totals_hold(name: str) -> None:
    """The exports' totals agree with the sums of what was filled, where both are there."""
    content = filled(name).content
    assert content is not None
    checked = pipeline.check(source("filled.xlsx", content), LIBRARY)
    wrong = [finding for finding in checked.findings if finding.code == "HD-01"]
    # What the exports cannot say by subject is missing in the sums.
    assert all("预算" in finding.message for finding in wrong), [finding.message for finding in wrong]
    department = loaded(content).department
    assert len(department.schedule("核对数").entries) > 12


def test_every_cell_says_where_it_is_from() -> None:
    content = filled(RICH).content
    assert content is not None
    book = openpyxl.load_workbook(io.BytesIO(content))
    before = openpyxl.load_workbook(io.BytesIO(blank(RICH)))
    rows = [row for row in book[ORIGINS_SHEET].iter_rows(min_row=4, values_only=True) if row[0] == "已填"]
    listed = {(row[1], row[2]) for row in rows}
    written = set()
    for sheet in before.worksheets:
        for line in book[sheet.title].iter_rows():
            for cell in line:
                if isinstance(cell.value, int | float) and sheet[cell.coordinate].value is None:
                    written.add((sheet.title, cell.coordinate))
                    assert cell.comment is not None, cell
                    assert "单元格" in cell.comment.text
    assert written == listed
    assert len(written) > 100
    assert all(row[5].endswith(".xls") and row[6] and row[7] for row in rows)
    assert loaded(content).department is not None
    assert not [each for each in loaded(content).findings if ORIGINS_SHEET in each.message]


def test_nothing_typed_is_changed() -> None:
    """A number that differs stays, and is listed with both values and places; the same number agrees."""
    first = filled("liulin-2023-final").content
    assert first is not None

    def change(book: Any) -> None:
        sheet = book["收入"]
        assert sheet["C7"].value == 10865080
        sheet["C7"] = 123.45

    typed = changed(first, change)
    again = fill_workbook(source("typed.xlsx", typed), exports_of("liulin-2023-final"), LIBRARY)
    assert again.decision.writes == []
    assert again.decision.rows == []
    assert again.decision.agreed > 40
    conflicts = [finding for finding in again.findings if finding.code == "DC-09"]
    assert [(each.location.sheet, each.location.cell, each.found, each.expected) for each in conflicts] == [
        ("收入", "C7", "123.45", "10865080")
    ]
    assert "Z07" in conflicts[0].message
    book = openpyxl.load_workbook(io.BytesIO(again.content or b""))
    assert book["收入"]["C7"].value == 123.45
    listed = [row for row in book[ORIGINS_SHEET].iter_rows(values_only=True) if row[0] == "没有填"]
    assert any("123.45" in str(row[-1]) for row in listed)


def test_in_wan() -> None:
    """A workbook in 万元 gets 万元; counts stay counts."""

    def change(book: Any) -> None:
        assert book["单位信息"]["B7"].value == "元"
        book["单位信息"]["B7"] = "万元"

    content = changed(blank("liulin-2023-final"), change)
    result = fill_workbook(source("wan.xlsx", content), exports_of("liulin-2023-final"), LIBRARY)
    assert result.content is not None
    book = openpyxl.load_workbook(io.BytesIO(result.content))
    assert book["收入"]["C7"].value == 1086.508
    department = loaded(result.content).department
    assert numbers(department) == numbers(loaded(filled("liulin-2023-final").content).department)


def test_command(tmp_path: Path) -> None:
    """The command takes a folder; the user's own file stays as it is, and an existing one is not written over."""
    own, out = tmp_path / "空白.xlsx", tmp_path / "填好.xlsx"
    content = blank("liulin-2023-final")
    own.write_bytes(content)
    folder = str(ROOT / "sample_inputs" / "liulin-2023-final" / "exports")
    run = CliRunner().invoke(app, ["fill", str(own), "--from", folder, "-o", str(out)])
    assert run.exit_code == 0, run.output
    assert "填了" in run.output
    assert own.read_bytes() == content
    assert out.read_bytes() == filled("liulin-2023-final").content
    assert CliRunner().invoke(app, ["fill", str(own), "--from", folder, "-o", str(out)]).exit_code != 0
