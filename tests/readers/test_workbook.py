"""Workbooks of every kind give the same grids; what is none is named."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import xlwt

from gongkai.pipeline import read
from gongkai.readers.cells import Fault
from gongkai.readers.kinds import kind_of
from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged, Protected
from gongkai.readers.sheet_cells import SheetCells
from gongkai.readers.workbook import NoWorkbook, read_workbook
from gongkai.source import Source
from tests.robust.libreoffice import saved_as, soffice
from tests.support.library import library_of

ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet>%s</office:spreadsheet></office:body></office:document-content>"""


def ods(sheets: str, manifest: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS % sheets)
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return packed.getvalue()


def xls() -> xlwt.Workbook:
    return xlwt.Workbook()


def saved(book: xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def values(grid: SheetCells) -> dict[tuple[int, int], object]:
    return {(row, column): cell.value for row, cells in grid.rows.items() for column, cell in cells.items()}


def only(content: bytes) -> SheetCells:
    (grid,) = read_workbook(content, "a", True)
    return grid


def test_an_old_workbook() -> None:
    book = xls()
    sheet = book.add_sheet("支出")
    percent, day = xlwt.easyxf(num_format_str="0.00%"), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    sheet.write(0, 0, "科目")
    sheet.write(0, 2, 2080101)
    sheet.write(1, 1, 283.42)
    sheet.write(1, 2, 0.5, percent)
    sheet.write(2, 0, dt.datetime(2024, 3, 20), day)
    sheet.write(2, 1, True)
    sheet.write(2, 2, "2080101")
    sheet.write_merge(4, 5, 0, 1, "合计")
    grid = only(saved(book))
    assert values(grid) == {
        (1, 1): "科目",
        (1, 3): 2080101,
        (2, 2): 283.42,
        (2, 3): 0.5,
        (3, 1): dt.datetime(2024, 3, 20),
        (3, 2): True,
        (3, 3): "2080101",
        (5, 1): "合计",
    }
    assert isinstance(grid.rows[1][3].value, int) and grid.rows[2][3].percent
    assert grid.merged == [(5, 1, 6, 2)]
    assert str(grid.rows[2][2].location) == "a 工作表“支出” 单元格 B2"


def test_an_open_document() -> None:
    grid = only(
        ods(
            '<table:table table:name="支出"><table:table-header-rows><table:table-row>'
            '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" '
            'office:value-type="string"><text:p>一般<text:s text:c="2"/>公共</text:p><text:p>预算</text:p></table:table-cell>'
            "<table:covered-table-cell/>"
            '<table:table-cell office:value-type="float" office:value="283.42"><text:p>283.4</text:p></table:table-cell>'
            '</table:table-row></table:table-header-rows><table:table-row table:number-rows-repeated="3"/>'
            '<table:table-row-group><table:table-row table:number-rows-repeated="2"><table:table-cell '
            'table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"/>'
            '<table:table-cell office:value-type="date" office:date-value="2024-03-20"/>'
            '<table:table-cell calcext:value-type="error" office:value-type="string"><text:p>#REF!</text:p></table:table-cell>'
            "</table:table-row></table:table-row-group>"
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
            "</table:table-row></table:table>"
        )
    )
    day = dt.datetime(2024, 3, 20)
    assert values(grid) == {
        (1, 1): "一般  公共\n预算",
        (1, 3): 283.42,
        (5, 1): 0.5,
        (5, 2): 0.5,
        (5, 3): day,
        (5, 4): "#REF!",
        (6, 1): 0.5,
        (6, 2): 0.5,
        (6, 3): day,
        (6, 4): "#REF!",
    }
    assert grid.merged == [(1, 1, 2, 2)]
    assert grid.rows[5][1].percent and grid.rows[5][4].fault is Fault.ERROR_VALUE


@pytest.mark.parametrize(
    "row",
    [
        '<table:table-row table:number-rows-repeated="900000"><table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
        '<table:table-row><table:table-cell table:number-columns-repeated="99999" office:value-type="float" office:value="1"/></table:table-row>',
        '<table:table-row><table:table-cell office:value-type="float" office:value="1e"/></table:table-row>',
        '<table:table-row table:number-rows-repeated="-1"/>',
        "<table:table-row><table:table-cell><table:table table:name='乙'/></table:table-cell></table:table-row>",
    ],
)
def test_what_no_open_document_holds_is_refused(row: str) -> None:
    with pytest.raises((Damaged, TooLarge)):
        read_workbook(ods(f'<table:table table:name="甲">{row}</table:table>'), "a", True)


def test_what_is_protected_is_told_apart() -> None:
    with pytest.raises(Protected):
        read_workbook(ods("", "<manifest><encryption-data/></manifest>"), "a")
    with pytest.raises(Protected):
        read_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\r\n<html><table><tr><td>1", "html"),
        (b"<?xml version='1.0'?><html>", "html"),
        (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "xml"),
        (b"\x89PNG\r\n", "picture"),
        (b"a,b\n1,2\n", "text"),
        (b"", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
    ],
)
def test_other_files_are_named(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
    with pytest.raises(NoWorkbook) as refusal:
        read_workbook(content, "a")
    assert refusal.value.kind == kind


@pytest.mark.parametrize("step", [997, pytest.param(97, marks=pytest.mark.trial)])
def test_damage_anywhere_in_an_old_workbook_is_a_refusal_or_a_reading(step: int) -> None:
    book = xls()
    sheet = book.add_sheet("支出")
    for row in range(40):
        sheet.write(row, 0, f"科目{row}")
        sheet.write(row, 1, row * 1.5)
    content = saved(book)
    refused = 0
    for at in range(0, len(content), step):
        for damaged in (content[:at], content[:at] + b"\xff\xff\xff" + content[at + 3 :]):
            try:
                read_workbook(damaged, "a", True)
            except (Damaged, TooLarge):
                refused += 1
    assert refused * step > 20 * 97


@pytest.mark.trial
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize("sample", sorted(Path("sample_inputs").iterdir()), ids=lambda path: path.name)
def test_an_input_saved_in_another_kind_is_the_same_input(sample: Path, kind: str, tmp_path: Path) -> None:
    content = (sample / "input.xlsx").read_bytes()
    name = f"input.{kind}"
    other = Source(name, saved_as(content, kind, tmp_path))
    mine = read(Source("input.xlsx", content), library_of(None))
    theirs = read(other, library_of(None))
    assert mine.department is not None and theirs.department is not None
    assert theirs.department.schedules == mine.department.schedules
    assert [finding.message.replace(name, "input.xlsx") for finding in theirs.findings] == [
        finding.message for finding in mine.findings
    ]
