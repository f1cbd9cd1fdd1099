"""Warnings explained in writing (核对说明), in the workbook: hints on the screen, in the marked copy, in the record."""

from __future__ import annotations

import io
import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from gongkai.app.main import app
from gongkai.blanks import write_workbook
from gongkai.copies.marked_workbook import COLOURS
from tests.support.library import read_file

SAMPLE = Path(__file__).parents[2] / "sample_inputs" / "liulin-2023-final" / "input.yaml"
FAULT = "机关运行经费70.81，较上年下降"
REASON = "单位在下文的表里写明，此处从略"
CODE = "JG-07a"
_COLOUR = {level.value: f"00{colour}" for level, colour in COLOURS.items()}


@cache
def workbook() -> bytes:
    """The sample as a workbook of its format, with an empty schedule of explanations."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "input.yaml"
        path.write_text(SAMPLE.read_text(encoding="utf-8") + "\n核对说明: []\n", encoding="utf-8")
        loaded = read_file(path)
    assert loaded.department is not None
    assert loaded.pack is not None
    return write_workbook(loaded.pack.inputs, loaded.pack.classification, loaded.department)


def place_of(book: Any) -> str:
    """The cell of the text."""
    [cell] = [cell for cell in book["文字"]["A"] if str(cell.value).startswith("绩效评价结果")]
    return f"B{cell.row}"


def check(path: Path, *options: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["check", str(path), *map(str, options)])
    return done.exit_code, done.stdout


def edit(target: Path, explanation: tuple[str, str, str] | None) -> Path:
    """A text that is warned of, and what the department says to it: code, object, reason."""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book["文字"][place_of(book)].value = FAULT
    if explanation is not None:
        page = book["核对说明"]
        row = max(cell.row for cell in page["A"] if cell.value) + 1
        for column, text in enumerate(explanation, 1):
            page.cell(row, column).value = text
    book.save(target)
    return target


def findings(path: Path) -> list[dict[str, Any]]:
    """The findings on the text and on the explanations."""
    data = json.loads(check(path, "--json")[1])
    return [item for item in data["findings"] if item["code"] in (CODE, "SM-01")]


def marked(path: Path, target: Path) -> tuple[str, str, list[tuple[Any, ...]]]:
    """The colour of the text's cell, its comment, and the lines of the list on it."""
    check(path, "--mark", target)
    book = openpyxl.load_workbook(target)
    sheet, place = book["文字"], place_of(book)
    colours = [
        rule.dxf.fill.bgColor.rgb
        for area in sheet.conditional_formatting
        if place in area.cells
        for rule in area.rules
        if rule.dxf and rule.dxf.fill
    ]
    assert len(colours) == 1, colours
    comment = sheet[place].comment
    assert comment is not None
    lines = [row for row in book["问题清单"].iter_rows(values_only=True) if row[1] == CODE]
    return colours[0], comment.text, lines


def test_an_explained_warning_is_a_hint_with_its_reason(tmp_path: Path) -> None:
    path = edit(tmp_path / "说明.xlsx", (CODE, "绩效评价结果", REASON))
    [item] = findings(path)
    assert item["level"] == "提示"
    assert item["message"].endswith(f"（已说明：{REASON}）")
    code, printed = check(path)
    assert code == 0
    assert f"[提示] {CODE} " in printed
    assert f"已说明：{REASON}" in printed


def test_the_marked_copy_shows_a_hint_with_the_reason(tmp_path: Path) -> None:
    bare = edit(tmp_path / "没有说明.xlsx", None)
    colour, text, lines = marked(bare, tmp_path / "标注1.xlsx")
    assert colour == _COLOUR["警告"]
    assert REASON not in text
    assert [line[0] for line in lines] == ["警告"]

    told = edit(tmp_path / "说明.xlsx", (CODE, "绩效评价结果", REASON))
    colour, text, lines = marked(told, tmp_path / "标注2.xlsx")
    assert colour == _COLOUR["提示"]
    assert f"已说明：{REASON}" in text
    assert [line[0] for line in lines] == ["提示"]
    assert f"已说明：{REASON}" in str(lines[0][4])


def test_the_marked_copy_is_an_input_with_its_explanations(tmp_path: Path) -> None:
    """The copy is filled in further: what was explained stays explained, marked anew."""
    path = edit(tmp_path / "说明.xlsx", (CODE, "绩效评价结果", REASON))
    check(path, "--mark", tmp_path / "标注.xlsx")
    assert [item["message"] for item in findings(tmp_path / "标注.xlsx")] == [
        item["message"] for item in findings(path)
    ]
    colour, text, _ = marked(tmp_path / "标注.xlsx", tmp_path / "再标注.xlsx")
    assert colour == _COLOUR["提示"]
    assert text.count(REASON) == 1


@pytest.mark.parametrize(
    ("explanation", "fault"),
    [
        ((CODE, "绩效评价结果", "情况属实"), "太短"),
        ((CODE, "公务接待费", REASON), "没有JG-07a 中说到“公务接待费”的警告"),
        (("JG-07", "绩效评价结果", REASON), "没有JG-07 中说到"),
    ],
)
def test_an_explanation_that_says_nothing_is_marked_in_its_own_sheet(
    explanation: tuple[str, str, str], fault: str, tmp_path: Path
) -> None:
    path = edit(tmp_path / "说明.xlsx", explanation)
    found = {item["code"]: item for item in findings(path)}
    assert found[CODE]["level"] == "警告"
    assert fault in found["SM-01"]["message"]
    where = found["SM-01"]["location"]
    assert where["sheet"] == "核对说明"
    check(path, "--mark", tmp_path / "标注.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "标注.xlsx")["核对说明"]
    assert fault in sheet[where["cell"]].comment.text


def test_generate_records_the_reason_and_does_not_print_it(tmp_path: Path) -> None:
    path = edit(tmp_path / "说明.xlsx", (CODE, "绩效评价结果", REASON))
    out = tmp_path / "公开"
    done = CliRunner().invoke(app, ["generate", str(path), "-o", str(out), "--to", "xlsx"])
    assert done.exit_code == 0, done.output
    books = {item.name: openpyxl.load_workbook(item) for item in out.glob("*.xlsx")}
    assert len(books) == 2
    said = {
        name: any(
            REASON in str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        )
        for name, book in books.items()
    }
    assert {name.endswith("校核报告.xlsx"): found for name, found in said.items()} == {
        True: True,
        False: False,
    }
