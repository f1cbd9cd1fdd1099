"""Charts as Office keeps them: XlsxWriter makes the chart part and the workbook whose cells it shows.

A chart of Word has its figures in a workbook that is embedded beside it, so that it can be edited; one of Excel has
them on its sheet. Both are told apart in grey print by patterns, and every figure stands beside its bar or slice.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from gongkai.files import same_on_every_system
from gongkai.frozen import frozen
from gongkai.measure import half_widths
from gongkai.text_workbook import new_workbook, xml_text
from gongkai.tree.nodes import LYING_KINDS, STACKED_KINDS, Chart, ChartKind, Number

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as NativeChart
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

DATA_SHEET = "图中的数"
SHARE_HEADING, LEGEND_HEADING = "占比（%）", "图中的字"
COLUMN_WIDTHS, MOST_COLUMNS = (30, 18), 20  # characters: of the categories, and of each series
_MOST_SLICE, _MOST_LYING, _MOST_STANDING = 40, 22, 96  # characters; the last of all names beside each other
_EXTERNAL = '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
_CHART_PART = "xl/charts/chart1.xml"
_SHOWABLE = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
_SHOWN = re.compile(r'(?:<c:show(?:LegendKey|Val|CatName|SerName|Percent|BubbleSize) val="1"/>)+')
_PRINTING = re.compile(r"<c:printSettings>.*?</c:printSettings>")
_LABELS = re.compile(r"<c:dLbls>.*?</c:dLbls>")
_KINDS = {
    ChartKind.COLUMNS: {"type": "column"},
    ChartKind.STACKED_COLUMNS: {"type": "column", "subtype": "stacked"},
    ChartKind.BARS: {"type": "bar"},
    ChartKind.STACKED_BARS: {"type": "bar", "subtype": "stacked"},
    ChartKind.PIE: {"type": "pie"},
}
_PIE_LEGEND = {"x": 0.42, "y": 0.1, "width": 0.56, "height": 0.84}
_HALF_WIDTHS = 84  # of figures in a row across a chart
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


@frozen
class WordChart:
    """A chart part, and the workbook that its relation rId1 has to lead to."""

    xml: str
    workbook: bytes


@frozen
class PlacedChart:
    """Where a chart stands on a sheet: the row of its headings (from 0), and the first row behind its figures."""

    chart: Chart
    top: int

    @property
    def below(self) -> int:
        return self.top + 1 + len(self.chart.categories)


def word_chart(chart: Chart) -> WordChart:
    """The parts of a chart in a Word file; the same chart, the same bytes."""
    placed = PlacedChart(chart, 0)
    drawn, plain = _workbook(placed, DATA_SHEET, True), _workbook(placed, DATA_SHEET, False)
    xml = _PRINTING.sub("", _part(drawn, _CHART_PART))  # how a sheet of Excel is printed says nothing to Word
    whole, end, _ = xml.rpartition("</c:chartSpace>")
    return WordChart(f"{whole}{_EXTERNAL}{end}", plain)


def sheet_chart(placed: PlacedChart, sheet: str, size: tuple[int, int]) -> tuple[str, str]:
    """The chart part and the drawing that shows it on a sheet below its figures; `size` is in pixels."""
    made = _workbook(placed, sheet, True, size)
    return _part(made, _CHART_PART), _part(made, "xl/drawings/drawing1.xml")


def number_format(numbers: Sequence[Number]) -> str:
    """The format with which Office shows figures of one chart as we print them."""
    decimals = max((number.decimals for number in numbers), default=0)
    body = "#,##0" if any(number.thousands for number in numbers) else "0"
    body += "." + "0" * decimals if decimals else ""
    zero = next((number.text for number in numbers if not number.value), None)
    return body if zero is None else f'{body};-{body};"{zero}"'


def _part(package: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        xml = _SHOWN.sub(_explicit, archive.read(name).decode("utf-8"))
    # LibreOffice breaks a figure in two that is wider than a fifth of the chart.
    return _LABELS.sub(lambda match: match[0].replace("<a:bodyPr/>", '<a:bodyPr wrap="none"/>'), xml)


def _explicit(match: re.Match[str]) -> str:
    """What a label shows, and that it shows nothing else: XlsxWriter leaves that out, and then Word and LibreOffice
    show names and legend keys too."""
    return "".join(f'<c:show{what} val="{int(f"show{what} " in match[0])}"/>' for what in _SHOWABLE)


def _workbook(placed: PlacedChart, name: str, drawn: bool, size: tuple[int, int] = (600, 320)) -> bytes:
    buffer = io.BytesIO()
    book = new_workbook(buffer, "")
    sheet = book.add_worksheet(name)
    first, other = COLUMN_WIDTHS
    sheet.set_column(0, 0, first)
    sheet.set_column(1, MOST_COLUMNS, other)
    _figures(book, sheet, placed)
    if drawn:
        native = _native(book, name, placed)
        native.set_size({"width": size[0], "height": size[1]})
        words = {"description": xml_text(placed.chart.description), "object_position": 1}
        sheet.insert_chart(placed.below, 0, native, words)
    book.close()
    return same_on_every_system(buffer.getvalue())


def _figures(book: Workbook, sheet: Worksheet, placed: PlacedChart) -> None:
    """The figures of a chart as its ranges name them."""
    chart, top = placed.chart, placed.top
    look = book.add_format({"num_format": number_format(all_numbers(chart))})
    sheet.write_string(top, 0, f"单位：{chart.unit}")
    for row, category in enumerate(chart.categories, top + 1):
        sheet.write_string(row, 0, xml_text(category))
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(top, column, xml_text(series.name))
        for row, number in enumerate(series.values, top + 1):
            sheet.write_number(row, column, float(number.value), look)
    if shares := chart.series[0].shares:
        percent = book.add_format({"num_format": number_format(shares)})
        sheet.write_string(top, 2, SHARE_HEADING)
        for row, number in enumerate(shares, top + 1):
            sheet.write_number(row, 2, float(number.value), percent)
    if column := names_column(chart):
        sheet.write_string(top, column, LEGEND_HEADING)
        for row, text in enumerate(shown_names(chart), top + 1):
            sheet.write_string(row, column, xml_text(text))


def all_numbers(chart: Chart) -> list[Number]:
    return [number for series in chart.series for number in series.values]


def _native(book: Workbook, sheet: str, placed: PlacedChart) -> NativeChart:
    chart = placed.chart
    native: NativeChart = book.add_chart(_KINDS[chart.kind])
    named = names_column(chart)
    for place in range(len(chart.series)):
        column = place + 1
        given: dict[str, Any] = {
            "name": [sheet, placed.top, column],
            "categories": [sheet, placed.top + 1, named, placed.below - 1, named],
            "values": [sheet, placed.top + 1, column, placed.below - 1, column],
            "data_labels": _labels(chart, place) if chart.kind is not ChartKind.PIE else {},
            "border": {"color": _INK, "width": 0.75},
        }
        if chart.kind is ChartKind.PIE:
            slices = [_LOOKS[index % len(_LOOKS)] for index in range(len(chart.categories))]
            edge = {"color": _INK, "width": 0.75} if len(slices) > 1 else {"none": True}
            given["points"] = [{**look, "border": edge} for look in slices]
        else:
            given |= _LOOKS[place % len(_LOOKS)] | {
                "gap": 70 if len(chart.categories) > 1 else 300,
                "overlap": 100 if chart.kind in STACKED_KINDS else 0,
            }
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
    if chart.kind is ChartKind.PIE:  # the names of small slices would stand one upon another around it
        native.set_legend({"position": "right", "font": font, "layout": _PIE_LEGEND})
        native.set_plotarea({"layout": {"x": 0.04, "y": 0.16, "width": 0.34, "height": 0.76}})
        return
    native.set_legend({"position": "bottom", "font": font} if chart.has_legend else {"none": True})
    axis = {"num_font": font, "line": {"color": _LINE}, "major_tick_mark": "none", "label_position": "low"}
    lying = chart.kind in LYING_KINDS
    names, values = (
        (native.set_y_axis, native.set_x_axis) if lying else (native.set_x_axis, native.set_y_axis)
    )
    names({**axis, "reverse": lying, "major_gridlines": {"visible": False}})
    ends: dict[str, Any] = {}
    if chart.kind is ChartKind.COLUMNS and _crowded(chart):  # room for figures that stand upright
        ends["max"] = float(max(number.value for number in all_numbers(chart))) * 1.35
    lowest = min(number.value for number in all_numbers(chart))
    if lying and lowest < 0:  # room for the figure between the bar and the name
        ends["min"] = float(lowest) * 1.5
    values({"visible": False, "major_gridlines": {"visible": False}, **ends})


def _labels(chart: Chart, place: int) -> dict[str, Any]:
    """The printed figures beside what they belong to."""
    series = chart.series[place]
    font = {"name": "宋体", "size": 9, "color": _INK}
    labels: dict[str, Any] = {"value": True, "num_format": number_format(series.values), "font": font}
    if chart.kind in STACKED_KINDS:
        labels |= {"position": "center", "fill": {"color": "#FFFFFF"}}
        labels["custom"] = [None if number.value else {"delete": True} for number in series.values]
    else:
        labels["position"] = "outside_end"
        if chart.kind is ChartKind.COLUMNS and _crowded(chart):
            labels["font"] = {**font, "rotation": -90}
    return labels


def _crowded(chart: Chart) -> bool:
    """Whether the figures over the columns would run into each other."""
    widest = max(half_widths(number.text) for number in all_numbers(chart))
    return widest * len(chart.categories) * len(chart.series) > _HALF_WIDTHS


def shown_names(chart: Chart) -> list[str]:
    """The categories as words of the drawing: what its legend says of each slice of a pie (基本支出 1.00万元，占14.50%);
    elsewhere the names, very long ones cut, for Office has no room for more lines."""
    if chart.kind is ChartKind.PIE:
        series = chart.series[0]
        return [
            f"{_cut(category, _MOST_SLICE)} {number.text}{chart.unit}"
            + (f"，占{share.text}%" if share is not None else "")
            for category, number, share in zip_longest(chart.categories, series.values, series.shares)
        ]
    lying = chart.kind in LYING_KINDS
    most = _MOST_LYING if lying else max(_MOST_STANDING // len(chart.categories), 8)
    return [_cut(category, most) for category in chart.categories]


def names_column(chart: Chart) -> int:
    """Where the words of the drawing stand among its figures: the column of the names, if those are the words."""
    own = shown_names(chart) != list(chart.categories)
    return 1 + len(chart.series) + bool(chart.series[0].shares) if own else 0


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
