"""The report of an audit as a workbook: an overview, every finding, what was not checked, and which checks were done."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from gongkai.auditing.outcome import AuditFinding, AuditResult
from gongkai.codes import CODES, Severity
from gongkai.files import same_on_every_system
from gongkai.text_workbook import new_workbook, xml_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

_FINDINGS = (
    *(
        ("级别", 6),
        ("编号", 8),
        ("问题", 18),
        ("文件", 24),
        ("页", 5),
        ("段", 5),
        ("表", 5),
        ("行", 5),
        ("列", 5),
    ),
    *(("原话", 40), ("说明", 60), ("印的", 16), ("应为", 16), ("对照", 30), ("怎么改", 40), ("核实", 30)),
)
_OVERVIEW = (
    *(("文件", 44), ("单位", 30), ("年度", 6), ("文种", 10)),
    *(("表", 6), ("认出", 6), ("数", 8), ("核对", 8), ("未核", 8)),
    *((severity.value, 6) for severity in Severity),
    ("已核实", 8),
)
_UNCHECKED = (("文件", 44), ("为什么没有核", 60), ("个数", 8))
_CHECKS = (("文件", 44), ("检查", 30), ("做了没有", 10), ("为什么没有做", 44), ("查出", 8))
_LAPSED = (("文件", 44), ("编号", 8), ("原话", 40), ("当时的理由", 40), ("为什么不算数", 60))
ReportRow = Sequence[str | int]


def report_workbook(results: Sequence[AuditResult]) -> bytes:
    """The workbook of one or more documents; the same results give the same bytes."""
    buffer = BytesIO()
    book = new_workbook(buffer, "审核报告")
    heading = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    _sheet(book, "总览", _OVERVIEW, [_overview(each) for each in results], heading, cell)
    findings = [row for each in results for row in _findings(each)]
    _sheet(book, "问题", _FINDINGS, findings, heading, cell)
    unchecked: list[ReportRow] = [
        [each.name, reason, count]
        for each in results
        for reason, count in sorted(each.account.unchecked().items())
    ]
    _sheet(book, "未核", _UNCHECKED, unchecked, heading, cell)
    _sheet(book, "检查", _CHECKS, [row for each in results for row in _checks(each)], heading, cell)
    lapsed = [row for each in results for row in _lapsed(each)]
    if lapsed:
        _sheet(book, "核实不算数的", _LAPSED, lapsed, heading, cell)
    book.close()
    return same_on_every_system(buffer.getvalue())


def _sheet(
    book: Workbook,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[ReportRow],
    heading: Format,
    cell: Format,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, (title, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title, heading)
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, at, value, cell)
            else:
                sheet.write_string(number, at, xml_text(value), cell)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _overview(result: AuditResult) -> ReportRow:
    account = result.account
    return [
        result.name,
        result.unit,
        result.year or "",
        result.kind,
        result.tables,
        result.tables_recognised,
        account.all,
        account.done,
        account.all - account.done,
        *(result.count(severity) for severity in Severity),
        result.answered,
    ]


def _checks(result: AuditResult) -> list[ReportRow]:
    return [
        [
            result.name,
            str(rule["name"]),
            "做了" if rule["run"] else "没有做",
            str(rule["why"]),
            int(str(rule["found"])),
        ]
        for rule in result.rules
    ]


def _lapsed(result: AuditResult) -> list[ReportRow]:
    """Answers that count no longer, and what of them could not be used."""
    if result.answers is None:
        return []
    return [
        *([result.name, "", "", "", fault] for fault in result.answers.faults),
        *(
            [result.name, each.code, each.quote or each.message, each.reason, each.why]
            for each in result.answers.lapsed
        ),
    ]


def _findings(result: AuditResult) -> list[ReportRow]:
    rows: list[ReportRow] = []
    for each in result.findings:
        finding, place = each.finding, each.finding.location
        rows.append(
            [
                finding.severity.value,
                finding.code,
                CODES[finding.code].title,
                place.file or result.files[0],
                *(number or "" for number in (place.page, place.paragraph if not each.table else 0)),
                *(number or "" for number in (each.table, each.row, each.column)),
                each.quote,
                finding.message,
                finding.found,
                finding.expected,
                each.compared_with,
                finding.hint,
                _answer(each),
            ]
        )
    return rows


def _answer(each: AuditFinding) -> str:
    if each.answer is None:
        return ""
    return f"{'请再核实' if each.answer.changed else '已核实'}：{each.answer.reason}"
