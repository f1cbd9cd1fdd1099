"""Compares two files, each an input of this program or a published document, which its content decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from gongkai import pipeline
from gongkai.comparing.difference import Merged
from gongkai.comparing.inputs import InputChange, compare_inputs
from gongkai.comparing.merging import merged
from gongkai.comparing.sides import ReportSide, without_marks
from gongkai.findings import Finding, Location, Severity, has_errors
from gongkai.frozen import frozen

if TYPE_CHECKING:
    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack
    from gongkai.readers.printed_document import PrintedDocument
    from gongkai.source import Source
    from gongkai.stages import Checked
    from gongkai.tree.nodes import Document

INPUT, DOCUMENT = "输入", "公开材料"
_SHEETS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
_ONLY_DOCUMENTS = (".docx", ".pdf", ".doc", ".html", ".htm")
_READING = "SR-"  # prefix of the codes for cells of an input that could not be read


class CannotCompare(Exception):
    """Two files cannot be compared: the message is a Chinese sentence, `findings` those of reading."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = list(findings)


@frozen
class Version:
    """One of the two files: what it is (输入 or 公开材料), and its unit, year and format as far as known."""

    file: str
    what: str
    unit_name: str = ""
    year: str = ""
    format: str = ""

    @property
    def said(self) -> str:
        """In one line: 丙.xlsx（输入，某单位，2024 年度）."""
        parts = [self.what, self.unit_name, self.year and f"{self.year} 年度"]
        return f"{self.file}（{'，'.join(part for part in parts if part)}）"


@frozen
class VersionComparison:
    """The result. `inputs` are the changes of the input, None unless both files are inputs. `remarks` are warnings
    to read first, `unread` what could not be read. `pack` is the newer input's format, None for two documents."""

    old: Version
    new: Version
    inputs: list[InputChange] | None
    merged: Merged
    pack: Pack | None
    remarks: list[str] = field(default_factory=list)
    unread: list[Finding] = field(default_factory=list)

    @property
    def same(self) -> bool:
        return not self.inputs and not self.merged.differences

    @property
    def presumed(self) -> bool:
        """Whether any places were paired by likeness only."""
        return any(item.presumed for item in self.merged.differences)

    @staticmethod
    def place(place: Location) -> str:
        """Where something stands in a file that was read, without the name of the file; empty for nowhere."""
        return str(replace(place, file=""))

    def as_dict(self) -> dict[str, object]:
        """JSON-ready, in the form that `gongkai compare --json` promises."""
        return {
            "old": _version(self.old),
            "new": _version(self.new),
            "same": self.same,
            "remarks": self.remarks,
            "unread": [finding.as_dict() for finding in self.unread],
            "input": None if self.inputs is None else [item.as_dict() for item in self.inputs],
            "report": [item.as_dict() for item in self.merged.differences],
        }


def _version(version: Version) -> dict[str, str]:
    return {
        "file": version.file,
        "what": version.what,
        "unit_name": version.unit_name,
        "year": version.year,
        "format": version.format,
    }


def compare_files(old: Source, new: Source, library: Library) -> VersionComparison:
    """What changed from one file to another. Raises CannotCompare."""
    before, after = _opened(old, library), _opened(new, library)
    if isinstance(before, pipeline.Checked) and isinstance(after, pipeline.Checked):
        return compare_checked(before, after, (old.name, new.name))
    return _compare_read(before, after, (old, new), library)


def compare_checked(old: Checked, new: Checked, names: tuple[str, str]) -> VersionComparison:
    """What changed from one checked input to another. Raises CannotCompare."""
    from gongkai.comparing.template_lines import same_lines
    from gongkai.sections.code_names import CodeNames

    documents = [_composed(checked, name) for checked, name in zip((old, new), names, strict=True)]
    assert old.subject is not None and new.subject is not None
    before, after = old.subject, new.subject
    if before.pack.kind != after.pack.kind:
        raise CannotCompare(
            f"两份不是同一种材料：原来的 {names[0]} 是“{before.pack.name}”，现在的 {names[1]} 是“{after.pack.name}”"
        )
    renamed = None if before.pack.format == after.pack.format else same_lines(before.pack, after.pack)
    of_new = None if renamed is None else {line: line for line in renamed.values()}
    both = merged(
        ReportSide(without_marks(documents[0]), True, renamed),
        ReportSide(without_marks(documents[1]), True, of_new),
    )
    versions = _of_input(old, names[0]), _of_input(new, names[1])
    unread = [
        finding
        for checked in (old, new)
        for finding in checked.loaded.findings
        if finding.severity is Severity.ERROR and finding.code.startswith(_READING)
    ]
    called = [CodeNames(side.department, side.pack.classification) for side in (after, before)]
    causes = compare_inputs(
        before.department, after.department, lambda code: called[0].of(code) or called[1].of(code)
    )
    return VersionComparison(*versions, causes, both, after.pack, _remarks(*versions), unread)


def _composed(checked: Checked, name: str) -> Document:
    if not checked.readable:
        raise CannotCompare(f"{name} 读不出来", checked.findings)
    document = pipeline.compose(checked)
    if document is None:
        raise CannotCompare(f"{name} 的格式有错，排不出全文", checked.findings)
    return document


def _of_input(checked: Checked, name: str) -> Version:
    assert checked.subject is not None
    department = checked.subject.department
    return Version(name, INPUT, department.unit_name, department.year, checked.subject.pack.format)


def _remarks(old: Version, new: Version) -> list[str]:
    found = []
    if old.unit_name and new.unit_name and old.unit_name != new.unit_name:
        found.append(f"两份不是同一个单位：“{old.unit_name}”和“{new.unit_name}”")
    if old.year and new.year and old.year != new.year:
        found.append(f"两份不是同一年度（{old.year}、{new.year}），年份和绝大多数数字本来就不同")
    if old.format and new.format and old.format != new.format:
        found.append(f"两份的格式不同（{old.format}、{new.format}）：格式里改过的句子按相像对应，标“推定”")
    return found


def _opened(source: Source, library: Library) -> Checked | PrintedDocument:
    """A checked input or a published document. A file that names a format is an input, even a faulty one."""
    from gongkai.intake import open_input
    from gongkai.readers.document import read_document

    found: list[Finding] = []
    if source.suffix not in _ONLY_DOCUMENTS:
        opened, found = open_input(source)
        if opened is not None:
            checked = pipeline.check(source, library)
            if not checked.readable:
                raise CannotCompare(f"{source.name} 读不出来", checked.findings)
            return checked
        if source.suffix not in _SHEETS:
            raise CannotCompare(f"{source.name} 读不出来", found)
    document = read_document(source)
    if not document.parts or has_errors(document.findings):
        raise CannotCompare(f"{source.name} 读不出来", document.findings or found)
    return document


def _compare_read(
    old: Checked | PrintedDocument,
    new: Checked | PrintedDocument,
    sources: tuple[Source, Source],
    library: Library,
) -> VersionComparison:
    """Compare where at least one side is a published document. An input is first rendered to a file and read back."""
    from gongkai.comparing.printed import printed_sides
    from gongkai.recognition.national_kinds import load_recognition

    kinds, _ = load_recognition(library.root)
    sheets = all(
        isinstance(side, pipeline.Checked) or source.suffix in _SHEETS
        for side, source in zip((old, new), sources, strict=True)
    )
    read = [
        _written(side, source.name, sheets) if isinstance(side, pipeline.Checked) else side
        for side, source in zip((old, new), sources, strict=True)
    ]
    sides = printed_sides(read[0], read[1], kinds)
    before, after = sides.old, sides.new
    # Places in the file rendered from an input would mean nothing to the user.
    places = [
        () if isinstance(side, pipeline.Checked) else read.places
        for side, read in ((old, before), (new, after))
    ]
    both = merged(
        replace(before, document=without_marks(before.document), places=places[0]),
        replace(after, document=without_marks(after.document), places=places[1]),
    )
    versions = [
        _of_input(side, source.name) if isinstance(side, pipeline.Checked) else _of_document(side)
        for side, source in zip((old, new), sources, strict=True)
    ]
    remarks = [*_remarks(*versions), "公开材料没有填报数据可对，句子和行按相像对应，标“推定”"]
    if sides.only_tables:
        remarks.insert(0, "一边只有表，没有正文：只对照两边的表")
    pack = next(
        (side.subject.pack for side in (new, old) if isinstance(side, pipeline.Checked) and side.subject),
        None,
    )
    unread = [finding for document in read for finding in document.findings]
    return VersionComparison(versions[0], versions[1], None, both, pack, remarks, unread)


def _written(checked: Checked, name: str, sheets: bool) -> PrintedDocument:
    """An input rendered to a workbook (`sheets`) or Word file and read back."""
    from gongkai.readers.document import read_document
    from gongkai.source import Source

    document = _composed(checked, name)
    assert checked.subject is not None
    rendered = pipeline.render(document, checked.subject.pack, ("xlsx" if sheets else "docx",), pages=False)
    if not rendered.files:
        raise CannotCompare(f"{name} 的格式有错，排不出全文", rendered.findings)
    (content,) = rendered.files.values()
    return read_document(Source(name, content))


def _of_document(document: PrintedDocument) -> Version:
    from gongkai.recognition.tables import document_unit, document_year

    return Version(document.file, DOCUMENT, document_unit(document), document_year(document))
