"""一图读懂: one closed page of HTML, one drawing of A4, told plainly where there is none."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from gongkai.own_files import untouched
from gongkai.tree.nodes import Digest, Document, Paragraph, Run
from gongkai.writers import pdf
from gongkai.writers.chart_svg import text_width
from gongkai.writers.digest.page import digest_html, rows
from gongkai.writers.digest.poster import HEIGHT, WIDTH, flat_text, poster
from gongkai.writers.docx import Style, load_style
from gongkai.writers.registry import write_kinds
from tests.conftest import ROOT
from tests.writers.sample_charts import CHARTS, DIGEST, DOCUMENT

S = "{http://www.w3.org/2000/svg}"


def style() -> Style:
    return load_style(ROOT / "templates/common/style/reference.docx")


def written(document: Document) -> tuple[dict[str, bytes], list[str]]:
    files, findings = write_kinds(document, style, ("图解",), False)
    return files, [item.code for item in findings]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without LibreOffice."""
    monkeypatch.setattr(pdf, "find_libreoffice", lambda: None)


@pytest.mark.usefixtures("alone")
def test_without_libreoffice_there_is_the_page_and_a_hint(tmp_path: object) -> None:
    files, codes = written(replace(DOCUMENT, digest=lambda: DIGEST))
    assert list(files) == ["-一图读懂.html"] and codes == ["WD-05"]


@pytest.mark.usefixtures("alone")
def test_a_format_without_a_digest_is_told_once() -> None:
    files, codes = written(DOCUMENT)
    assert files == {} and codes == ["WD-04"]


@pytest.mark.trial
@pytest.mark.skipif(pdf.find_libreoffice() is None, reason="LibreOffice is not installed")
def test_the_pdf_is_one_page_of_a4_with_every_word() -> None:
    from pypdf import PdfReader

    files, codes = written(replace(DOCUMENT, digest=lambda: DIGEST))
    assert sorted(files) == ["-一图读懂.html", "-一图读懂.pdf"] and codes == []
    (page,) = PdfReader(io.BytesIO(files["-一图读懂.pdf"])).pages
    assert [round(float(edge)) for edge in page.mediabox[2:]] == [595, 842]
    text = re.sub(r"\s", "", page.extract_text())
    for words in (
        DIGEST.title,
        "某县&某局",
        "收入总计",
        "1,955.03",
        "收、支总计1,955.03万元。",
        DIGEST.source,
    ):
        assert words.replace(" ", "") in text


def test_the_page_is_closed_and_every_figure_marked() -> None:
    page = digest_html(DIGEST, DOCUMENT).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None and "unsafe" not in policy[1] and "default-src 'none'" in policy[1]
    assert "style=" not in page and "http:" not in page.replace("http://www.w3.org/2000/svg", "")
    figures = sum(len(series.values) for chart in DIGEST.charts for series in chart.series)
    assert page.count("<data ") == figures + 3
    assert page.count("<h1>") == 1 and page.count("<h2>") == 3 and "某县 &amp; 某局" in page
    origins = re.search(r'id="origins">(.*?)</script>', page, re.DOTALL)
    assert origins is not None and json.loads(origins[1]) == []
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_draft_says_so() -> None:
    assert "草稿" not in digest_html(DIGEST, DOCUMENT).decode() and "草稿" not in poster(DIGEST)
    assert "草稿" in digest_html(DIGEST, replace(DOCUMENT, draft=True)).decode() and "草稿" in poster(
        DIGEST, draft=True
    )


def test_a_long_number_is_printed_smaller_in_its_card() -> None:
    def large(text: str) -> str:
        first = DIGEST.figures[0]
        figure = replace(first, number=replace(first.number, text=text))
        found = re.search(
            r'class="(large[^"]*)"', digest_html(replace(DIGEST, figures=(figure,)), DOCUMENT).decode()
        )
        assert found is not None
        return found[1]

    shown = ["1,955.03", "15,194.61", "195,503.00", "19,550,300.00"]
    assert list(map(large, shown)) == ["large", "large", "large long", "large longer"]


def test_a_wide_chart_stands_once_more_in_the_width_of_a_telephone() -> None:
    page = digest_html(DIGEST, DOCUMENT).decode()
    lying = sum(len(row) == 1 for row in rows(DIGEST.charts))
    assert lying and page.count('class="narrow"') == page.count('class="broad"') == lying
    assert "@media screen and (max-width:40rem){.narrow{display:block}" in page


@pytest.mark.parametrize("what", ["subtitle", "source"])
def test_a_long_line_of_the_drawing_is_two_lines_that_can_be_read(what: str) -> None:
    said = "某县人力资源和社会保障局（挂某县国家综合性消防救援和应急物资储备管理委员会办公室、某县突发公共事件应急指挥中心牌子）"
    said *= 1 if what == "subtitle" else 2
    drawing = ET.fromstring(poster(replace(DIGEST, **{what: said})))
    lines = [item for _, _, item in placed(drawing) if item.text and len(item.text) > 4 and item.text in said]
    assert "".join(item.text or "" for item in lines) == said and len(lines) == 2
    assert all(float(item.get("font-size", "0")) >= 6.5 for item in lines)


def test_lying_bars_have_a_row_of_their_own() -> None:
    assert [[chart.title[:2] for chart in row] for row in rows(CHARTS[:3])] == [["图1", "图3"], ["图2"]]
    assert [len(row) for row in rows(CHARTS[4:7])] == [2, 1]
    assert rows(()) == []


def placed(drawing: ET.Element, x: float = 0.0, y: float = 0.0) -> Iterator[tuple[float, float, ET.Element]]:
    """The shapes and texts of a drawing with the offset of the groups around them."""
    for item in drawing:
        if item.tag == f"{S}g":
            moved = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", item.get("transform", ""))
            assert moved is not None
            yield from placed(item, x + float(moved[1]), y + float(moved[2]))
        elif item.tag != f"{S}defs":
            yield x, y, item


LONG = "与上年相比增加的主要原因是" + "新增中央和省级就业补助资金、" * 12


@pytest.mark.parametrize(
    "digest",
    [
        DIGEST,
        replace(DIGEST, charts=CHARTS[4:7]),
        replace(DIGEST, charts=CHARTS[7:]),
        replace(DIGEST, charts=()),
        replace(DIGEST, title=DIGEST.title * 4, subtitle="某市某区某某管理委员会" * 6),
        replace(DIGEST, sentences=(*DIGEST.sentences, *[Paragraph((Run(LONG),))] * 3)),
        replace(DIGEST, source=f"数据来源：{'某县某局某某服务中心' * 6}公开文本；金额单位：万元"),
    ],
    ids=["three", "pies", "one", "none", "long-title", "long-sentences", "long-source"],
)
def test_the_drawing_keeps_to_the_page(digest: Digest) -> None:
    drawing = ET.fromstring(poster(digest))
    assert drawing.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    texts = 0
    for x, y, item in placed(drawing):
        if item.tag == f"{S}rect":
            left, top, wide, high = (float(item.get(name, "0")) for name in ("x", "y", "width", "height"))
            assert x + left >= -0.1 and x + left + wide <= WIDTH + 0.1
            assert y + top >= -0.1 and y + top + high <= HEIGHT + 0.1 and wide >= 0 and high >= 0
        elif item.tag == f"{S}text" and item.get("x"):
            texts += 1
            size = float(item.get("font-size", "11"))
            wide = text_width(item.text or "", size)
            left = (
                x
                + float(item.get("x", ""))
                - {"middle": wide / 2, "end": wide}.get(item.get("text-anchor", ""), 0)
            )
            assert left >= -1 and left + wide <= WIDTH + 1, item.text
            assert 0 < y + float(item.get("y", "")) <= HEIGHT
    assert texts > 8


def test_nothing_of_a_sentence_is_cut() -> None:
    digest = replace(DIGEST, sentences=(*DIGEST.sentences, Paragraph((Run(LONG),))))
    texts = "".join(
        item.text or "" for _, _, item in placed(ET.fromstring(poster(digest))) if item.tag == f"{S}text"
    )
    assert LONG in texts


def test_the_sheet_for_libreoffice_is_well_formed_and_the_same_each_time() -> None:
    sheet = flat_text(poster(DIGEST), "甲 & 乙", "丙 <丁>")
    assert ET.fromstring(sheet) is not None
    assert flat_text(poster(DIGEST), "甲 & 乙", "丙 <丁>") == sheet
    assert ET.fromstring(flat_text(poster(replace(DIGEST, title="甲\x0b")), "甲\x0b", "丙\x00")) is not None


@pytest.mark.usefixtures("alone")
def test_the_page_is_known_as_ours(tmp_path: object) -> None:
    from pathlib import Path

    files, _ = written(replace(DOCUMENT, digest=lambda: DIGEST))
    path = Path(str(tmp_path)) / "页.html"
    path.write_bytes(files["-一图读懂.html"])
    assert untouched(path)
    path.write_bytes(path.read_bytes().replace("收入".encode(), "支出".encode(), 1))
    assert not untouched(path)
