"""Charts in Word and Excel: native, valid, with the printed figures in the workbook and in the cache alike."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pytest

from gongkai.tree.nodes import Chart, Document
from gongkai.writers.docx import load_style, write_docx
from gongkai.writers.native_chart import SHARE_HEADING, number_format, shown_names
from gongkai.writers.pdf import convert_to_pdf, find_libreoffice
from gongkai.writers.xlsx import write_xlsx
from tests.conftest import ROOT
from tests.support import ooxml
from tests.writers.sample_charts import CHARTS, DOCUMENT, LONG, number

STYLE = load_style(ROOT / "templates/common/style/reference.docx")
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@pytest.fixture(scope="module")
def word() -> bytes:
    return write_docx(DOCUMENT, STYLE, {})


@pytest.fixture(scope="module")
def excel() -> bytes:
    return write_xlsx(DOCUMENT)


def part(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


def cached(xml: bytes) -> list[tuple[str, list[str], str, list[Decimal]]]:
    """Range and texts of the categories, range and values of each series of a chart part."""
    found = []
    for series in ET.fromstring(xml).iter(f"{C}ser"):
        (names,) = series.iterfind(f"{C}cat/{C}strRef")
        (values,) = series.iterfind(f"{C}val/{C}numRef")
        found.append(
            (
                names.findtext(f"{C}f", ""),
                [point.findtext(f"{C}v", "") for point in names.iter(f"{C}pt")],
                values.findtext(f"{C}f", ""),
                [Decimal(point.findtext(f"{C}v", "")) for point in values.iter(f"{C}pt")],
            )
        )
    return found


def cells(book: bytes, reference: str) -> list[object]:
    """The values of a range such as 图中的数!$B$2:$B$4."""
    sheet, _, area = reference.replace("$", "").rpartition("!")
    page = openpyxl.load_workbook(io.BytesIO(book))[sheet.strip("'")]
    return [cell.value for row in (page[area] if ":" in area else ((page[area],),)) for cell in row]


def holds(chart: Chart, xml: bytes, book: bytes) -> None:
    """The cache, the cells that its ranges name, and the tree say the same."""
    found = cached(xml)
    assert len(found) == len(chart.series)
    for series, (names, texts, values, points) in zip(chart.series, found, strict=True):
        assert texts == shown_names(chart) == cells(book, names)
        assert points == [figure.value for figure in series.values]
        assert [Decimal(str(value)) for value in cells(book, values)] == points


@pytest.mark.parametrize("place", range(1, len(CHARTS) + 1), ids=lambda place: CHARTS[place - 1].title)
def test_a_chart_of_word_shows_its_embedded_workbook(word: bytes, place: int) -> None:
    xml = part(word, f"word/charts/chart{place}.xml")
    relations = ET.fromstring(part(word, f"word/charts/_rels/chart{place}.xml.rels"))
    external = ET.fromstring(xml).find(f"{C}externalData")
    assert external is not None
    (target,) = [item.get("Target", "") for item in relations if item.get("Id") == external.get(f"{R}id")]
    book = part(word, f"word/{target.removeprefix('../')}")
    holds(CHARTS[place - 1], xml, book)
    assert (
        openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]._charts == []
    )  # no second copy of the drawing


@pytest.mark.parametrize("place", range(1, len(CHARTS) + 1), ids=lambda place: CHARTS[place - 1].title)
def test_a_chart_of_excel_shows_the_cells_of_its_sheet(excel: bytes, place: int) -> None:
    holds(CHARTS[place - 1], part(excel, f"xl/charts/chart{place}.xml"), excel)


def test_names_and_shares_stand_whole_in_the_cells(word: bytes, excel: bytes) -> None:
    """Only the drawing cuts a long name."""
    book = openpyxl.load_workbook(io.BytesIO(part(word, "word/embeddings/chart5.xlsx"))).worksheets[0]
    rows = [[cell.value for cell in row] for row in book.iter_rows()]
    assert [row[0] for row in rows] == ["单位：万元", "基本支出", LONG]
    assert [row[2] for row in rows] == [SHARE_HEADING, 14.5, 85.5]
    assert LONG in [
        cell.value for row in openpyxl.load_workbook(io.BytesIO(excel))["图2：名称很长"] for cell in row
    ]
    assert LONG not in shown_names(CHARTS[1]) and "甲 & <乙>" in shown_names(CHARTS[1])


def test_labels_say_what_they_show_and_nothing_else(word: bytes) -> None:
    """What a label leaves unsaid Word and LibreOffice take for yes: names and legend keys beside every figure."""
    for place in range(1, len(CHARTS) + 1):
        xml = part(word, f"word/charts/chart{place}.xml").decode()
        for labels in re.findall(r"<c:dLbls>.*?</c:dLbls>", xml):
            assert re.findall(r"<c:show(\w+) val=\"(\d)\"/>", labels) == [
                ("LegendKey", "0"),
                ("Val", "1"),
                ("CatName", "0"),
                ("SerName", "0"),
                ("Percent", "0"),
                ("BubbleSize", "0"),
            ]
    assert "<c:dLbls>" in part(word, "word/charts/chart1.xml").decode()


def test_word_and_excel_are_valid(word: bytes, excel: bytes, tmp_path: Path) -> None:
    for name, content in (("a.docx", word), ("a.xlsx", excel)):
        (tmp_path / name).write_bytes(content)
        assert ooxml.validate(tmp_path / name) == []


def test_python_docx_opens_it(word: bytes) -> None:
    document = docx.Document(io.BytesIO(word))
    drawn = document.element.body.xpath(".//wp:inline/wp:docPr")
    assert [item.get("descr") for item in drawn] == [chart.description for chart in CHARTS]
    assert [item.get("title") for item in drawn] == [chart.title for chart in CHARTS]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert [text for text in texts if text.startswith("图")][1:] == [chart.title for chart in CHARTS]


def test_the_same_charts_the_same_bytes(word: bytes, excel: bytes) -> None:
    assert write_docx(DOCUMENT, STYLE, {}) == word
    assert write_xlsx(DOCUMENT) == excel


def test_no_picture_and_no_chart_where_none_is_asked_for(word: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        assert not [name for name in archive.namelist() if name.endswith((".png", ".emf", ".jpeg"))]
    plain = write_docx(Document("无图", "", "无图", DOCUMENT.blocks[:1]), STYLE, {})
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        assert not [name for name in archive.namelist() if "chart" in name or "embed" in name]


def test_formats_print_as_we_do() -> None:
    assert number_format([number("1,234.50")]) == "#,##0.00"
    assert number_format([number("1.00"), number("0")]) == '#,##0.00;-#,##0.00;"0"'


@pytest.mark.trial
@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
def test_libreoffice_draws_every_figure(word: bytes) -> None:
    from pypdf import PdfReader

    made = convert_to_pdf(word)
    assert made is not None
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))
    for chart in CHARTS[:7]:  # the figures of the last stand upright, which pypdf reads letter by letter
        for series in chart.series:
            for figure in series.values:
                assert figure.text in text or not figure.value, (chart.title, figure.text)
