"""The user's workbook with everything that was found marked on its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.desk.counts import coverage_lines, summary

if TYPE_CHECKING:
    from gongkai.source import Source
    from gongkai.stages import Checked

ONLY_LISTED = "这份工作簿不能照样复制，标注文件里只有问题清单。"


def marked_copy(source: Source, checked: Checked) -> tuple[bytes, bool]:
    """The marked workbook, and False where the user's workbook could not be copied and it holds only the list."""
    from gongkai.copies.marked_workbook import list_workbook, mark_workbook
    from gongkai.copies.workbook_copy import COPIED_SUFFIXES

    head = f"{source.name}：{summary(checked.findings)}" if checked.findings else "没有发现问题"
    if checked.readable:
        head += "；" + coverage_lines(checked.coverage)[0]
    if checked.readable and source.suffix in COPIED_SUFFIXES:
        try:
            return mark_workbook(source.content, checked.findings, head), True
        except Exception:
            # We can read more workbooks than openpyxl can copy, and it raises almost anything.
            return list_workbook(checked.findings, head), False
    return list_workbook(checked.findings, head), True
