"""Smaller things that forms and reports say against each other: persons, reasons, sources of money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.findings import Severity
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION
from gongkai.money import rounded
from gongkai.readers.printed_document import PrintedCell
from gongkai.recognition.printed_fact import printed_number

_PERSONS = re.compile(r"([一-龥]{3,14})人数$")
_WANTED = re.compile(r"(?:>=|<=|=|≥|≤)\s*\d+人")
_DONE = re.compile(r"=\s*(\d+)人")
_LIMIT = re.compile(r"(?:<=|≤)\s*(\d+(?:\.\d+)?)%")
_NEW = re.compile(r"新增([一-龥]{5,14}?)(?:资金|经费|项目|支出)")
_CENTRAL_PROJECT = re.compile(r"中央[一-龥]{0,4}(?:补助|资金|财政)[一-龥]{0,4}资金?")
_CENTRAL_GIVEN = re.compile(r"中央[一-龥]{0,4}下达\s*(\d[\d,]*(?:\.\d+)?)\s*万元")
_CENTRAL_ROW = re.compile(r"中央(?:安排|财政资金)")
_NO_DIFFERENCE = re.compile(r"差异原因(?:是|为)?:?[^。]{4,60}?一致")
_SHARED_REASON = 12


def check_said_in_forms(document: AuditedDocument) -> list[AuditFinding]:
    """Each form against its own text; reasons against the funds that they are about."""
    found: list[AuditFinding] = []
    for table in document.tables:
        cells = [cell for cell in table.match.recognised.table.cells if cell.text.strip()]
        found += _persons(document, table, cells)
        found += _limits(table, cells)
        found += _central(document, table, cells)
    found += _reasons(document)
    found += _new_money(document)
    for writing in document.prose:
        match = None if writing.table else _NO_DIFFERENCE.search(writing.text)
        if match is not None:
            found.append(
                found_in(
                    "SJ-23",
                    "没有差异，却写了差异原因",
                    writing.spot(max(0, match.start() - 10), match.end()),
                    severity=Severity.HINT,
                )
            )
    return found


def _spot(table: AuditedTable, cell: PrintedCell) -> Spot:
    return Spot(cell.place, cell.text.strip()[:80], table.number, cell.row + 1, cell.column + 1)


def _persons(
    document: AuditedDocument, table: AuditedTable, cells: Sequence[PrintedCell]
) -> Iterator[AuditFinding]:
    """低保户人数 =1921人 among the indicators, 低保户2500人 in the text of the same table."""
    for at, cell in enumerate(cells[:-2]):
        name = _PERSONS.fullmatch(cell.text.strip())
        if name is None or not _WANTED.fullmatch(cells[at + 1].text.strip()):
            continue
        done = next(
            (match for each in cells[at + 2 : at + 9] if (match := _DONE.fullmatch(each.text.strip()))), None
        )
        if done is None:
            continue
        for writing in document.prose:
            told = (
                re.search(rf"{re.escape(name[1])}(\d+)人", writing.text)
                if writing.table == table.number
                else None
            )
            if told is not None and told[1] != done[1]:
                yield found_in(
                    "SJ-04",
                    f"文字写{name[1]} {told[1]} 人，指标完成 {done[1]} 人",
                    writing.spot(told.start(), told.end() + 8),
                    severity=Severity.WARNING,
                    found=f"{told[1]}人",
                    expected=f"{done[1]}人",
                    compared_with=f"第 {table.number} 张表的指标“{cell.text.strip()}”",
                )
                break


def _limits(table: AuditedTable, cells: Sequence[PrintedCell]) -> Iterator[AuditFinding]:
    """<=3% that came out as 4.1, without its sign, and the marks that were given for it."""
    for at, cell in enumerate(cells[:-4]):
        limit = _LIMIT.fullmatch(cell.text.strip())
        following = cells[at + 1 : at + 5]
        numbers = [number[0] for each in following[1:] if (number := printed_number(each.text)) is not None]
        if limit is None or len(numbers) != 3 or printed_number(following[0].text) is not None:
            continue
        wanted, (done, weight, score) = Decimal(limit[1]), numbers
        if done > wanted and weight > score:
            yield found_in(
                "SJ-42",
                f"指标值 {cell.text.strip()}，完成值“{done}”没有写 %",
                _spot(table, following[0]),
                severity=Severity.WARNING,
                found=str(done),
                expected=f"{done}%",
            )
            right = rounded(weight * wanted / done)
            if abs(right - score) > 1:
                yield found_in(
                    "SJ-42",
                    f"指标值 {cell.text.strip()}，完成 {done}，{weight} 分按比例得 {right}，给了 {score}，没有写原因",
                    _spot(table, following[0]),
                    severity=Severity.HINT,
                    found=str(score),
                    expected=str(right),
                )


def _central(
    document: AuditedDocument, table: AuditedTable, cells: Sequence[PrintedCell]
) -> Iterator[AuditFinding]:
    """What the report says came from the state, against the row of the form."""
    given = [
        (writing, match)
        for writing in document.prose
        if not writing.table
        for match in _CENTRAL_GIVEN.finditer(writing.text)
    ]
    project = any(
        _CENTRAL_PROJECT.search(each.text)
        for other in document.tables
        for each in other.match.recognised.table.cells
        if len(each.text) < 40
    )
    for at, cell in enumerate(cells[:-1]):
        number = printed_number(cells[at + 1].text)
        if not _CENTRAL_ROW.search(cell.text) or number is None or len(cell.text) > 20:
            continue
        amounts = {printed_number(match[1].replace(",", "")) for _, match in given}
        if (
            table.match.recognised.unit == "万元"
            and given
            and number[0]
            and all(amount is not None and amount[0] < number[0] for amount in amounts)
        ):
            writing, match = given[0]
            yield found_in(
                "SJ-40",
                f"表里中央资金 {cells[at + 1].text.strip()}，报告写{match[0]}",
                _spot(table, cell),
                severity=Severity.WARNING,
                found=cells[at + 1].text.strip(),
                expected=match[1],
                compared_with=writing.printed[max(0, match.start() - 10) : match.end()],
            )
        elif not number[0] and "安排" in cell.text and project:
            yield found_in(
                "SJ-40",
                "中央安排的资金填 0，项目里有中央补助的资金",
                _spot(table, cell),
                severity=Severity.HINT,
                found=cells[at + 1].text.strip(),
            )


def _reasons(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A reason given for the general budget that is about a project of another fund."""
    funds = [
        each.text
        for each in document.prose
        if not each.table and "政府性基金" in "".join(each.section) and "减少" in each.text
    ]
    for writing in document.prose:
        last = writing.section[-1] if writing.section else ""
        whole = "".join(writing.section)
        if (
            writing.table
            or "一般公共预算" not in whole
            or "政府性基金" in whole
            or "原因" not in writing.text
        ):
            continue
        for text in funds:
            start = writing.text.find("原因")
            shared = _shared(writing.text[start:], text)
            if shared:
                at = writing.text.find(shared)
                yield found_in(
                    "SJ-23",
                    f"“{shared[-20:]}”在政府性基金里说明，又写成“{last[:16]}”的变动原因",
                    writing.spot(max(0, at - 2), at + len(shared)),
                    severity=Severity.HINT,
                    found=shared,
                )
                break


def _shared(one: str, other: str) -> str:
    """The first words that stand in both, of at least `_SHARED_REASON` characters; "" where there are none."""
    for at in range(len(one) - _SHARED_REASON):
        if one[at : at + _SHARED_REASON] in other and re.fullmatch(
            r"[一-龥]+", one[at : at + _SHARED_REASON]
        ):
            end = at + _SHARED_REASON
            while end < len(one) and one[at : end + 1] in other:
                end += 1
            return one[at:end]
    return ""


def _new_money(document: AuditedDocument) -> Iterator[AuditFinding]:
    """新增某补助 as a reason, where the tables have nothing of that name."""
    facts = [fact for table in document.tables for fact in table.facts]
    codes = {fact.coordinates.get(ECONOMIC_DIMENSION, "") for fact in facts if fact.value}
    functions = {fact.coordinates.get(FUNCTION_DIMENSION, "") for fact in facts if fact.value}
    if len(codes) < 3:
        return
    names = document.codes.names
    for writing in document.prose:
        for match in () if writing.table else _NEW.finditer(writing.text):
            mine = {
                code
                for code, called in names[ECONOMIC_DIMENSION].items()
                if any(name.startswith(match[1]) for name in called)
            }
            other = {
                code
                for code, called in names[FUNCTION_DIMENSION].items()
                if any(name.startswith(match[1]) for name in called)
            }
            if mine and not mine & codes and not other & functions:
                yield found_in(
                    "SJ-23",
                    f"原因写“{match[0]}”，表里没有这一项的数",
                    writing.spot(max(0, match.start() - 6), match.end()),
                    severity=Severity.HINT,
                    found=match[1],
                    compared_with="基本支出表、支出表",
                )
