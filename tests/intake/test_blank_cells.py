"""Empty cells that say something where the workbook's own heading says so; and nothing where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gongkai.findings import Finding
from gongkai.intake.values import CellRule, read_value
from gongkai.model.department import Department
from gongkai.model.schema import Blank, Column, ColumnType, Follows, InputSpec, ScheduleSpec, Shape
from gongkai.readers.cells import RawCell
from tests.intake.support import FORMAT, IDENTITY, read, sheet_of

A = ColumnType
KINDS = ("数量指标", "质量指标", "服务对象满意度")
COLUMNS = (
    Column(("项目",), A.TEXT, required=True, blank=Blank(above=True)),
    Column(
        ("一级",),
        A.CHOICE,
        required=True,
        choices=("产出", "满意度"),
        follows=Follows("二级", (("数量指标", "产出"), ("质量指标", "产出"), ("服务对象满意度", "满意度"))),
    ),
    Column(
        ("二级",),
        A.CHOICE,
        required=True,
        choices=KINDS,
        words=(("服务对象满意度", ("服务对象满意度指标", "满意度指标")),),
        blank=Blank(above=True),
    ),
    Column(("指标",), A.TEXT, required=True),
    Column(("实施期值",), A.TEXT),
    Column(("年度值",), A.TEXT, blank=Blank(column="实施期值")),
    Column(("单位",), A.TEXT, blank=Blank(line="单位名称")),
    Column(("实施期", "中央"), A.AMOUNT),
    Column(("实施期", "地方"), A.AMOUNT),
    Column(("年度", "中央"), A.AMOUNT, blank=Blank(column="实施期/中央", group=True)),
    Column(("年度", "地方"), A.AMOUNT, blank=Blank(column="实施期/地方", group=True)),
)
SHEET = ScheduleSpec("指标表", Shape.ROWS, COLUMNS, unique=("项目", "二级", "指标"))
SPEC = InputSpec(FORMAT, "小格式", (IDENTITY, SHEET))
NEW = [column for column in COLUMNS if not column.follows]


def typed(
    path: Path, rows: Sequence[Sequence[object]], columns: Sequence[Column] = NEW, says: bool = True
) -> tuple[Department, list[Finding]]:
    """The sheet with the headings of today's blank workbook, or (not `says`) with those of an older one."""
    paths = [column.headings if says else column.path for column in columns]
    groups = [path[0] if len(path) > 1 else "" for path in paths]
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    identity = [["项目", "内容"], ["公开格式", FORMAT], ["金额单位", "元"], ["单位名称", "某某县某某局"]]
    sheet_of(book, "单位信息", identity)
    top = [
        group if group and group not in groups[:index] else "" if group else path[0]
        for index, (group, path) in enumerate(zip(groups, paths, strict=True))
    ]
    bottom = [path[1] if len(path) > 1 else "" for path in paths]
    sheet_of(book, "指标表", [top, *([bottom] if any(bottom) else []), *rows])
    book.save(path / "a.xlsx")
    return read(path / "a.xlsx", SPEC)


def column(department: Department, name: str) -> list[object]:
    entries = department.schedules["指标表"].entries
    assert entries
    return [entry.values[name].value if name in entry.values else None for entry in entries]


ROWS = [
    ["甲", "数量指标", "人数", "10", "", "", 1, 2, "", ""],
    ["", "", "户数", "20", "5", "别处", 3, 4, "", 1],
    ["", "满意度指标", "满意率", "90%", "—", "—", 5, "", "—", ""],
    ["乙", "质量指标", "合格率", "", "", "", "", "", "", ""],
]


def test_an_empty_cell_is_what_the_heading_says(tmp_path: Path) -> None:
    department, findings = typed(tmp_path, ROWS)
    assert findings == []
    assert column(department, "项目") == ["甲", "甲", "甲", "乙"]
    assert column(department, "二级") == ["数量指标", "数量指标", "服务对象满意度", "质量指标"]
    assert column(department, "一级") == ["产出", "产出", "满意度", "产出"]
    assert column(department, "年度值") == ["10", "5", None, None]
    assert column(department, "单位") == ["某某县某某局", "别处", None, "某某县某某局"]


def test_a_group_follows_only_where_nothing_stands_in_it(tmp_path: Path) -> None:
    department, _ = typed(tmp_path, ROWS)
    assert column(department, "年度/中央") == [Decimal(1), None, None, None]
    assert column(department, "年度/地方") == [Decimal(2), Decimal(1), None, None]


def test_without_such_headings_an_empty_cell_is_empty(tmp_path: Path) -> None:
    department, findings = typed(tmp_path, ROWS, says=False)
    assert column(department, "项目") == ["甲", None, None, "乙"]
    assert column(department, "年度值") == [None, "5", "—", None]
    assert column(department, "单位") == [None, "别处", "—", None]
    assert column(department, "年度/中央") == [None] * 4
    assert [item.code for item in findings] == ["SR-13"] * 3  # two names and one kind; not the level above it


def test_only_the_columns_whose_headings_say_so(tmp_path: Path) -> None:
    mixed = [replace(item, blank=None) if item.name == "二级" else item for item in NEW]
    department, findings = typed(tmp_path, ROWS[:2], mixed)
    assert column(department, "项目") == ["甲", "甲"]
    assert column(department, "二级") == ["数量指标", None]
    assert [(item.code, item.location.cell) for item in findings] == [("SR-13", "B4")]


def test_a_level_that_was_typed_is_kept(tmp_path: Path) -> None:
    rows = [["甲", "满意度", "数量指标", "人数"], ["甲", "", "质量指标", "合格率"]]
    department, findings = typed(tmp_path, rows, list(COLUMNS[:4]), says=False)
    assert column(department, "一级") == ["满意度", "产出"]
    assert not [item for item in findings if item.code == "SR-13"]


def test_what_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    rows = [["甲", "数量指标", "人数", "", "", "", "一百"], ["", "没有这种", "户数"], ["", "", "批数"]]
    department, findings = typed(tmp_path, rows)
    assert [(item.code, item.location.cell) for item in findings] == [("SR-06", "G3"), ("SR-14", "B4")]
    assert column(department, "年度/中央") == [None, None, None]


def test_nothing_above_is_asked_for(tmp_path: Path) -> None:
    _, findings = typed(tmp_path, [["", "数量指标", "人数"]])
    assert [(item.code, item.location.cell) for item in findings] == [("SR-13", "A3")]


def test_a_filled_cell_has_its_own_place(tmp_path: Path) -> None:
    department, _ = typed(tmp_path, ROWS)
    second = department.schedules["指标表"].entries[1]
    assert (second.place("项目").cell, second.place("一级").cell) == ("A4", "B4")


@pytest.mark.parametrize("word", ["服务对象满意度", "服务对象满意度指标", "满意度指标", " 满意度指标 "])
def test_every_word_of_a_choice_is_read(word: str) -> None:
    rule = CellRule("二级", A.CHOICE, KINDS, words=COLUMNS[2].words)
    cell = RawCell(word, IDENTITY.location)
    assert read_value(cell, rule, "元", (cell, "", "二级")) == ("服务对象满意度", [])


def test_a_drop_down_has_the_same_word_everywhere() -> None:
    assert COLUMNS[2].offered == ("数量指标", "质量指标", "服务对象满意度指标")


def test_a_typed_total_is_told_where_it_was_typed_only(tmp_path: Path) -> None:
    rows = [
        ["甲", "数量指标", "人数", "10", "", "", 1, 2, "", ""],
        ["乙", "数量指标", "户数", "20", "", "", 3, 4, "", ""],
        ["合计", "", "", "", "", "", 4, 7, "", ""],
    ]
    _, findings = typed(tmp_path, rows)
    assert [(finding.code, finding.location.cell) for finding in findings] == [("SR-26", "H5")]
