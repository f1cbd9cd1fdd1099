"""A document against its neighbours: last year's, and the budget of the same year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable, place_of
from gongkai.auditing.outcome import AmountPlace, AuditFinding, found_in
from gongkai.auditing.quantities_said import CHANGE, STATED, Said
from gongkai.auditing.roles import LAST, PLANNED, Speaking, is_budget_document, role_of
from gongkai.auditing.same_year import of_one_unit
from gongkai.auditing.subjects import Binder, binder_of, subject_of
from gongkai.auditing.table_checks import spot_of
from gongkai.findings import Severity
from gongkai.recognition.printed_fact import PrintedFact

_BALANCE, _ITEM = "结转结余", "结余项目"
_CLOSING, _OPENING = "年末结转和结余", "年初结转和结余"
_ORIGINAL = "年初预算"


def check_neighbours(document: AuditedDocument, others: Sequence[AuditedDocument]) -> list[AuditFinding]:
    """What the document says of other years and of its budget, against what these say themselves."""
    found: list[AuditFinding] = []
    for other in others:
        if not (document.year and other.year and of_one_unit(document, other)):
            continue
        same_kind = is_budget_document(document) == is_budget_document(other)
        if other.year == document.year - 1 and same_kind:
            found += _said(document, other, LAST)
            found += _bases(document, other)
            found += _opening(document, other)
        elif other.year == document.year and not same_kind and is_budget_document(other):
            found += _said(document, other, PLANNED)
    return found


def _meant(
    binder: Binder, document: AuditedDocument, index: int, said: Said
) -> list[tuple[AuditedTable, PrintedFact]]:
    """The figures of the other document that an amount of this one names."""
    writing = document.prose[index]
    sentence = next(each for at, each in document.sentences if at == index and said in each.said)
    subject = subject_of(sentence, said, document.unit_name)
    if called := binder.known(subject):
        chosen = binder.named(called)
    else:
        code = binder.code_of(writing.text[: said.start]) or binder.class_of(subject)
        chosen = binder.coded(code) if code else []
    return [(table, fact) for table, fact in chosen if not fact.stage]


def _spoken(document: AuditedDocument) -> Iterator[tuple[int, Said, str]]:
    for index, sentence in document.sentences:
        writing = document.prose[index]
        for said in sentence.said if not writing.table else ():
            if said.kind in (STATED, CHANGE):
                yield index, said, role_of(Speaking(document, writing, sentence), said)


def _said(document: AuditedDocument, other: AuditedDocument, role: str) -> Iterator[AuditFinding]:
    """Amounts that are said to be last year's, or the original budget's."""
    binder = binder_of(other)
    for index, said, mine in _spoken(document):
        if said.kind != STATED or mine != role or (role == PLANNED and _ORIGINAL not in said.lead):
            continue
        meant = _meant(binder, document, index, said)
        if not meant:
            continue
        document.account.check(AmountPlace(False, index, said.start))
        if any(_alike(said, fact) for _, fact in meant):
            continue
        table, fact = min(meant, key=lambda each: abs(each[1].amount - said.value))
        single = len({each.amount for _, each in meant}) == 1
        what = "上年" if role == LAST else "年初预算"
        yield found_in(
            "SJ-50",
            f"{what}写 {said.text}，“{other.file}”{table.named}公开的是 {fact.printed}{fact.unit}",
            document.prose[index].spot(said.begin, said.end),
            severity=Severity.ERROR if single else Severity.WARNING,
            found=said.text,
            expected=f"{fact.printed}{fact.unit}",
            compared_with=f"{other.file}{table.named}第 {fact.row + 1} 行",
        )


def _bases(document: AuditedDocument, other: AuditedDocument) -> Iterator[AuditFinding]:
    """What was before a change of this year's figures, as this year's amount and the change tell it."""
    here, there = binder_of(document), binder_of(other)
    for index, said, _ in _spoken(document):
        if said.kind != CHANGE or not said.sign or not said.base or "预算" in said.base:
            continue
        mine, theirs = (_meant(binder, document, index, said) for binder in (here, there))
        if not mine or not theirs or len({fact.amount for _, fact in mine}) > 1:
            continue
        before = mine[0][1].amount - said.sign * said.value
        allowed = said.step + 2 * mine[0][1].rounding
        document.account.check(AmountPlace(False, index, said.start))
        if any(abs(before - fact.amount) <= allowed + 2 * fact.rounding for _, fact in theirs):
            continue
        table, fact = min(theirs, key=lambda each: abs(each[1].amount - before))
        yield found_in(
            "SJ-50",
            f"本年 {mine[0][1].printed}，写比上年变动 {said.text}，推出的上年数与“{other.file}”公开的 {fact.printed}{fact.unit} 不符",
            document.prose[index].spot(said.begin, said.end),
            severity=Severity.WARNING,
            found=said.text,
            expected=f"{fact.printed}{fact.unit}",
            compared_with=f"{other.file}{table.named}第 {fact.row + 1} 行",
        )


def _opening(document: AuditedDocument, other: AuditedDocument) -> Iterator[AuditFinding]:
    """What was carried over into the year, against what was left at the end of the last."""
    closing: dict[tuple[tuple[str, str], ...], tuple[AuditedTable, PrintedFact]] = {}
    for table, fact in _balances(other, _CLOSING):
        closing.setdefault(_rest(fact), (table, fact))
    for table, fact in _balances(document, _OPENING):
        before = closing.get(_rest(fact))
        if before is None:
            continue
        document.account.check(place_of(table, fact))
        if abs(before[1].amount - fact.amount) > 2 * max(fact.rounding, before[1].rounding):
            yield found_in(
                "SJ-50",
                f"年初结转 {fact.printed}{fact.unit}，“{other.file}”的年末结转是 {before[1].printed}{before[1].unit}",
                spot_of(table, fact),
                severity=Severity.WARNING,
                found=fact.printed,
                expected=before[1].printed,
                compared_with=f"{other.file}{before[0].named}",
            )


def _balances(document: AuditedDocument, item: str) -> Iterator[tuple[AuditedTable, PrintedFact]]:
    for table in document.tables:
        for fact in table.facts:
            if fact.figure == _BALANCE and fact.coordinates.get(_ITEM) == item and not fact.stage:
                yield table, fact


def _rest(fact: PrintedFact) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(each for each in fact.coordinates.items() if each[0] != _ITEM))


def _alike(said: Said, fact: PrintedFact) -> bool:
    return abs(said.value - fact.amount) <= max(said.step, 2 * fact.rounding, Decimal(0))
