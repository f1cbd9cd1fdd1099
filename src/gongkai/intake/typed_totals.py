"""Totals that stand among the rows: 类 and 款 pasted from the finance system, by code or name, and typed 合计 and 小计 rows.

They are never added. Each is held against the rows that it adds up; where they agree nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai import money
from gongkai.findings import Finding, Location, report
from gongkai.intake.named_totals import TotalName, total_name
from gongkai.intake.raw_schedule import RawRow, RawSchedule
from gongkai.intake.schedule_lookup import CodeColumn, ScheduleLookup
from gongkai.intake.subject_codes import known_codes, split_code
from gongkai.intake.values import read_value
from gongkai.model.classification import ECONOMIC_LENGTHS, FUNCTION_LENGTHS, Classification
from gongkai.model.control_totals import amount_columns
from gongkai.model.department import Entry
from gongkai.model.labels import is_total, normal
from gongkai.model.schema import ColumnType
from gongkai.money import rounding_remainder
from gongkai.readers.cells import SOUND

_THEREOF = re.compile(r"其中\W*$|其中[:：]")
_SHOWN = 6
_LONGEST = 60  # rows that a total among others may add up
_HINT = (
    "合计、小计和类、款各行不参加计算，只用来核对；请核对这一格和各行，改正错的一方，没有用的合计行可以删去"
)


@dataclass(slots=True)
class ReadRow:
    """A row that was read: where it stands among the others, and the columns in which it could not be read."""

    position: int
    entry: Entry
    unread: frozenset[str]


@dataclass(slots=True)
class TypedTotal:
    """A row that adds up others: those whose codes begin with `prefix`, those that its name tells, or all in its reach."""

    row: RawRow
    label: str
    prefix: str = ""
    name: TotalName = field(default_factory=TotalName)

    @property
    def is_subtotal(self) -> bool:
        """True where only its place tells which of the rows it adds up."""
        return not (self.prefix or self.name.is_certain) and normal(self.label).endswith("小计")


@dataclass(slots=True)
class _Gap:
    """A total that differs in a column from the rows that it adds up."""

    total: TypedTotal
    column: str
    place: Location
    found: Decimal
    rows: list[ReadRow]
    difference: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.difference = self.found - _sum(self.rows, self.column)


def position(row: RawRow) -> int:
    return row.row or row.origin.line


def split_totals(
    lookup: ScheduleLookup, raw: RawSchedule, classification: Classification
) -> tuple[list[RawRow], list[TypedTotal]]:
    """The rows that say something, and those that add them up. A short code with nothing below it is a row."""
    totals = [TypedTotal(row, row.line) for row in raw.totals]
    key = next((code for code in lookup.codes if code.name in lookup.unique), None)
    if _has_no_total(lookup, key, raw.rows):  # as most
        return raw.rows, totals
    codes = _totalled(lookup, key, raw.rows) if key else set()
    listed = known_codes(key.type, classification) if key else {}
    rows = []
    for row in raw.rows:
        total = _total(lookup, key, row, (codes, listed))
        if total is None:
            rows.append(row)
        else:
            totals.append(total)
    return rows, totals


def _has_no_total(lookup: ScheduleLookup, key: CodeColumn | None, rows: Sequence[RawRow]) -> bool:
    """Whether every row has a code of the finest level, or none is called a total."""
    if key is not None:
        full = _lengths(lookup, key)[-1]
        return all(len(_code(row, key)) == full for row in rows)
    name = next(iter(lookup.unique), "")
    found = {cell.value for row in rows if (cell := row.cells.get(name)) is not None and cell.fault is SOUND}
    return not any(isinstance(text, str) and is_total(text) for text in found)


def _lengths(lookup: ScheduleLookup, key: CodeColumn) -> tuple[int, ...]:
    lengths = FUNCTION_LENGTHS if key.type is ColumnType.FUNCTION else ECONOMIC_LENGTHS
    asked = lookup.rules[key.name].length or lengths[-1]
    return (*(size for size in lengths if size < asked), asked)


def _totalled(lookup: ScheduleLookup, key: CodeColumn, rows: Sequence[RawRow]) -> set[str]:
    """The beginnings of all codes of the finest level that stand in the schedule."""
    *short, full = _lengths(lookup, key)
    codes = [_code(row, key) for row in rows]
    pairs = list(zip(rows, codes, strict=True))
    if lookup.spec.is_prefilled:
        pairs = [(row, code) for row, code in pairs if not lookup.only_prefilled(row)]
    return {code[:size] for _, code in pairs if len(code) == full for size in short}


def _code(row: RawRow, key: CodeColumn) -> str:
    cell = row.cells.get(key.name)
    return split_code(cell.text)[0] if cell is not None and cell.fault is SOUND else ""


def _total(
    lookup: ScheduleLookup, key: CodeColumn | None, row: RawRow, known: tuple[set[str], Mapping[str, str]]
) -> TypedTotal | None:
    codes, listed = known
    if key is not None and (code := _code(row, key)):
        return TypedTotal(row, code, code) if code in codes else None
    names = (key.name, key.names) if key is not None else lookup.unique[:1]
    for name in names:
        cell = row.cells.get(name)
        if cell is None or cell.fault is not SOUND or cell.is_blank:
            continue
        label = cell.text.strip()
        if is_total(label) or (key is not None and _THEREOF.match(label)):
            return TypedTotal(row, label)
        said = total_name(label, key.type, lookup, sorted(codes), listed) if key is not None else None
        return TypedTotal(row, label, name=said) if said is not None else None
    return None


def differing(
    lookup: ScheduleLookup, totals: Sequence[TypedTotal], rows: Sequence[ReadRow], unit: str
) -> list[Finding]:
    """Every total that differs from the rows that it adds up; of totals that differ alike the closest one."""
    if lookup.spec.control or not rows:
        return []
    labels = sorted(position(total.row) for total in totals if not total.prefix and not _is_part(total))
    gaps: list[_Gap] = []
    for total in totals:
        amounts = _amounts(lookup, total.row, unit)
        scopes = _scopes(lookup, total, rows, labels)
        if not amounts or not scopes:
            continue
        found = [_gaps(total, amounts, scope, unit) for scope in scopes]
        likeliest = min(found, key=lambda gaps: (len(gaps), sum(abs(gap.difference) for gap in gaps)))
        beside = _runs_beside(position(total.row), rows) if total.is_subtotal and len(labels) < 2 else ()
        if likeliest and any(not _gaps(total, amounts, run, unit) for run in beside):
            continue  # the rows of one group right above or below, exactly
        gaps += likeliest
    return [_finding(lookup, gap, unit) for gap in gaps if not any(_causes(other, gap) for other in gaps)]


def differing_from_lines(
    lookup: ScheduleLookup,
    totals: Sequence[RawRow],
    entries: Sequence[Entry],
    unread: frozenset[str],
    unit: str,
) -> list[Finding]:
    """Every total typed among fixed lines to which no lines beside each other add up, so that it is not known what it sums up.

    `unread` are the columns in which something could not be read.
    """
    money_lines = {line.name for line in lookup.spec.lines if line.type is ColumnType.AMOUNT}
    rows = [ReadRow(at, item, frozenset()) for at, item in enumerate(entries) if item.line in money_lines]
    found = []
    for row in totals:
        total = TypedTotal(row, row.line)
        for column, (amount, place) in _amounts(lookup, row, unit).items():
            runs = [rows[at:to] for at in range(len(rows)) for to in range(at + 1, len(rows) + 1)]
            if not runs or column in unread:
                continue
            gaps = [_Gap(total, column, place, amount, run) for run in runs]
            if all(abs(gap.difference) > _remainder(amount, gap.rows, column, unit) for gap in gaps):
                found.append(_finding(lookup, _Gap(total, column, place, amount, rows), unit))
    return found


def _is_part(total: TypedTotal) -> bool:
    return bool(_THEREOF.match(total.label))


def _amounts(lookup: ScheduleLookup, row: RawRow, unit: str) -> dict[str, tuple[Decimal, Location]]:
    """The amounts typed in a total that can be read; one that cannot decides nothing."""
    found = {}
    for column in amount_columns(lookup.spec):
        cell = row.cells.get(column.name)
        if cell is None or cell.again:
            continue  # an empty one that means the same as another is told at that one
        place = (cell, lookup.name, column.name)
        scalar, _ = read_value(cell, lookup.rules[column.name], unit, place)
        if isinstance(scalar, Decimal):
            found[column.name] = (scalar, cell.at(f"{lookup.name}/{column.name}"))
    return found


def _scopes(
    lookup: ScheduleLookup, total: TypedTotal, rows: Sequence[ReadRow], labels: Sequence[int]
) -> list[list[ReadRow]]:
    """The rows that a total may add up. A 小计, or one 合计 of several, may stand above or below its rows."""
    key = next((code.name for code in lookup.codes if code.name in lookup.unique), "")
    others = {
        name: cell.text.strip()
        for name in lookup.unique
        if name != key and (cell := total.row.cells.get(name)) is not None and not cell.is_blank
    }
    if total.prefix:
        if any(key in item.unread for item in rows):
            return []
        same = [item for item in rows if all(item.entry.text(name) == text for name, text in others.items())]
        return [[item for item in same if item.entry.text(key).startswith(total.prefix)]]
    if total.name.is_certain:
        if any(key in item.unread or total.name.column in item.unread for item in rows):
            return []
        wanted = {**others, total.name.column: total.name.text} if total.name.column else others
        same = [item for item in rows if all(item.entry.text(name) == text for name, text in wanted.items())]
        prefixes = total.name.prefixes or ("",)
        return [[item for item in same if item.entry.text(key).startswith(prefixes)]]
    same = list(rows)
    if _is_part(total) or (len(labels) < 2 and not total.is_subtotal):
        return [same]
    here = position(total.row)
    before = max((at for at in labels if at < here), default=0)
    after = min((at for at in labels if at > here), default=0)
    above = [item for item in same if before < item.position < here]
    below = [item for item in same if item.position > here and (not after or item.position < after)]
    near = [scope for scope in (above, below) if scope]
    return [*near, same] if normal(total.label).startswith("小计") else [same, *near]


def _runs_beside(here: int, rows: Sequence[ReadRow]) -> Iterator[list[ReadRow]]:
    """The rows next to a place, one after the other more of them, upwards and downwards."""
    above = [item for item in rows if item.position < here][-_LONGEST:]
    below = [item for item in rows if item.position > here][:_LONGEST]
    yield from (above[-count:] for count in range(1, len(above) + 1))
    yield from (below[:count] for count in range(1, len(below) + 1))


def _gaps(
    total: TypedTotal, amounts: dict[str, tuple[Decimal, Location]], rows: list[ReadRow], unit: str
) -> list[_Gap]:
    found = []
    for column, (amount, place) in amounts.items():
        if any(column in item.unread for item in rows):
            continue  # what cannot be read is told already
        gap = _Gap(total, column, place, amount, rows)
        too_much = gap.difference > 0 if _is_part(total) else gap.difference != 0
        if too_much and abs(gap.difference) > _remainder(amount, rows, column, unit):
            found.append(gap)
    return found


def _sum(rows: Sequence[ReadRow], column: str) -> Decimal:
    return sum((item.entry.number(column) or Decimal(0) for item in rows), Decimal(0))


def _remainder(amount: Decimal, rows: Sequence[ReadRow], column: str, unit: str) -> Decimal:
    """What rounding to 0.01 万元 allows (元); nothing for amounts in 元 or finer ones."""
    amounts = [amount, *(number for item in rows if (number := item.entry.number(column)))]
    return rounding_remainder(amounts) if unit == "万元" else Decimal(0)


def _causes(other: _Gap, gap: _Gap) -> bool:
    """True if a total of fewer of the same rows, or of a finer code, differs as much: it says closer where the
    fault is."""
    if other is gap or other.column != gap.column or other.difference != gap.difference:
        return False
    inner, outer = ({item.position for item in one.rows} for one in (other, gap))
    if inner != outer:
        return inner < outer
    return len(other.total.prefix) > len(gap.total.prefix)


def _finding(lookup: ScheduleLookup, gap: _Gap, unit: str) -> Finding:
    amounts = (gap.found, gap.found - gap.difference, gap.difference)
    found, expected, difference = (money.in_unit(amount, unit, *amounts) for amount in amounts)
    places = [item.entry.place(gap.column) for item in gap.rows if item.entry.number(gap.column)]
    cells = "、".join(_short(place) for place in places[:_SHOWN]) or "都没有填"
    cells += f"等 {len(places)} 格" if len(places) > _SHOWN else ""
    what = "大于" if _is_part(gap.total) else "不等于"
    message = (
        f"{lookup.name}：“{gap.total.label}”行的“{gap.column}”是 {found}，{what}各行之和 {expected}（{cells}），"
        f"相差 {difference}"
    )
    return report("SR-26", message, gap.place, _HINT, found=found, expected=expected, difference=difference)


def _short(place: Location) -> str:
    return place.cell or f"第 {place.line} 行"
