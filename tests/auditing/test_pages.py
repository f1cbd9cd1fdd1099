"""What pages do to a text: lines that are put together, contents, pictures with labels."""

from __future__ import annotations

import pytest

from gongkai.auditing.audit import audit_printed
from gongkai.auditing.outcome import AuditResult
from gongkai.findings import Location
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedPart
from tests.auditing.paper import codes
from tests.support.library import LIBRARY


def page(*lines: str) -> AuditResult:
    """The audit of a PDF of one page."""
    return audit_printed(
        PrintedDocument(
            "a.pdf", (PrintedPart(tuple(PrintedLine(line, Location(page=1)) for line in lines), page=1),)
        ),
        LIBRARY,
    )


LONG = "本部门负责全县的就业、社会保险和人事管理工作，本年按计划完成了各项任务，资金使用合规有效"


def test_lines_of_a_cover_are_no_text() -> None:
    cover = ("上海市某某区2025年区级部门预算".replace("某某", "普陀"), "预算主管部门：上海市普陀区商务委员会")
    assert page(*cover).findings == []
    assert codes(page(f"{LONG}，就业就业服务到位。")) == ["SJ-21"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("一、收入支出决算总表..........................3", []),
        ("第一部分 概况.............................................................", []),
        ("第五部分 附件........................甲县某局2024年单位决算公开报告", []),
        ("资金主要用于........等支出。", ["SJ-20"]),
    ],
)
def test_dots_that_lead_to_a_page(line: str, found: list[str]) -> None:
    assert codes(page(line)) == found


def test_a_heading_is_not_put_to_the_text_below() -> None:
    heading = "八、政府性基金预算财政拨款收入支出决算情况说明"
    document = page(heading, "2024年度政府性基金预算财政拨款收入总计0.00万元，本年收入0.00万元。")
    assert document.findings == [] and document.account.all == 2


def test_labels_of_a_picture_are_no_sentences() -> None:
    result = page(
        "2024年度单位决算一图读懂",
        "收入总计 “三公”经费",
        "比上年增加7,983.28万元，增长 比上年减少0.55万元，下降110.70% 9.55%",
        "社会保障和就业支出 12,423.32",
        "2024年度收、支总计15,194.61万元，比上年增加7,983.28万元，增长110.70%。",
    )
    assert result.findings == []
    assert result.account.all == result.account.done + sum(result.account.unchecked().values()) == 4
    assert result.account.unchecked()["图解里的标注，不成句"] == 2
    wrong = page("2024年度单位决算一图读懂", "收、支总计100.00万元，比上年增加50.00万元，增长110.70%。")
    assert codes(wrong) == ["SJ-06"]


def test_the_head_of_a_page_is_no_part_of_a_sentence() -> None:
    """A paragraph that goes on over a page is one, whatever stands above on every page."""
    head, said = "甲县某局2024年度部门决算公开报告", f"{LONG}，2024年支出100.00万元，比上年减少"
    pages = ((head, "一、概况"), (head, said), (head, "50.00万元，下降53.33%。"))
    document = PrintedDocument(
        "a.pdf",
        tuple(
            PrintedPart(tuple(PrintedLine(line, Location(page=number)) for line in lines), page=number)
            for number, lines in enumerate(pages, 1)
        ),
    )
    found = [each for each in audit_printed(document, LIBRARY).findings if each.finding.code == "SJ-06"]
    assert [each.quote for each in found] == ["比上年减少50.00万元，下降53.33%"]
