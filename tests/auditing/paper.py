"""Small Word documents to audit."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.auditing.audit import audit_published
from gongkai.auditing.outcome import AuditFinding, AuditResult
from gongkai.source import Source
from tests.readers.test_docx import cell, paragraph, word
from tests.support.library import LIBRARY

COVER = ("甲县某局2024年度部门决算", "部门名称：甲县某局")
SPENDING = ("支出决算表", "金额单位：万元")
HEADINGS = ("科目代码", "科目名称", "本年支出合计", "基本支出", "项目支出")


def table(*rows: Sequence[str]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows) + "</w:tbl>"


def audited(*blocks: str) -> AuditResult:
    """The audit of a document of paragraphs and tables (`table`)."""
    body = "".join(block if block.startswith("<w:tbl>") else paragraph(block) for block in (*COVER, *blocks))
    return audit_published([Source("a.docx", word(body))], LIBRARY)


def codes(result: AuditResult) -> list[str]:
    return [each.finding.code for each in result.findings]


def only(result: AuditResult) -> AuditFinding:
    (found,) = result.findings
    return found
