"""Files that are no published document at all: inputs, and what this program itself reports.

An audit of them would tell nothing; it says what they are instead.
"""

from __future__ import annotations

from dataclasses import replace

from gongkai.auditing.answers import ANSWER_GUIDE, ANSWERS_SHEET
from gongkai.auditing.outcome import ANSWERED_MEANS, NOT_PUBLISHED, AuditFinding, Spot, found_in
from gongkai.auditing.self_check import LIST_NOTE
from gongkai.findings import Location
from gongkai.model.labels import FINDINGS_SHEET, FORMAT_LINE, IDENTITY_SCHEDULE
from gongkai.readers.printed_document import PrintedDocument, PrintedLine, PrintedPart

_REPORTS = (
    (("总览", "问题", "未核"), "gongkai audit 写的审核报告"),
    ((ANSWERS_SHEET, ANSWER_GUIDE), "gongkai audit 写的核实表"),
    (("核对结论", "规则核对情况"), "生成公开材料时写的校核报告"),
    (("总览", "待处理"), "gongkai batch 写的总览"),
    ((FINDINGS_SHEET,), "gongkai check 写的问题清单"),
)
"""The sheets of the workbooks that the program writes for its users to read, and what each is."""
_CHECK = "填报用的工作簿请用 gongkai check 检查"
_PUBLISHED = "请审公开的 Word、Excel 或 PDF"


def not_published(printed: PrintedDocument) -> AuditFinding | None:
    """What a file is that is no published document, in one finding; None for any other file."""
    sheets = {part.sheet for part in printed.parts if part.sheet}
    if any(part.sheet == IDENTITY_SCHEDULE and _has(part, FORMAT_LINE) for part in printed.parts):
        return _told(printed.file, "是填报用的工作簿", _CHECK)
    for names, what in _REPORTS:
        if sheets.issuperset(names):
            return _told(printed.file, f"是{' ' * what[0].isascii()}{what}", _PUBLISHED)
    if any(_has(part, LIST_NOTE) for part in printed.parts if not part.sheet):
        return _told(printed.file, "是 gongkai audit 写的公开前自查表", _PUBLISHED)
    if any(_has(part, ANSWERED_MEANS) for part in printed.parts if not part.sheet):
        return _told(printed.file, "是 gongkai audit 写的审核报告", _PUBLISHED)
    return None


def _has(part: PrintedPart, words: str) -> bool:
    return any(
        words in item.text
        if isinstance(item, PrintedLine)
        else any(words in cell.text for cell in item.cells)
        for item in part.items
    )


def _told(file: str, what: str, hint: str) -> AuditFinding:
    told = found_in(NOT_PUBLISHED, f"“{file}”{what}，不是公开材料，没有审", Spot(Location(file=file)))
    return replace(told, finding=replace(told.finding, hint=hint))
