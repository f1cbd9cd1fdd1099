"""Charts as SVG: well-formed, within their frame, no style, no script, and said in words for who cannot see."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from gongkai.tree.nodes import Chart, ChartKind
from gongkai.writers.chart_svg import SIZE, chart_svg, text_width, wrapped
from gongkai.writers.html.writer import html_report
from tests.writers.sample_charts import CHARTS, DOCUMENT, LONG, chart

S = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("shown", CHARTS, ids=lambda shown: shown.title)
@pytest.mark.parametrize("width", [250.0, 480.0, 700.0])
def test_everything_stands_within_the_frame(shown: Chart, width: float) -> None:
    drawing = ET.fromstring(chart_svg(shown, "c", width))
    _, _, across, down = map(float, drawing.get("viewBox", "").split())
    assert across == width
    boxes = [item for item in drawing.iter(f"{S}rect") if item.get("x")]
    for box in boxes:
        x, y, wide, high = (float(box.get(name, "")) for name in ("x", "y", "width", "height"))
        assert x >= -0.1 and x + wide <= across + 0.1 and y >= -0.1 and y + high <= down + 0.1
    texts = [item for item in drawing.iter(f"{S}text") if item.get("x")]
    assert texts
    for item in texts:
        size = float(item.get("font-size", SIZE))
        wide = text_width(item.text or "", size)
        left = float(item.get("x", "")) - {"middle": wide / 2, "end": wide}.get(
            item.get("text-anchor", ""), 0
        )
        assert left >= -2 and left + wide <= across + 2, item.text
        assert 0 < float(item.get("y", "")) <= down


@pytest.mark.parametrize("shown", CHARTS, ids=lambda shown: shown.title)
def test_every_figure_is_printed_beside_what_it_belongs_to(shown: Chart) -> None:
    texts = [item.text or "" for item in ET.fromstring(chart_svg(shown, "c")).iter(f"{S}text")]
    for series in shown.series:
        for figure in series.values:
            hidden = not figure.value and shown.kind is ChartKind.STACKED_COLUMNS
            assert hidden or any(figure.text in text for text in texts), figure.text
        for share in series.shares:
            assert any(f"占{share.text}%" in text for text in texts)


def test_title_and_description_are_said() -> None:
    drawing = ET.fromstring(chart_svg(CHARTS[0], "c"))
    assert drawing.get("role") == "img"
    assert [drawing.findtext(f"{S}{name}") for name in ("title", "desc")] == [
        CHARTS[0].title,
        CHARTS[0].description,
    ]
    assert drawing.get("aria-labelledby") == "c-t c-d"
    assert CHARTS[0].description == (
        "柱状图，单位：万元。收入：2021年度 -120.50，2022年度 300.00，2023年度 0；支出：2021年度 80.12，2022年度 -45.00，2023年度 12.00。"
    )


def test_series_differ_in_grey_print() -> None:
    """Neighbours never have the same paint: a plain one beside a hatched one."""
    xml = chart_svg(CHARTS[7], "c")
    paints = re.findall(r'height="10" fill="([^"]+)"', xml)  # of the legend
    assert len(paints) == len(set(paints)) == 4
    assert [paint.startswith("url(") for paint in paints] == [False, True, False, True]
    assert {paint[5:-1] for paint in paints if paint.startswith("url(")} == set(
        re.findall(r'<pattern id="([^"]+)"', xml)
    )


def test_a_page_with_charts_is_closed_and_has_their_figures_as_tables() -> None:
    page = html_report(DOCUMENT).decode()
    assert "style=" not in page and page.count('<figure class="chart">') == len(CHARTS)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert page.count("<details>") == len(CHARTS)
    table = page[page.index("<details>") :]
    assert (
        '<th scope="row" class="label">2021年度</th><td class="number"><data value="-120.50">-120.50</data></td>'
        in table
    )
    assert LONG in unescape(page)


def test_one_slice_is_a_whole_circle() -> None:
    assert "<circle" in chart_svg(CHARTS[5], "c")


def test_a_tiny_slice_of_many_is_listed_too() -> None:
    shown = chart(
        ChartKind.PIE,
        "饼",
        [f"第{place}类支出" for place in range(1, 9)],
        {"支出": ["9,999.00", *["0.01"] * 7]},
    )
    texts = [item.text for item in ET.fromstring(chart_svg(shown, "c")).iter(f"{S}text")]
    assert [f"第{place}类支出 0.01万元" in texts for place in range(2, 9)] == [True] * 7


def test_lines_begin_with_no_mark() -> None:
    assert wrapped("一二三四，五六", 4 * SIZE) == ["一二三四，", "五六"]
    assert wrapped("一二三四五六", 2 * SIZE, most=2) == ["一二", "三…"]


def test_characters_that_no_xml_can_hold_are_left_out() -> None:
    shown = chart(ChartKind.BARS, "标题\x0b一", ["甲\x00乙"], {"支出\ufffe": ["1.00"]})
    drawing = ET.fromstring(chart_svg(shown, "c"))
    assert drawing.findtext(f"{S}title") == "标题一" and "甲乙" in [
        item.text for item in drawing.iter(f"{S}text")
    ]
