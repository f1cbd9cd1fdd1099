"""The Word file with the printed pages in its contents, where LibreOffice can tell them."""

from __future__ import annotations

from gongkai.findings import Finding, Severity
from gongkai.writers import pdf
from gongkai.writers.docx import write_docx
from gongkai.writers.task import Task


def write(task: Task) -> bytes:
    """The Word file; without page numbers Word fills the contents when it opens."""
    style = task.style()
    numbers = pdf.number_pages(task.document, style) if task.pages else None
    if numbers is None and task.pages:
        hint = "在 Word 中打开时选“是”更新域，或安装 LibreOffice 后重新生成"
        message = "没有找到 LibreOffice，目录页码在打开 Word 时更新"
        task.findings.append(Finding("WD-01", Severity.HINT, message, hint=hint))
    return write_docx(task.document, style, numbers)
