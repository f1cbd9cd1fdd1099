"""A published file of any kind as a printed document; what cannot be read is a finding, never an exception."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import cast

from gongkai.findings import Finding, Location, report
from gongkai.readers.joining import joined
from gongkai.readers.kinds import KINDS, kind_of
from gongkai.readers.limits import TooLarge
from gongkai.readers.package import Damaged, Protected
from gongkai.readers.printed_document import PrintedDocument, PrintedPart
from gongkai.readers.scan.apart import can_recognise, recognised_pages
from gongkai.readers.unruled_tables import unruled_tables
from gongkai.source import MAX_BYTES, Source, Trouble

_HINTS = {
    "doc": "请用 Word 或 WPS 打开，另存为 .docx",
    "protected": "请用原来的软件打开，去掉密码后保存",
    "ole": "请用原来的软件打开，另存为 .docx 或 .xlsx",
    "zip": "请先解压，再读里面的文件",
    "html": "请用表格软件打开，另存为 .xlsx",
    "xml": "请用表格软件打开，另存为 .xlsx",
    "text": "请用 Excel 或 WPS 打开，另存为 .xlsx",
    "odt": "请用 Word 或 WPS 打开，另存为 .docx",
    "picture": "请找原来的 Word、Excel 或 PDF",
}
_TROUBLES = {
    Trouble.MISSING: "找不到",
    Trouble.NO_FILE: "不是文件",
    Trouble.CLOSED: "打不开（没有读取权限，或者正被其他程序占用）",
    Trouble.TOO_LARGE: f"太大了，最多 {MAX_BYTES // 1_000_000} MB",
}


def read_document(source: Source) -> PrintedDocument:
    """Everything that can be read of a file, with findings for what cannot (no parts where that is all)."""
    if source.trouble is not None or not source.content.strip():
        return _nothing(source)
    kind = kind_of(source.content)
    # A page that calls itself a workbook comes from a system; a table program shows what is meant by it.
    misnamed = kind == "html" and source.suffix not in (".html", ".htm")
    if kind not in KINDS or not KINDS[kind].published or misnamed:
        return _refused(
            source.name, _named(kind), _HINTS.get(kind, "请用原来的软件打开，另存为 .docx 或 .xlsx")
        )
    try:
        document = _reader(kind)(source.content, source.name)
    except ImportError:
        what = f"是{KINDS[kind].called}，这里没有读它的组件"
        return _refused(source.name, what, "请另存为 .docx 或 .xlsx，或者在装有完整程序的电脑上读")
    except Protected:
        return _refused(source.name, "加了密码", _HINTS["protected"])
    except TooLarge as fault:
        return _refused(source.name, str(fault), "请确认是不是公开材料；很长的可以分成几个文件")
    except Damaged as fault:
        return _refused(
            source.name, f"已损坏：{fault}", "请重新下载，或者从备份恢复", fault.place(source.name)
        )
    if kind == "pdf":
        document = _with_pictures(document, source)
    document.findings += _unread(document)
    if kind not in ("pdf", "docx"):
        return document  # cells of a sheet have their columns, with rules or without
    document.findings += unruled_tables(document)
    return joined(document)


def _nothing(source: Source) -> PrintedDocument:
    if source.trouble is not None:
        return _refused(source.name, _TROUBLES.get(source.trouble, "打不开"), "请检查文件名和所在的文件夹")
    return _refused(source.name, "是空的", "请重新下载，或者从备份恢复")


def _with_pictures(document: PrintedDocument, source: Source) -> PrintedDocument:
    """The document with its pages that are pictures recognised, where the extra for that is installed."""
    pages = [part.page for part in document.parts if part.scanned]
    if not pages or not can_recognise():
        return document
    try:
        found = recognised_pages(source.content, source.name, pages)
    except (TooLarge, Damaged) as fault:
        place = Location(source.name, page=pages[0])
        document.findings.append(report("DQ-06", f"“{source.name}”{fault}，这些页没有读", place))
        return document
    parts = tuple(
        replace(found[part.page], scanned=False) if part.page in found else part for part in document.parts
    )
    told = [part for part in parts if part.page in found]
    place = Location(source.name, page=pages[0])
    document.findings.append(report("DQ-06", f"{_pages(told)}是图片，其中的字是识别出来的，可能有错", place))
    return replace(document, parts=parts)


def _reader(kind: str) -> Callable[[bytes, str], PrintedDocument]:
    module, _, name = KINDS[kind].published.partition(":")
    return cast("Callable[[bytes, str], PrintedDocument]", getattr(import_module(module), name))


def _named(kind: str) -> str:
    """What a file is that no reader reads."""
    if kind == "protected":
        return "加了密码"
    if kind in KINDS:
        return f"是{KINDS[kind].called}，不能直接读"
    return "不是能读的种类（docx、xlsx、xls、et、ods、pdf、html）"


def _refused(file: str, what: str, hint: str, place: Location | None = None) -> PrintedDocument:
    found = report("DQ-01", f"“{file}”{what}", place or Location(file), hint)
    return PrintedDocument(file, findings=[found])


def _unread(document: PrintedDocument) -> list[Finding]:
    """Pages that are pictures, pages whose characters have no meaning: one finding each."""
    found = []
    scanned = [part for part in document.parts if part.scanned]
    if scanned:
        place = Location(document.file, page=scanned[0].page)
        found.append(report("DQ-02", f"{_pages(scanned)}是图片，没有文字，没有读", place))
    coded = [part for part in document.parts if part.unreadable]
    if coded:
        count = sum(part.unreadable for part in coded)
        place = Location(document.file, page=coded[0].page)
        found.append(report("DQ-03", f"{_pages(coded)}有 {count} 个字没有编码，读不出来", place))
    return found


def _pages(parts: Sequence[PrintedPart]) -> str:
    numbers = [part.page for part in parts]
    shown = "、".join(map(str, numbers[:8]))
    return f"第 {shown} 页" if len(numbers) <= 8 else f"第 {shown} 等 {len(numbers)} 页"
