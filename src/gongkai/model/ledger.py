"""The only query over schedules: facts selected by coordinates and summed, exact and in 元.

Every numeric cell of every schedule except the control totals is a fact with coordinates (科目, 资金来源, 阶段 …).
A `Cut` is a set of facts; cutting it by a coordinate gives a smaller one. Each cut caches its groups, so that a query
costs a few lookups however many facts there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter

from gongkai.derivation import place_text
from gongkai.findings import Location
from gongkai.model.classification import ECONOMIC_LENGTHS, FUNCTION_LENGTHS
from gongkai.model.department import Department, Schedule, Value
from gongkai.model.schema import ColumnType, Shape
from gongkai.money import ZERO

# Searching up to this many facts is faster than grouping them; most cuts are one row of a schedule.
_FEW = 8
# The coordinate that names the row of a fact, so that one row can be queried alone and rows can be counted.
ROW = "明细行"


@dataclass(slots=True, eq=False)
class Fact:
    """One number as given: `amount` in `unit` (元, or empty for a count), its coordinates and its place. Facts compare
    by identity, so that two equal amounts in a sum both count."""

    amount: Decimal
    coordinates: dict[str, str]
    value: Value
    unit: str = "元"
    _kept: Location | None = field(default=None, init=False, repr=False)

    @property
    def location(self) -> Location:
        """The input cell; kept, because a fact is part of many sums, each of which lists its cells."""
        if self._kept is None:
            self._kept = self.value.location
        return self._kept

    @property
    def called(self) -> str:
        """支出!F12 or the line of a text form, without asking for the path in the model."""
        place = self.value.place
        return (isinstance(place, tuple) and place[0].called) or place_text(self.location)


_amount = attrgetter("amount")


class Cut:
    """A set of facts, its exact sum, and its parts by any coordinate."""

    __slots__ = ("_amount", "_cells", "_groups", "_merged", "_prefixes", "facts")

    def __init__(self, facts: list[Fact], prefixes: dict[str, tuple[int, ...]]) -> None:
        self.facts = facts
        self._amount: Decimal | None = None
        self._cells: tuple[Fact, ...] | None = None
        self._prefixes = prefixes
        self._groups: dict[str, dict[str, Cut]] = {}
        self._merged: dict[tuple[str, tuple[str, ...]], Cut] | None = None  # few cuts ever need one

    @property
    def amount(self) -> Decimal:
        """The exact sum, computed on demand, because most cuts are only steps to another."""
        found = self._amount
        if found is None:
            facts = self.facts
            found = facts[0].amount if len(facts) == 1 else sum([fact.amount for fact in facts], ZERO)
            self._amount = found
        return found

    @property
    def cells(self) -> tuple[Fact, ...]:
        """Its facts other than zero."""
        found = self._cells
        if found is None:
            facts = self.facts
            if len(facts) == 1:  # as most
                found = (facts[0],) if facts[0].amount else ()
            else:
                found = tuple(filter(_amount, facts))
            self._cells = found
        return found

    def parts(self, dimension: str) -> dict[str, Cut]:
        """The facts by their coordinate in `dimension`; a code counts under each of its prefixes too."""
        found = self._groups.get(dimension)
        if found is None:
            lengths = self._prefixes.get(dimension, (None,))
            groups: dict[str, list[Fact]] = {}
            for fact in self.facts:
                value = fact.coordinates.get(dimension)
                if value is None:
                    continue
                for length in lengths:
                    if length is not None and length > len(value):
                        continue
                    key = value[:length]
                    if key in groups:
                        groups[key].append(fact)
                    else:
                        groups[key] = [fact]
            found = {value: Cut(facts, self._prefixes) for value, facts in groups.items()}
            self._groups[dimension] = found
        return found

    def where(self, dimension: str, values: tuple[str, ...]) -> Cut:
        """The facts whose coordinate is one of `values`."""
        if len(values) == 1:
            parts = self._groups.get(dimension)
            if parts is None:
                if len(self.facts) <= _FEW:
                    return self._part(dimension, values[0])
                parts = self.parts(dimension)
            return parts.get(values[0]) or _EMPTY
        groups = self.parts(dimension)
        key = (dimension, values)
        if self._merged is None:
            self._merged = {}
        found = self._merged.get(key)
        if found is None:
            facts = dict.fromkeys(fact for value in values if value in groups for fact in groups[value].facts)
            found = Cut(list(facts), self._prefixes)
            self._merged[key] = found
        return found

    def _part(self, dimension: str, wanted: str) -> Cut:
        """The facts whose coordinate is `wanted`, by a search that pays for few facts."""
        lengths = self._prefixes.get(dimension)
        if lengths is not None and len(wanted) not in lengths:
            return _EMPTY
        found = []
        for fact in self.facts:
            value = fact.coordinates.get(dimension)
            if value == wanted or (lengths is not None and value is not None and value.startswith(wanted)):
                found.append(fact)
        if len(found) == len(self.facts):
            return self
        return Cut(found, self._prefixes) if found else _EMPTY


_EMPTY = Cut([], {})


class Ledger:
    """All facts of a department by schedule."""

    def __init__(self, department: Department) -> None:
        self.department = department
        self._cuts = {name: _cut(schedule) for name, schedule in department.schedules.items()}

    def schedule(self, name: str) -> Cut:
        """All facts of a schedule; none where the schedule is missing."""
        return self._cuts.get(name, _EMPTY)

    def has(self, name: str) -> bool:
        """True if the user's input has this schedule."""
        found = self.department.schedule(name)
        return found is not None and found.present


def row_coordinate(schedule: Schedule, index: int) -> str:
    """What the facts of one row have as coordinate `ROW`; it begins with the schedule and `#`."""
    return f"{schedule.spec.name}#{index}"


def _cut(schedule: Schedule) -> Cut:
    lengths = {ColumnType.FUNCTION: FUNCTION_LENGTHS, ColumnType.ECONOMIC: ECONOMIC_LENGTHS}
    prefixes = {
        column.dimension: lengths[column.type]
        for column in schedule.spec.key_columns
        if column.dimension and column.type in lengths
    }
    return Cut(list(_facts(schedule)), prefixes)


def _facts(schedule: Schedule) -> Iterable[Fact]:
    spec = schedule.spec
    if spec.control:  # compared with sums, never part of one
        return
    keys = [(column.name, column.dimension) for column in spec.key_columns if column.dimension]
    keys += [(column.name, column.name) for column in spec.derived]
    numbers = [(column.name, dict(column.coordinates), column.type) for column in spec.number_columns]
    lines = {line.name: line.type for line in spec.lines} if spec.shape is Shape.LINES else {}
    for index, entry in enumerate(schedule.entries):
        shared = {dimension: text for name, dimension in keys if (text := entry.text(name))}
        shared[ROW] = row_coordinate(schedule, index)
        if spec.shape is Shape.LINES and spec.line_dimension:
            shared[spec.line_dimension] = entry.line
        of_line = lines.get(entry.line)
        for name, coordinates, kind in numbers:
            value = entry.values.get(name)
            if value is not None and isinstance(value.value, Decimal):
                unit = "元" if (of_line or kind) is ColumnType.AMOUNT else ""
                yield Fact(value.value, {**shared, **coordinates}, value, unit)
