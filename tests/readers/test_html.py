"""A page of the web read as a browser shows it: what is hidden or drawn is no text, sloppy tags do no harm."""

from __future__ import annotations

import pytest

from gongkai.readers.document import read_document
from gongkai.readers.html import read_html
from gongkai.readers.printed_document import PrintedDocument, PrintedTable
from gongkai.source import Source


def read(body: str, title: str = "") -> PrintedDocument:
    return read_html(
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}".encode(), "a.html"
    )


def shown(body: str, title: str = "") -> list[object]:
    return [
        item.rows() if isinstance(item, PrintedTable) else (item.level, item.text)
        for item in read(body, title).items()
    ]


def test_headings_lines_and_a_table_in_their_order() -> None:
    body = (
        "<h2>一、收入</h2><p>收入 <b>1.00</b>\n 万元。</p><div>单位：万元</div>"
        "<table><tr><th>项目<th>金额<tr><td>合计</td><td>1.00</td></tr></table><p>注：无"
    )
    assert shown(body) == [
        (2, "一、收入"),
        (0, "收入 1.00 万元。"),
        (0, "单位：万元"),
        [["项目", "金额"], ["合计", "1.00"]],
        (0, "注：无"),
    ]
    (table,) = read(body).tables()
    assert str(table.cells[3].place) == "a.html 第 1 张表第 2 行第 2 列"


def test_what_is_not_shown_is_not_read() -> None:
    body = (
        "<h1>某局决算</h1><script>var a = 1;</script><style>p{}</style><p hidden>看不见</p><aside hidden><p>看<p>不见</aside>"
        "<nav>导航</nav><ul><li><a href='#part-1'>一、收入</a></ul><svg><text>图</text></svg><details><summary>图中的数</summary><p>1.00</details>"
        "<p><a href='https://example.com/'>链接</a></p>"
    )
    assert shown(body, "某局决算") == [(0, "链接")]
    assert shown("<h1>某局决算</h1>", "别的") == [(1, "某局决算")]


def test_cells_that_reach_over_rows_and_columns() -> None:
    body = (
        "<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>丙<td>丁<br>戊"
        "<tr><td rowspan=9>己<td colspan='0'>庚<td>辛</table>"
    )
    (table,) = read(body).tables()
    assert table.rows() == [["甲", "乙", ""], ["", "丙", "丁\n戊"], ["己", "庚", "辛"]]
    assert table.height == 3, "rows that a cell claims below the last one are none"
    places = {cell.text: (cell.rowspan, cell.colspan) for cell in table.cells}
    assert places["甲"] == (2, 1) and places["乙"] == (1, 2) and places["己"] == (1, 1)


def test_a_table_within_a_cell_is_a_table_of_its_own() -> None:
    body = "<table><tr><td>外<table><tr><td>内</td></tr></table></td></tr></table>"
    assert shown(body) == [[["内"]], [["外"]]]


@pytest.mark.parametrize("name", ["gb2312", "gbk", "utf-8"])
def test_the_encoding_that_the_page_says_or_that_fits(name: str) -> None:
    for head in (f"<meta charset={name}>", ""):
        content = f"<html>{head}<p>收入说明".encode(name)
        assert [line.text for line in read_html(content, "a.html").lines()] == ["收入说明"]


def test_a_page_named_a_workbook_is_still_refused() -> None:
    """What a finance system calls .xls and is a page, a table program shows as it is meant."""
    page = b"<html><table><tr><td>1</td></tr></table></html>"
    refused = read_document(Source("a.xls", page))
    assert not refused.parts and "网页" in refused.findings[0].message
    assert list(read_document(Source("a.html", page)).tables())
