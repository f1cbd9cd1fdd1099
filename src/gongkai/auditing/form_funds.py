"""The funds of a performance form: the year's total against its sources, the rate of execution against both amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.auditing.document import AuditedTable
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.auditing.rates import shown_rate
from gongkai.findings import Severity
from gongkai.frozen import frozen
from gongkai.recognition.printed_fact import printed_number

_AMOUNT = re.compile(r"预算数?$|预算数|执行数")
_RATE = re.compile(r"执行率")
_TOTAL = re.compile(r"^(?:年度)?(?:资金)?总额:?$")
_LATEST, _SPENT = re.compile(r"全年预算|调整后预算"), re.compile(r"执行数")
_SOURCES = (("财政拨款", "上年结转", "其他资金"), ("财政资金", "财政专户", "单位资金"))
_MARKS = re.compile(r"[\s:：]|其中|[(（].*[)）]")
_HUNDRED = Decimal(100)
_POINT = Decimal("0.5")
_MOST_SOURCES = 6  # rows below the total


@frozen
class _Cell:
    row: int
    column: int
    text: str
    value: Decimal


def check_form_funds(table: AuditedTable) -> Iterator[AuditFinding]:
    """A form with a row of headings 预算数, 执行数, 执行率 over the year's total and its sources."""
    for number, row in enumerate(table.rows):
        if any(_SPENT.search(text) for text in row) and any(_RATE.search(text) for text in row):
            yield from _funds(table, number)
            return


def _funds(table: AuditedTable, heading: int) -> Iterator[AuditFinding]:
    head = table.rows[heading]
    columns = [at for at, text in enumerate(head) if _AMOUNT.search(text) and not _RATE.search(text)]
    total = next(
        (
            at
            for at in range(heading + 1, min(heading + 3, len(table.rows)))
            if any(_TOTAL.match(re.sub(r"\s", "", text).replace("：", ":")) for text in table.rows[at])
        ),
        0,
    )
    if not total:
        return
    below = range(total + 1, min(total + 1 + _MOST_SOURCES, len(table.rows)))
    sources = {name: at for at in below if (name := _source(table.rows[at]))}
    for column in columns:
        whole = _cell(table, total, column)
        parts = [cell for at in sources.values() if (cell := _cell(table, at, column)) is not None]
        if whole is not None and parts:
            yield from _added(table, whole, parts, tuple(sources) in _SOURCES)
    yield from _executed(table, head, total)


def _source(row: list[str]) -> str:
    """The source of money that a row is of; "" for another, as for a part of a source."""
    labels = [_MARKS.sub("", text) for text in row if text.strip() and printed_number(text) is None]
    return next(
        (
            name
            for names in _SOURCES
            for name in names
            if any(re.fullmatch(rf"(?:本年|当年)?{name}(?:管理)?(?:资金|收入)?", label) for label in labels)
        ),
        "",
    )


def _added(table: AuditedTable, whole: _Cell, parts: list[_Cell], complete: bool) -> Iterator[AuditFinding]:
    summed = sum((part.value for part in parts), Decimal(0))
    largest = max(parts, key=lambda part: part.value)
    step = max(_step(cell) for cell in (whole, *parts))
    if largest.value <= whole.value + step and (
        not complete or abs(summed - whole.value) <= step * (len(parts) + 1) / 2
    ):
        return
    over = largest.value > whole.value + step
    yield found_in(
        "SJ-40",
        f"年度资金总额印 {whole.text}，"
        + (f"下面的一项有 {largest.text}" if over else f"下面各项共 {summed}"),
        _spot(table, whole),
        severity=Severity.WARNING,
        found=whole.text,
        expected=f"不小于 {largest.text}" if over else f"{summed}",
        compared_with="同一列的各项资金",
    )


def _executed(table: AuditedTable, head: list[str], total: int) -> Iterator[AuditFinding]:
    """The rate of the total, where it stands right under its heading."""
    budget, spent, rate = (
        next(
            (cell for at, text in enumerate(head) if word.search(text) and (cell := _cell(table, total, at))),
            None,
        )
        for word in (_LATEST, _SPENT, _RATE)
    )
    if (
        budget is None
        or spent is None
        or rate is None
        or not budget.value
        or not rate.text.endswith(("%", "％"))
    ):
        return
    exact = _HUNDRED * spent.value / budget.value
    allowed = _step(rate) + _HUNDRED * (_step(spent) + _step(budget)) / budget.value
    if abs(exact - rate.value) <= max(allowed, _POINT):
        return
    right = shown_rate(spent.value, budget.value)
    yield found_in(
        "SJ-40",
        f"预算 {budget.text}，执行 {spent.text}，执行率应是 {right}，印的是 {rate.text}",
        _spot(table, rate),
        found=rate.text,
        expected=right,
        compared_with="同一行的预算数和执行数",
    )


def _step(cell: _Cell) -> Decimal:
    """One unit of the last printed digit."""
    return Decimal(1).scaleb(-len(cell.text.rstrip("%％").partition(".")[2]))


def _cell(table: AuditedTable, row: int, column: int) -> _Cell | None:
    text = table.rows[row][column].strip() if column < len(table.rows[row]) else ""
    number = printed_number(text.rstrip("%％"))
    return None if number is None else _Cell(row, column, text, number[0])


def _spot(table: AuditedTable, cell: _Cell) -> Spot:
    cells = table.match.recognised.table.cells
    place = next(
        (each.place for each in cells if (each.row, each.column) == (cell.row, cell.column)),
        table.match.recognised.table.place,
    )
    return Spot(place, cell.text, table.number, cell.row + 1, cell.column + 1)
