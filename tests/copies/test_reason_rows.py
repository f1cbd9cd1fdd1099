"""Drafts written under the reasons of a user's own workbook, also one that is older than the column of states."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from gongkai.copies.reason_rows import DraftRow, add_to_workbook
from gongkai.copies.workbook_copy import open_copy, save_copy
from gongkai.intake import open_input
from gongkai.model.schema import ScheduleSpec
from gongkai.source import Source
from tests.support import ooxml
from tests.support.library import load_pack, read_file

SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.xlsx"
ROW = DraftRow(
    {"事项": "科目基本支出变动", "科目编码": "2080799", "原因": "=待核实的草稿", "核实状态": "待核实"},
    ("1.00", "2.00", "-1.00", "-50.00%"),
)


@pytest.fixture
def spec() -> ScheduleSpec:
    pack, _ = load_pack("shanxi/final_accounts/2023")
    assert pack is not None
    found = pack.inputs.schedule("变动原因")
    assert found is not None
    return found


def reasons(content: bytes, folder: Path) -> list[dict[str, object]]:
    path = folder / "x.xlsx"
    path.write_bytes(content)
    assert ooxml.validate(path) == []
    loaded = read_file(path)
    assert loaded.department is not None
    assert [item.message for item in loaded.findings if item.severity.value == "错误"] == []
    return [
        {name: value.value for name, value in entry.values.items()}
        for entry in loaded.department.schedules["变动原因"]
    ]


def test_rows_come_behind_those_that_are_there(spec: ScheduleSpec, tmp_path: Path) -> None:
    before = reasons(SAMPLE.read_bytes(), tmp_path)
    content = add_to_workbook(SAMPLE.read_bytes(), spec, [ROW])
    assert content is not None
    assert content == add_to_workbook(SAMPLE.read_bytes(), spec, [ROW])
    after = reasons(content, tmp_path)
    assert after == [*before, ROW.texts]
    sheet = openpyxl.load_workbook(io.BytesIO(content))["变动原因"]
    shown = [cell.value for cell in sheet[4]]
    for title, text in zip(("本年", "比较数", "增减", "增减率"), ROW.figures, strict=True):
        [column] = [i for i, head in enumerate(shown) if str(head).split("（")[0] == title]
        assert [cell.value for cell in list(sheet.columns)[column]].count(text) == 1


def test_adding_again_uses_the_same_columns(spec: ScheduleSpec, tmp_path: Path) -> None:
    once = add_to_workbook(SAMPLE.read_bytes(), spec, [ROW])
    assert once is not None
    other = DraftRow({**ROW.texts, "科目编码": "2080109"}, ROW.figures)
    twice = add_to_workbook(once, spec, [other])
    assert twice is not None
    assert reasons(twice, tmp_path)[-2:] == [ROW.texts, other.texts]
    first, second = (openpyxl.load_workbook(io.BytesIO(item))["变动原因"] for item in (once, twice))
    assert second.max_column == first.max_column


def test_an_older_workbook_gets_the_column(spec: ScheduleSpec, tmp_path: Path) -> None:
    book = open_copy(SAMPLE.read_bytes())
    sheet = book["变动原因"]
    [column] = [cell.column for cell in sheet[4] if cell.value == "核实状态"]
    sheet.delete_cols(column)
    old = save_copy(book)
    content = add_to_workbook(old, spec, [ROW])
    assert content is not None
    assert reasons(content, tmp_path)[-1] == ROW.texts
    rules = openpyxl.load_workbook(io.BytesIO(content))["变动原因"].data_validations.dataValidation
    assert any(rule.formula1 == '"待核实,已核实"' for rule in rules)


def test_no_sheet_no_copy(spec: ScheduleSpec, tmp_path: Path) -> None:
    book = open_copy(SAMPLE.read_bytes())
    del book["变动原因"]
    content = save_copy(book)
    assert add_to_workbook(content, spec, [ROW]) is None
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert open_input(Source.from_path(path))[0] is not None
