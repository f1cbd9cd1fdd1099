"""Wholes of which a table lists the parts by name, as 货物, 工程 and 服务 of what was bought: added, and against the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AmountPlace, AuditFinding, Spot, found_in
from gongkai.auditing.quantities_said import STATED, Said
from gongkai.auditing.roles import NOW, Speaking, role_of
from gongkai.auditing.subjects import binder_of, subject_of
from gongkai.findings import Severity
from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.recognition.printed_fact import printed_number
from gongkai.recognition.vocabulary import without_numbering

_TOTALS = ("合计", "小计", "总计")
_ABOVE = 3  # rows above the first part in which the total may stand
_YUAN = {"万元": Decimal(10_000), "元": Decimal(1)}


@frozen
class _Part:
    """A number beside its label: `value` as it is printed, its last unit, and where it stands (from 0)."""

    label: str
    value: Decimal
    step: Decimal
    text: str
    row: int
    column: int


@frozen
class _Listed:
    table: AuditedTable
    total: _Part
    parts: tuple[_Part, ...]


def check_wholes(document: AuditedDocument) -> list[AuditFinding]:
    """Each list of parts in a table whose first word an amount of the text may name."""
    found: list[AuditFinding] = []
    for whole in document.words.purchases:
        names = [normal(name) for name in whole]
        for table in document.tables:
            for listed in _listed(table, names):
                found += _sum(document, listed)
                found += _said(document, listed)
    for figure, parts in document.words.listed_only.items():
        for table in document.tables:
            found += _said_without_total(document, table, figure, [normal(part) for part in parts])
    return found


def _listed(table: AuditedTable, names: Sequence[str]) -> Iterator[_Listed]:
    labels = [(number, _label(row)) for number, row in enumerate(table.rows)]
    rows = {label: number for number, label in labels if label in names}
    if len(rows) < len(names) or max(rows.values()) - min(rows.values()) != len(names) - 1:
        return
    first = min(rows.values())
    above = [number for number, label in labels if first - _ABOVE <= number < first and label in _TOTALS]
    for number in above[-1:]:
        for column in range(len(table.rows[number])):
            total = _part(table, number, column)
            parts = [part for row in rows.values() if (part := _part(table, row, column)) is not None]
            if total is not None and parts and any("." in each.text for each in (total, *parts)):
                yield _Listed(table, total, tuple(parts))


def _said_without_total(
    document: AuditedDocument, table: AuditedTable, figure: str, names: Sequence[str]
) -> Iterator[AuditFinding]:
    """Rows that together are a figure whose name stands over them, against the amounts of the text that name it."""
    labels = [_label(row) for row in table.rows]
    rows = [labels.index(name) for name in names if name in labels]
    factor = _YUAN.get(table.match.recognised.unit)
    if len(rows) < len(names) or factor is None or max(rows) - min(rows) != len(names) - 1:
        return
    if normal(figure) not in labels[max(0, min(rows) - _ABOVE) : min(rows)]:
        return
    column = max(
        (at for row in rows for at in range(len(table.rows[row])) if "." in table.rows[row][at]), default=0
    )
    parts = [part for row in rows if (part := _part(table, row, column)) is not None]
    above = [
        _part(table, row, column)
        for row in range(max(0, min(rows) - _ABOVE), min(rows))
        if labels[row] == normal(figure)
    ]
    if not column or not parts or any(above):
        return
    whole = replace(parts[0], label=figure, value=sum((part.value for part in parts), Decimal(0)))
    binder = binder_of(document)
    called = {
        name
        for (said, where), names in document.words.subjects
        if said == figure and not where
        for name in names
    }
    for index, sentence in document.sentences:
        writing = document.prose[index]
        for said in () if writing.table else sentence.said:
            subject = subject_of(sentence, said, document.unit_name) if said.kind == STATED else ""
            if (
                binder.known(subject) not in called
                or role_of(Speaking(document, writing, sentence), said) != NOW
            ):
                continue
            places = (AmountPlace(True, table.number - 1, part.row, part.column) for part in parts)
            document.account.check(AmountPlace(False, index, said.start), *places)
            if abs(whole.value * factor - said.value) > max(said.step, len(parts) * whole.step * factor):
                yield _differs(document, index, said, table, replace(whole, text=f"{whole.value:,}"))


def _label(row: Sequence[str]) -> str:
    return next((without_numbering(text) for text in row if text.strip()), "")


def _part(table: AuditedTable, row: int, column: int) -> _Part | None:
    text = table.rows[row][column].strip()
    number = printed_number(text)
    if number is None:
        return None
    step = Decimal(1).scaleb(-number[1])
    return _Part(_label(table.rows[row]), number[0], step, text, row, column)


def _sum(document: AuditedDocument, listed: _Listed) -> Iterator[AuditFinding]:
    summed = sum((part.value for part in listed.parts), Decimal(0))
    step = min(each.step for each in (listed.total, *listed.parts))
    document.account.check(
        *(
            AmountPlace(True, listed.table.number - 1, each.row, each.column)
            for each in (listed.total, *listed.parts)
        )
    )
    difference = listed.total.value - summed
    if abs(difference) > step * ((len(listed.parts) + 1) // 2):
        yield found_in(
            "SJ-01",
            f"{listed.table.named}：{'、'.join(part.label for part in listed.parts)}共 {summed:,}，"
            f"合计印 {listed.total.text}，差 {difference:,}",
            _spot(listed.table, listed.total),
            found=listed.total.text,
            expected=f"{summed:,}",
            compared_with=f"{listed.table.named}同表各项",
        )


def _spot(table: AuditedTable, part: _Part) -> Spot:
    cells = table.match.recognised.table.cells
    place = next(
        (cell.place for cell in cells if (cell.row, cell.column) == (part.row, part.column)),
        table.match.recognised.table.place,
    )
    return Spot(place, part.text, table.number, part.row + 1, part.column + 1)


def _said(document: AuditedDocument, listed: _Listed) -> Iterator[AuditFinding]:
    """Amounts of the text that name the whole or a part of it."""
    factor = _YUAN.get(listed.table.match.recognised.unit)
    if factor is None:
        return
    words = document.words.purchase_words
    for index, sentence in document.sentences:
        writing = document.prose[index]
        if writing.table or words[0] not in sentence.text or any("绩效" in each for each in writing.section):
            continue
        for said in sentence.said:
            subject = subject_of(sentence, said, document.unit_name) if said.kind == STATED else ""
            part = _meant(listed, subject, words)
            if part is None:
                continue
            document.account.check(AmountPlace(False, index, said.start))
            if abs(part.value * factor - said.value) > max(said.step, part.step * factor):
                yield _differs(document, index, said, listed.table, part)


def _meant(listed: _Listed, subject: str, words: Sequence[str]) -> _Part | None:
    """The part that a subject says, which is no more than 政府采购, the part's name and 支出."""
    bare = subject
    for word in words:
        bare = bare.replace(word, "")
    if not subject or (words[0] not in subject and bare not in [part.label for part in listed.parts]):
        return None
    if not bare:
        return listed.total
    return next((part for part in listed.parts if part.label == bare), None)


def _differs(
    document: AuditedDocument, index: int, said: Said, table: AuditedTable, part: _Part
) -> AuditFinding:
    unit = table.match.recognised.unit
    return found_in(
        "SJ-03",
        f"文字写 {said.text}，{table.named}的“{part.label}”是 {part.text}{unit}",
        document.prose[index].spot(said.begin, said.end),
        severity=Severity.WARNING,
        found=said.text,
        expected=f"{part.text}{unit}",
        compared_with=f"{table.named}第 {part.row + 1} 行",
    )
