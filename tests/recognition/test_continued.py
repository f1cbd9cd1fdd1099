"""A table whose second half stands below a page's header: its rows are the first half's."""

from __future__ import annotations

from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.recognition.national_kinds import load_recognition
from gongkai.recognition.pack_match import MatchedTable, matched
from gongkai.recognition.tables import recognised
from tests.conftest import ROOT
from tests.support.library import LIBRARY

HEADINGS = ["科目代码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
TITLE = "一般公共预算财政拨款支出决算表"


def table(*rows: list[str]) -> PrintedTable:
    return PrintedTable(
        tuple(
            PrintedCell(text, number, column)
            for number, row in enumerate(rows)
            for column, text in enumerate(row)
        )
    )


def matches(*second: list[str]) -> list[MatchedTable]:
    first = table(
        HEADINGS, ["合计", "", "9.00", "4.00", "5.00"], ["208", "社会保障和就业支出", "9.00", "4.00", "5.00"]
    )
    items = (PrintedLine(f"2023年度{TITLE}"), PrintedLine("金额单位：万元"), first)
    header = PrintedLine("某某县某某局2023年单位决算公开报告")
    document = PrintedDocument("x.docx", (PrintedPart((*items, header, table(*second))),))
    pack, _ = LIBRARY.pack("standard/final_accounts/2024")
    assert pack is not None
    return matched(recognised(document, load_recognition(ROOT / "templates")[0]), pack, "2023")


def test_rows_behind_a_page_header_are_the_table_s() -> None:
    [whole] = matches(["20801", "人力资源和社会保障管理事务", "9.00", "4.00", "5.00"])
    assert whole.key == TITLE
    codes = {fact.coordinates.get("科目", "") for fact in whole.facts}
    assert codes == {"", "208", "20801"}
    assert whole.recognised.table.joined


def test_rows_that_are_not_its_own_stay_apart() -> None:
    other = matches(["甲", "乙", "9.00", "4.00", "5.00"])
    assert [match.key for match in other] == [TITLE, ""]
    narrower = matches(["20801", "人力资源和社会保障管理事务", "9.00"])
    assert [match.key for match in narrower] == [TITLE, ""]
