"""Control totals (核对数) from the blank form to next year's: offered, read, never a figure, never taken over."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from gongkai.app.printed_findings import coverage_text
from gongkai.blanks import write_workbook, write_yaml
from gongkai.blanks.new_year import carry
from gongkai.model.control_totals import asked
from gongkai.model.ledger import Ledger
from gongkai.packs.pack import Pack
from tests.support.library import LIBRARY, check_file, load_pack, read_file

SAMPLES = Path(__file__).parents[2] / "sample_inputs"
SAMPLE = SAMPLES / "liulin-2023-final" / "input.yaml"
NAME = "核对数"


def pack_of(name: str) -> Pack:
    pack, faults = load_pack(name)
    assert pack is not None and not faults
    return pack


def sheet_rows(content: bytes) -> list[tuple[object, ...]]:
    rows = list(openpyxl.load_workbook(io.BytesIO(content))[NAME].iter_rows(values_only=True))
    assert [str(label).removesuffix(" *") for label in rows[3]] == ["明细表", "栏目", "范围", "合计"]
    return [row for row in rows[4:] if any(row)]


@pytest.mark.parametrize("name", [info.format for info in LIBRARY.published()])
def test_every_format_offers_a_total_for_each_column_of_amounts(name: str) -> None:
    pack = pack_of(name)
    spec = pack.inputs.schedule(NAME)
    assert spec is not None and spec.control and spec.optional
    wanted = [(*item.key[:2], item.scope or None, None) for item in asked(pack.inputs.schedules)]
    assert len(wanted) >= 5
    assert sheet_rows(write_workbook(pack.inputs, pack.classification)) == wanted
    written = write_yaml(pack.inputs, pack.classification).split(f"{NAME}:\n")[1]
    assert written.count("合计: }") == len(wanted)


def test_lines_that_are_counts_or_parts_of_others_are_in_no_total() -> None:
    pack = pack_of("shanxi/final_accounts/2023")
    offered = [item for item in asked(pack.inputs.schedules) if item.schedule in ("三公经费", "相关信息")]
    assert [item.key for item in offered] == [
        ("三公经费", "全年预算", ""),
        ("三公经费", "决算", ""),
        ("三公经费", "上年决算", ""),
        ("相关信息", "决算", "机关运行经费"),
        ("相关信息", "决算", "政府采购"),
        ("相关信息", "上年决算", "机关运行经费"),
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "yaml"])
def test_what_is_not_filled_in_is_no_row_and_is_offered_again(suffix: str, tmp_path: Path) -> None:
    loaded = read_file(SAMPLE)
    assert loaded.department is not None and loaded.pack is not None
    inputs, codes = loaded.pack.inputs, loaded.pack.classification
    path = tmp_path / f"input.{suffix}"
    if suffix == "xlsx":
        content = write_workbook(inputs, codes, loaded.department)
        path.write_bytes(content)
        rows = sheet_rows(content)
        assert len(rows) == len(asked(inputs.schedules))
        assert sum(1 for row in rows if row[3] is not None) == 28
    else:
        path.write_text(write_yaml(inputs, codes, loaded.department), encoding="utf-8")
    again = read_file(path)
    assert again.department is not None
    given = loaded.department.schedules[NAME]
    assert len(given.entries) == 28
    assert [entry.values for entry in again.department.schedules[NAME]] == [entry.values for entry in given]


def test_they_are_no_figures() -> None:
    loaded = read_file(SAMPLE)
    assert loaded.department is not None
    ledger = Ledger(loaded.department)
    assert ledger.schedule("支出").facts
    assert ledger.schedule(NAME).facts == []


def test_next_year_begins_without_them() -> None:
    loaded = read_file(SAMPLE)
    assert loaded.department is not None and loaded.pack is not None
    result = carry(loaded.department, loaded.pack, pack_of("shanxi/final_accounts/2024"))
    assert not result.department.schedules[NAME].entries
    rows = sheet_rows(
        write_workbook(pack_of("shanxi/final_accounts/2024").inputs, loaded.pack.classification)
    )
    assert rows and all(row[3] is None for row in rows)


def test_columns_without_a_total_are_told(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    gone = "  - {明细表: 支出, 栏目: 决算/项目支出, 合计: 16716060}\n"
    assert gone in text
    path = tmp_path / "input.yaml"
    path.write_text(text.replace(gone, ""), encoding="utf-8")
    checked = check_file(path)
    outcome = next(item for item in checked.coverage if item.code == "HD-01")
    assert (outcome.status.value, outcome.checked) == ("通过", 27)
    assert outcome.why == "没有核对数，没有核对的栏：支出/决算/项目支出"
    assert f"部分未核对 HD-01 {outcome.name}：{outcome.why}" in coverage_text(checked.coverage)


def test_an_amount_in_the_wrong_column_is_recognised(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    right = "年初预算: {基本支出: 2916500.00, 项目支出: 7780000.00}"
    assert right in text
    path = tmp_path / "input.yaml"
    wrong = "年初预算: {项目支出: 7780000.00}"
    moved = text.replace(right, wrong).replace("    全年预算: {", "    全年预算: {项目支出: 2916500.00, ", 1)
    path.write_text(moved, encoding="utf-8")
    findings = [item for item in check_file(path).findings if item.code == "HD-01"]
    of_column = next(item for item in findings if "“年初预算/基本支出”" in item.message)
    assert "“全年预算/项目支出”（第 25 行第" in of_column.hint
    assert of_column.hint.count("填错了栏") == 1
    assert "漏填了一行，金额 2,916,500.00 元" in of_column.hint


def test_a_column_without_any_figure_is_no_row_left_out(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    before = "  - {明细表: 支出, 栏目: 决算/项目支出, 合计: 16716060}\n"
    assert before in text
    path = tmp_path / "input.yaml"
    more = before + "  - {明细表: 收入, 栏目: 决算/事业收入, 合计: 12345.67}\n"
    path.write_text(text.replace(before, more), encoding="utf-8")
    told = next(item for item in check_file(path).findings if "“决算/事业收入”" in item.message)
    assert told.code == "HD-01"
    assert "一个数也没有填" in told.hint
    assert "漏填了一行" not in told.hint
