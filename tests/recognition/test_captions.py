"""Titles, units and names that stand within the grid of a table: many a Word table has them as its first rows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.readers.caption_rows import caption_rows
from gongkai.readers.document import read_document
from gongkai.readers.joining import joined
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.reading import read_published
from gongkai.recognition.tables import document_unit, recognised
from gongkai.source import Source
from tests.conftest import ROOT
from tests.readers.test_docx import cell, paragraph, word
from tests.readers.test_joining import document, table
from tests.support.library import LIBRARY

KINDS = load_recognition(ROOT / "templates")[0]


def row(*texts: str, span: int = 1) -> str:
    made = (cell(text, f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") for text in texts)
    return f"<w:tr>{''.join(made)}</w:tr>"


INSIDE = (
    paragraph("甲县某局2024年度部门决算")
    + "<w:tbl>"
    + row("收入决算表", span=4)
    + row("部门名称：甲县某局", "金额单位：万元", span=2)
    + row("科目代码", "科目名称", "本年收入合计", "财政拨款收入")
    + row("2080101", "行政运行", "1,086.51", "1,086.51")
    + "</w:tbl>"
)


@pytest.mark.parametrize("format", ["", "standard/final_accounts/2024"])
def test_a_title_and_a_unit_within_the_grid(format: str) -> None:
    found = read_published(Source("a.docx", word(INSIDE)), LIBRARY, format)
    (match,) = found.tables
    assert match.recognised.kind == "收入总表" and match.recognised.title == "收入决算表"
    assert (match.recognised.unit, match.recognised.header_rows, match.recognised.captions) == ("万元", 3, 2)
    assert [fact.value for fact in match.facts] == [Decimal("1086.51")] * 2
    assert {fact.row for fact in match.facts} == {3}  # rows count from the top of the grid
    assert found.findings == []


@pytest.mark.parametrize(
    ("rows", "captions"),
    [
        ([["支出决算表", ""], ["科目", "合计"], ["205", "1.00"]], 1),
        ([["支出决算表", ""], ["", "公开03表"], ["", "单位：元"], ["科目", "合计"], ["205", "1.00"]], 3),
        ([["2024", ""], ["科目", "合计"], ["205", "1.00"]], 1),
        ([["科目", "合计"], ["205", "1.00"]], 0),
        ([["支出", ""], ["科目", "合计"], ["205", "1.00"]], 0),
        ([["205", ""], ["科目", "合计"]], 0),
        (
            [
                ["", ""],
                ["支出决算表", ""],
                ["", ""],
                ["", "单位：元"],
                ["", ""],
                ["科目", "合计"],
                ["205", "1.00"],
            ],
            5,
        ),
        ([["", ""], ["科目", "合计"], ["205", "1.00"]], 0),
        ([["部门：甲局", "单位：千元"], ["科目", "合计"], ["205", "1.00"]], 1),
    ],
)
def test_which_rows_hold_a_title(rows: list[list[str]], captions: int) -> None:
    assert len(caption_rows(table(*rows))) == captions


def test_two_tables_with_titles_of_their_own_stay_apart() -> None:
    heads, body = ["科目", "合计"], ["205", "1.00"]
    first, second = (table([title, ""], heads, body) for title in ("政府性基金支出表", "国有资本经营支出表"))
    assert len(list(joined(document([first], [second])).tables())) == 2
    again = table(["政府性基金支出表（续）", ""], heads, ["206", "2.00"])
    (whole,) = joined(document([first], [again])).tables()
    assert whole.rows() == [["政府性基金支出表", ""], heads, body, ["206", "2.00"]]


@pytest.mark.parametrize(
    ("said", "unit", "amount"), [("千元", "千元", 1000), ("万元", "万元", 10000), ("元", "元", 1)]
)
def test_units_of_amounts(said: str, unit: str, amount: int) -> None:
    heads = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
    item = table(heads, ["2080101", "行政运行", "1.00", "1.00", ""])
    (found,) = recognised(document(["支出决算表", f"单位：{said}", item]), KINDS)
    assert found.unit == unit
    body = INSIDE.replace("金额单位：万元", f"金额单位：{said}")
    read = read_published(Source("a.docx", word(body)), LIBRARY)
    assert {fact.amount for fact in read.tables[0].facts} == {Decimal("1086.51") * amount}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("编制部门：某市某区文化局单位：元", "某市某区文化局"),
        ("编制单位：某市财政局  单位：万元", "某市财政局"),
        ("部门名称：某县事业单位服务中心 金额单位：元", "某县事业单位服务中心"),
    ],
)
def test_the_unit_whose_table_it_is_ends_before_that_of_amounts(said: str, name: str) -> None:
    made = read_document(Source("表.docx", word(paragraph(said))))
    assert document_unit(made) == name
