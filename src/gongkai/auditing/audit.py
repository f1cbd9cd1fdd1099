"""The audit of a published document: everything that is checked, in one result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from gongkai.auditing.answers import Answers, with_answers
from gongkai.auditing.cell_names import bind_cells
from gongkai.auditing.changes_together import check_changes_together
from gongkai.auditing.coded_columns import check_coded_columns
from gongkai.auditing.completeness import check_completeness
from gongkai.auditing.document import AuditedDocument, audited_document
from gongkai.auditing.file_marks import check_files
from gongkai.auditing.form_totals import check_form_totals
from gongkai.auditing.format_checks import check_by_format, without_told
from gongkai.auditing.format_claims import format_reading
from gongkai.auditing.forms import check_forms, is_form
from gongkai.auditing.in_sentence import check_sentences
from gongkai.auditing.indicator_runs import check_indicators
from gongkai.auditing.item_names import check_item_names
from gongkai.auditing.listed_tables import check_listed_tables
from gongkai.auditing.lists import check_lists
from gongkai.auditing.missing_rows import check_missing_rows
from gongkai.auditing.neighbours import check_neighbours
from gongkai.auditing.not_published import not_published
from gongkai.auditing.other_topics import check_other_topics
from gongkai.auditing.outcome import UNREADABLE_FILE, AuditFinding, AuditResult, in_order
from gongkai.auditing.planned_years import check_planned_years
from gongkai.auditing.private import check_private
from gongkai.auditing.prose_names import bind_prose
from gongkai.auditing.row_sums import check_row_sums
from gongkai.auditing.said_in_forms import check_said_in_forms
from gongkai.auditing.same_year import check_evaluation, check_units, kind_of_document
from gongkai.auditing.shares import check_shares
from gongkai.auditing.structure_checks import check_structure
from gongkai.auditing.table_checks import check_tables
from gongkai.auditing.taken_text import check_taken_text
from gongkai.auditing.text_tables import check_against_tables
from gongkai.auditing.text_text import check_text_against_text
from gongkai.auditing.three_expenses import check_three
from gongkai.auditing.units_years import check_units_and_years
from gongkai.auditing.wholes_in_tables import check_wholes
from gongkai.auditing.wording import check_wording
from gongkai.packs.library import Library
from gongkai.readers.document import read_document
from gongkai.readers.printed_document import PrintedDocument
from gongkai.source import Source

Check = Callable[[AuditedDocument], list[AuditFinding]]
_TABLES, _AMOUNTS, _TEXT, _FORMS = "表", "写着数的句子", "文字", "绩效表"
CHECKS: tuple[tuple[str, Check, tuple[str, ...]], ...] = (
    ("表内相加、表间相同", check_tables, (_TABLES,)),
    ("采购的货物、工程、服务", check_wholes, (_TABLES,)),
    ("没有认出的列按科目相加", check_coded_columns, (_TABLES,)),
    ("表里缺行", check_missing_rows, (_TABLES,)),
    ("一句之内的增减、率、占比", check_sentences, (_AMOUNTS,)),
    ("列出的占比", check_shares, (_AMOUNTS,)),
    ("文字与表", check_against_tables, (_TABLES, _AMOUNTS)),
    ("其中、合计、算式", check_lists, (_AMOUNTS,)),
    ("各项变动合成总的变动", check_changes_together, (_AMOUNTS,)),
    ("文字前后", check_text_against_text, (_AMOUNTS,)),
    ("模板的字、写法、重复", check_wording, (_TEXT,)),
    ("单位、年度、名称", check_units_and_years, (_TEXT,)),
    ("项目的年度预算安排", check_planned_years, (_TEXT,)),
    ("文字里的科目名称", check_item_names, (_TABLES,)),
    ("原因、用途说的是别的", check_other_topics, (_TEXT,)),
    ("目录里的表都在", check_listed_tables, (_TABLES,)),
    ("号码和个人", check_private, (_TEXT,)),
    ("绩效表：资金和文字", check_forms, (_FORMS,)),
    ("绩效表：指标", check_indicators, (_FORMS,)),
    ("绩效表：个数、金额、报告", check_form_totals, (_TEXT,)),
    ("编号、空表、原因", check_structure, (_TEXT,)),
    ("原因、人数、来源", check_said_in_forms, (_TEXT,)),
    ("“三公”与经济科目", check_three, (_TEXT,)),
)
NEIGHBOURS: tuple[
    tuple[str, Callable[[AuditedDocument, Sequence[AuditedDocument]], list[AuditFinding]]], ...
] = (
    ("上年、预算", check_neighbours),
    ("部门与所属单位", check_units),
    ("自评与决算", check_evaluation),
    ("照抄的文字", check_taken_text),
)
"""What needs other documents."""


def audit_published(
    sources: Sequence[Source],
    library: Library,
    format: str = "",
    others: Sequence[Source] = (),
    answers: Answers | None = None,
) -> AuditResult:
    """Audit one document, which may be several files, also against `others` (last year's, the budget).

    With `format`, whether all its tables are there and in order. `answers` are those of earlier findings. Raises BadKinds or BadAuditWords where the words of
    tables or of audits cannot be used.
    """
    told: list[AuditFinding] = []
    read, near = (_published([read_document(source) for source in some], told) for some in (sources, others))
    told += [
        AuditFinding(replace(each, message=f"用来对照的{each.message}，没有对照"))
        for other in near
        for each in other.findings
        if each.code == UNREADABLE_FILE
    ]
    printed = PrintedDocument(
        "、".join(each.file for each in read),
        tuple(part for each in read for part in each.parts),
        [finding for each in read for finding in each.findings],
    )
    names = {each.file for each in read}
    result = audit_printed(
        printed, library, format, near, [source for source in sources if source.name in names]
    )
    result.files = [source.name for source in sources]
    result.findings = in_order([*told, *result.findings])
    if answers is not None:
        with_answers(result, answers, printed)
    return result


def _published(documents: Sequence[PrintedDocument], told: list[AuditFinding]) -> list[PrintedDocument]:
    """Without those that are no published documents; what they are is added to `told`."""
    published = []
    for each in documents:
        found = not_published(each)
        if found is None:
            published.append(each)
        else:
            told.append(found)
    return published


def audit_printed(
    printed: PrintedDocument,
    library: Library,
    format: str = "",
    others: Sequence[PrintedDocument] = (),
    sources: Sequence[Source] = (),
) -> AuditResult:
    """Audit a document that was read; `sources` are its files, which are looked at too."""
    document = audited_document(printed, library)
    near = [audited_document(other, library) for other in others]
    result = AuditResult([printed.file])
    findings = [AuditFinding(each) for each in printed.findings]

    def done(name: str, missing: str, check: Callable[[], list[AuditFinding]]) -> None:
        found = [] if missing else check()
        findings.extend(found)
        result.rules.append({"name": name, "run": not missing, "why": missing, "found": len(found)})

    lacking = _lacking(document)
    for name, check, needs in CHECKS:
        missing = "、".join(need for need in needs if need in lacking)
        done(name, missing and f"文件里没有{missing}", partial(check, document))
    done(
        "表里各行相加",
        "" if document.tables else f"文件里没有{_TABLES}",
        lambda: check_row_sums(document, findings),
    )
    done(
        "批注、修订、属性", "" if sources else "没有可审的文件", lambda: check_files(document, list(sources))
    )
    for name, against in NEIGHBOURS:
        done(name, "" if near else "没有写 --with", partial(against, document, near))
    reading = format_reading(document, library, format)
    done(
        reading.called if reading is not None else "按格式逐句与表核对",
        "" if reading is not None else "没有写 --format，也没有认出格式",
        lambda: (
            without_told(check_by_format(document, reading, near), findings) if reading is not None else []
        ),
    )
    done(
        "表齐全、顺序",
        "" if format else "没有写 --format",
        lambda: check_completeness(document, library, format),
    )
    bind_cells(document)
    bind_prose(document)
    result.findings = in_order(findings)
    result.tables = sum(1 for _ in printed.tables())
    result.tables_recognised = sum(bool(table.kind) for table in document.tables) + document.continued
    result.account = document.account
    result.unit, result.year, result.kind = document.unit_name, document.year, kind_of_document(document)
    return result


def _lacking(document: AuditedDocument) -> set[str]:
    """What checks need and the document does not have."""
    has = {
        _TABLES: bool(document.tables),
        _AMOUNTS: bool(document.sentences),
        _TEXT: bool(document.prose or document.cells),
        _FORMS: any(is_form(table) for table in document.tables),
    }
    return {what for what, there in has.items() if not there}
