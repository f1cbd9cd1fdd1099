"""Figures of tables against each other: sums inside a table, and the same figure in several tables."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.auditing.change_columns import check_change_columns
from gongkai.auditing.document import AuditedDocument, AuditedTable, FactKey, figure_key, place_of
from gongkai.auditing.equations import SumOf, sums_of
from gongkai.auditing.outcome import AuditFinding, Spot, found_in
from gongkai.findings import Severity
from gongkai.model.labels import ECONOMIC_DIMENSION, NATURE_DIMENSION, SOURCE_DIMENSION
from gongkai.recognition.printed_fact import PrintedFact, printed_number

_SUSPECT = 0.34
"""Where more than this part of at least `_MANY` sums of a table does not hold, the reader is suspected first."""
_MANY = 6
_FIGURE = re.compile(r"[-−]?[\d.,，%]+")
_EXCLUDING = ("不含上年结转", "不含结转")
_CARRIED = re.compile(r"(?:上年|年初)[^，。]{0,8}结[转余]")
_ECONOMIC_TOTAL = "基本支出经济分类"
FailedSum = tuple[AuditedTable, SumOf, Decimal]


def check_tables(document: AuditedDocument) -> list[AuditFinding]:
    """Everything that does not hold among the figures of the document's tables."""
    failed: list[FailedSum] = []
    doubtful: list[AuditFinding] = []
    for table in document.tables:
        broken = _broken_sums(document, table)
        if broken and _reader_suspected(document, table, broken):
            doubtful.append(
                found_in(
                    "SJ-90",
                    f"{table.named}有 {len(broken)} 处相加不符，多半是没有读对，未核",
                    Spot(table.match.recognised.table.place, table.title, table.number),
                )
            )
        else:
            failed += broken
    return [*doubtful, *_differences(document, failed), *_causes(failed), *check_change_columns(document)]


def _broken_sums(document: AuditedDocument, table: AuditedTable) -> list[FailedSum]:
    broken = []
    rounding = rounding_of(table)
    for each in sums_of(table.facts, document.words):
        document.account.check(*(place_of(table, fact) for fact in (each.total, *each.parts)))
        difference = each.total.amount - sum((part.amount for part in each.parts), Decimal(0))
        if abs(difference) > sum_allowance(each.total, each.parts, rounding) and not (
            each.of_columns and table.match.unread
        ):
            broken.append((table, each, difference))
    return broken


def spot_of(table: AuditedTable, fact: PrintedFact) -> Spot:
    """Where a figure of a table is printed."""
    return Spot(fact.place, fact.printed, table.number, fact.row + 1, fact.column + 1)


def sum_allowance(total: PrintedFact, parts: Sequence[PrintedFact], rounding: Decimal) -> Decimal:
    """The rounding remainder in 元 that a sum of printed amounts allows: `rounding`, half a unit of the last digit, for
    each of them, in whole units, as differences of printed amounts are.
    """
    shown = sum(bool(part.value) for part in parts) + bool(total.value or len(parts))
    return rounding * shown // (2 * rounding) * (2 * rounding)


def rounding_of(table: AuditedTable) -> Decimal:
    """Half a unit of the last digit that the figures of a table are printed with: spreadsheets leave zeros out."""
    return min((fact.rounding for fact in table.facts), default=Decimal(50))


def _reader_suspected(document: AuditedDocument, table: AuditedTable, broken: Sequence[FailedSum]) -> bool:
    """Whether a table was more likely read wrongly than printed wrongly."""
    sums = len(sums_of(table.facts, document.words))
    if any(cell.doubtful for cell in table.match.recognised.table.cells):
        return True
    if len(table.match.unread) > len(table.facts):
        return True
    return sums >= _MANY and len(broken) > max(2, _SUSPECT * sums)


def _causes(failed: Sequence[FailedSum]) -> Iterator[AuditFinding]:
    """One finding for each cell that explains failing sums: the one in most of them, where there is one."""
    left = list(failed)
    while left:
        counts: Counter[tuple[int, int, int]] = Counter()
        for table, each, _ in left:
            counts.update({(table.number, fact.row, fact.column) for fact in (each.total, *each.parts)})
        (number, row, column), most = counts.most_common(1)[0]
        first_table, first, _ = left[0]
        if most == 1:
            number, row, column = first_table.number, first.total.row, first.total.column
        mine = [entry for entry in left if _holds(entry, number, row, column)]
        left = [entry for entry in left if not _holds(entry, number, row, column)]
        yield _sum_finding(mine, row, column)


def _holds(entry: FailedSum, number: int, row: int, column: int) -> bool:
    table, each, _ = entry
    return table.number == number and any(
        (fact.row, fact.column) == (row, column) for fact in (each.total, *each.parts)
    )


def _sum_finding(mine: Sequence[FailedSum], row: int, column: int) -> AuditFinding:
    table, each, difference = mine[0]
    cell = next(fact for fact in (each.total, *each.parts) if (fact.row, fact.column) == (row, column))
    summed = sum((part.value for part in each.parts), Decimal(0))
    more = f"；另有 {len(mine) - 1} 处相加因此不符" if len(mine) > 1 else ""
    said = "＋".join(part.printed for part in each.parts[:12]) + ("＋…" if len(each.parts) > 12 else "")
    factor = each.total.amount / each.total.value if each.total.value else Decimal(1)
    return found_in(
        "SJ-01",
        f"{table.named}{_row_name(table, row, column)}：{each.about}，现在 {said}＝{summed:,}，印的是 {each.total.printed}，"
        f"差 {difference / factor:,}{more}",
        spot_of(table, cell),
        found=each.total.printed,
        expected=f"{summed:,}",
        compared_with=f"{table.named}同表各项",
    )


def _row_name(table: AuditedTable, row: int, column: int) -> str:
    """The label that is nearest to the left of a cell; of a table with two sides, that of its own side."""
    texts = [text.strip() for text in table.rows[row][:column] if text.strip()]
    names = [text for text in texts if not _FIGURE.fullmatch(text)]
    return f"“{names[-1][:20]}”一行" if names else f"第 {row + 1} 行"


def _differences(document: AuditedDocument, failed: Sequence[FailedSum]) -> Iterator[AuditFinding]:
    """The same figure in several tables: alike to the last digit, or else a hint, or an error."""
    where: dict[tuple[FactKey, bool], list[tuple[AuditedTable, PrintedFact]]] = defaultdict(list)
    appropriated = _appropriated(document)
    for table in document.tables:
        excluding = any(words in table.title for words in _EXCLUDING) or _is_of_the_year(table, appropriated)
        for fact in table.facts:
            where[_same(document, figure_key(fact)), excluding].append((table, fact))
    suspected = {
        (table.number, fact.row, fact.column)
        for table, each, _ in failed
        for fact in (each.total, *each.parts)
    }
    small: list[tuple[AuditedTable, PrintedFact, AuditedTable, PrintedFact]] = []
    for entries in where.values():
        if len({table.number for table, _ in entries}) < 2:
            continue
        document.account.check(*(place_of(table, fact) for table, fact in entries))
        pair = _odd_one(entries, suspected)
        if pair is None:
            continue
        (table, fact), (other_table, other) = pair
        roundings = rounding_of(table), rounding_of(other_table)
        if abs(fact.amount - other.amount) <= 2 * max(roundings):
            if roundings[0] == roundings[1]:
                small.append((table, fact, other_table, other))
            continue
        yield found_in(
            "SJ-02",
            f"{table.named}{_row_name(table, fact.row, fact.column)}印 {fact.printed}{fact.unit}，"
            f"{other_table.named}的同一个数印 {other.printed}{other.unit}",
            spot_of(table, fact),
            found=f"{fact.printed}{fact.unit}",
            expected=f"{other.printed}{other.unit}",
            compared_with=f"{other_table.named}{_row_name(other_table, other.row, other.column)}",
        )
    if small:
        table, fact, other_table, other = small[0]
        yield found_in(
            "SJ-02",
            f"同一个数在两张表里差末一位，共 {len(small)} 处（如{table.named}印 {fact.printed}，"
            f"{other_table.named}印 {other.printed}），是尾差",
            spot_of(table, fact),
            severity=Severity.HINT,
            found=fact.printed,
            expected=other.printed,
            compared_with=other_table.named,
        )


def _appropriated(document: AuditedDocument) -> dict[str, Decimal]:
    """What each fund gives in the year, in 元, where more than that is spent: the rest was carried over."""
    if not any(_carries(table) for table in document.tables):
        return {}
    given: dict[str, Decimal] = {}
    spent: dict[str, Decimal] = {}
    for table in document.tables:
        for fact in table.facts:
            source = fact.coordinates.get(SOURCE_DIMENSION, "")
            if source and set(fact.coordinates) == {SOURCE_DIMENSION} and not fact.stage:
                if fact.figure == "收入":
                    given.setdefault(source, fact.amount)
                elif fact.figure == "支出":
                    spent[source] = max(fact.amount, spent.get(source, fact.amount))
    return {source: amount for source, amount in given.items() if spent.get(source, amount) > amount}


def _carries(table: AuditedTable) -> bool:
    """Whether a table has an amount that was carried over."""
    return any(
        _CARRIED.search(label) and (found := printed_number(amount)) is not None and found[0] > 0
        for row in table.rows
        for label, amount in itertools.pairwise(row)
    )


def _is_of_the_year(table: AuditedTable, appropriated: dict[str, Decimal]) -> bool:
    """Whether a table is about what is given in the year only: its total says so."""
    return any(
        fact.figure == "支出"
        and not fact.stage
        and set(fact.coordinates) == {SOURCE_DIMENSION}
        and appropriated.get(fact.coordinates[SOURCE_DIMENSION]) == fact.amount
        for fact in table.facts
    ) and not any(fact.figure == "收入" for fact in table.facts)


def _same(document: AuditedDocument, key: FactKey) -> FactKey:
    """A key under which figures that are the same by definition come together."""
    figure, where, stage = key
    if figure == _ECONOMIC_TOTAL and ECONOMIC_DIMENSION not in dict(where):
        source = dict(where).get(SOURCE_DIMENSION, document.words.of_fiscal[0])
        return "支出", ((NATURE_DIMENSION, "基本支出"), (SOURCE_DIMENSION, source)), stage
    return key


def _odd_one(
    entries: Sequence[tuple[AuditedTable, PrintedFact]], suspected: set[tuple[int, int, int]]
) -> tuple[tuple[AuditedTable, PrintedFact], tuple[AuditedTable, PrintedFact]] | None:
    """The entry that differs from the others and one of these; None where all are alike."""
    values = Counter(fact.amount for _, fact in entries)
    if len(values) == 1:
        return None
    right = max(
        entries,
        key=lambda entry: (
            (entry[0].number, entry[1].row, entry[1].column) not in suspected,
            values[entry[1].amount],
            -entry[0].number,
        ),
    )
    wrong = [entry for entry in entries if entry[1].amount != right[1].amount]
    return max(wrong, key=lambda entry: abs(entry[1].amount - right[1].amount)), right
