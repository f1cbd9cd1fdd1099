"""Rows that a table should have: parts of a whole, sources of money, the one row of figures, projects of a list."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AmountPlace, AuditFinding, Spot, found_in
from gongkai.auditing.quantities_said import STATED
from gongkai.auditing.roles import NOW, Speaking, role_of
from gongkai.auditing.subjects import binder_of, subject_of
from gongkai.findings import Severity
from gongkai.model.labels import FUNCTION_DIMENSION, SOURCE_DIMENSION, normal
from gongkai.readers.printed_document import PrintedCell
from gongkai.recognition.printed_fact import PrintedFact, printed_number
from gongkai.recognition.vocabulary import without_numbering

_TOTALS = ("合计", "总计", "小计")
_LEAST_ROWS = 3
_MAY_BE_EMPTY = ("三公经费表", "政府性基金表", "国有资本经营表")
_FUND = 4  # characters by which a fund and its table are the same
_NUMBERED = 6  # rows with numbers by which the first is missed
_SIBLINGS = 2  # codes that have the row of what they are part of
_CLASS = 3  # digits of a class
_UPPER = (3, 5)  # digits of codes that have others below them
_CODED = re.compile(r"[23]\d{2}(?:\d{2}){0,2}")
_CODE = re.compile(r"2\d{2}(?:\d{2}){0,2}")


def check_missing_rows(document: AuditedDocument) -> list[AuditFinding]:
    """Tables that lost a row, as their other rows or the text tell."""
    found: list[AuditFinding] = []
    for table in document.tables:
        labels = {without_numbering(text) for row in table.rows for text in row if text.strip()}
        found += _of_a_whole(document, table, labels)
        found += _levels(document, table)
        if table.kind in document.words.project_lists:
            found += _projects(document, table)
        found += _no_source(document, table)
        found += _first_row_gone(table)
    found += _listed_elsewhere(document, [each.table for each in found])
    found += _no_figures(document)
    return found


def _of_a_whole(document: AuditedDocument, table: AuditedTable, labels: set[str]) -> Iterator[AuditFinding]:
    """货物 and 服务 without 工程; sources of money without the first."""
    sources = tuple(document.words.of_fiscal)
    for whole in (*document.words.wholes, sources):
        names = [normal(word) for word in whole]
        here = [name for name in names if name in labels]
        if len(names) < _LEAST_ROWS or not 2 <= len(here) < len(names):
            continue
        if whole == sources and names[0] in labels:
            continue
        missing = [word for word, name in zip(whole, names, strict=True) if name not in labels]
        yield found_in(
            "SJ-33",
            f"{table.named}有“{here[0]}”，没有“{missing[0]}”一行",
            Spot(table.match.recognised.table.place, table.title, table.number),
            severity=Severity.WARNING,
            expected=missing[0],
            compared_with=f"{table.named}的其他行",
        )


def _levels(document: AuditedDocument, table: AuditedTable) -> Iterator[AuditFinding]:
    """A list by codes without the row of its total, or without the 类 or 款 over a code, where others have theirs."""
    header = table.match.recognised.header_rows
    codes: dict[str, int] = {}
    for number, row in enumerate(table.rows[header:], header):
        for text, name in itertools.pairwise(row):
            if _CODED.fullmatch(text.strip()) and re.match(r"[一-龥]", name.strip()):
                codes.setdefault(text.strip(), number)
    spot = Spot(table.match.recognised.table.place, table.title, table.number)
    for code, number in codes.items():
        above = code[:-2]
        if len(code) == _CLASS or above in codes:
            continue
        over = {other[:-2] for other in codes if len(other) == len(code) and other[:-2] in codes}
        if len(over) >= _SIBLINGS:
            yield found_in(
                "SJ-33",
                f"{table.named}有 {code}，没有它上面的 {above} 一行",
                _spot_of_row(table, number, code) or spot,
                severity=Severity.WARNING,
                expected=above,
                compared_with=f"{table.named}的其他科目",
            )
            return
    yield from _nothing_below(table, codes)
    texts = [text.strip() for row in table.rows for text in row]
    if (
        table.kind in document.words.with_total
        and table.facts
        and len(codes) >= _LEAST_ROWS
        and any(len(code) == _CLASS and code[0] == "2" for code in codes)
        and not any(
            normal(text) in _TOTALS or normal(text).startswith(_TOTALS) for text in texts[_few(table) :]
        )
    ):
        yield found_in(
            "SJ-33",
            f"{table.named}没有“合计”一行",
            spot,
            severity=Severity.WARNING,
            expected="合计",
            compared_with=f"{table.named}的其他行",
        )


def _nothing_below(table: AuditedTable, codes: dict[str, int]) -> Iterator[AuditFinding]:
    """A 类 or 款 that lists no code of its own, where all others of the table do."""
    for length in (_CLASS, _CLASS + 2):
        level = [code for code in codes if len(code) == length and code[0] == "2"]
        bare = [
            code for code in level if not any(other != code and other.startswith(code) for other in codes)
        ]
        if len(bare) != 1 or len(level) - len(bare) < _SIBLINGS:
            continue
        spot = _spot_of_row(table, codes[bare[0]], bare[0])
        if spot is not None:
            yield found_in(
                "SJ-33",
                f"{table.named}的 {bare[0]} 下面没有{'款' if length == _CLASS else '项'}，别的都有",
                spot,
                severity=Severity.WARNING,
                compared_with=f"{table.named}的其他科目",
            )


def _no_source(document: AuditedDocument, table: AuditedTable) -> Iterator[AuditFinding]:
    """A total of income over no income from anywhere, while another table tells from where."""
    income = [fact for fact in table.facts if fact.figure == "收入" and not fact.stage]
    whole = next((fact for fact in income if not fact.coordinates and fact.value), None)
    if whole is None or table.match.unread or any(SOURCE_DIMENSION in fact.coordinates for fact in income):
        return
    where = next(
        (
            other
            for other in document.tables
            for fact in other.facts
            if other is not table
            and fact.figure == "收入"
            and set(fact.coordinates) == {SOURCE_DIMENSION}
            and fact.value
        ),
        None,
    )
    if where is not None:
        yield found_in(
            "SJ-33",
            f"{table.named}印了本年收入合计 {whole.printed}，没有一种来源的数；{where.named}有",
            Spot(whole.place, whole.printed, table.number, whole.row + 1, whole.column + 1),
            severity=Severity.WARNING,
            found=whole.printed,
            compared_with=where.named,
        )


def _first_row_gone(table: AuditedTable) -> Iterator[AuditFinding]:
    """Rows that are numbered, without the first: 行次 2, 3, 4 …"""
    header = table.match.recognised.header_rows
    for column in {
        at for row in table.rows[: header + 2] for at, text in enumerate(row) if normal(text) == "行次"
    }:
        texts = [text.strip() for row in table.rows for text in row[column : column + 1]]
        numbers = [int(text) for text in texts if text.isdigit()]
        if len(numbers) >= _NUMBERED and min(numbers) == 2 and sorted(numbers) == numbers:
            yield found_in(
                "SJ-33",
                f"{table.named}的行次从 2 起，没有第 1 行",
                Spot(table.match.recognised.table.place, table.title, table.number),
                severity=Severity.WARNING,
                expected="1",
                compared_with=f"{table.named}的行次",
            )


def _listed_elsewhere(document: AuditedDocument, told: Sequence[int]) -> Iterator[AuditFinding]:
    """A 类 or 款 without what is below it, that another table lists for the same amount, where others have theirs."""
    spent: list[tuple[AuditedTable, dict[str, PrintedFact]]] = []
    for table in document.tables:
        facts: dict[str, PrintedFact] = {}
        for fact in table.facts:
            if (
                fact.figure == "支出"
                and not fact.stage
                and set(fact.coordinates) <= {FUNCTION_DIMENSION, SOURCE_DIMENSION}
            ):
                facts.setdefault(fact.coordinates.get(FUNCTION_DIMENSION, ""), fact)
        spent.append((table, facts))
    for table, facts in spent:
        bare = [code for code in facts if len(code) in _UPPER and not _below(code, facts)]
        others = [code for code in facts if len(code) in _UPPER and _below(code, facts)]
        for code in bare if table.number not in told else ():
            if not any(len(other) == len(code) for other in others):
                continue
            fact = facts[code]
            where = next(
                (
                    other
                    for other, theirs in spent
                    if other is not table
                    and code in theirs
                    and theirs[code].amount == fact.amount
                    and _below(code, theirs)
                ),
                None,
            )
            if where is not None:
                yield found_in(
                    "SJ-33",
                    f"{table.named}的 {code} 下面没有{'款' if len(code) == _CLASS else '项'}，{where.named}列出了",
                    Spot(fact.place, fact.printed, table.number, fact.row + 1, fact.column + 1),
                    severity=Severity.WARNING,
                    compared_with=where.named,
                )
                break


def _below(code: str, facts: Mapping[str, PrintedFact]) -> bool:
    return any(len(other) > len(code) and other.startswith(code) for other in facts)


def _few(table: AuditedTable) -> int:
    """How many texts stand in the headings of a table."""
    return table.match.recognised.header_rows * len(table.rows[0]) if table.rows else 0


def _spot_of_row(table: AuditedTable, row: int, text: str) -> Spot | None:
    column = next(at for at, each in enumerate(table.rows[row]) if each.strip() == text)
    cell = _cell(table, row, column)
    return Spot(cell.place, text, table.number, row + 1, column + 1) if cell is not None else None


def _projects(document: AuditedDocument, table: AuditedTable) -> Iterator[AuditFinding]:
    """The total of a list of projects against its rows, in the first column of amounts."""
    header = table.match.recognised.header_rows
    rows = [
        (number, row)
        for number, row in enumerate(table.rows)
        if number >= header and any(row) and not all(text.strip().isdigit() for text in row if text.strip())
    ]
    column = next(
        (
            at
            for at in range(1, len(table.rows[0]))
            if sum(_amount(row, at) is not None for _, row in rows) > len(rows) // 2
        ),
        0,
    )
    sums: list[tuple[int, Decimal, str]] = []
    codes: dict[int, str] = {}
    parts: list[tuple[int, Decimal, str]] = []
    for number, row in rows:
        amount = _amount(row, column)
        name = next((text.strip() for text in row if text.strip()), "")
        if amount is None:
            if any(_amount(row, at) is not None for at in range(len(row))):
                return  # a row that was not read as the others
            continue
        if code := next((text.strip() for text in row[:2] if _CODE.fullmatch(text.strip())), ""):
            codes[number] = code
        whole = normal(name) in _TOTALS or (document.unit_name and normal(name) == normal(document.unit_name))
        (sums if whole else parts).append((number, amount, name))
    parts = [each for each in parts if not _has_parts(codes.get(each[0], ""), codes)]
    if not column or not sums or len(parts) < _LEAST_ROWS or len({name for *_, name in parts}) < len(parts):
        return
    summed = sum((amount for _, amount, _ in parts), Decimal(0))
    allowed = Decimal("0.01") * ((len(parts) + 1) // 2)
    places = (AmountPlace(True, table.number - 1, number, column) for number, *_ in (*sums, *parts))
    document.account.check(*places)
    if all(abs(amount - summed) > allowed for _, amount, _ in sums):
        number, amount, _ = sums[0]
        text = table.rows[number][column].strip()
        cell = _cell(table, number, column)
        yield found_in(
            "SJ-33",
            f"{table.named}各项目共 {summed:,}，合计印 {text}，差 {amount - summed:,}：有项目漏了，或者数错了",
            Spot(
                cell.place if cell else table.match.recognised.table.place,
                text,
                table.number,
                number + 1,
                column + 1,
            ),
            severity=Severity.WARNING,
            found=text,
            expected=f"{summed:,}",
            compared_with=f"{table.named}各项目",
        )


def _has_parts(code: str, codes: dict[int, str]) -> bool:
    """Whether other rows are parts of a row: 类 of 款, 款 of 项."""
    return bool(code) and any(other != code and other.startswith(code) for other in codes.values())


def _amount(row: list[str], column: int) -> Decimal | None:
    found = printed_number(row[column])
    return None if found is None else found[0]


def _cell(table: AuditedTable, row: int, column: int) -> PrintedCell | None:
    cells = table.match.recognised.table.cells
    return next((cell for cell in cells if (cell.row, cell.column) == (row, column)), None)


def _no_figures(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A table of the three expenses or of a fund without any figure, while the text tells some."""
    of_fiscal = document.words.of_fiscal
    for table in document.tables:
        if table.facts or table.match.unread or table.kind not in _MAY_BE_EMPTY:
            continue
        fund = next((fund for fund in of_fiscal[1:] if fund[:_FUND] == table.kind[:_FUND]), "")
        if sum(other.kind == table.kind for other in document.tables) == 1:
            yield from _said_of_empty(document, table, fund)


def _said_of_empty(document: AuditedDocument, table: AuditedTable, fund: str) -> Iterator[AuditFinding]:
    """The first amount of the text that is a figure of the table; that of a fund as `fund` is called."""
    figures = set(document.words.three_codes)
    binder = binder_of(document)
    for index, sentence in document.sentences:
        if document.prose[index].table:
            continue
        for said in sentence.said:
            subject = subject_of(sentence, said, document.unit_name)
            called = binder.known(subject)
            means = [
                figure in figures if not fund else dict(where).get(SOURCE_DIMENSION) == fund
                for (figure, where), names in document.words.subjects
                if called in names
            ]
            if not said.is_amount or not said.value or not any(means):
                continue
            speaking = Speaking(document, document.prose[index], sentence)
            if fund and (said.kind != STATED or role_of(speaking, said) != NOW):
                continue
            yield found_in(
                "SJ-33",
                f"{table.named}没有数，文字写 {said.text}",
                document.prose[index].spot(said.begin, said.end),
                severity=Severity.WARNING,
                found=said.text,
                compared_with=table.named,
            )
            return
