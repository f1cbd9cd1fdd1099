"""What a bureau chief would see: forms that go on with their headings, figures that never break, no lost lines."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from lxml import etree

from gongkai.tree.nodes import (
    Align,
    Block,
    Cell,
    CellKind,
    Contents,
    Document,
    Heading,
    Orientation,
    PageBreak,
    Table,
)
from gongkai.writers.docx import docx_parts, write_docx
from gongkai.writers.docx.column_widths import CELL_MARGIN, DIGIT_SLACK
from gongkai.writers.docx.last_lines import prose_lines
from gongkai.writers.docx.reference_style import Style, load_style
from gongkai.writers.docx.table_fit import fit
from gongkai.writers.docx.text import SMALLEST_CONTENTS
from tests.support.ooxml import validate
from tests.writers.sample_tree import body, row, wide

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
L, H, N = CellKind.LABEL, CellKind.HEADER, CellKind.NUMBER


@pytest.fixture(scope="module")
def style(root: Path) -> Style:
    return load_style(root / "templates/common/style/reference.docx")


def of(*blocks: Block) -> Document:
    return Document("题", "主题", "名", blocks)


def tree(document: Document, style: Style) -> etree._Element:
    return etree.fromstring(docx_parts(document, style, {})["word/document.xml"])  # type: ignore[arg-type]


def texts(element: etree._Element) -> list[str]:
    return ["".join(cell.itertext()) for cell in element.iter(f"{W}tc")]


def indicators(count: int, reason: str = "") -> Table:
    """A form of five columns: funds with a heading of their own, a goal, then so many indicators under their heading."""
    rows = [row(Cell("项目名称", L), Cell("某项目", colspan=4))]
    rows += [row(Cell("资金管理", L, rowspan=3), Cell("环节", H), Cell("情况说明", H, colspan=3))]
    rows += [row(Cell(name, L), Cell("按规定", colspan=3)) for name in ("分配", "下达")]
    rows += [row(Cell("总体目标", L), Cell("目标", colspan=4))]
    rows += [
        row(Cell("绩效指标", L, rowspan=count + 1), *(Cell(t, L) for t in ("一级", "二级", "指标值", "原因")))
    ]
    for number in range(count):
        rows.append(row(Cell(f"产出{number}", L), Cell("数量", L), Cell("≥98%"), Cell(reason)))
    rows += [row(Cell("说明", L), Cell("无", colspan=4))]
    heads = ((1, 4), (5, 6 + count))
    return Table("表", "自评表", tuple(rows), (1.5, 2, 2, 2, 2), form=True, heads=heads)


@pytest.mark.parametrize("count", [60, 100, 150])
def test_a_form_that_runs_over_repeats_the_names_of_its_columns(
    style: Style, tmp_path: Path, count: int
) -> None:
    table = indicators(count)
    document = of(Heading(1, "附件", "a"), table)
    tables = tree(document, style).findall(f".//{W}tbl")
    repeated = [
        [texts(r) for r in part.iter(f"{W}tr") if r.find(f".//{W}tblHeader") is not None] for part in tables
    ]
    assert repeated == [
        [],
        [["资金管理", "环节", "情况说明"]],
        [],  # the goal stands under no heading
        [["绩效指标", "一级", "二级", "指标值", "原因"]],
    ]
    for part in tables[1::2]:
        heading = part.find(f"{W}tr")
        assert heading is not None
        assert heading.find(f".//{W}vMerge") is None, "Word repeats no row that reaches below itself"
        assert heading.findall(f".//{W}tcBorders/{W}bottom"), (
            "the two halves of the cell have no line between"
        )
    found = [text for part in tables for text in texts(part) if text]
    assert found == [cell.text for r in table.rows for cell in r.cells if cell.text], (
        "nothing lost or doubled"
    )
    path = tmp_path / "form.docx"
    path.write_bytes(write_docx(document, style, {}))
    assert validate(path) == []


def test_a_form_on_one_page_is_one_table(style: Style) -> None:
    tables = tree(of(indicators(8)), style).findall(f".//{W}tbl")
    assert len(tables) == 1
    assert not list(tables[0].iter(f"{W}tblHeader"))


def test_no_row_is_broken_but_one_that_no_page_holds(style: Style) -> None:
    rows = tree(of(indicators(100)), style).findall(f".//{W}tr")
    assert len(rows) > 100
    assert all(r.find(f"{W}trPr/{W}cantSplit") is not None for r in rows)


def test_a_very_tall_cell_of_a_form_gets_a_wider_column(style: Style) -> None:
    plain, tall = (
        indicators(10),
        indicators(
            10,
            "补贴先按标准核定，其余部分待考核合格后核定，相关款项年末尚未支付，下一步督促承训机构报送资料。"
            * 2,
        ),
    )
    before, after = fit(plain, style, 0), fit(tall, style, 0)
    assert after.widths[-1] > before.widths[-1] * 1.2
    assert sum(after.widths) == sum(before.widths)
    assert min(new / old for new, old in zip(after.widths, before.widths, strict=True)) > 0.6


@pytest.mark.parametrize("kind", list(CellKind))
@pytest.mark.parametrize("text", ["123,456,789.00", "≥12345.00%", "2023-12-31", "-1,234,567.89"])
def test_no_figure_breaks_whatever_cell_it_stands_in(style: Style, kind: CellKind, text: str) -> None:
    rows = (row(*(Cell("甲乙丙丁戊己庚辛", L) for _ in range(9)), Cell(text, kind, align=Align.CENTER)),)
    for form in (True, False):
        table = Table("k", "表", rows * 3, (2.0,) * 9 + (1.0,), form=form)
        if kind is H:
            continue  # a heading may take two lines
        layout = fit(table, style, 0)
        need = len(text) * 0.5 * layout.look.size * DIGIT_SLACK + CELL_MARGIN
        assert layout.widths[-1] / 20 + 0.1 >= need


def test_a_figure_over_several_columns_of_a_form_does_not_break_either(style: Style) -> None:
    rows = (
        row(Cell("资金", L, colspan=6), Cell("9,876,543,210,123.45", N, colspan=2)),
        row(*(Cell("甲", L) for _ in range(8))),
    )
    table = Table("k", "表", rows, (3.0,) * 6 + (0.7, 0.7), form=True)
    layout = fit(table, style, 0)
    need = 20 * 0.5 * layout.look.size * DIGIT_SLACK + CELL_MARGIN
    assert sum(layout.widths[-2:]) / 20 + 0.1 >= need


def test_cells_are_set_without_air_as_they_are_measured(style: Style) -> None:
    styles = etree.fromstring(dict(style.parts)["word/styles.xml"])
    cells = [s for s in styles.iter(f"{W}style") if s.find(f"{W}name").get(f"{W}val").startswith("表格文字")]
    assert len(cells) >= 5
    for cell in cells:
        assert cell.find(f"{W}pPr/{W}autoSpaceDN").get(f"{W}val") == "0"


@pytest.mark.parametrize(
    ("text", "holding", "lines"),
    [
        ("一" * 18, 40, 1),
        ("一" * 19, 40, 2),
        ("一" * 16 + "12", 40, 1),
        ("一" * 8 + "12" + "一" * 9, 40, 2),  # two quarters of an em of air
        ("一" * 17 + "，2", 40, 2),
        ("一" * 17 + "1234567", 40, 2),  # a figure goes to the next line whole
    ],
)
def test_lines_of_prose_with_the_air_around_figures(text: str, holding: int, lines: int) -> None:
    assert prose_lines(text, holding) == lines


@pytest.mark.parametrize(("count", "smaller"), [(20, False), (24, False), (33, True), (78, False)])
def test_contents_are_set_smaller_where_that_saves_a_page(style: Style, count: int, smaller: bool) -> None:
    blocks = [Heading(2, f"第{number}节", f"h{number}") for number in range(count)]
    root = tree(of(Contents("目录"), Heading(1, "部分", "a"), *blocks), style)
    sizes = {int(size.get(f"{W}val")) / 2 for size in root.findall(f".//{W}hyperlink//{W}sz")}
    assert bool(sizes) is smaller
    assert all(SMALLEST_CONTENTS <= size < style.looks["toc 2"].size for size in sizes)


@pytest.mark.parametrize(("length", "size"), [(20, None), (29, 15.0), (34, 13.0), (40, None)])
@pytest.mark.parametrize("heading", [True, False])
def test_a_title_a_little_too_long_stands_on_one_line(
    style: Style, length: int, size: float | None, heading: bool
) -> None:
    table = dataclasses.replace(indicators(3), title="一" * length, heading=heading)
    run = tree(of(table), style).find(f".//{W}p/{W}r")
    assert run is not None
    found = {float(node.get(f"{W}val")) / 2 for node in run.findall(f".//{W}sz")}
    assert found == ({size} if size else {16.0} if heading else set())


def test_a_report_within_a_part_looks_one_level_higher(style: Style) -> None:
    blocks = [Heading(level, "题", f"k{level}", raised=True) for level in (2, 3, 4)]
    paragraphs = tree(of(Heading(1, "附件", "a"), *blocks), style).findall(f".//{W}p")
    looks = []
    for paragraph in paragraphs[1:4]:
        properties = paragraph.find(f"{W}pPr")
        assert properties is not None
        fonts = paragraph.find(f".//{W}rFonts")
        bold = paragraph.find(f".//{W}r/{W}rPr/{W}b")
        looks.append(
            (
                properties.find(f"{W}pStyle").get(f"{W}val"),  # the level in the contents stays
                fonts.get(f"{W}eastAsia") if fonts is not None else "",
                bold is not None and bold.get(f"{W}val") == "0",
            )
        )
    assert looks == [
        ("Heading2", "方正小标宋简体", True),
        ("Heading3", "黑体", True),
        ("Heading4", "楷体", True),
    ]
    assert paragraphs[1].find(f"{W}pPr/{W}jc").get(f"{W}val") == "center"


def orientations(document: Document, style: Style) -> list[str]:
    return [size.get(f"{W}orient", "portrait") for size in tree(document, style).iter(f"{W}pgSz")]


@pytest.mark.parametrize(
    ("after", "sections"),
    [
        ([Heading(2, "十二、其他", "b"), body("无")], ["landscape", "portrait"]),
        ([Heading(2, "十二、其他", "b"), body("无" * 41)], ["landscape", "portrait"]),
        ([body("无")] * 5, ["landscape", "portrait"]),
    ],
)
def test_short_prose_stays_on_the_turned_page_of_its_table(
    style: Style, after: list[Block], sections: list[str]
) -> None:
    document = of(Heading(1, "第一部分", "a"), wide(), *after, Heading(1, "第二部分", "c"), body("正文"))
    assert orientations(document, style) == sections
    turned = tree(document, style).iter(f"{W}p")
    before = "".join("".join(p.itertext()) for p in turned)
    assert before.count("第二部分") == 1
    short = len(after) == 2 and after[1] == body("无")
    body_xml = tree(document, style)[0]
    first = next(node.getparent().getparent() for node in body_xml.iter(f"{W}sectPr"))
    index = list(body_xml).index(first) if first in list(body_xml) else len(body_xml)
    within = "".join("".join(node.itertext()) for node in list(body_xml)[: index + 1])
    assert ("十二、其他" in within) is short


def test_a_landscape_page_is_left_for_a_table_in_the_middle_of_prose(style: Style) -> None:
    document = of(
        body("前"), wide(), body("后"), dataclasses.replace(wide(), key="k", orientation=Orientation.PORTRAIT)
    )
    assert orientations(document, style) == ["portrait", "landscape", "portrait"]


@pytest.mark.parametrize("count", [19, 20, 21, 22])
def test_what_stands_below_the_contents_finds_its_room(style: Style, count: int) -> None:
    """Such as the date of publication: alone on a page it would look lost."""
    page = style.pages[Orientation.PORTRAIT].text_height / 20
    title = style.looks["TOC Heading"].height()
    headings = [Heading(2, f"第{number}节", f"h{number}") for number in range(count)]
    document = of(Contents("目录"), body("公开时间"), Heading(1, "部分", "a"), *headings)
    root = tree(document, style)
    usual = style.looks["toc 2"].line
    lines = [
        float(spacing.get(f"{W}line")) / 20
        for link in root.iter(f"{W}hyperlink")
        if (spacing := link.getparent().find(f"{W}pPr/{W}spacing")) is not None  # type: ignore[union-attr]
    ]
    taken = sum(lines) if lines else usual * (count + 1)
    assert title + taken + style.looks["Body Text"].line <= page + 1


def test_a_report_begins_below_the_heading_of_its_part(style: Style) -> None:
    report = [PageBreak(), Heading(2, "报告", "b", raised=True), body("正文")]
    root = tree(of(Heading(1, "附件", "a"), *report, *report), style)
    assert len(root.findall(f".//{W}br[@{W}type='page']")) == 1, "only between the two reports"
