"""What is kept from one workbook to the next, and the short ways for common cells, change no answer."""

from __future__ import annotations

import sys
from pathlib import Path

from gongkai.findings import NOWHERE, Location
from gongkai.intake import open_input
from gongkai.intake import typed_text as text
from gongkai.intake.headings import Header, find_header
from gongkai.intake.schedule_lookup import ScheduleLookup, lookup_of
from gongkai.intake.workbook_form import sheet_name
from gongkai.model.department import Value
from gongkai.model.schema import Column, ColumnType, ScheduleSpec, Shape
from gongkai.readers.cells import RawCell
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.xlsx import read_sheets
from gongkai.source import Source
from tests.support.library import load_pack

SAMPLES = sorted((Path(__file__).parents[2] / "sample_inputs").glob("*/input.xlsx"))
SPEC = ScheduleSpec(
    "表",
    Shape.ROWS,
    (
        Column(("名称",), ColumnType.TEXT),
        Column(("决算", "基本"), ColumnType.AMOUNT),
        Column(("决算", "项目"), ColumnType.AMOUNT),
    ),
)


def grid(*rows: list[object]) -> SheetCells:
    place = Location("a.xlsx", "表")
    found = SheetCells("表", "a.xlsx")
    for number, row in enumerate(rows, 1):
        cells = {
            column: RawCell(value, place, row=number, column=column)
            for column, value in enumerate(row, 1)
            if value is not None
        }
        if cells:
            found.rows[number] = cells
    return found


def test_headings_stand_in_the_order_of_the_schedule() -> None:
    sheet = grid(["决算", None, "名称"], ["项目", "基本"], [1, 2, "甲"])
    found = find_header(sheet, SPEC)
    assert found is not None
    assert list(found.where) == ["名称", "决算/基本", "决算/项目"]


def test_no_header_depends_on_what_was_read_before() -> None:
    """A reader of a batch meets the same schedules in one workbook after another."""
    first = [headers(path) for path in SAMPLES]
    assert sum(map(len, first)) > 2 * len(SAMPLES) > 0
    assert [headers(path) for path in reversed(SAMPLES)] == first[::-1]


def headers(path: Path) -> list[Header | None]:
    opened, findings = open_input(Source.from_path(path))
    assert opened is not None and not findings
    pack, _ = load_pack(opened.format)
    assert pack is not None
    grids = {sheet.title: sheet for sheet in read_sheets(path.read_bytes(), path.name)}
    names = [(sheet_name(spec.name), spec) for spec in pack.inputs.schedules]
    return [find_header(grids[name], spec) for name, spec in names if name in grids]


def test_whatever_is_printable_needs_no_cleaning() -> None:
    printable = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isprintable()]
    assert len(printable) > 100_000
    assert text._ODD.search("".join(printable)) is None
    for odd in ("a\nb", "a_x000D_", "\u3000甲", "甲\u2028乙", "\ufeff"):
        assert text.is_plain(odd) is (text._ODD.search(odd) is None)


def test_a_place_put_off_is_the_same_place() -> None:
    cell = RawCell("甲", Location("a.xlsx", "表"), row=3, column=28)
    assert Value("甲", (cell, "表/甲", "名称")).location == cell.at("表/甲/名称")
    assert cell.at("表/甲/名称") == Location("a.xlsx", "表", "AB3", path="表/甲/名称")
    assert Value("甲", (cell, "表/甲", "名称")) == Value("甲")
    assert Value("甲").location is NOWHERE


def test_a_plan_is_made_once() -> None:
    assert isinstance(lookup_of(SPEC), ScheduleLookup)
    assert lookup_of(SPEC) is lookup_of(SPEC)
