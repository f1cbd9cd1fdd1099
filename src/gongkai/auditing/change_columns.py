"""Columns of a table that say how two of its other columns differ: 上年预算数, 本年预算数, 增减额, 增减%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AmountPlace, AuditFinding, Spot, found_in
from gongkai.auditing.rates import shown_rate
from gongkai.findings import Severity
from gongkai.recognition.column_match import printed_paths
from gongkai.recognition.printed_fact import printed_number

_AMOUNT = re.compile(r"(?:增减|增加|变动)(?:额|数|金额|情况)?(?:[(（].{0,8}[)）])?$")
_RATE = re.compile(
    r"(?:增减|增长|变动|变化)(?:率|幅度?|比例)?(?:[(（]?[%％][)）]?)$|(?:增减|增长|变动)(?:率|幅度|比例)$"
)
_YEAR = re.compile(r"20\d\d")
_LAST = re.compile(r"上年|去年")
_HUNDRED = Decimal(100)
_HOLD = 2  # rows that must hold for each that does not
_POINT = Decimal("0.02")


def check_change_columns(document: AuditedDocument) -> list[AuditFinding]:
    """Tables with one column of last year, one of this year and what they differ by; told only where most rows hold."""
    return [fault for table in document.tables for fault in _table(document, table)]


def _table(document: AuditedDocument, table: AuditedTable) -> Iterator[AuditFinding]:
    recognised = table.match.recognised
    paths = printed_paths(recognised.table, recognised.header_rows, recognised.captions)
    names = ["".join(path) for path in paths]
    amounts = [at for at, name in enumerate(names) if _AMOUNT.search(name)]
    rates = [at for at, name in enumerate(names) if _RATE.search(name)]
    years = _of_years(names, [*amounts, *rates], document.year)
    if years is None or len(amounts) > 1 or len(rates) > 1 or not (amounts or rates):
        return
    wrong: list[AuditFinding] = []
    held = 0
    for number in range(recognised.header_rows, len(table.rows)):
        was, now = (_value(table, number, column) for column in years)
        for column, is_rate in (*((each, False) for each in amounts), *((each, True) for each in rates)):
            said = _value(table, number, column)
            if said is None or (was is None and now is None) or (is_rate and not (was and was[0])):
                continue
            fault = _missed(was or (Decimal(0), 0), now or (Decimal(0), 0), said, is_rate)
            if not fault:
                held += bool(said[0])
                document.account.check(
                    *(AmountPlace(True, table.number - 1, number, each) for each in (*years, column))
                )
                continue
            wrong.append(_finding(table, number, column, fault))
    if held >= _HOLD * len({each.row for each in wrong}):
        yield from wrong


def _of_years(names: Sequence[str], others: Sequence[int], year: int) -> tuple[int, int] | None:
    """The column of last year and that of this year, if there is one of each."""
    last = [
        at
        for at, name in enumerate(names)
        if at not in others and (str(year - 1) in _YEAR.findall(name) or _LAST.search(name))
    ]
    this = [
        at
        for at, name in enumerate(names)
        if at not in (*others, *last) and (str(year) in _YEAR.findall(name) or name.startswith("本年"))
    ]
    return (last[0], this[0]) if year and len(last) == len(this) == 1 else None


def _value(table: AuditedTable, row: int, column: int) -> tuple[Decimal, int] | None:
    """A printed number with its decimals; a percentage without its sign."""
    return printed_number(table.rows[row][column].strip().rstrip("%％"))


def _missed(
    was: tuple[Decimal, int], now: tuple[Decimal, int], said: tuple[Decimal, int], is_rate: bool
) -> str:
    """What should stand there, "" where it does."""
    difference = now[0] - was[0]
    step = Decimal(1).scaleb(-said[1])
    allowed = step / 2 + Decimal(1).scaleb(-was[1]) / 2 + Decimal(1).scaleb(-now[1]) / 2
    if not is_rate:
        return "" if abs(difference - said[0]) <= allowed else f"{difference:,}"
    exact = _HUNDRED * difference / was[0]
    loose = step + _HUNDRED * allowed / abs(was[0]) + _POINT
    as_part = abs(exact / _HUNDRED - said[0]) <= step  # 0.05 for 5%
    return "" if abs(exact - said[0]) <= loose or as_part else shown_rate(difference, was[0])


def _finding(table: AuditedTable, row: int, column: int, right: str) -> AuditFinding:
    text = table.rows[row][column].strip()
    cells = table.match.recognised.table.cells
    place = next(
        (each.place for each in cells if (each.row, each.column) == (row, column)),
        table.match.recognised.table.place,
    )
    name = next(
        (each.strip() for each in table.rows[row] if each.strip() and printed_number(each) is None), ""
    )
    return found_in(
        "SJ-01",
        f"{table.named}“{name}”一行：上年、本年两列的增减应是 {right}，印的是 {text}",
        Spot(place, text, table.number, row + 1, column + 1),
        severity=Severity.WARNING,
        found=text,
        expected=right,
        compared_with="同一行的上年数和本年数",
    )
