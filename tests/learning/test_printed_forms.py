"""What is learned from the look of a printed table: whole 元, zeros, headings that reach down, totals among headings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gongkai.findings import Location
from gongkai.learning.number_styles import TableStyles
from gongkai.learning.observed import ObservedTable, observed
from gongkai.learning.table_reading import column_names, header_paths
from gongkai.learning.variables import Variables
from gongkai.learning.yaml_text import OneLine
from gongkai.packs.pack import NumberStyle
from gongkai.plans.columns import header_rows
from gongkai.readers.printed_document import (
    PrintedCell,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)
from gongkai.recognition.pack_match import MatchedTable
from gongkai.recognition.printed_fact import PrintedFact
from gongkai.recognition.reading import reading_of
from gongkai.recognition.tables import RecognisedTable
from tests.support.library import LIBRARY

NOBODY = Variables("", "2024", frozenset())


def table(*rows: Sequence[str | tuple[str, int, int]]) -> PrintedTable:
    """A table of cells (text, rows, columns), each put into the first free place of its row."""
    cells: list[PrintedCell] = []
    taken: set[tuple[int, int]] = set()
    for row, texts in enumerate(rows):
        column = 0
        for each in texts:
            text, down, across = (each, 1, 1) if isinstance(each, str) else each
            while (row, column) in taken:
                column += 1
            cells.append(PrintedCell(text, row, column, down, across))
            taken |= {(row + more, column + on) for more in range(down) for on in range(across)}
    return PrintedTable(tuple(cells))


def recognised(printed: PrintedTable, header: int, kind: str = "") -> RecognisedTable:
    return RecognisedTable(printed, "", kind, 1.0, "", "元", "", header)


THREE = table(
    [("合计", 2, 2), ("公务用车购置及运行维护费", 1, 4)],
    [("小计", 1, 2), ("购置费", 1, 2)],
    ["预算数", "决算数"] * 3,
)


def test_a_heading_that_reaches_down_is_written_once_a_row_and_printed_as_one_cell() -> None:
    found = recognised(THREE, 3)
    assert header_paths(found, NOBODY)[0] == ("合计", "预算数")
    names = column_names(found, NOBODY)
    assert names[0] == "合计/合计/预算数" and names[2] == "公务用车购置及运行维护费/小计/预算数"
    rows = header_rows([tuple(name.split("/")) for name in names])
    assert [[(cell.text, cell.rowspan, cell.colspan) for cell in row.cells] for row in rows] == [
        [("合计", 2, 2), ("公务用车购置及运行维护费", 1, 4)],
        [("小计", 1, 2), ("购置费", 1, 2)],
        [("预算数", 1, 1), ("决算数", 1, 1)] * 3,
    ]


def test_a_heading_over_one_called_the_same_and_another_stays_two_cells() -> None:
    rows = header_rows([("支出", "支出"), ("支出", "结余")])
    assert [[cell.text for cell in row.cells] for row in rows] == [["支出"], ["支出", "结余"]]


def styled(*texts: str) -> TableStyles:
    printed = table(["项目", "金额"], *(["收入", text] for text in texts))
    facts = [
        PrintedFact("收入", {}, "", text, Decimal(0), len(text.partition(".")[2]), "元", row, 1, Location())
        for row, text in enumerate(texts, 1)
        if text
    ]
    match = MatchedTable(recognised(printed, 1, "收入总表"), facts=facts)
    return TableStyles([ObservedTable(match)], NumberStyle(2, False, ""))


def test_a_table_in_whole_yuan_prints_no_decimals_and_its_zeros_as_it_did() -> None:
    whole = styled("1,250", "300", "")
    assert whole.of("收入总表") == "整数"
    said = whole.declared({"thousands": "是"})["+整数"]
    assert isinstance(said, OneLine)
    assert said.value == {"decimals": "0", "thousands": "是", "zero": ""}
    zeros = styled("12.50", "0.00", "0.00")
    assert zeros.of("收入总表") == "零照印" and zeros.of("支出总表") == ""
    assert styled("12.50", "").of("收入总表") == ""


def test_totals_beside_headings_are_no_heading_and_a_note_for_nobody_is_the_tables() -> None:
    title = "政府性基金预算财政拨款收入支出决算表"
    printed = table(
        [("项目", 1, 2), ("年初结转和结余", 2, 1), ("本年收入", 2, 1), ("本年支出", 1, 2)],
        ["科目编码", "科目名称", "", ""],
        [("合计", 1, 2), "", "", "基本支出", "项目支出"],
        ["", "", "", "", "", ""],
    )
    note = "无此项收支的，仍保留该表格式，并在本表下方作下述说明：本部门没有政府性基金收支，故本表无数据。"
    lines = [PrintedLine(title), PrintedLine("单位：万元")]
    document = PrintedDocument("a.docx", (PrintedPart((*lines, printed, PrintedLine(note))),))
    [found] = observed(reading_of(document, LIBRARY, "national/final_accounts/2024")).tables()
    assert found.total == "合计" and found.notes == [note]
    assert header_paths(found.match.recognised, NOBODY)[0] == ("项目", "科目编码")
