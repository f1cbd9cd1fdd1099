"""The check report: what the sheets hold, texts that stay texts, the same bytes every time."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl

from gongkai.codes import declare
from gongkai.findings import Finding, Location, Severity
from gongkai.writers.check_report import ChangeRow, CheckReport, RuleRow, conclusion, write_check_report

for code in ("BN-05", "WZ-08"):
    declare(code)

FINDINGS = (
    Finding(
        "BN-05",
        Severity.ERROR,
        "收入总计是 1 元，应等于支出总计 2 元",
        Location("甲.xlsx", "收入", "C7"),
        "请核对",
        "1 元",
        "2 元",
        "-1 元",
    ),
    Finding("WZ-08", Severity.HINT, '=HYPERLINK("x")', hint="+1"),
)
RULES = (
    RuleRow("BN-05", "收入总计等于支出总计", "违反", "", 1, 1),
    RuleRow("BN-10", "政府性基金", "不适用", "没有相关的数"),
    RuleRow("KN-02", "上年数", "无法执行", "没有给出上年的输入"),
    RuleRow("BN-07", "财政拨款", "通过", "", 1),
)
CHANGES = (
    ChangeRow(
        "收支总体变动", "", "上年", Decimal("12005000"), Decimal(11000000), Decimal("0.0914"), "已写", "原因"
    ),
    ChangeRow("科目变动", "2080101", "上年", Decimal(100), Decimal(0), None, "没有写", ""),
)
REPORT = CheckReport("某单位校核报告", (("单位", "某单位"),), False, FINDINGS, RULES, CHANGES)


def test_sheets() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_check_report(REPORT)))
    assert book.sheetnames == ["核对结论", "问题清单", "规则核对情况", "变动原因"]
    facts = {row[0].value: row[1].value for row in book["核对结论"].iter_rows(min_row=3) if row[0].value}
    assert facts["“错误”级问题（条）"] == 1
    assert facts["“警告”级问题（条）"] == 0
    assert facts["核对规则（条）"] == len(RULES)
    assert [facts[f"其中：{status}"] for status in ("通过", "违反", "不适用", "无法执行")] == [1, 1, 1, 1]
    found = [[cell.value for cell in row] for row in book["问题清单"].iter_rows(min_row=2)]
    assert [row[2] for row in found] == ["BN-05", "WZ-08"]
    assert found[0][4] == "甲.xlsx 工作表“收入” 单元格 C7"
    rules = [[cell.value for cell in row] for row in book["规则核对情况"].iter_rows(min_row=2)]
    assert [(row[0], row[2], row[5]) for row in rules] == [
        (rule.code, rule.status, rule.why or None) for rule in RULES
    ]
    changes = [[cell.value for cell in row] for row in book["变动原因"].iter_rows(min_row=2)]
    assert changes[0][2:7] == [1200.5, "上年", 1100, 100.5, 0.0914]
    assert changes[1][6] is None


def test_a_text_never_becomes_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_check_report(REPORT)))["问题清单"]
    assert [cell.data_type for cell in (sheet["D3"], sheet["I3"])] == ["s", "s"]
    assert sheet["D3"].value == '=HYPERLINK("x")'


def test_the_same_bytes() -> None:
    assert write_check_report(REPORT) == write_check_report(REPORT)


def test_nothing_found() -> None:
    empty = replace(REPORT, findings=(), changes=())
    book = openpyxl.load_workbook(io.BytesIO(write_check_report(empty)))
    assert book["问题清单"]["A2"].value == "没有发现问题"
    assert book["变动原因"]["A2"].value == "没有需要说明原因的变动"


def test_conclusion() -> None:
    assert conclusion(REPORT) == "有 1 条“错误”没有改正，不能公开；有 1 条规则无法执行，没有核对。"
    draft = replace(REPORT, draft=True, findings=(), rules=())
    assert conclusion(draft) == "没有发现“错误”级问题。本次生成的是草稿。"
    warned = replace(draft, draft=False, findings=(replace(FINDINGS[0], severity=Severity.WARNING),))
    assert conclusion(warned) == "没有发现“错误”级问题；有 1 条“警告”，公开前请逐条核对。"
