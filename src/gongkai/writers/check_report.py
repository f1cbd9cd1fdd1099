"""The check report (校核报告): what was found, what every rule answered, which changes were explained.

It stands beside the finished report, so that whoever signs it sees what was checked and what was not.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai import money
from gongkai.files import same_on_every_system
from gongkai.findings import Finding, Severity
from gongkai.frozen import frozen
from gongkai.text_workbook import CELL_LIMIT, new_workbook
from gongkai.writers.xlsx.geometry import wrapped_height

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_NOT_RUN, _FAILED = "无法执行", "违反"
_COLOURS = {Severity.ERROR: "#F8CBAD", Severity.WARNING: "#FFE699", Severity.HINT: "#DDEBF7"}


@frozen
class RuleRow:
    """What one rule answered: 通过, 违反, 不适用 or 无法执行, why, and how many cases it looked at."""

    code: str
    name: str
    status: str
    why: str = ""
    checked: int = 0
    found: int = 0


@frozen
class ChangeRow:
    """A change that must be explained: amounts in 元, `rate` 1 is 100 %, None on a zero base."""

    name: str
    code: str
    base: str
    now: Decimal
    before: Decimal
    rate: Decimal | None
    state: str
    text: str


@frozen
class CheckReport:
    """`facts` are the lines above the counts: which department, format, input and file."""

    title: str
    facts: tuple[tuple[str, str], ...]
    draft: bool
    findings: tuple[Finding, ...]
    rules: tuple[RuleRow, ...]
    changes: tuple[ChangeRow, ...]


def write_check_report(report: CheckReport) -> bytes:
    """The workbook as bytes."""
    buffer = io.BytesIO()
    book = new_workbook(buffer, report.title)
    sheets = _Sheets(book)
    _conclusion(sheets, report)
    _findings(sheets, report.findings)
    _rules(sheets, report.rules)
    _changes(sheets, report.changes)
    book.close()
    return same_on_every_system(buffer.getvalue())


class _Sheets:
    """The workbook and the looks that its sheets share."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.widths: dict[str, list[float]] = {}
        base = {"font_name": "宋体", "font_size": 10.5, "valign": "top"}
        boxed = {**base, "border": 1, "text_wrap": True}
        self.title = book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
        self.note = book.add_format({**base, "text_wrap": True})
        self.head = book.add_format(
            {**boxed, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#D9D9D9"}
        )
        self.text = book.add_format(boxed)
        self.centre = book.add_format({**boxed, "align": "center"})
        self.amount = book.add_format({**boxed, "num_format": "#,##0.00"})
        self.percent = book.add_format({**boxed, "num_format": "0.00%"})
        self.count = book.add_format({**boxed, "num_format": "0"})
        self.levels = {
            level.value: book.add_format({**boxed, "align": "center", "bg_color": colour})
            for level, colour in _COLOURS.items()
        }
        self.levels[_FAILED] = self.levels[Severity.WARNING.value]
        self.levels[_NOT_RUN] = self.levels[Severity.ERROR.value]

    def sheet(self, name: str, columns: Sequence[tuple[str, float]]) -> Worksheet:
        """A sheet with its header row, fit to the width of a landscape page."""
        sheet = self.book.add_worksheet(name)
        self.widths[name] = [width for _, width in columns]
        for index, (heading, width) in enumerate(columns):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, heading, self.head)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        return sheet

    def row(self, sheet: Worksheet, row: int, values: Iterable[tuple[object, Format]]) -> None:
        """Texts as texts, whatever they begin with; numbers as numbers. High enough for what wraps."""
        given = list(values)
        widths = self.widths.get(sheet.name, [])
        height = wrapped_height([value if isinstance(value, str) else "" for value, _ in given], widths)
        if height is not None:
            sheet.set_row(row, height)
        for column, (value, look) in enumerate(given):
            if isinstance(value, Decimal | int):
                sheet.write_number(row, column, float(value), look)
            elif value is None or value == "":
                sheet.write_blank(row, column, None, look)
            else:
                sheet.write_string(row, column, str(value)[:CELL_LIMIT], look)


def _conclusion(sheets: _Sheets, report: CheckReport) -> None:
    sheet = sheets.book.add_worksheet("核对结论")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 64)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.merge_range(0, 0, 0, 1, report.title, sheets.title)
    lines: list[tuple[object, object]] = list(report.facts)
    lines.append(("核对结论", conclusion(report)))
    for level in Severity:
        found = sum(1 for item in report.findings if item.severity is level)
        lines.append((f"“{level.value}”级问题（条）", found))
    statuses = dict.fromkeys(("通过", _FAILED, "不适用", _NOT_RUN), 0)
    for rule in report.rules:
        statuses[rule.status] = statuses.get(rule.status, 0) + 1
    lines.append(("核对规则（条）", len(report.rules)))
    lines += [(f"其中：{status}", count) for status, count in statuses.items()]
    for number, (label, value) in enumerate(lines, 2):
        look = sheets.count if isinstance(value, int) else sheets.text
        sheets.row(sheet, number, [(label, sheets.head), (value, look)])
    sheet.set_row(2 + len(report.facts), 48)
    sheet.merge_range(
        len(lines) + 3,
        0,
        len(lines) + 3,
        1,
        "“不适用”“无法执行”的规则没有核对，没有核对不等于通过，原因见“规则核对情况”。",
        sheets.note,
    )


def conclusion(report: CheckReport) -> str:
    """One sentence: may it be published, and what is left to look at."""
    counts = {level: sum(1 for item in report.findings if item.severity is level) for level in Severity}
    not_run = sum(1 for rule in report.rules if rule.status == _NOT_RUN)
    if counts[Severity.ERROR]:
        text = f"有 {counts[Severity.ERROR]} 条“错误”没有改正，不能公开"
    else:
        text = "没有发现“错误”级问题"
    if counts[Severity.WARNING]:
        text += f"；有 {counts[Severity.WARNING]} 条“警告”，公开前请逐条核对"
    if not_run:
        text += f"；有 {not_run} 条规则无法执行，没有核对"
    if report.draft:
        text += "。本次生成的是草稿"
    return text + "。"


def _findings(sheets: _Sheets, findings: Sequence[Finding]) -> None:
    columns = (
        ("序号", 6),
        ("级别", 8),
        ("编号", 10),
        ("问题", 50),
        ("位置", 26),
        ("发现", 16),
        ("应为", 16),
        ("相差", 16),
        ("改法", 36),
    )
    sheet = sheets.sheet("问题清单", columns)
    for number, finding in enumerate(findings, 1):
        level = finding.severity.value
        texts = (finding.message, str(finding.location), finding.found, finding.expected)
        values = [(number, sheets.count), (level, sheets.levels[level]), (finding.code, sheets.centre)]
        rest = [(text, sheets.text) for text in (*texts, finding.difference, finding.hint)]
        sheets.row(sheet, number, [*values, *rest])
    if findings:
        sheet.autofilter(0, 0, len(findings), len(columns) - 1)
    else:
        sheet.merge_range(1, 0, 1, len(columns) - 1, "没有发现问题", sheets.centre)


def _rules(sheets: _Sheets, rules: Sequence[RuleRow]) -> None:
    columns = (("编号", 10), ("规则", 50), ("结果", 10), ("核对数", 9), ("问题数", 9), ("说明", 46))
    sheet = sheets.sheet("规则核对情况", columns)
    for number, rule in enumerate(rules, 1):
        look = sheets.levels.get(rule.status, sheets.centre)
        counts = [(value or None, sheets.count) for value in (rule.checked, rule.found)]
        values = [(rule.code, sheets.centre), (rule.name, sheets.text), (rule.status, look), *counts]
        sheets.row(sheet, number, [*values, (rule.why, sheets.text)])
    if rules:
        sheet.autofilter(0, 0, len(rules), len(columns) - 1)


def _changes(sheets: _Sheets, changes: Sequence[ChangeRow]) -> None:
    columns = (
        ("事项", 26),
        ("科目编码", 10),
        ("本年（万元）", 13),
        ("比较", 10),
        ("比较数（万元）", 14),
        ("增减（万元）", 13),
        ("增减率", 10),
        ("原因情况", 10),
        ("原因", 60),
    )
    sheet = sheets.sheet("变动原因", columns)
    for number, change in enumerate(changes, 1):
        amounts = [
            money.wan(change.now),
            money.wan(change.before),
            money.change(change.now, change.before),
        ]
        values = [
            (change.name, sheets.text),
            (change.code, sheets.centre),
            (amounts[0], sheets.amount),
            (change.base, sheets.centre),
            (amounts[1], sheets.amount),
            (amounts[2], sheets.amount),
            (change.rate, sheets.percent),
            (change.state, sheets.centre),
            (change.text, sheets.text),
        ]
        sheets.row(sheet, number, values)
    if not changes:
        sheet.merge_range(1, 0, 1, len(columns) - 1, "没有需要说明原因的变动", sheets.centre)
