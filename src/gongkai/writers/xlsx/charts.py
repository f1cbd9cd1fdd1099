"""The sheet of a workbook that holds the charts, each below its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from gongkai.office_files import OFFICE, PACKAGE
from gongkai.tree.grid import grid
from gongkai.tree.nodes import Align, Cell, CellKind, Chart, Orientation, Row, Table
from gongkai.writers.native_chart import (
    COLUMN_WIDTHS,
    SHARE_HEADING,
    PlacedChart,
    sheet_charts,
    shown_category,
)
from gongkai.writers.ooxml import XML_DECLARATION
from gongkai.writers.xlsx.cell_looks import BOLD, FONT_SIZE, GRID, CellLook
from gongkai.writers.xlsx.geometry import UNIT, page_size, text_height
from gongkai.writers.xlsx.sheet import Sheet, WorkbookSheets
from gongkai.writers.xlsx.table import CellWriter

CHART_SHEET = "图"
LEAST_COLUMNS = 4
_HEAD, _FIGURES, _ROW, _CHART_ROWS = (
    24.0,
    18.0,
    15.0,
    18,
)  # points; rows that a chart and the air below it cover
_SIZE = (600, 330)  # pixels, within these rows and the least columns
_TITLE = CellLook(BOLD, align=Align.LEFT.value)


def chart_sheet(
    charts: Sequence[Chart], name: str, book: WorkbookSheets, number: int
) -> tuple[Sheet, list[tuple[str, str]]]:
    """The sheet, which is the one of such a number, and the parts that belong to it."""
    columns = max(LEAST_COLUMNS, *(len(chart.series) + 1 for chart in charts))
    first, other = COLUMN_WIDTHS
    sheet = Sheet(book, [first * UNIT, *[other * UNIT] * (columns - 1)], drawing="rId1")
    writer = CellWriter(book)
    blocks = []
    page = page_size(Orientation.PORTRAIT, book.draft)[1]
    used = 0.0
    for chart in charts:
        table = Table("", "", tuple(_rows(chart)), (1.0,))
        heights = [
            max(text_height(row.cells[0].text, first * UNIT, FONT_SIZE[GRID]), _FIGURES) for row in table.rows
        ]
        need = _HEAD + sum(heights) + _ROW * _CHART_ROWS
        # Excel heeds no page breaks on a sheet that is fitted to the width of a page.
        while used and used % page + need > page:
            sheet.add_row("", _ROW)
            used += _ROW
            if used % page < _ROW:
                break
        used += need
        sheet.whole_line(chart.title, _TITLE, _HEAD)
        blocks.append(PlacedChart(chart, len(sheet.rows)))
        for row, build, height in zip(table.rows, grid(table).builds, heights, strict=True):
            sheet.add_row(writer.row(row.cells, build, str(sheet.next_row)), height)
        for _ in range(_CHART_ROWS):
            sheet.add_row("", _ROW)
    parts = list(sheet_charts(blocks, name, _SIZE))
    relation = (
        f'<Relationship Id="rId1" Type="{OFFICE}/relationships/drawing" Target="../drawings/drawing1.xml"/>'
    )
    relations = f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'
    return sheet, [(f"xl/worksheets/_rels/sheet{number}.xml.rels", relations), *parts]


def _rows(chart: Chart) -> Iterator[Row]:
    """The figures of a chart: its categories below each other, its series beside each other."""
    shares = chart.series[0].shares
    heads = [f"单位：{chart.unit}", *(series.name for series in chart.series)]
    yield Row(tuple([Cell(text, CellKind.HEADER) for text in [*heads, *[SHARE_HEADING] * bool(shares)]]))
    for place, (category, share) in enumerate(zip_longest(chart.categories, shares)):
        numbers = [series.values[place] for series in chart.series] + ([share] if share is not None else [])
        figures = [Cell(number.text, CellKind.NUMBER, number) for number in numbers]
        yield Row((Cell(shown_category(category), CellKind.LABEL), *figures))
