"""Nine faults planted in one workbook are nine findings in one run; a broken file is one; nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.test_commands import run

SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.xlsx"


def _find(sheet: Any, text: str) -> Any:
    """The cell that holds a text, spaces and the mark of required columns apart."""
    for row in sheet.iter_rows():
        for cell in row:
            if str(cell.value or "").strip().rstrip("*＊").strip() == text:
                return cell
    raise AssertionError(f"{text} is not in {sheet.title}")


def _wrong_code(book: Any) -> tuple[str, str]:
    cell = _find(book["收入"], "2080101")
    cell.value = "20801"
    return "收入", cell.coordinate


def _text_in_an_amount(book: Any) -> tuple[str, str]:
    label = _find(book["三公经费"], "公务用车运行维护费")
    cell = book["三公经费"].cell(label.row, label.column + 2)
    assert isinstance(cell.value, int | float), cell.coordinate
    cell.value = "两万元"
    return "三公经费", cell.coordinate


def _unbalanced(book: Any) -> tuple[str, str]:
    label = _find(book["基本支出经济分类"], "30101")
    row = book["基本支出经济分类"][label.row]
    cell = next(cell for cell in row if isinstance(cell.value, int | float) and cell.column > label.column)
    cell.value += 100
    return "支出", ""  # the equation points at its one cell there; which side is wrong nobody can know


def _missing_sheet(book: Any) -> tuple[str, str]:
    del book["科目用途"]
    return "科目用途", ""


def _renamed_heading(book: Any) -> tuple[str, str]:
    cell = _find(book["转移支付指标"], "指标值")
    cell.value = "指标数值"
    return "转移支付指标", cell.coordinate


def _duplicate_row(book: Any) -> tuple[str, str]:
    sheet = book["支出"]
    first = _find(sheet, "2080799")
    below = sheet.cell(first.row + 1, first.column)
    assert below.value is None
    for column in range(1, sheet.max_column + 1):
        value = sheet.cell(first.row, column).value
        if not str(value or "").startswith("="):
            sheet.cell(below.row, column).value = value
    return "支出", below.coordinate


def _negative_count(book: Any) -> tuple[str, str]:
    label = _find(book["相关信息"], "其他用车")
    cell = next(c for c in book["相关信息"][label.row] if isinstance(c.value, int | float))
    cell.value = -1
    return "相关信息", cell.coordinate


def _missing_text(book: Any) -> tuple[str, str]:
    label = _find(book["文字"], "主要职责")
    cell = book["文字"].cell(label.row, label.column + 1)
    assert cell.value
    cell.value = None
    return "文字", cell.coordinate


def _formula_without_value(book: Any) -> tuple[str, str]:
    sheet = book["转移支付"]
    head = _find(sheet, "全年执行数")
    row = _find(sheet, "就业专项资金").row
    cell = sheet.cell(row, head.column)
    assert isinstance(cell.value, int | float)
    cell.value = "=1+1"
    return "转移支付", cell.coordinate


FAULTS: list[Callable[[Any], tuple[str, str]]] = [
    _wrong_code,
    _text_in_an_amount,
    _unbalanced,
    _missing_sheet,
    _renamed_heading,
    _duplicate_row,
    _negative_count,
    _missing_text,
    _formula_without_value,
]


def test_all_in_one_run(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    planted = [fault(book) for fault in FAULTS]
    path = tmp_path / "错.xlsx"
    book.save(path)
    done = run("check", path, "--json")
    assert done.returncode == 1
    findings = json.loads(done.stdout)["findings"]
    for sheet, cell in planted:
        here = [
            item
            for item in findings
            if item["location"].get("sheet") == sheet and (not cell or item["location"].get("cell") == cell)
        ]
        assert here, (sheet, cell, [item["location"] for item in findings])
        assert all(item.get("hint") and item["message"] for item in here)
    text = run("generate", path, "-o", tmp_path / "out")
    assert text.returncode == 1
    assert not (tmp_path / "out").exists()
    assert sorted(item.name for item in tmp_path.iterdir()) == ["错.xlsx"]


@pytest.mark.trial
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_each_alone(fault: Callable[[Any], tuple[str, str]], tmp_path: Path) -> None:
    """Each fault alone is found as an error or, where it may be meant, a warning."""
    book = openpyxl.load_workbook(SAMPLE)
    sheet, cell = fault(book)
    path = tmp_path / "错.xlsx"
    book.save(path)
    findings = json.loads(run("check", path, "--json").stdout)["findings"]
    here = [item for item in findings if item["location"].get("sheet") == sheet]
    assert here
    assert any(item["level"] == "错误" for item in findings)
    if cell:
        assert any(item["location"].get("cell") == cell for item in here), here


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"not a workbook", b"\xd0\xcf\x11\xe0" * 200])
def test_a_broken_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    done = run("generate", path, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "坏.xlsx" in done.stdout
    assert "改法" in done.stdout
    assert not (tmp_path / "out").exists()
