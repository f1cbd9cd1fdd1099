"""The Word file as a reader finds it: valid, whole, with real headings, sections, spans and contents."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from lxml import etree

from gongkai.tree.nodes import (
    Block,
    Cell,
    CellKind,
    Contents,
    Cover,
    CoverLine,
    Document,
    Heading,
    Orientation,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Table,
)
from gongkai.writers.docx import Style, docx_parts, entries, load_style, write_docx
from tests.support.ooxml import validate
from tests.writers.sample_tree import body, sample_document, two_sided, wide

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def style(root: Path) -> Style:
    return load_style(root / "templates/common/style/reference.docx")


def numbered(document: Document) -> dict[str, int]:
    return {entry.key: page for page, entry in enumerate(entries(document), start=1)}


def tree(document: Document, style: Style, pages: dict[str, int] | None = None) -> etree._Element:
    xml = docx_parts(document, style, pages)["word/document.xml"]
    assert isinstance(xml, bytes)
    return etree.fromstring(xml)


def of(*blocks: Block, draft: bool = False, header: str = "") -> Document:
    return Document("题", "主题", "名", blocks, draft, header)


def small(key: str = "k", **changes: object) -> Table:
    rows = (Row((Cell("项目", CellKind.HEADER), Cell("数", CellKind.HEADER))), Row((Cell("甲"), Cell("乙"))))
    return dataclasses.replace(Table(key, "小表", rows, (1.0, 1.0), 1), **changes)  # type: ignore[arg-type]


@pytest.mark.trial
@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("with_pages", [False, True])
@pytest.mark.parametrize("header", ["", "运行页眉 & <页>"])
def test_valid(style: Style, tmp_path: Path, draft: bool, with_pages: bool, header: str) -> None:
    document = dataclasses.replace(sample_document(draft), header=header)
    path = tmp_path / "sample.docx"
    path.write_bytes(write_docx(document, style, numbered(document) if with_pages else None))
    assert validate(path) == []


@pytest.mark.trial
@pytest.mark.parametrize(
    "blocks",
    [
        (),
        (Cover((CoverLine("只有封面", "title"),)),),
        (Contents("目录"),),
        (small(title="", heading=False),),
        (small(), small("b"), small("c", title="", heading=False), small("d", rows=())),
        (small(), PageBreak(), small("b", orientation=Orientation.LANDSCAPE), PageBreak()),
        (body("前"), PageBreak(), body("后"), Paragraph((), "note"), Paragraph((Run("a\nb\tc"),))),
        (
            small(
                rows=(
                    Row(
                        (Cell("一\n二\t三 & <四>"), Cell("\x01坏\x0b字")),
                    ),
                ),
                header_rows=0,
            ),
        ),
    ],
)
def test_odd_documents_are_valid(style: Style, tmp_path: Path, blocks: tuple[Block, ...]) -> None:
    path = tmp_path / "odd.docx"
    path.write_bytes(write_docx(of(*blocks), style, {}))
    open_docx(str(path))
    assert validate(path) == []


@pytest.mark.parametrize("odd", ["甲", '<&>"', "\ue000", "甲\ue000乙<\ue000", "\x00甲\x01<"])
def test_texts_stay_apart_whatever_stands_in_them(style: Style, odd: str) -> None:
    words = (odd, "", "二", odd, "三")
    table = small(rows=(Row(tuple(map(Cell, words))),), widths=(1,) * len(words), header_rows=0)
    document = open_docx(io.BytesIO(write_docx(of(table), style, {})))
    plain = odd.replace("\x00", "").replace("\x01", "")
    found = [cell.text for cell in document.tables[0].rows[0].cells]
    assert found == [plain, "", "二", plain, "三"]


def test_same_input_same_bytes(style: Style) -> None:
    assert write_docx(sample_document(), style) == write_docx(sample_document(), style)


def test_headings_and_texts(style: Style) -> None:
    source = sample_document()
    document = open_docx(io.BytesIO(write_docx(source, style, numbered(source))))
    found = [
        (int(paragraph.style.name[-1]), paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style is not None and paragraph.style.name.startswith("Heading")
    ]
    wanted = [(entry.level, entry.text) for entry in entries(source)]
    unlisted = {table.title for table in source.tables if not table.heading}
    assert unlisted
    assert found == [line for line in wanted if line[1] not in unlisted]
    texts = [paragraph.text for paragraph in document.paragraphs]
    for block in source.blocks:
        if isinstance(block, Paragraph):
            assert block.text in texts


def test_every_cell_stands_where_the_tree_has_it(style: Style) -> None:
    source = sample_document()
    document = open_docx(io.BytesIO(write_docx(source, style, {})))
    assert len(document.tables) == len(source.tables) == 5
    for table, written in zip(source.tables, document.tables, strict=True):
        assert len(written.rows) == len(table.rows)
        taken = {}
        for y, row in enumerate(table.rows):
            cells = iter(row.cells)
            x = 0
            while x < len(table.widths):
                if (y, x) in taken:
                    x += 1
                    continue
                cell = next(cells)
                taken.update({(y + j, x + i): cell for j in range(cell.rowspan) for i in range(cell.colspan)})
                x += cell.colspan
            assert next(cells, None) is None
        for y in range(len(table.rows)):
            for x, word_cell in enumerate(written.rows[y].cells):
                assert word_cell.text == taken[y, x].text, (table.key, y, x)


def test_numbers_to_the_right_and_labels_by_kind(style: Style) -> None:
    written = open_docx(io.BytesIO(write_docx(of(two_sided()), style))).tables[0]
    sides = {
        written.cell(y, x).paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val"))  # type: ignore[union-attr]
        for y in range(3, 33)
        for x in (2, 5)
    }
    assert sides == {"right"}
    header = written.cell(1, 0).paragraphs[0]
    assert header.runs[0].bold
    assert header._p.pPr.find(qn("w:jc")).get(qn("w:val")) == "center"  # type: ignore[union-attr]


def test_header_rows_repeat_and_rows_stay_whole(style: Style) -> None:
    root = tree(sample_document(), style)
    tables = root.findall(f".//{W}tbl")
    heads = [len(table.findall(f".//{W}tblHeader")) for table in tables]
    assert heads == [table.header_rows for table in sample_document().tables]
    whole = [len(table.findall(f".//{W}cantSplit")) for table in tables]
    counts = [len(table.findall(f"{W}tr")) for table in tables]
    assert whole == counts  # none is taller than a page


def test_tables_fill_the_text_width_exactly(style: Style) -> None:
    for table, element in zip(
        sample_document().tables, tree(sample_document(), style).findall(f".//{W}tbl"), strict=True
    ):
        widths = [int(node.get(f"{W}w", "0")) for node in element.findall(f"{W}tblGrid/{W}gridCol")]
        assert sum(widths) == style.pages[table.orientation].text_width
        for row in element.findall(f"{W}tr"):
            assert sum(int(node.get(f"{W}w", "0")) for node in row.findall(f"{W}tc/{W}tcPr/{W}tcW")) == sum(
                widths
            )


def test_sections_turn_only_where_the_orientation_changes(style: Style) -> None:
    sections = tree(sample_document(), style).findall(f".//{W}sectPr")
    turned = [section.find(f"{W}pgSz").get(f"{W}orient") for section in sections]  # type: ignore[union-attr]
    assert turned == [None, None, None, "landscape", None]
    footers = [len(section.findall(f"{W}footerReference")) for section in sections]
    assert footers == [0, 0, 2, 2, 2], "no page number on the cover and the contents, two footers after"
    starts = [section.find(f"{W}pgNumType") is not None for section in sections]
    assert starts == [False, False, True, False, False]


def test_a_line_after_the_contents_stands_on_its_page(style: Style) -> None:
    """Such as the date of publication; the numbered pages begin with the heading that follows."""
    document = of(Contents("目  录"), body("公开时间"), Heading(1, "第一部分", "a"), body("正文"))
    sections = tree(document, style).findall(f".//{W}sectPr")
    assert [section.find(f"{W}pgNumType") is not None for section in sections] == [False, True]
    assert sections[0].getparent().getparent().xpath("string(.)") == "公开时间"  # type: ignore[union-attr]


def test_headings_go_with_a_turned_table(style: Style) -> None:
    document = of(body("前文"), Heading(1, "第二部分", "a"), wide(), *[body("后文")] * 5)
    sections = tree(document, style).findall(f".//{W}sectPr")
    assert len(sections) == 3
    first = sections[0].getparent().getparent()  # type: ignore[union-attr]
    assert "".join(first.itertext()) == "前文"


def test_contents_field(style: Style) -> None:
    source = sample_document()
    pages = numbered(source)
    root = tree(source, style, pages)
    instructions = [node.text or "" for node in root.iter(f"{W}instrText")]
    assert instructions[0] == ' TOC \\o "1-2" \\h \\z \\u '
    links = root.findall(f".//{W}hyperlink")
    shown = [entry for entry in entries(source) if entry.level <= 2]
    assert [("".join(t.text or "" for t in link.iter(f"{W}t"))) for link in links] == [
        f"{entry.text}{pages[entry.key]}" for entry in shown
    ]
    marks = {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for link in links} <= marks
    assert len(marks) == len(entries(source))
    begun, ended = (
        sum(node.get(f"{W}fldCharType") == kind for node in root.iter(f"{W}fldChar"))
        for kind in ("begin", "end")
    )
    assert begun == ended == len(shown) + 1


@pytest.mark.parametrize(("with_pages", "updates"), [(True, False), (False, True)])
def test_word_updates_the_contents_only_without_page_numbers(
    style: Style, with_pages: bool, updates: bool
) -> None:
    source = sample_document()
    parts = docx_parts(source, style, numbered(source) if with_pages else None)
    settings, body = parts["word/settings.xml"], parts["word/document.xml"]
    assert isinstance(settings, bytes) and isinstance(body, bytes)
    assert (b"updateFields" in settings) is updates
    assert (b'w:dirty="true"' in body) is updates


def test_draft_mark_on_every_page_and_only_on_drafts(style: Style) -> None:
    drafted = docx_parts(sample_document(draft=True), style)
    marked = [name for name, xml in drafted.items() if isinstance(xml, str) and 'string="草稿"' in xml]
    assert marked == ["word/header1.xml", "word/header2.xml", "word/header3.xml"]
    for section in tree(sample_document(draft=True), style).findall(f".//{W}sectPr"):
        kinds = [node.get(f"{W}type") for node in section.findall(f"{W}headerReference")]
        assert kinds == ["default", "even"]
    clean = docx_parts(sample_document(), style)
    assert not any("草稿" in xml for xml in clean.values() if isinstance(xml, str))


def test_core_properties(style: Style) -> None:
    core = open_docx(io.BytesIO(write_docx(sample_document(), style))).core_properties
    assert (core.title, core.subject, core.author) == (
        "样例县档案服务中心2024年度部门决算",
        "部门决算公开",
        "",
    )
    assert core.created is not None
    assert core.created.year == 2000


def test_no_empty_page_before_a_part(style: Style) -> None:
    """A page break before what opens a page of its own would leave a blank page."""
    root = tree(of(body("甲"), PageBreak(), Heading(1, "第二部分", "b"), PageBreak(), body("乙")), style)
    assert len(root.findall(f".//{W}br")) == 1


def test_spans_that_do_not_fill_the_row_are_refused(style: Style) -> None:
    crooked = small(rows=(Row((Cell("甲"),)),), header_rows=0)
    with pytest.raises(ValueError, match="表“k”第 1 行"):
        write_docx(of(crooked), style)


def test_package_holds_each_part_once(style: Style) -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(sample_document(draft=True), style))) as archive:
        names = archive.namelist()
        assert names[0] == "[Content_Types].xml"
        assert len(names) == len(set(names)) > 10
        types = archive.read("[Content_Types].xml").decode()
        for name in names:
            if name.startswith("word/") and not name.endswith(".rels"):
                assert f'PartName="/{name}"' in types
