"""What is no readable document is one finding that says what it is and what to do; sheets become lines and tables."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
import xlwt

from gongkai.readers import document
from gongkai.readers.document import read_document
from gongkai.readers.kinds import KINDS
from gongkai.readers.printed_document import PrintedLine, PrintedTable
from gongkai.source import Source, Trouble
from tests.readers.test_docx import paragraph, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "旧格式的 Word 文档"),
        ("a.xls", OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        ("a.xls", b"<html><table><tr><td>1", "网页"),
        ("a.pdf", b"", "空的"),
        ("a.txt", "收入 1.00".encode(), "不是能读的种类"),
        ("a.zip", b"PK\x03\x04" + b"x" * 60, "压缩包"),
        ("a.png", b"\x89PNG\r\n", "图片"),
        ("a.docx", word("")[:300], "已损坏"),
        ("a.pdf", b"%PDF-1.4\nxx", "已损坏"),
    ],
)
def test_one_finding_says_what_it_is(name: str, content: bytes, words: str) -> None:
    found = read_document(Source(name, content))
    (finding,) = found.findings
    assert found.parts == ()
    assert finding.code == "DQ-01" and finding.location.file == name
    assert words in finding.message and finding.hint


@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_file_without_bytes(trouble: Trouble) -> None:
    (finding,) = read_document(Source("a.pdf", b"", trouble)).findings
    assert finding.code == "DQ-01"


def test_the_content_decides_not_the_name() -> None:
    found = read_document(Source("年报.pdf", word(paragraph("收入"))))
    assert [line.text for line in found.lines()] == ["收入"]


def sheet(
    *rows: list[object], merged: Sequence[tuple[int, int, int, int]] = ()
) -> list[PrintedLine | PrintedTable]:
    book = xlwt.Workbook()
    page = book.add_sheet("甲")
    hidden = {(top, left) for top, _, left, _ in merged}
    for top, bottom, left, right in merged:
        page.write_merge(top, bottom, left, right, rows[top][left])
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None and (number, column) not in hidden:
                page.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    (part,) = read_document(Source("a.xls", out.getvalue())).parts
    assert part.sheet == "甲"
    return list(part.items)


def test_title_caption_and_remarks_are_lines() -> None:
    title, unit, amount, table, note = sheet(
        ["2026年部门收入预算总表", None, None],
        ["编制部门：甲局", None, "单位：元"],
        ["科目", "名称", "合计"],
        [205, "教育", 283.42],
        ["合计", None, 283.42],
        ["注：尾差", None, None],
        merged=[(0, 0, 0, 2)],
    )
    texts = [item.text for item in (title, unit, amount, note) if isinstance(item, PrintedLine)]
    assert texts == ["2026年部门收入预算总表", "编制部门：甲局", "单位：元", "注：尾差"]
    assert isinstance(table, PrintedTable)
    assert table.rows() == [["科目", "名称", "合计"], ["205", "教育", "283.42"], ["合计", "", "283.42"]]
    assert str(table.cells[5].place) == "a.xls 工作表“甲” 单元格 C4"


def test_a_total_without_a_figure_stays_in_its_table() -> None:
    (table,) = sheet(["科目", "合计"], ["教育", None], ["合计", None])
    assert isinstance(table, PrintedTable) and table.height == 3


def test_prose_in_a_cell_is_lines() -> None:
    items = sheet(["职能", None], ["一、甲\n二、乙", None], merged=[(1, 4, 0, 1)])
    assert [item.text for item in items if isinstance(item, PrintedLine)] == ["职能", "一、甲", "二、乙"]


def test_headings_over_two_rows_keep_their_spans() -> None:
    (table,) = sheet(
        ["项目", None, "支出", None],
        ["编码", "名称", "基本", "项目"],
        [205, "教育", 1.5, 2.5],
        merged=[(0, 0, 0, 1), (0, 0, 2, 3)],
    )
    assert isinstance(table, PrintedTable)
    assert [(cell.text, cell.colspan) for cell in table.cells if cell.row == 0] == [("项目", 2), ("支出", 2)]


def test_every_kind_has_its_reader() -> None:
    readers = {kind: known for kind, known in KINDS.items() if known.published}
    assert len(readers) > 4
    for kind in readers:
        assert callable(document._reader(kind))
