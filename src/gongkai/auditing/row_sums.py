"""Rows of a table whose first amount is the sum of those to its right, as all other rows of the table show.

No table says which of its columns are parts of which: where the heading says 合计 and nearly every row adds up, the one
row that does not is a fault, whatever the columns are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AmountPlace, AuditFinding, Spot, found_in
from gongkai.findings import Severity
from gongkai.frozen import frozen
from gongkai.recognition.printed_fact import printed_number

_TOTAL = re.compile(r"(?:合计|总计|小计)$")
_OTHER = re.compile(r"其中|上年|增减|比例|率|%|占|数量|人数|个数|得分|分值|排名|行次|编码|代码")
_LEAST_PARTS = 2
_LEAST_ROWS = 4
_MOST_FAULTS = 2
_AMOUNTS = ("SJ-01", "SJ-02")
_HOLD = 5  # rows that must hold for each that does not


@frozen
class _Row:
    """A row with its total and the printed parts: column, value, text; `step` is one unit of the last digit."""

    number: int
    total: tuple[int, Decimal, str]
    parts: tuple[tuple[int, Decimal, str], ...]
    step: Decimal

    @property
    def summed(self) -> Decimal:
        return sum((value for _, value, _ in self.parts), Decimal(0))

    @property
    def holds(self) -> bool:
        shown = sum(bool(value) for _, value, _ in self.parts)
        return abs(self.total[1] - self.summed) <= self.step * ((shown + 1) // 2)


def check_row_sums(document: AuditedDocument, earlier: Sequence[AuditFinding]) -> list[AuditFinding]:
    """Tables of which a column is headed 合计; nothing of a row of which an earlier finding tells a wrong amount."""
    told = {(each.table, each.row) for each in earlier if each.table and each.finding.code in _AMOUNTS}
    found = [fault for table in document.tables for fault in _table(document, table)]
    return [each for each in found if (each.table, each.row) not in told]


def _table(document: AuditedDocument, table: AuditedTable) -> Iterator[AuditFinding]:
    header = table.match.recognised.header_rows
    if not header or len(table.rows) < header + _LEAST_ROWS:
        return
    headings = _headings(table, header)
    totals = [column for column, text in enumerate(headings) if _TOTAL.search(text)]
    for at, column in enumerate(totals):
        until = totals[at + 1] if at + 1 < len(totals) else len(headings)
        parts = list(range(column + 1, until))
        while (
            parts
            and not any(_number(row, parts[-1]) for row in table.rows[header:])
            and not headings[parts[-1]]
        ):
            parts.pop()
        if len(parts) < _LEAST_PARTS or any(_OTHER.search(headings[each]) for each in (column, *parts)):
            continue
        rows = [row for each in range(header, len(table.rows)) if (row := _row(table, each, column, parts))]
        held = [row for row in rows if row.holds]
        broken = [row for row in rows if not row.holds]
        if len(held) < max(_LEAST_ROWS, _HOLD * len(broken)) or len(broken) > _MOST_FAULTS:
            continue
        for row in held:
            places = (
                AmountPlace(True, table.number - 1, row.number, where)
                for where, *_ in (row.total, *row.parts)
            )
            document.account.check(*places)
        yield from (_finding(table, row) for row in broken)


def _headings(table: AuditedTable, header: int) -> list[str]:
    """The lowest heading over each column that is no number of a column; wide ones count over all their columns."""
    covering = table.match.recognised.table.covering()
    width = max((len(row) for row in table.rows), default=0)
    found = []
    for column in range(width):
        texts = [
            re.sub(r"\s", "", cell.text)
            for row in covering[:header]
            if column < len(row) and (cell := row[column]) is not None
        ]
        found.append(next((text for text in reversed(texts) if text and not text.isdigit()), ""))
    return found


def _number(row: Sequence[str], column: int) -> tuple[Decimal, int] | None:
    return printed_number(row[column]) if column < len(row) and row[column].strip() else None


def _row(table: AuditedTable, number: int, column: int, parts: Sequence[int]) -> _Row | None:
    """The row where it prints a total and a part; None where anything else stands in one of the cells."""
    row = table.rows[number]
    found = {each: _number(row, each) for each in (column, *parts)}
    if any(found[each] is None and re.search(r"\d", row[each]) for each in found if each < len(row)):
        return None
    amounts = [(each, got[0], row[each].strip()) for each in parts if (got := found[each]) is not None]
    total = found[column]
    if (
        total is None
        or not amounts
        or all(text.isdigit() and len(text) <= _LEAST_PARTS for *_, text in amounts)
    ):
        return None
    decimals = max(got[1] for got in found.values() if got is not None)
    return _Row(number, (column, total[0], row[column].strip()), tuple(amounts), Decimal(1).scaleb(-decimals))


def _finding(table: AuditedTable, row: _Row) -> AuditFinding:
    column, value, text = row.total
    said = "＋".join(printed for *_, printed in row.parts)
    name = next((each.strip() for each in table.rows[row.number] if re.match(r"\s*[一-龥]", each)), "")
    cells = table.match.recognised.table.cells
    place = next(
        (cell.place for cell in cells if (cell.row, cell.column) == (row.number, column)),
        table.match.recognised.table.place,
    )
    return found_in(
        "SJ-01",
        f"{table.named}{f'“{name[:20]}”' if name else f'第 {row.number + 1} 行'}：这一行 {said}＝{row.summed:,}，"
        f"合计印 {text}，差 {value - row.summed:,}；别的行都相等",
        Spot(place, text, table.number, row.number + 1, column + 1),
        severity=Severity.WARNING,
        found=text,
        expected=f"{row.summed:,}",
        compared_with=f"{table.named}同一行各栏",
    )
