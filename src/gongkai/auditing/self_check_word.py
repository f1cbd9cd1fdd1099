"""The filled list of self-checks as a Word file, one list for each document, to be gone through and signed."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.auditing.outcome import AuditResult
from gongkai.auditing.self_check import LIST_NOTE, FilledCheck, SelfCheckList, filled_checks, load_self_checks
from gongkai.findings import Severity
from gongkai.packs.library import Library
from gongkai.tree.nodes import (
    Align,
    Cell,
    CellKind,
    Document,
    Orientation,
    Row,
    Table,
)

_HEADS = ("序号", "查什么", "机器做了什么", "结果", "在哪里", "还要人看什么", "人工核对结果")
_WIDTHS = (5.0, 24.0, 20.0, 15.0, 20.0, 24.0, 12.0)
_TO_DO = "□ 无误\n□ 有误"
_SIGNED = "自查人：　　　　　　　　审核人：　　　　　　　　日期：　　　　年　　月　　日"


def self_check_word(results: Sequence[AuditResult], library: Library) -> bytes:
    """The Word file; the same results give the same bytes. Raises BadSelfChecks, OSError and StyleError where a file of
    the library cannot be used."""
    from gongkai.writers.docx import load_style, write_docx

    checks = load_self_checks(library.root)
    tables = tuple(_list(number, result, checks) for number, result in enumerate(results, 1))
    document = Document(checks.title, checks.title, checks.title, tables)
    return write_docx(document, load_style(library.root / "common" / "style" / "reference.docx"), {})


def _list(number: int, result: AuditResult, checks: SelfCheckList) -> Table:
    levels = "，".join(f"{level.value} {result.count(level)} 处" for level in Severity)
    account = result.account
    whose = " ".join(text for text in (result.unit, str(result.year or ""), result.kind) if text)
    audited = (
        f"机器审的结果：{levels}，其中已核实 {result.answered} 处；"
        f"表认出 {result.tables_recognised} 张，共 {result.tables} 张；"
        f"数核对 {account.done} 个，未核 {account.all - account.done} 个，共 {account.all} 个"
    )
    rows = [Row(tuple(Cell(text, CellKind.HEADER) for text in _HEADS))]
    turn = 0
    for name, items in checks.groups:
        found = filled_checks(items, result)
        if found:
            rows.append(Row((Cell(name, CellKind.SECTION, colspan=len(_HEADS), align=Align.LEFT),)))
        for each in found:
            turn += 1
            rows.append(_row(turn, each))
    return Table(
        f"self-check-{number}",
        checks.title,
        tuple(rows),
        _WIDTHS,
        header_rows=1,
        caption=((f"材料：{result.name}", "", whose), (audited, "", "")),
        notes=(LIST_NOTE, _SIGNED),
        orientation=Orientation.LANDSCAPE,
        form=True,
    )


def _row(turn: int, each: FilledCheck) -> Row:
    texts = (each.check.what, each.machine, each.outcome, each.places, each.check.person, _TO_DO)
    return Row(
        (
            Cell(str(turn), CellKind.LABEL, align=Align.CENTER),
            *(Cell(text, CellKind.TEXT) for text in texts),
        )
    )
