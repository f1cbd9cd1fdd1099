"""The whole way from a user's file to written reports, stage by stage; each returns its findings.

read → check → compose → render. Nothing here prints, reads the terminal or keeps state.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gongkai.findings import Finding, Location, Severity, has_errors, presented

if TYPE_CHECKING:
    from gongkai.model.department import Department
    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack
    from gongkai.rules.reason_drafts import ReasonLine
    from gongkai.rules.rule import Outcome, Subject
    from gongkai.source import Source
    from gongkai.tree.nodes import Document

# Names that Windows keeps for devices, whatever comes after a dot.
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|(com|lpt)[0-9¹²³]")
KINDS = ("docx", "xlsx", "pdf")
CHECK_REPORT = "校核报告.xlsx"
"""How the name of a check report ends."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A user's file as read. Without a department it could not be read at all."""

    department: Department | None
    pack: Pack | None
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Checked:
    """A department with all that was found, sorted, and what each rule answered."""

    loaded: Loaded
    subject: Subject | None
    findings: list[Finding]
    coverage: tuple[Outcome, ...] = ()

    @property
    def readable(self) -> bool:
        return self.subject is not None

    @property
    def publishable(self) -> bool:
        return self.readable and not has_errors(self.findings)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The finished files by name, and what the user should know about them."""

    files: dict[str, bytes]
    findings: list[Finding] = field(default_factory=list)


def read(source: Source, library: Library) -> Loaded:
    """Read an input file with the format that it names."""
    from gongkai.intake import open_input

    opened, findings = open_input(source)
    if opened is None:
        return Loaded(None, None, findings)
    pack, faults = library.pack(opened.format)
    if pack is None or pack.abstract or faults:
        return Loaded(None, None, [*findings, *(faults or [_abstract(source, opened.format)])])
    department, more = opened.read(pack.inputs, pack.classification)
    return Loaded(department, pack, [*findings, *more])


def check(source: Source, library: Library, other: Loaded | None = None) -> Checked:
    """Read an input file and run every rule of its format.

    `other` is an input to compare with: last year's, or the budget of the same year.
    """
    return check_department(read(source, library), other)


def check_department(loaded: Loaded, other: Loaded | None = None) -> Checked:
    """Compose the document and run every rule over the data and what the document says; where nothing could be
    read, what was found in trying."""
    from gongkai.intake.workbook_form import sheets_in_order
    from gongkai.model.book import Book
    from gongkai.model.ledger import Ledger
    from gongkai.rules.engine import check as run_rules
    from gongkai.rules.objects import with_objects
    from gongkai.rules.released_warnings import release
    from gongkai.rules.rule import Subject
    from gongkai.sections.compose import compose

    if loaded.department is None or loaded.pack is None:
        return Checked(loaded, None, presented(loaded.findings))
    book = Book(Ledger(loaded.department), loaded.pack.definitions)
    composed = compose(loaded.pack, loaded.department, book)
    subject = Subject(loaded.pack, loaded.department, book, composed.document, _compared(other))
    report = run_rules(subject)
    found = with_objects(subject, [*loaded.findings, *composed.findings, *report.findings])
    findings, explained = release(subject, found)
    coverage = [*report.coverage, *([explained] if explained else [])]
    in_order = tuple(sorted(coverage, key=lambda outcome: outcome.code))
    return Checked(loaded, subject, presented(findings, sheets_in_order(loaded.pack.inputs)), in_order)


def _compared(other: Loaded | None) -> Subject | None:
    """The other input with its figures; its report is not composed."""
    from gongkai.model.book import Book
    from gongkai.model.ledger import Ledger
    from gongkai.rules.rule import Subject

    if other is None or other.department is None or other.pack is None:
        return None
    return Subject(other.pack, other.department, Book(Ledger(other.department), other.pack.definitions), None)


def useless_comparison(checked: Checked) -> str:
    """Why the other input says nothing about this one; empty where it does."""
    from gongkai.rules.earlier_year import useless

    return useless(checked.subject) if checked.subject is not None else ""


def reasons(checked: Checked) -> list[ReasonLine]:
    """Every change that the department must explain, with figures and a draft; none where unreadable."""
    from gongkai.rules.reason_drafts import reason_lines

    return reason_lines(checked.subject) if checked.subject is not None else []


def compose(checked: Checked, draft: bool = False) -> Document | None:
    """The document of a checked department, marked as a draft if asked; None where a template is wrong."""
    assert checked.subject is not None
    document = checked.subject.document
    return replace(document, draft=draft) if document is not None else None


def render(document: Document, pack: Pack, kinds: tuple[str, ...], pages: bool = True) -> Rendered:
    """The finished files of a document, all in memory; nothing is written. No file where the style is faulty.

    Without `pages` LibreOffice is not asked for page numbers: Word fills the contents when it opens.
    """
    from gongkai.writers.docx import StyleError, load_style, write_docx
    from gongkai.writers.pdf import convert_to_pdf, number_pages
    from gongkai.writers.xlsx.writer import write_xlsx

    findings: list[Finding] = []
    files: dict[str, bytes] = {}
    stem = file_stem(document)
    if "docx" in kinds or "pdf" in kinds:
        try:
            style = load_style(pack.style)
        except StyleError as fault:
            return Rendered({}, [_no_style(pack, str(fault))])
        numbers = number_pages(document, style) if pages else None
        if numbers is None and pages:
            findings.append(_no_pages())
        word = write_docx(document, style, numbers)
        if "docx" in kinds:
            files[f"{stem}.docx"] = word
        if "pdf" in kinds:
            pdf = convert_to_pdf(word)
            if pdf is None:
                findings.append(_no_pdf())
            else:
                files[f"{stem}.pdf"] = pdf
    if "xlsx" in kinds:
        files[f"{stem}.xlsx"] = write_xlsx(document)
    return Rendered(files, findings)


def with_more(checked: Checked, findings: list[Finding]) -> Checked:
    """What was checked with what rendering found besides, so that screen and check report count the same."""
    if not findings or checked.subject is None:
        return checked
    from gongkai.intake.workbook_form import sheets_in_order

    sheets = sheets_in_order(checked.subject.pack.inputs)
    return replace(checked, findings=presented([*checked.findings, *findings], sheets))


def check_report(checked: Checked, document: Document) -> dict[str, bytes]:
    """The check report (校核报告) that stands beside the finished files, by its name."""
    from gongkai.writers.check_report import ChangeRow, CheckReport, RuleRow, write_check_report

    assert checked.subject is not None
    pack, department = checked.subject.pack, checked.subject.department
    facts = (
        ("单位", department.line_text("单位信息", "单位名称")),
        ("年度", department.line_text("单位信息", "年度")),
        ("公开格式", f"{pack.name}（{pack.format}）"),
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
        for line in reasons(checked)
    )
    title = f"{document.title}校核报告"
    report = CheckReport(title, facts, document.draft, tuple(checked.findings), rules, changes)
    return {f"{file_stem(document)}{CHECK_REPORT}": write_check_report(report)}


def file_stem(document: Document) -> str:
    """The file name without suffix: no path, no character that Windows forbids, not too long."""
    kept = "".join(char for char in document.file_stem if char.isprintable() and char not in '/\\:*?"<>|')
    # A file system takes 255 bytes for a name; what marks a draft or a check report comes behind it.
    short = kept.strip(" .")[:80].encode("utf-8", "ignore")[:200].decode("utf-8", "ignore")
    stem = short.strip(" .") or "公开"
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"公开{stem}"
    return f"{stem}（草稿）" if document.draft else stem


def _abstract(source: Source, format: str) -> Finding:
    where = Location(file=source.name, sheet="单位信息", path="单位信息/公开格式")
    return Finding(
        "PK-00",
        Severity.ERROR,
        f"格式“{format}”是供各省继承的底稿，不能用来出报告",
        where,
        "请用 gongkai templates list 列出的格式",
    )


def _no_style(pack: Pack, why: str) -> Finding:
    where = Location(file=f"{pack.format}/style/{pack.style.name}", path=" → ".join(pack.chain))
    return Finding("PK-06", Severity.ERROR, why, where, "请用 Word 重新保存这个文件，或从上级格式复制")


def _no_pages() -> Finding:
    hint = "在 Word 中打开时选“是”更新域，或安装 LibreOffice 后重新生成"
    return Finding("WD-01", Severity.HINT, "没有找到 LibreOffice，目录页码在打开 Word 时更新", hint=hint)


def _no_pdf() -> Finding:
    hint = "请安装 LibreOffice，或在 Word 中另存为 PDF"
    return Finding("WD-02", Severity.WARNING, "没有生成 PDF：没有找到 LibreOffice 或转换失败", hint=hint)
