"""Documents of one year: a department against its units, an evaluation against the final accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable, FactKey, figure_key, place_of
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.quantities_said import STATED
from gongkai.auditing.roles import is_budget_document
from gongkai.auditing.table_checks import spot_of
from gongkai.findings import Severity
from gongkai.model.labels import NATURE_DIMENSION, normal
from gongkai.money import in_wan
from gongkai.recognition.printed_fact import PrintedFact

_MOST, _LEAST = Decimal("0.8"), 5
"""Of the figures that can be added, the share and the number that must come to the department's: else a unit is not
here, or its figures were read wrongly."""
_EVALUATION = re.compile(r"绩效(?:自评|评价)")
_WHOLE = re.compile(r"整体")
_PROJECTS = re.compile(r"项目支出(?:共计|合计|总)?")
_SPENT = re.compile(r"(?:决算|执行)(?:数|金额)?(?:共计|为|是|\s)*$")
_PLANNED = re.compile(r"年初预算(?:安排|数|金额)?(?:为|是|\s)*$")
_FIGURE, _NATURE = "支出", ((NATURE_DIMENSION, "项目支出"),)

FigureInTable = tuple[AuditedTable, PrintedFact]


def of_one_unit(document: AuditedDocument, other: AuditedDocument) -> bool:
    """Whether two documents are of one unit, as far as both name theirs."""
    mine, theirs = normal(document.unit_name), normal(other.unit_name)
    return not mine or not theirs or mine in theirs or theirs in mine


def check_units(document: AuditedDocument, others: Sequence[AuditedDocument]) -> list[AuditFinding]:
    """A department's figures against the sum of its units' documents of the same year and kind."""
    units = [
        other
        for other in others
        if other.year == document.year
        and is_budget_document(other) == is_budget_document(document)
        and normal(other.unit_name) != normal(document.unit_name)
        and other.unit_name
    ]
    if len(units) < 2:
        return []
    own = _figures(document)
    theirs = [_figures(unit) for unit in units]
    sums: list[tuple[FigureInTable, list[FigureInTable]]] = []
    for key, cell in own.items():
        parts = [figures[key] for figures in theirs if key in figures]
        if parts and not any(source in str(key) for source in document.words.between_units):
            sums.append((cell, parts))
    wrong = [each for each in sums if not _comes_to(*each)]
    told = [(cell, parts) for cell, parts in sums if cell[1].amount]
    if len(told) < _LEAST or len(wrong) > (1 - _MOST) * len(told):
        return []
    files = "、".join(unit.file for unit in units)
    found = []
    for (table, fact), parts in sums:
        document.account.check(place_of(table, fact))
        if ((table, fact), parts) in wrong:
            found.append(
                found_in(
                    "SJ-51",
                    f"部门 {fact.printed}{fact.unit}，{len(units)} 家所属单位合起来是 {_added(parts)}",
                    spot_of(table, fact),
                    severity=Severity.WARNING,
                    found=fact.printed,
                    expected=_added(parts),
                    compared_with=files,
                )
            )
    return found


def _figures(document: AuditedDocument) -> dict[FactKey, FigureInTable]:
    """Each figure of the tables, those left out that stand there with two values."""
    found: dict[FactKey, FigureInTable] = {}
    doubtful: set[FactKey] = set()
    for table in document.tables:
        for fact in table.facts:
            key = figure_key(fact)
            if key in found and abs(found[key][1].amount - fact.amount) > 2 * fact.rounding:
                doubtful.add(key)
            found.setdefault(key, (table, fact))
    return {key: cell for key, cell in found.items() if key not in doubtful}


def _comes_to(cell: FigureInTable, parts: Sequence[FigureInTable]) -> bool:
    total = sum((fact.amount for _, fact in parts), Decimal(0))
    allowed = cell[1].rounding + sum((fact.rounding for _, fact in parts), Decimal(0))
    return abs(cell[1].amount - total) <= allowed


def _added(parts: Sequence[FigureInTable]) -> str:
    return in_wan(sum((fact.amount for _, fact in parts), Decimal(0)))


def check_evaluation(document: AuditedDocument, others: Sequence[AuditedDocument]) -> list[AuditFinding]:
    """What an evaluation says of the whole budget and spending, against the final accounts of the same year."""
    if not _is_evaluation(document):
        return []
    found: list[AuditFinding] = []
    for other in others:
        if other.year == document.year and not _is_evaluation(other) and of_one_unit(document, other):
            found += _evaluated(document, other)
    return found


def kind_of_document(document: AuditedDocument) -> str:
    """预算, 决算 or 绩效自评, as its first lines and the titles of its tables say; "" where they do not."""
    if _is_evaluation(document):
        return "绩效自评"
    if is_budget_document(document):
        return "预算"
    said = [each.text for each in document.prose[:12]] + [table.title for table in document.tables]
    return "决算" if any("决算" in text for text in said) else ""


def _is_evaluation(document: AuditedDocument) -> bool:
    first = " ".join(each.text for each in document.prose[:12])
    return _EVALUATION.search(first) is not None and "决算公开" not in first


def _evaluated(document: AuditedDocument, other: AuditedDocument) -> Iterator[AuditFinding]:
    for index, sentence in document.sentences:
        writing = document.prose[index]
        for said in sentence.said:
            before = writing.text[sentence.start : said.start]
            if said.kind != STATED or writing.table or not (_WHOLE.search(before) or "项目支出" in before):
                continue
            stage = "" if _SPENT.search(said.lead) else "年初预算" if _PLANNED.search(said.lead) else None
            where = () if _WHOLE.search(before) else _NATURE
            if stage is None or (where and not _PROJECTS.search(before)):
                continue
            cells = [
                (table, fact)
                for table in other.tables
                for fact in table.facts
                if (fact.figure, tuple(sorted(fact.coordinates.items())), fact.stage)
                == (_FIGURE, where, stage)
            ]
            if not cells:
                continue
            document.account.check(AmountPlace(False, index, said.start))
            if any(
                abs(said.value - fact.amount) <= said.step / 2 + fact.rounding or said.value == fact.amount
                for _, fact in cells
            ):
                continue
            table, fact = cells[0]
            yield found_in(
                "SJ-52",
                f"自评写{'项目支出' if where else '整体支出'}{stage or '决算'} {said.text}，"
                f"“{other.file}”{table.named}是 {fact.printed}{fact.unit}",
                writing.spot(said.begin, said.end),
                severity=Severity.WARNING,
                found=said.text,
                expected=f"{fact.printed}{fact.unit}",
                compared_with=f"{other.file}{table.named}第 {fact.row + 1} 行",
            )
