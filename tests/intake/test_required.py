"""What an empty cell that must be filled is advised: 无 only where the form offers it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongkai.findings import Finding
from tests.conftest import ROOT
from tests.intake.support import edited, the
from tests.support.library import read_file

LIULIN = ROOT / "sample_inputs" / "liulin-2023-final" / "input.xlsx"


def emptied(path: Path, sheet: str, label: str, column: int, label_column: int = 1) -> Finding:
    def edit(book: Any) -> None:
        cells = book[sheet]
        row = next(
            number
            for number in range(1, cells.max_row + 1)
            if str(cells.cell(number, label_column).value).startswith(label)
        )
        cells.cell(row, column).value = None

    return the(read_file(edited(LIULIN.read_bytes(), path / "a.xlsx", edit)).findings, "SR-13")


def test_a_code_is_no_word(tmp_path: Path) -> None:
    assert emptied(tmp_path, "支出", "2080101", 1).hint == "请补填编码；没有用的行整行清空"


def test_a_choice_is_chosen(tmp_path: Path) -> None:
    assert emptied(tmp_path, "支出", "2080101", 3).hint == "请从下拉清单中选一个；没有用的行整行清空"


@pytest.mark.parametrize(
    ("label", "hint"),
    [
        ("主要职责", "请写出内容（单位职责，每条一段）"),
        ("机构设置", "请写出内容（内设机构和所属单位）"),
        ("其他需要说明的事项", "请写出内容（没有的写“无”）"),
    ],
)
def test_a_text_is_asked_for_in_the_words_of_the_form(tmp_path: Path, label: str, hint: str) -> None:
    assert emptied(tmp_path, "文字", label, 2).hint == hint


def test_a_number_is_filled_in(tmp_path: Path) -> None:
    assert emptied(tmp_path, "单位信息", "年度", 2).hint == "请补填"
