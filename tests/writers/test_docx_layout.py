"""Fitting tables to pages: nothing cut, few pages, readable type."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from gongkai.measure import ems
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Cell, CellKind, Orientation, Row, Table
from gongkai.writers.docx.column_widths import CELL_MARGIN, measure_columns
from gongkai.writers.docx.reference_style import Style, load_style
from gongkai.writers.docx.table_fit import fit, line_count
from tests.writers.sample_tree import empty_fund, fig, form, heads, row, sample_document, two_sided, wide

L = CellKind.LABEL


@pytest.fixture(scope="module")
def style(root: Path) -> Style:
    return load_style(root / "templates/common/style/reference.docx")


@pytest.mark.parametrize(("text", "width"), [("", 0), ("一二", 2), ("12", 1), ("一1", 1.5), ("“”—", 3)])
def test_ems(text: str, width: float) -> None:
    assert ems(text) == pytest.approx(width)


@pytest.mark.parametrize(
    ("text", "lines"), [("", 1), ("一" * 10, 1), ("一" * 11, 2), ("一\n二", 2), ("一" * 21 + "\n\n三", 5)]
)
def test_line_count(text: str, lines: int) -> None:
    assert line_count(text, 100, 10) == lines


def test_grid_of_spans_both_ways() -> None:
    table = Table(
        "k",
        "",
        (
            row(Cell("a", colspan=2, rowspan=2), Cell("b", rowspan=3)),
            row(),
            row(Cell("c"), Cell("d")),
            row(Cell("e"), Cell("f"), Cell("g")),
        ),
        (1, 1, 1),
    )
    found = grid(table)
    places = [[(s.column, s.across, s.down, starts) for s, starts in build.places] for build in found.builds]
    assert places == [
        [(0, 2, 2, True), (2, 1, 3, True)],
        [(0, 2, 1, False), (2, 1, 1, False)],
        [(0, 1, 1, True), (1, 1, 1, True), (2, 1, 1, False)],
        [(0, 1, 1, True), (1, 1, 1, True), (2, 1, 1, True)],
    ]
    assert {build.filled for build in found.builds} == {3}
    assert grid(table) is found


@pytest.mark.parametrize(
    "cells", [(Cell("a"),), (Cell("a"), Cell("b"), Cell("c")), (Cell("a"), Cell("b", colspan=2))]
)
def test_grid_refuses_rows_that_do_not_fit(cells: tuple[Cell, ...]) -> None:
    with pytest.raises(ValueError, match="第 1 行"):
        measure_columns(Table("k", "", (Row(cells),), (1, 1)), 440, 10.5)


def test_two_sided_table_fits_one_page_below_a_heading(style: Style) -> None:
    table = two_sided()
    layout = fit(table, style, taken=130)
    assert layout.total <= style.pages[table.orientation].text_height / 20 - 130
    assert layout.look.size >= 8


@pytest.mark.parametrize("digits", [8, 12, 16])
def test_numbers_never_wrap(style: Style, digits: int) -> None:
    """The column of a long number is widened, and the type is made smaller only where that is not enough."""
    long = "9" * (digits - 3) + ".99"
    table = dataclasses.replace(
        wide(), rows=(*wide().rows, row(Cell("1", L), Cell("名", L), *[fig(long)] * 10))
    )
    layout = fit(table, style, 100)
    room = min(layout.widths[2:]) / 20 - CELL_MARGIN
    assert ems(long) * layout.look.size <= room
    assert sum(layout.widths) == style.pages[Orientation.LANDSCAPE].text_width


def test_labels_get_room_from_columns_of_numbers(style: Style) -> None:
    layout = fit(wide(), style, 100)
    declared = style.pages[Orientation.LANDSCAPE].text_width * 24 / sum(wide().widths)
    assert layout.widths[1] > declared * 1.2
    label = max((cell.text for line in wide().rows for cell in line.cells if cell.kind is L), key=len)
    assert ems(label) * layout.look.size <= layout.widths[1] / 20


def test_a_short_heading_is_not_broken_before_its_last_character(style: Style) -> None:
    """科目代码 over codes of five digits, twelve columns side by side: the names beside it spare the room."""
    head = [Cell(text, CellKind.HEADER) for _ in range(4) for text in ("科目代码", "科目名称", "决算数")]
    body = [
        cell for _ in range(4) for cell in (Cell("30112", L), Cell("其他社会保障缴费", L), fig("1828.54"))
    ]
    table = dataclasses.replace(
        wide(), header_rows=1, widths=(1.4, 4.0, 1.5) * 4, rows=(row(*head), *[row(*body)] * 20)
    )
    layout = fit(table, style, 100)
    for column, cell in enumerate(head):
        assert ems(cell.text) * layout.look.size <= layout.widths[column] / 20 - CELL_MARGIN, cell.text
    assert sum(layout.widths) == style.pages[Orientation.LANDSCAPE].text_width


def test_small_table_is_not_blown_up(style: Style) -> None:
    table = empty_fund()
    layout = fit(table, style, 100)
    assert layout.total < 120
    assert layout.look.size == max(look.size for look in style.cells)


def test_last_page_with_few_rows_is_saved(style: Style) -> None:
    """The same table with roomy rows would take a page more."""
    table = wide()
    taken = 80.0
    page = style.pages[table.orientation].text_height / 20
    layout = fit(table, style, taken)
    heads_ = sum(layout.heights[: table.header_rows]) / 20
    roomy = layout.look.line * 1.6 * len(table.rows)
    assert (layout.total - (page - taken)) / (page - heads_) < 2 < (roomy - (page - taken)) / (page - heads_)


def test_only_rows_taller_than_a_page_may_be_divided(style: Style) -> None:
    for table in sample_document().tables:
        if table.rows:
            assert not fit(table, style, 100).divisible
    long = row(Cell("说明", L, colspan=2), Cell("一" * 4000, colspan=8))
    taller = dataclasses.replace(form(), rows=(*form().rows, long))
    assert fit(taller, style, 100).divisible == {len(taller.rows) - 1}


def test_measures_know_each_column(style: Style) -> None:
    table = Table("k", "", (heads("名", "数"), row(Cell("长" * 40, L), fig("12.50"))), (1, 1))
    found = measure_columns(table, 440, 10.5)
    assert found.numbers == [0, pytest.approx(ems("12.50"))]
    assert found.labels == [40, 0]
    assert found.headings == [(0, 1), (1, 1)]
