"""The workbook as a reader finds it: sheets, values, merges, print set-up, and the same bytes again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.workbook import Workbook

from gongkai.tree.nodes import Cell, CellKind, Document, Number, Orientation, Row, Table
from gongkai.writers.xlsx.writer import write_xlsx
from tests.support.ooxml import validate
from tests.writers.sample_tree import sample_document

H, L, N = CellKind.HEADER, CellKind.LABEL, CellKind.NUMBER


def read(document: Document) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(document)))


def document(*tables: Table, draft: bool = False, header: str = "", title: str = "标题") -> Document:
    return Document(title, "主题", "名", tables, draft, header)


def one_row(*cells: Cell, **options: object) -> Table:
    table = {"key": "k", "title": "表", "rows": (Row(cells),), "widths": (1.0,) * len(cells), "sheet": "甲"}
    return Table(**{**table, **options})  # type: ignore[arg-type]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_one_sheet_for_each_table_behind_the_list() -> None:
    book = read(sample_document())
    tables = sample_document().tables
    assert len(tables) == 5
    assert book.sheetnames == ["目录", *(table.sheet for table in tables)]
    listed = book["目录"]
    links = {
        cell.coordinate: cell.hyperlink.location
        for row in listed.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert list(links.values()) == [f"'{table.sheet}'!A1" for table in tables]
    assert [listed[place].value for place in links] == [table.title for table in tables]


def test_every_text_and_figure_of_the_tree_is_in_its_sheet_once() -> None:
    """The grid is found under the caption, each cell where its spans put it."""
    book, checked = read(sample_document()), 0
    for table in sample_document().tables:
        sheet = book[table.sheet]
        wanted = [
            cell.number.value if cell.number is not None and cell.text != "" else cell.text or None
            for row in table.rows
            for cell in row.cells
        ]
        wanted = [value for value in wanted if value is not None]
        top = 2 + bool(table.code) + len(table.caption)
        found = [
            Decimal(str(cell.value)) if isinstance(cell.value, int | float) else cell.value
            for row in sheet.iter_rows(min_row=top, max_row=sheet.max_row - len(table.notes))
            for cell in row
            if cell.value is not None
        ]
        assert found == wanted
        checked += len(found)
    assert checked > 500


def test_merges_follow_the_spans() -> None:
    rows = (
        Row((Cell("甲", H, rowspan=2), Cell("乙", H, colspan=2))),
        Row((Cell("丙", H), Cell("丁", H))),
        Row((Cell("戊"), Cell("己"), Cell("庚"))),
    )
    sheet = read(document(one_row(rows=rows, widths=(1, 1, 1), header_rows=2)))["甲"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A2:A3", "B2:C2"}
    assert [sheet[place].value for place in ("A2", "B2", "B3", "C3", "A4", "C4")] == list("甲乙丙丁戊庚")
    assert sheet["A3"].border.left.style == "thin", "a covered cell keeps its border"


def test_spans_that_collide_and_rows_that_are_too_long_give_no_overlapping_merges() -> None:
    rows = (
        Row((Cell("a"), Cell("b", rowspan=9), Cell("c"))),
        Row((Cell("d", colspan=3), Cell("e"), Cell("f", colspan=2))),
    )
    sheet = read(document(one_row(rows=rows, widths=(1, 1))))["甲"]
    taken: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        places = {
            (r, c)
            for r in range(area.min_row, area.max_row + 1)
            for c in range(area.min_col, area.max_col + 1)
        }
        assert not places & taken
        taken |= places
    values = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert values == ["a", "b", "c", "d", "e", "f"]


def test_print_setup_of_a_ledger_table() -> None:
    sheet = read(sample_document())["支出表"]
    assert sheet.print_title_rows == "$4:$6"
    assert sheet.print_area == f"'支出表'!$A$1:$L${sheet.max_row}"
    assert sheet.freeze_panes == "A7"
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth or 1) == (9, "landscape", 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_options.horizontalCentered
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"


@pytest.mark.parametrize(
    ("rows", "pages"),
    [(20, 1), (46, 1), (55, 1), (70, 0), (80, 0), (100, 2)],
)
def test_a_few_last_rows_are_printed_on_the_pages_before(rows: int, pages: int) -> None:
    """总计 alone on a page: rather all a little smaller."""
    lines = tuple(Row((Cell(f"第{n}行"), Cell("数"))) for n in range(rows))
    sheet = read(document(one_row(rows=lines, widths=(1, 1))))["甲"]
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, pages)


def test_a_form_repeats_the_names_of_its_columns() -> None:
    rows = (
        Row((Cell("项目名称"), Cell("某项目"))),
        Row((Cell("三级指标", CellKind.LABEL), Cell("指标值", CellKind.LABEL))),
        *(Row((Cell(f"第{n}个"), Cell("≥98%"))) for n in range(60)),
    )
    table = one_row(rows=rows, widths=(1, 1), form=True, heads=((1, 62),))
    sheet = read(document(table))["甲"]
    first, last = sheet.print_title_rows.replace("$", "").split(":")
    assert first == last
    assert [cell.value for cell in sheet[int(first)]] == ["三级指标", "指标值"]


def test_a_form_is_portrait_and_neither_frozen_nor_repeated() -> None:
    sheet = read(sample_document())["自评01"]
    assert sheet.page_setup.orientation == Orientation.PORTRAIT.value
    assert sheet.freeze_panes is None
    assert sheet.print_title_rows is None


@pytest.mark.parametrize("name", ["收支总表", "支出表", "三公表", "自评01"])
def test_columns_fill_the_width_of_the_page(name: str) -> None:
    sheet = read(sample_document())[name]
    landscape = sheet.page_setup.orientation == "landscape"
    page = 72 * ((11.69 if landscape else 8.27) - sheet.page_margins.left - sheet.page_margins.right)
    total = sum(column.width for column in sheet.column_dimensions.values()) * 6
    assert page * 0.99 < total < page * 1.06


def test_draft_mark_stands_on_every_sheet_and_in_the_list() -> None:
    drafted, final = read(sample_document(draft=True)), read(sample_document())
    assert len(drafted.sheetnames) == 6
    for sheet in drafted:
        assert sheet.oddHeader.center.text == "草稿"
        assert sheet.oddHeader.center.size == 28
    assert drafted["目录"]["A1"].value == "草稿"
    for sheet in final:
        assert sheet.oddHeader.center.text is None
        assert "草稿" not in [cell.value for row in sheet.iter_rows() for cell in row]


def test_header_text_is_escaped_and_not_longer_than_excel_takes() -> None:
    sheet = read(document(one_row(Cell("x")), header="甲&乙" * 200, draft=True))["甲"]
    data = parts(write_xlsx(document(one_row(Cell("x")), header="甲&乙" * 200, draft=True)))
    root = etree.fromstring(data["xl/worksheets/sheet2.xml"])
    text = root.findtext(".//{*}oddHeader")
    assert text is not None
    assert text.startswith("&L甲&&乙")
    assert text.endswith("草稿")
    assert len(text) <= 255
    assert text.partition("&C")[0].removeprefix("&L").replace("&&", "").count("&") == 0
    assert sheet.oddHeader.center.text == "草稿"


def test_same_document_same_bytes() -> None:
    assert write_xlsx(sample_document()) == write_xlsx(sample_document())
    assert write_xlsx(sample_document()) != write_xlsx(sample_document(draft=True))


def test_properties_hold_the_title_and_no_author() -> None:
    properties = read(document(title="甲<乙>&丙")).properties
    assert (properties.title, properties.subject) == ("甲<乙>&丙", "主题")
    assert not properties.creator
    assert not properties.lastModifiedBy
    assert properties.created is not None
    assert properties.created.year == 1980


def test_every_part_is_well_formed_typed_and_referred_to() -> None:
    data = parts(write_xlsx(sample_document()))
    assert len(data) >= 14
    roots = {name: etree.fromstring(content) for name, content in data.items()}
    typed = {item.get("PartName", "").lstrip("/") for item in roots["[Content_Types].xml"]}
    assert set(data) - typed == {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
    targets = {f"xl/{item.get('Target')}" for item in roots["xl/_rels/workbook.xml.rels"]}
    assert targets == {name for name in data if name.startswith("xl/") and "_rels" not in name} - {
        "xl/workbook.xml"
    }


def test_a_document_without_tables_and_a_table_without_rows_still_open() -> None:
    assert read(document()).sheetnames == ["目录"]
    sheet = read(document(one_row(rows=(), widths=(), title="空表", header_rows=2)))["甲"]
    assert sheet["A1"].value == "空表"


def test_a_text_higher_than_excel_lets_a_row_be_takes_several_rows() -> None:
    long = "很长的说明。" * 300
    row = Row((Cell("说明", L), Cell(long), Cell("5", N, Number("5", Decimal(5), 0))))
    sheet = read(document(one_row(rows=(row,), widths=(1, 2, 1), notes=("注" * 4000,))))["甲"]
    heights = [sheet.row_dimensions[n].height for n in range(1, sheet.max_row + 1)]
    assert all(height is not None and height <= 409 for height in heights)
    area = next(
        area for area in sheet.merged_cells.ranges if sheet.cell(area.min_row, area.min_col).value == long
    )
    rows = range(area.min_row, area.max_row + 1)
    assert area.min_col == area.max_col == 2
    assert sum(sheet.row_dimensions[n].height or 0 for n in rows) >= 1800 * 10 * 10 / 255 * 1.2
    assert {str(area) for area in sheet.merged_cells.ranges} >= {f"A2:A{rows[-1]}", f"C2:C{rows[-1]}"}


def awkward() -> Document:
    """What breaks files: signs of XML and of headers, long names, odd formats, no text at all."""
    figure = Number("12辆<&", Decimal(12), 0, "辆<&")
    cells = (
        Cell("=1<2&\"'", H),
        Cell("\x01\ufffe"),
        Cell("甲" * 40000),
        Cell("12辆<&", N, figure),
        Cell("a_x0041_b"),
    )
    tables = [
        one_row(
            *cells,
            title="<&'\">" * 20,
            sheet="",
            code="<&>",
            caption=(("<", "&", '"'), ("", "", "")),
            notes=("&",),
        ),
        one_row(*cells, sheet="a'b&<c>[d]", caption=(("左", "中", "右"),)),
        one_row(Cell("x", rowspan=3, colspan=3), rows=(), widths=()),
        one_row(Cell("深", indent=99), widths=(0.0,), header_rows=7, caption=(("左", "中", "右"),)),
    ]
    return document(*tables, draft=True, header='&P<甲>"&' * 60, title="标<题>&\n二")


@pytest.mark.parametrize(
    "make",
    [sample_document, lambda: sample_document(draft=True), awkward, document],
    ids=["final", "draft", "awkward", "none"],
)
def test_the_open_xml_sdk_finds_nothing(make: Callable[[], Document], tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(write_xlsx(make()))
    assert len(openpyxl.load_workbook(path).sheetnames) == 1 + len(make().tables)
    assert validate(path) == []
