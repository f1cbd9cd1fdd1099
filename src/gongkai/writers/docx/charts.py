"""Charts in a Word file: a drawing in the text, and the parts that hold the chart and its figures."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.office_files import OFFICE, PACKAGE, RELATIONS
from gongkai.tree.nodes import LYING_KINDS, Chart, ChartKind
from gongkai.writers.docx.reference_style import Style
from gongkai.writers.docx.text import paragraph_xml, text_xml
from gongkai.writers.native_chart import word_chart
from gongkai.writers.ooxml import XML_DECLARATION, escape

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMU = 635  # English Metric Units in a twentieth of a point
_POINT = 12700
_TALL, _BAR, _LEAST = 185, 17, 110  # points: a chart; a bar that lies; the lowest chart
TITLE_STYLE = "表注"


def chart_height(chart: Chart) -> int:
    """The height of a chart in points: of one whose bars lie, what these need."""
    if chart.kind not in LYING_KINDS:
        return _TALL
    bars = len(chart.categories) * (len(chart.series) if chart.kind is ChartKind.BARS else 1)
    return max(_LEAST, min(50 + _BAR * bars + 8 * len(chart.categories), 2 * _TALL))


def chart_xml(chart: Chart, number: int, style: Style, width: int) -> str:
    """The drawing, kept on one page with the title under it; `width` is that of the text in twips."""
    across, up = width * _EMU, chart_height(chart) * _POINT
    name = f"chart{number}"
    drawing = (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{up}"/><wp:docPr id="{number}" name="{name}"'
        f' descr="{escape(chart.description)}" title="{escape(chart.title)}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/chart">'
        f'<c:chart xmlns:c="{_DRAWING}/chart" r:id="rIdChart{number}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    # The lines of prose are exactly as high as the style says: a drawing would be cut.
    free = '<w:keepNext/><w:spacing w:before="120" w:after="60" w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0"/><w:jc w:val="center"/>'
    title = paragraph_xml(
        style.id(TITLE_STYLE), f"<w:r>{text_xml(chart.title)}</w:r>", '<w:jc w:val="center"/>'
    )
    return paragraph_xml(style.id(TITLE_STYLE), drawing, free) + title


def chart_parts(charts: Sequence[Chart]) -> dict[str, str | bytes]:
    """The chart parts, their relations and the embedded workbooks."""
    parts: dict[str, str | bytes] = {}
    for number, chart in enumerate(charts, 1):
        made = word_chart(chart)
        parts[f"word/charts/chart{number}.xml"] = made.xml
        parts[f"word/charts/_rels/chart{number}.xml.rels"] = (
            f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
            f' Type="{OFFICE}/relationships/package" Target="../embeddings/chart{number}.xlsx"/></Relationships>'
        )
        parts[f"word/embeddings/chart{number}.xlsx"] = made.workbook
    return parts


def chart_types(count: int) -> str:
    """What [Content_Types].xml says of so many charts."""
    return "".join(
        f'<Override PartName="/word/charts/chart{number}.xml" ContentType="{_CHART_TYPE}"/>'
        f'<Override PartName="/word/embeddings/chart{number}.xlsx" ContentType="{_BOOK_TYPE}"/>'
        for number in range(1, count + 1)
    )


def chart_relations(count: int) -> str:
    """What the relations of the document say of so many charts."""
    return "".join(
        f'<Relationship Id="rIdChart{number}" Type="{RELATIONS}/chart" Target="charts/chart{number}.xml"/>'
        for number in range(1, count + 1)
    )
