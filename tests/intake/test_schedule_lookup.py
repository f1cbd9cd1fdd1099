"""What is kept from one workbook to the next, and the short ways for common cells, change no answer."""

from __future__ import annotations

import sys
from pathlib import Path

from gongkai.findings import NOWHERE, Location
from gongkai.intake import open_input
from gongkai.intake import typed_text as text
from gongkai.intake.headings import _KEPT_LABELS, find_header
from gongkai.intake.schedule_lookup import ScheduleLookup, lookup_of
from gongkai.intake.workbook_form import sheet_name
from gongkai.model.department import Value
from gongkai.model.schema import Column, ColumnType, ScheduleSpec, Shape
from gongkai.readers.cells import RawCell
from gongkai.readers.xlsx import Grid, read_grids
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


def grid(*rows: list[object]) -> Grid:
    place = Location("a.xlsx", "表")
    found = Grid("表", "a.xlsx")
    for number, row in enumerate(rows, 1):
        cells = {
            column: RawCell(value, place, row=number, column=column)
            for column, value in enumerate(row, 1)
            if value is not None
        }
        if cells:
            found.rows[number] = cells
    return found


def anew(sheet: Grid, spec: ScheduleSpec) -> object:
    """The header as found without a memory."""
    lookup_of(spec).headings = None
    return find_header(sheet, spec)


def test_known_headings_give_the_header_of_a_search() -> None:
    upper, lower = ["名称", "决算"], [None, "基本", "项目"]
    sheets = [
        grid(["表"], upper, lower, ["甲", 1, 2]),
        grid(["表"], upper, lower, ["乙", 3, 4], ["名称", "基本", "项目"]),
        grid(["表"], ["说明", "二"], upper, lower, ["甲", 1, 2]),
        grid(["表"], [" 名称 ", "决算"], lower, ["甲", 1, 2]),
        grid(["表"], ["名称", "决算", None, "备注"], lower, ["甲", 1, 2, 5]),
        grid(["表"], upper, [None, "项目", "基本"], ["甲", 1, 2]),
        grid(["表"], upper, [None, "基本"], ["甲", 1]),
        grid(["表"], ["甲", 1, 2]),
        grid(upper, lower, ["甲", 1, 2]),
    ]
    for before in sheets:
        for sheet in sheets:
            anew(before, SPEC)
            assert find_header(sheet, SPEC) == anew(sheet, SPEC)


def test_known_headings_are_used_and_in_the_order_of_the_schedule() -> None:
    sheet = grid(["决算", None, "名称"], ["项目", "基本"], [1, 2, "甲"])
    header = anew(sheet, SPEC)
    assert find_header(sheet, SPEC) is header
    found = find_header(sheet, SPEC)
    assert found is not None
    assert list(found.where) == ["名称", "决算/基本", "决算/项目"]


def test_samples_have_the_same_headers_whatever_was_read_before() -> None:
    compared = 0
    for path in [*SAMPLES, *reversed(SAMPLES)]:
        opened, findings = open_input(Source.from_path(path))
        assert opened is not None and not findings
        pack, _ = load_pack(opened.format)
        assert pack is not None
        grids = {sheet.title: sheet for sheet in read_grids(path.read_bytes(), path.name)}
        for spec in pack.inputs.schedules:
            sheet = grids.get(sheet_name(spec.name))
            if sheet is not None:
                assert find_header(sheet, spec) == anew(sheet, spec)
                compared += 1
    assert compared > 2 * len(SAMPLES) > 0


def test_long_headings_are_not_kept() -> None:
    anew(grid(["名称", "决算"], [None, "基本", "项目"], ["甲", 1, 2]), SPEC)
    lookup = lookup_of(SPEC)
    assert lookup.headings is not None
    kept = lookup.headings
    find_header(grid(["长" * (_KEPT_LABELS + 1)], ["名称", "决算"], [None, "基本", "项目"]), SPEC)
    assert lookup.headings is kept


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
