"""Sums of 类, 款 and 项 in tables whose figures were not told: by the codes in their rows, column by column.

Such a sum counts only where most of the sums of its column hold: then it is no matter what the column is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AmountPlace, AuditFinding, Spot, found_in
from gongkai.model.labels import ECONOMIC_DIMENSION, normal
from gongkai.recognition.printed_fact import printed_number

_CODE = re.compile(r"[23]\d{2}(?:\d{2}){0,2}")
_TOTAL = re.compile(r"合\s*计|总\s*计")
_HOLD = 3  # sums of a column that must hold
_LEAST_CODES = 4
Numbers = dict[str, tuple[int, Decimal, str]]


def check_coded_columns(document: AuditedDocument) -> list[AuditFinding]:
    """Tables with numbers that were not read."""
    found: list[AuditFinding] = []
    economic = {
        name: code for code, called in document.codes.names[ECONOMIC_DIMENSION].items() for name in called
    }
    for table in document.tables:
        if not table.match.unread:
            continue
        unread = {column for _, column in table.match.unread}
        codes = _codes(table, economic)
        if len(codes) < _LEAST_CODES:
            continue
        for column in sorted(unread):
            found += _column(document, table, codes, column)
    return found


def _codes(table: AuditedTable, economic: dict[str, str]) -> dict[int, str]:
    """The code of each row that has one, or the name of one; "" for the row of the total."""
    codes: dict[int, str] = {}
    for number, row in enumerate(table.rows):
        if number < table.match.recognised.header_rows:
            continue
        texts = [text.strip() for text in row[:3] if text.strip()]
        code = next((text for text in texts if _CODE.fullmatch(text)), "")
        if not code and texts:
            code = economic.get(normal(texts[0]), "")
        if code and code not in codes.values():
            codes[number] = code
        elif texts and _TOTAL.fullmatch(texts[0]):
            codes[number] = ""
    return codes


def _column(
    document: AuditedDocument, table: AuditedTable, codes: dict[int, str], column: int
) -> Iterator[AuditFinding]:
    numbers: Numbers = {}
    decimals = 0
    for row, code in codes.items():
        text = table.rows[row][column].strip() if column < len(table.rows[row]) else ""
        number = printed_number(text)
        if number is not None:
            numbers[code] = (row, number[0], text)
            decimals = max(decimals, number[1])
    step = Decimal(1).scaleb(-decimals)
    broken: list[tuple[str, Decimal]] = []
    held: list[str] = []
    for code, (_, value, _) in numbers.items():
        parts = [other for other in numbers if _is_part(other, code)]
        if not parts:
            continue
        summed = sum((numbers[part][1] for part in parts), Decimal(0))
        if abs(summed - value) <= step * ((len(parts) + 1) // 2):
            held += [code, *parts]
        else:
            broken.append((code, summed))
    places = (AmountPlace(True, table.number - 1, numbers[code][0], column) for code in held)
    document.account.check(*places)
    if len(broken) > 2 or len(set(held)) < _HOLD * 2:
        return
    for code, summed in broken:
        row, value, text = numbers[code]
        cell = next(
            (cell for cell in table.match.recognised.table.cells if (cell.row, cell.column) == (row, column)),
            None,
        )
        yield found_in(
            "SJ-01",
            f"{table.named}第 {column + 1} 列：{code or '合计'}的下级共 {summed:,}，印的是 {text}，差 {value - summed:,}",
            Spot(
                cell.place if cell else table.match.recognised.table.place,
                text,
                table.number,
                row + 1,
                column + 1,
            ),
            found=text,
            expected=f"{summed:,}",
            compared_with=f"{table.named}同一列的下级科目",
        )


def _is_part(other: str, code: str) -> bool:
    if not code:
        return len(other) == 3
    return other.startswith(code) and len(other) == len(code) + 2
