"""The one page as PDF."""

from __future__ import annotations

from gongkai.findings import Finding, Severity
from gongkai.writers.digest.poster import flat_text, poster
from gongkai.writers.pdf import convert_to_pdf
from gongkai.writers.task import Task


def write(task: Task) -> bytes | None:
    """The PDF; None where the format has no such page, or where there is no LibreOffice or it fails."""
    if task.document.digest is None:
        return None  # the writer of the HTML page says so
    digest = task.document.digest()
    described = "；".join(chart.description for chart in digest.charts)
    page = flat_text(poster(digest, task.document.draft), digest.title, described)
    made = convert_to_pdf(page, suffix=".fodt")
    if made is None:
        message = "一图读懂只有网页，没有 PDF：没有找到 LibreOffice 或转换失败"
        hint = "用浏览器打开网页，打印成 PDF，正好一页 A4；或安装 LibreOffice 后重新生成"
        task.findings.append(Finding("WD-05", Severity.HINT, message, hint=hint))
    return made
