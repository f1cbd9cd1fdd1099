"""The whole way from a user's file to written reports, stage by stage; each returns its findings.

    read → check → compose → render

A `Source` is what the user hands in, a `Library` holds the formats and all that was compiled from them. Nothing here
prints, reads a disk but for the formats, reads the terminal or the environment, or keeps state: the command line, a
batch, a server and threads that share one library run the same code.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gongkai.findings import Finding, presented
from gongkai.packs.unusable_format import faulty_style, unusable_format
from gongkai.publication_files import check_report, file_stem
from gongkai.stages import Checked, Loaded, Rendered

if TYPE_CHECKING:
    from gongkai.consequences import Judged
    from gongkai.model.department import Department
    from gongkai.packs.library import Library
    from gongkai.packs.pack import Pack
    from gongkai.rules.reason_drafts import ReasonLine
    from gongkai.rules.rows_to_fill import RowToFill
    from gongkai.rules.rule import Subject
    from gongkai.source import Source
    from gongkai.tree.nodes import Document
    from gongkai.writers.docx import Style

__all__ = ["Checked", "Loaded", "Rendered", "check_report", "file_stem"]  # made elsewhere


def read(source: Source, library: Library) -> Loaded:
    """Read an input file with the format that it names."""
    from gongkai.intake import open_input

    opened, findings = open_input(source)
    if opened is None:
        return Loaded(None, None, findings)
    pack, faults = library.pack(opened.format)
    if pack is None or pack.abstract or faults:
        return Loaded(None, None, [*findings, *(faults or [unusable_format(source, opened.format)])])
    department, more = opened.read(pack.inputs, pack.classification)
    return Loaded(department, pack, [*findings, *more])


def check(source: Source, library: Library, other: Loaded | None = None) -> Checked:
    """Read an input file and run every rule of its format.

    `other` is an input to compare with: last year's, or the budget of the same year.
    """
    return check_department(read(source, library), other)


def check_department(loaded: Loaded, other: Loaded | None = None) -> Checked:
    """Compose the document and run every rule on the data and on the text of the document. If the input could
    not be read, only the findings of reading are returned."""
    from gongkai.consequences import held_back, without_consequences, without_wrong_unit
    from gongkai.intake.workbook_form import sheets_in_order
    from gongkai.rules.same_gap import closest_of_same_gap
    from gongkai.rules.unconfirmed_format import unconfirmed

    pack, department, read_findings = loaded.pack, loaded.department, loaded.findings
    if department is None or pack is None:
        return Checked(loaded, None, presented(read_findings))
    compared = _compared(other)
    judge = partial(_judged, pack, read_findings, compared)
    every = judge(department)
    judged = without_consequences(every, pack.years, read_findings, judge)
    judged = without_wrong_unit(judged, read_findings, judge)
    findings = closest_of_same_gap(judged.findings, judged.coverage, judged.subject)
    coverage = [*judged.coverage, *unconfirmed(pack)]
    in_order = tuple(sorted(coverage, key=lambda outcome: outcome.code))
    told = presented(findings, sheets_in_order(pack.inputs))
    return Checked(loaded, judged.subject, told, in_order, held_back(every.findings, findings))


def _judged(
    pack: Pack, read_findings: Sequence[Finding], compared: Subject | None, department: Department
) -> Judged:
    """What reading, composing and every rule say of a department, explained warnings released."""
    from gongkai.consequences import Judged
    from gongkai.model.book import Book
    from gongkai.model.ledger import Ledger
    from gongkai.rules.engine import run_rules
    from gongkai.rules.objects import with_objects
    from gongkai.rules.released_warnings import release
    from gongkai.rules.rule import Subject
    from gongkai.sections.compose import compose_document

    book = Book(Ledger(department), pack.definitions)
    composed = compose_document(pack, department, book)
    subject = Subject(pack, department, book, composed.document, compared)
    report = run_rules(subject)
    found = with_objects(subject, [*read_findings, *composed.findings, *report.findings])
    findings, explained = release(subject, found, report.coverage)
    return Judged(subject, findings, [*report.coverage, *([explained] if explained else [])])


def _compared(other: Loaded | None) -> Subject | None:
    """The other input with its figures; its report is not composed."""
    from gongkai.model.book import Book
    from gongkai.model.ledger import Ledger
    from gongkai.rules.rule import Subject

    if other is None or other.department is None or other.pack is None:
        return None
    return Subject(other.pack, other.department, Book(Ledger(other.department), other.pack.definitions), None)


def useless_comparison(checked: Checked) -> str:
    """Why the other input cannot be compared with this one; empty if it can."""
    from gongkai.rules.earlier_year import useless

    return useless(checked.subject) if checked.subject is not None else ""


def reasons(checked: Checked) -> list[ReasonLine]:
    """Every change that the department must explain, with figures and a draft; none where unreadable."""
    from gongkai.rules.reason_drafts import reason_lines

    return reason_lines(checked.subject) if checked.subject is not None else []


def unwritten_rows(checked: Checked) -> list[RowToFill]:
    """Rows that are missing and whose keys are known, such as a code without a word on its use."""
    from gongkai.rules.rows_to_fill import rows_to_fill

    return rows_to_fill(checked.subject) if checked.subject is not None else []


def compose(checked: Checked, draft: bool = False) -> Document | None:
    """The document of a checked department, marked as a draft if asked; None where a template is wrong."""
    assert checked.subject is not None
    document = checked.subject.document
    return replace(document, draft=draft) if document is not None else None


def with_more(checked: Checked, findings: Sequence[Finding]) -> Checked:
    """The checked department with the findings of rendering added, so that screen and check report show the
    same counts."""
    from gongkai.intake.workbook_form import sheets_in_order

    if not findings or checked.subject is None:
        return checked
    sheets = sheets_in_order(checked.subject.pack.inputs)
    return replace(checked, findings=presented([*checked.findings, *findings], sheets))


def render(
    document: Document, pack: Pack, kinds: Collection[str], pages: bool = True, sources: bool = False
) -> Rendered:
    """The finished files of a document, all in memory; nothing is written. No file where the style is faulty.

    `kinds` are of `writers.registry`. Without `pages` LibreOffice is not asked for page numbers: Word fills the
    contents when it opens. With `sources` the HTML page ends with the list of where its figures come from.
    """
    from gongkai.sections.narrative import TemplateFault
    from gongkai.writers.docx import StyleError
    from gongkai.writers.registry import write_kinds

    try:
        made, findings = write_kinds(document, lambda: style_of(pack), kinds, pages, sources)
    except StyleError as fault:
        return Rendered({}, [faulty_style(pack, str(fault))])
    except TemplateFault as fault:  # in the digest, which is made when a writer asks for it
        return Rendered({}, [fault.finding])
    stem = file_stem(document)
    return Rendered({f"{stem}{suffix}": content for suffix, content in made.items()}, findings)


def style_of(pack: Pack) -> Style:
    """The look of a pack's Word files, read once and kept with the pack. Raises StyleError."""
    return pack.kept(_style)


def _style(pack: Pack) -> Style:
    from gongkai.writers.docx import load_style

    return load_style(pack.style)
