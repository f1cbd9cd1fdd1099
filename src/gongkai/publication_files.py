"""The files of a publication: what they are called, and the check report that stands beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.files import KEPT_BY_WINDOWS
from gongkai.own_files import stamped
from gongkai.tree.nodes import DRAFT_MARK, Document

if TYPE_CHECKING:
    from gongkai.stages import Checked

CHECK_REPORT = "校核报告.xlsx"
"""How the name of a check report ends."""


def check_report(checked: Checked, document: Document) -> dict[str, bytes]:
    """The check report (校核报告) that stands beside the finished files, by its name."""
    from gongkai.model.labels import FORMAT_LINE
    from gongkai.rules.reason_drafts import reason_lines
    from gongkai.writers.check_report import ChangeRow, CheckReport, RuleRow, write_check_report

    assert checked.subject is not None
    pack, department = checked.subject.pack, checked.subject.department
    facts = (
        ("单位", department.unit_name),
        ("年度", department.year),
        (FORMAT_LINE, f"{pack.name}（{pack.format}）"),
        ("输入文件", department.file),
        ("公开文件", file_stem(document)),
    )
    rules = tuple(
        RuleRow(item.code, item.name, item.status.value, item.why, item.checked, len(item.findings))
        for item in checked.coverage
    )
    changes = tuple(
        ChangeRow(
            line.slot,
            line.coordinate,
            line.base,
            line.now,
            line.before,
            line.rate,
            line.state,
            line.text,
        )
        for line in reason_lines(checked.subject)
    )
    title = f"{document.title}校核报告"
    report = CheckReport(title, facts, document.draft, tuple(checked.findings), rules, changes)
    return {f"{file_stem(document)}{CHECK_REPORT}": stamped(write_check_report(report))}


def file_stem(document: Document) -> str:
    """The file name without suffix: no path, no character that Windows forbids, not too long."""
    kept = "".join(char for char in document.file_stem if char.isprintable() and char not in '/\\:*?"<>|')
    # A file system takes 255 bytes for a name; what marks a draft or a check report comes behind it.
    short = kept.strip(" .")[:80].encode("utf-8", "ignore")[:200].decode("utf-8", "ignore")
    stem = short.strip(" .") or "公开"
    if KEPT_BY_WINDOWS.fullmatch(stem.partition(".")[0].strip()):
        stem = f"公开{stem}"
    return f"{stem}（{DRAFT_MARK}）" if document.draft else stem
