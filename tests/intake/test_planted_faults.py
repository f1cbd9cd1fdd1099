"""Ten faults planted in one copy of a filled workbook: all found in one run, each at its place.

Unbalanced totals are the rules' business; the broken file stands apart, since one file cannot be both.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gongkai.blanks import write_workbook
from gongkai.findings import Finding, Severity
from gongkai.intake import open_input
from gongkai.source import Source
from tests.intake.support import FILLED, edited, pack_spec, read


def plant(book: Any) -> None:
    income, spending = book["收入"], book["支出"]
    assert (income["A7"].value, spending["A9"].value) == ("2080101", "2089798")
    income["A7"] = "20801"  # wrong code: a group where an item is asked
    income["C8"] = "待核"  # text in an amount cell
    spending["C9"] = "其他资金"
    spending["A9"] = 2080101.0  # with the line above: a duplicate row
    assert spending["G5"].value == "基本支出"
    spending["G5"] = "基木支出"  # a renamed heading
    spending["E7"] = "=100000+0"  # a formula without value
    spending["K8"] = "#REF!"  # an error value
    publics = book["三公经费"]
    vehicles = {row[0].value: row[0].row for row in publics.iter_rows(min_row=5)}
    publics.cell(vehicles["公务用车保有量"], 4).value = -2  # a negative count
    text = book["文字"]
    assert text["A6"].value == "机构设置 *"
    text["B6"] = None  # a missing required text
    del book["相关信息"]  # a missing sheet
    book["项目"]["D7"] = "良好"  # a choice that is none
    assert book["项目"]["A7"].value == "就业服务能力提升"


EXPECTED = {
    ("SR-09", "收入", "A7"),
    ("SR-06", "收入", "C8"),
    ("SR-12", "支出", "A9"),
    ("SR-05", "支出", "G5"),
    ("SR-07", "支出", "E7"),
    ("SR-08", "支出", "K8"),
    ("SR-15", "三公经费", "D17"),
    ("SR-13", "文字", "B6"),
    ("SR-02", "相关信息", ""),
    ("SR-14", "项目", "D7"),
}


def places(findings: list[Finding]) -> set[tuple[str, str, str]]:
    return {(item.code, item.location.sheet, item.location.cell) for item in findings}


def test_ten_faults_in_one_run(tmp_path: Path) -> None:
    spec, codes = pack_spec()
    department, before = read(FILLED, spec, codes)
    assert not any(item.severity is Severity.ERROR for item in before)
    path = edited(write_workbook(spec, codes, department), tmp_path / "input.xlsx", plant)
    _, findings = read(path, spec, codes)
    errors = [item for item in findings if item.severity is Severity.ERROR]
    assert len(errors) == 10
    assert places(errors) == EXPECTED
    for item in errors:
        assert item.location.file == "input.xlsx"
        assert item.location.path, item
        assert item.found, item
        assert item.expected, item
        assert len(item.hint) > 5, item


def test_the_unspoiled_copy_has_none(tmp_path: Path) -> None:
    spec, codes = pack_spec()
    department, before = read(FILLED, spec, codes)
    path = edited(write_workbook(spec, codes, department), tmp_path / "input.xlsx", lambda book: None)
    again, findings = read(path, spec, codes)
    assert again == department
    assert [item.code for item in findings] == [item.code for item in before]


def test_broken_file(tmp_path: Path) -> None:
    spec, codes = pack_spec()
    path = tmp_path / "input.xlsx"
    path.write_bytes(write_workbook(spec, codes)[:-900])
    opened, (found,) = open_input(Source.from_path(path))
    assert opened is None
    assert (found.code, found.severity) == ("SR-01", Severity.ERROR)
    assert "损坏" in found.message
