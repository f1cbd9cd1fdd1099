"""The three expenses against the economic codes under which they are booked, and the rows of the classification."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.auditing.document import AuditedDocument, AuditedTable
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.auditing.table_checks import spot_of
from gongkai.findings import Severity
from gongkai.model.labels import ECONOMIC_DIMENSION
from gongkai.readers.joining import squeezed
from gongkai.recognition.printed_fact import PrintedFact

_QUOTED = 40
_BOUGHT = re.compile(
    r"(?:购置|购买|购入|新增|更新)[^，。；]{0,12}?(?:车|费|支出)|车[^，。；]{0,8}?(?:购置|购买|购入|新增|更新)"
)
_BOTH = re.compile(r"购置(?:费)?[及和与、]运行")
_NEW_ROWS = 2021
"""From this year on the overall tables have a row for the repayment of debts before the last class."""


def check_three(document: AuditedDocument) -> list[AuditFinding]:
    """Basic expenditure is a part of all that was spent on each of the three."""
    found: list[AuditFinding] = []
    facts = [(table, fact) for table in document.tables for fact in table.facts if not fact.stage]
    for figure, code in document.words.three_codes.items():
        whole = next(((table, fact) for table, fact in facts if fact.figure == figure), None)
        part = next(
            ((table, fact) for table, fact in facts if fact.coordinates.get(ECONOMIC_DIMENSION) == code), None
        )
        if part is None:
            continue
        if whole is None:
            found += _without_amount(document, figure, code, *part)
            continue
        (table, fact), (other_table, other) = whole, part
        if other.amount > fact.amount + 2 * max(fact.rounding, other.rounding):
            found.append(
                found_in(
                    "SJ-30",
                    f"{other_table.named}的 {code} 是 {other.printed}{other.unit}，大于{table.named}的{figure} {fact.printed}{fact.unit}",
                    spot_of(other_table, other),
                    severity=Severity.WARNING,
                    found=f"{other.printed}{other.unit}",
                    expected=f"不大于 {fact.printed}{fact.unit}",
                    compared_with=table.named,
                )
            )
    return [
        *found,
        *_below_nothing(document),
        *_left_out(document),
        *_half_of_vehicles(document),
        *_old_rows(document),
    ]


def _without_amount(
    document: AuditedDocument, figure: str, code: str, table: AuditedTable, part: PrintedFact
) -> Iterator[AuditFinding]:
    """Spent under the economic code, and nothing printed for it in a table of the three that prints the others."""
    names = document.words.three_codes
    three = next(
        (
            each
            for each in document.tables
            if any(fact.figure in names and not fact.stage for fact in each.facts)
        ),
        None,
    )
    if three is not None and figure in "".join(squeezed(text) for row in three.rows for text in row):
        yield found_in(
            "SJ-30",
            f"{table.named}的 {code} 是 {part.printed}{part.unit}，{three.named}的{figure}没有数",
            spot_of(table, part),
            severity=Severity.WARNING,
            found=f"{part.printed}{part.unit}",
            compared_with=three.named,
        )


def _below_nothing(document: AuditedDocument) -> Iterator[AuditFinding]:
    """A negative amount of one of the three expenses; only a change may be negative."""
    figures = {*document.words.parts, *(part for parts in document.words.parts.values() for part in parts)}
    for table in document.tables:
        for fact in table.facts:
            if fact.figure in figures and fact.value < 0:
                yield found_in(
                    "SJ-26",
                    f"{table.named}的{fact.figure}印 {fact.printed}，不会是负数",
                    spot_of(table, fact),
                    severity=Severity.WARNING,
                    found=fact.printed,
                    compared_with=table.named,
                )


def _left_out(document: AuditedDocument) -> Iterator[AuditFinding]:
    """An item of the three of which neither the text nor a table says a word, while the text speaks of the others."""
    items = document.words.three_items
    said = [each for each in document.prose if not _is_definition(each.section)]
    told = "".join(each.text for each in (*said, *document.cells))
    missing = [item for item in items if item not in told]
    first = next((each for each in said if not each.table and any(item in each.text for item in items)), None)
    if "三公" in told and len(missing) == 1 and first is not None:
        yield found_in(
            "SJ-33",
            f"“三公”经费没有说“{missing[0]}”，没有的也要写 0",
            first.spot(0, _QUOTED),
            severity=Severity.WARNING,
            expected=missing[0],
        )


def _half_of_vehicles(document: AuditedDocument) -> Iterator[AuditFinding]:
    """The text gives the running of vehicles apart from the whole, and says nothing of their purchase."""
    bought, run = document.words.vehicle_items
    if not any("决算" in table.title for table in document.tables):
        return
    said = [each for each in document.prose if not each.table and not _is_definition(each.section)]
    amount = re.compile(rf"{run}[^，。；]{{0,8}}?\d")
    first = next(((each, found) for each in said if (found := amount.search(each.text))), None)
    if first is None or any(_BOUGHT.search(_BOTH.sub("", each.text)) for each in said):
        return
    writing, place = first
    yield found_in(
        "SJ-23",
        f"“{run}”写了数，没有说“{bought}”，没有的也要写 0",
        writing.spot(place.start(), place.end()),
        severity=Severity.HINT,
        expected=bought,
    )


def _is_definition(section: tuple[str, ...]) -> bool:
    return any("名词" in heading for heading in section)


def _old_rows(document: AuditedDocument) -> Iterator[AuditFinding]:
    """The rows of classes as they were before the debts had rows of their own."""
    words = document.words
    accounts = sum("决算" in table.title for table in document.tables)
    if document.year < _NEW_ROWS or not accounts:
        return
    for table in document.tables:
        texts = [
            (row, text.strip()) for row, cells in enumerate(table.rows) for text in cells if text.strip()
        ]
        last = next(((row, text) for row, text in texts if text.endswith(words.last_class)), None)
        if last is None or any(words.class_before_last in text for _, text in texts):
            continue
        if re.match(r"[一-龥]+、", last[1]):
            cell = next(
                cell
                for cell in table.match.recognised.table.cells
                if cell.row == last[0] and cell.text.strip() == last[1]
            )
            yield found_in(
                "SJ-31",
                f"{table.named}的功能分类是旧表样，没有“{words.class_before_last}”一行",
                Spot(cell.place, last[1], table.number, cell.row + 1, cell.column + 1),
                found=last[1],
            )
