"""The audit of a published document: everything that is checked, in one result."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gongkai.auditing.cell_names import bind_cells
from gongkai.auditing.coded_columns import check_coded_columns
from gongkai.auditing.completeness import check_completeness
from gongkai.auditing.document import AuditedDocument, audited_document
from gongkai.auditing.file_marks import check_files
from gongkai.auditing.form_totals import check_form_totals
from gongkai.auditing.format_checks import check_by_format, without_told
from gongkai.auditing.format_claims import format_reading
from gongkai.auditing.forms import check_forms
from gongkai.auditing.in_sentence import check_sentences
from gongkai.auditing.indicator_runs import check_indicators
from gongkai.auditing.lists import check_lists
from gongkai.auditing.missing_rows import check_missing_rows
from gongkai.auditing.neighbours import check_neighbours
from gongkai.auditing.outcome import AuditFinding, AuditResult, in_order
from gongkai.auditing.private import check_private
from gongkai.auditing.prose_names import bind_prose
from gongkai.auditing.said_in_forms import check_said_in_forms
from gongkai.auditing.structure_checks import check_structure
from gongkai.auditing.table_checks import check_tables
from gongkai.auditing.text_tables import check_against_tables
from gongkai.auditing.text_text import check_text_against_text
from gongkai.auditing.three_expenses import check_three
from gongkai.auditing.units_years import check_units_and_years
from gongkai.auditing.wording import check_wording
from gongkai.packs.library import Library
from gongkai.readers.document import read_document
from gongkai.readers.printed_document import PrintedDocument
from gongkai.source import Source

Check = Callable[[AuditedDocument], list[AuditFinding]]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("表内相加、表间相同", check_tables),
    ("没有认出的列按科目相加", check_coded_columns),
    ("表里缺行", check_missing_rows),
    ("一句之内的增减、率、占比", check_sentences),
    ("文字与表", check_against_tables),
    ("其中、合计、算式", check_lists),
    ("文字前后", check_text_against_text),
    ("模板的字、写法、重复", check_wording),
    ("单位、年度、名称", check_units_and_years),
    ("号码和个人", check_private),
    ("绩效表：资金和文字", check_forms),
    ("绩效表：指标", check_indicators),
    ("绩效表：个数、金额、报告", check_form_totals),
    ("编号、空表、原因", check_structure),
    ("原因、人数、来源", check_said_in_forms),
    ("“三公”与经济科目", check_three),
)


def audit_published(
    sources: Sequence[Source], library: Library, format: str = "", others: Sequence[Source] = ()
) -> AuditResult:
    """Audit one document, which may be several files, also against `others` (last year's, the budget).

    With `format`, whether all its tables are there and in order. Raises BadKinds or BadAuditWords where the words of
    tables or of audits cannot be used.
    """
    read = [read_document(source) for source in sources]
    printed = PrintedDocument(
        "、".join(each.file for each in read),
        tuple(part for each in read for part in each.parts),
        [finding for each in read for finding in each.findings],
    )
    document = audited_document(printed, library)
    result = AuditResult([each.file for each in read])
    findings = [AuditFinding(each) for each in printed.findings]

    def done(name: str, found: list[AuditFinding]) -> None:
        findings.extend(found)
        result.rules.append({"name": name, "found": len(found)})

    for name, check in CHECKS:
        done(name, check(document))
    done("批注、修订、属性", check_files(document, list(sources)))
    reading = format_reading(document, library, format)
    if reading is not None:
        found = check_by_format(document, reading)
        done(reading.called, without_told(found, findings))
    if format:
        done("表齐全、顺序", check_completeness(document, library, format))
    if others:
        near = [audited_document(read_document(source), library) for source in others]
        done("上年、预算", check_neighbours(document, near))
    bind_cells(document)
    bind_prose(document)
    result.findings = in_order(findings)
    result.tables = sum(1 for _ in printed.tables())
    result.tables_recognised = sum(bool(table.kind) for table in document.tables) + document.continued
    result.account = document.account
    return result
