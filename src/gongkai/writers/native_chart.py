"""Charts as Office keeps them: XlsxWriter makes the chart part and the workbook whose cells it shows.

A chart of Word has its figures in a workbook that is embedded beside it, so that it can be edited; one of Excel has
them on its sheet. Both are told apart in grey print by patterns, and every figure stands beside its bar or slice.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from gongkai.files import same_on_every_system
from gongkai.text_workbook import new_workbook, xml_text
from gongkai.tree.nodes import Chart, ChartKind, Number

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as NativeChart
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

DATA_SHEET = "图中的数"
SHARE_HEADING = "占比（%）"
COLUMN_WIDTHS, MOST_COLUMNS = (30, 18), 20  # characters: of the categories, and of each series
MOST_CATEGORY = 60  # characters; Office breaks a longer name into more lines than a chart has room for
_EXTERNAL = '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
_SHOWABLE = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
_SHOWN = re.compile(r'(?:<c:show(?:LegendKey|Val|CatName|SerName|Percent|BubbleSize) val="1"/>)+')
_KINDS = {
    ChartKind.COLUMNS: {"type": "column"},
    ChartKind.STACKED_COLUMNS: {"type": "column", "subtype": "stacked"},
    ChartKind.BARS: {"type": "bar"},
    ChartKind.STACKED_BARS: {"type": "bar", "subtype": "stacked"},
    ChartKind.PIE: {"type": "pie"},
}
LYING = (ChartKind.BARS, ChartKind.STACKED_BARS)
STACKED = (ChartKind.STACKED_COLUMNS, ChartKind.STACKED_BARS)
_INK, _LINE = "#1F2933", "#7B8794"
# In turn dark and light, plain and hatched: neighbours differ in grey too.
_LOOKS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#1F4E79"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#2E75B6", "bg_color": "#FFFFFF"}},
    {"fill": {"color": "#BDD7EE"}},
    {"pattern": {"pattern": "small_check", "fg_color": "#7F6000", "bg_color": "#FFFFFF"}},
    {"fill": {"color": "#FFFFFF"}},
    {"pattern": {"pattern": "wide_downward_diagonal", "fg_color": "#1F4E79", "bg_color": "#DDEBF7"}},
    {"fill": {"color": "#7B8794"}},
    {"pattern": {"pattern": "dotted_diamond", "fg_color": "#1F2933", "bg_color": "#FFFFFF"}},
)


@dataclass(frozen=True, slots=True)
class WordChart:
    """A chart part, and the workbook that its relation rId1 has to lead to."""

    xml: str
    workbook: bytes


@dataclass(frozen=True, slots=True)
class PlacedChart:
    """Where a chart stands on a sheet: the row of its headings (from 0), and the first row behind its figures."""

    chart: Chart
    top: int

    @property
    def below(self) -> int:
        return self.top + 1 + len(self.chart.categories)


def word_chart(chart: Chart) -> WordChart:
    """The parts of a chart in a Word file; the same chart, the same bytes."""
    block = PlacedChart(chart, 0)
    drawn, plain = _workbook([block], DATA_SHEET, True), _workbook([block], DATA_SHEET, False)
    xml = _part(drawn, "xl/charts/chart1.xml")
    for behind in ("<c:printSettings>", "</c:chartSpace>"):
        if behind in xml:
            return WordChart(xml.replace(behind, _EXTERNAL + behind, 1), plain)
    raise ValueError("no chart part")


def sheet_charts(
    blocks: Sequence[PlacedChart], sheet: str, size: tuple[int, int]
) -> Iterator[tuple[str, str]]:
    """The chart parts, the drawing and its relations for charts on a sheet, each below its figures.

    `size` is that of a chart in pixels.
    """
    made = _workbook(blocks, sheet, True, size)
    for number in range(1, len(blocks) + 1):
        name = f"xl/charts/chart{number}.xml"
        yield name, _part(made, name)
    for name in ("xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"):
        yield name, _part(made, name)


def number_format(numbers: Sequence[Number]) -> str:
    """The format with which Office shows figures of one chart as we print them."""
    decimals = max((number.decimals for number in numbers), default=0)
    body = "#,##0" if any(number.thousands for number in numbers) else "0"
    body += "." + "0" * decimals if decimals else ""
    zero = next((number.text for number in numbers if not number.value), None)
    return body if zero is None else f'{body};-{body};"{zero}"'


def shown_category(name: str) -> str:
    """A category's name as it stands in a chart; very long ones are cut there (never in the figures below)."""
    return name if len(name) <= MOST_CATEGORY else f"{name[: MOST_CATEGORY - 1]}…"


def _part(package: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return _SHOWN.sub(_explicit, archive.read(name).decode("utf-8"))


def _explicit(match: re.Match[str]) -> str:
    """What a label shows, and that it shows nothing else: XlsxWriter leaves that out, and then Word and LibreOffice
    show names and legend keys too."""
    return "".join(f'<c:show{what} val="{int(f"show{what} " in match[0])}"/>' for what in _SHOWABLE)


def _workbook(
    blocks: Sequence[PlacedChart], name: str, drawn: bool, size: tuple[int, int] = (600, 320)
) -> bytes:
    buffer = io.BytesIO()
    book = new_workbook(buffer, "")
    sheet = book.add_worksheet(name)
    first, other = COLUMN_WIDTHS
    sheet.set_column(0, 0, first)
    sheet.set_column(1, MOST_COLUMNS, other)
    for block in blocks:
        _figures(book, sheet, block)
        if drawn:
            native = _native(book, name, block)
            native.set_size({"width": size[0], "height": size[1]})
            words = {"description": xml_text(block.chart.description), "object_position": 1}
            sheet.insert_chart(block.below, 0, native, words)
    book.close()
    return same_on_every_system(buffer.getvalue())


def _figures(book: Workbook, sheet: Worksheet, block: PlacedChart) -> None:
    """The figures of a chart as its ranges name them."""
    chart, top = block.chart, block.top
    look = book.add_format({"num_format": number_format(all_numbers(chart))})
    sheet.write_string(top, 0, f"单位：{chart.unit}")
    for row, category in enumerate(chart.categories, top + 1):
        sheet.write_string(row, 0, xml_text(shown_category(category)))
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(top, column, xml_text(series.name))
        for row, number in enumerate(series.values, top + 1):
            sheet.write_number(row, column, float(number.value), look)
    if shares := chart.series[0].shares:
        percent = book.add_format({"num_format": number_format(shares)})
        sheet.write_string(top, 2, SHARE_HEADING)
        for row, number in enumerate(shares, top + 1):
            sheet.write_number(row, 2, float(number.value), percent)


def all_numbers(chart: Chart) -> list[Number]:
    return [number for series in chart.series for number in series.values]


def _native(book: Workbook, sheet: str, block: PlacedChart) -> NativeChart:
    chart = block.chart
    native: NativeChart = book.add_chart(_KINDS[chart.kind])
    for place in range(len(chart.series)):
        column = place + 1
        given: dict[str, Any] = {
            "name": [sheet, block.top, column],
            "categories": [sheet, block.top + 1, 0, block.below - 1, 0],
            "values": [sheet, block.top + 1, column, block.below - 1, column],
            "data_labels": _labels(chart, place),
            "border": {"color": _INK, "width": 0.75},
        }
        if chart.kind is ChartKind.PIE:
            slices = [_LOOKS[index % len(_LOOKS)] for index in range(len(chart.categories))]
            edge = {"color": _INK, "width": 0.75} if len(slices) > 1 else {"none": True}
            given["points"] = [{**look, "border": edge} for look in slices]
        else:
            given |= _LOOKS[place % len(_LOOKS)] | {"gap": 70, "overlap": 100 if chart.kind in STACKED else 0}
            given["invert_if_negative"] = False
        native.add_series(given)
    _frame(native, chart)
    return native


def _frame(native: NativeChart, chart: Chart) -> None:
    """Axes, legend and the unit in the corner."""
    font = {"name": "宋体", "size": 9, "color": _INK}
    unit = {"name": f"单位：{chart.unit}", "overlay": True, "layout": {"x": 0.01, "y": 0.02}}
    native.set_title({**unit, "name_font": {**font, "bold": False}})
    native.set_chartarea({"border": {"color": "#D5DAE0", "width": 0.5}, "fill": {"color": "#FFFFFF"}})
    several = len(chart.series) > 1
    native.set_legend({"position": "bottom", "font": font} if several else {"none": True})
    if chart.kind is ChartKind.PIE:
        native.set_plotarea({"layout": {"x": 0.3, "y": 0.16, "width": 0.4, "height": 0.7}})
        return
    axis = {"num_font": font, "line": {"color": _LINE}, "major_tick_mark": "none", "label_position": "low"}
    native.set_x_axis({**axis, "reverse": chart.kind in LYING})
    native.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})


def _labels(chart: Chart, place: int) -> dict[str, Any]:
    """The printed figures beside what they belong to."""
    series = chart.series[place]
    font = {"name": "宋体", "size": 9, "color": _INK}
    labels: dict[str, Any] = {"value": True, "num_format": number_format(series.values), "font": font}
    if chart.kind is ChartKind.PIE:
        labels |= {"position": "outside_end", "leader_lines": True, "category": True}
        labels["custom"] = [
            {"value": xml_text(slice_label(category, number, share, chart.unit)), "font": font}
            for category, number, share in zip_longest(chart.categories, series.values, series.shares)
        ]
    elif chart.kind in STACKED:
        labels |= {"position": "center", "fill": {"color": "#FFFFFF"}}
        labels["custom"] = [{} if number.value else {"delete": True} for number in series.values]
    else:
        labels["position"] = "outside_end"
    return labels


def slice_label(category: str, number: Number, share: Number | None, unit: str) -> str:
    """What stands beside a slice: 基本支出 1.00万元，占14.50%."""
    told = f"，占{share.text}%" if share is not None else ""
    return f"{shown_category(category)} {number.text}{unit}{told}"
