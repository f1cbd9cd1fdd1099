"""Charts in a workbook: a sheet for each, the chart below its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from gongkai.office_files import OFFICE, PACKAGE
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Cell, CellKind, Chart, Row, Table
from gongkai.writers.native_chart import (
    COLUMN_WIDTHS,
    LEGEND_HEADING,
    SHARE_HEADING,
    PlacedChart,
    names_column,
    sheet_chart,
    shown_names,
)
from gongkai.writers.ooxml import XML_DECLARATION
from gongkai.writers.xlsx.cell_looks import FONT_SIZE, TITLE_FONT
from gongkai.writers.xlsx.geometry import UNIT, text_height
from gongkai.writers.xlsx.grid_cells import CellWriter
from gongkai.writers.xlsx.sheet import Sheet, WorkbookSheets
from gongkai.writers.xlsx.table import TITLE_LOOK

LEAST_COLUMNS = 4
_FIGURES, _ROW, _CHART_ROWS = 18.0, 15.0, 18  # points; rows that a chart and the air below it cover
_SIZE = (600, 330)  # pixels, within these rows and the least columns


def chart_sheet(chart: Chart, name: str, book: WorkbookSheets) -> tuple[Sheet, tuple[str, str]]:
    """The sheet of a chart, on one page, and its chart and drawing parts."""
    columns = max(LEAST_COLUMNS, names_column(chart) + 1, len(chart.series) + 1)
    first, other = COLUMN_WIDTHS
    widths = [first * UNIT, *[other * UNIT] * (columns - 1)]
    sheet = Sheet(book, widths, drawing="rId1", pages=1)
    sheet.whole_line(
        chart.title, TITLE_LOOK, text_height(chart.title, sum(widths), FONT_SIZE[TITLE_FONT]) + 6
    )
    placed = PlacedChart(chart, len(sheet.rows))
    writer = CellWriter(book)
    table = Table("", "", tuple(_rows(chart)), (1.0,))
    places = range(sheet.next_row, sheet.next_row + len(table.rows))
    for row, cells in zip(table.rows, writer.rows(grid(table), places), strict=True):
        heights = [text_height(cell.text, width) for cell, width in zip(row.cells, widths, strict=False)]
        sheet.add_row(cells, max(_FIGURES, *heights))
    for _ in range(_CHART_ROWS):
        sheet.add_row("", _ROW)
    return sheet, sheet_chart(placed, name, _SIZE)


def drawing_parts(drawn: Sequence[tuple[str, str]], first: int) -> Iterator[tuple[str, str]]:
    """The parts of the charts of a workbook; the sheet of the first one has the number `first`."""
    for number, (chart, drawing) in enumerate(drawn, 1):
        yield (
            f"xl/worksheets/_rels/sheet{first + number - 1}.xml.rels",
            _relation("drawing", f"drawings/drawing{number}.xml"),
        )
        yield f"xl/drawings/drawing{number}.xml", drawing
        yield f"xl/drawings/_rels/drawing{number}.xml.rels", _relation("chart", f"charts/chart{number}.xml")
        yield f"xl/charts/chart{number}.xml", chart


def _relation(kind: str, target: str) -> str:
    return (
        f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/relationships/{kind}" Target="../{target}"/></Relationships>'
    )


def _rows(chart: Chart) -> Iterator[Row]:
    """The figures of a chart: its categories below each other, its series beside each other."""
    shares = chart.series[0].shares
    heads = [
        f"单位：{chart.unit}",
        *(series.name for series in chart.series),
        *[SHARE_HEADING] * bool(shares),
    ]
    words = shown_names(chart) if names_column(chart) else []
    yield Row(tuple([Cell(text, CellKind.HEADER) for text in [*heads, *[LEGEND_HEADING] * bool(words)]]))
    for place, (category, share) in enumerate(zip_longest(chart.categories, shares)):
        numbers = [series.values[place] for series in chart.series] + ([share] if share is not None else [])
        figures = [Cell(number.text, CellKind.NUMBER, number) for number in numbers]
        yield Row(
            (
                Cell(category, CellKind.LABEL),
                *figures,
                *(Cell(text, CellKind.LABEL) for text in words[place : place + 1]),
            )
        )
