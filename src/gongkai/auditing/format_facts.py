"""The printed figures of a document by what they are, whatever a format or a table calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.auditing.document import AuditedTable, place_of
from gongkai.auditing.outcome import AmountPlace
from gongkai.frozen import frozen
from gongkai.model.definitions import STAGE, Definitions
from gongkai.model.expression import Expression, Filters, Name, Operation
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION
from gongkai.plans.binding import Binding
from gongkai.recognition.printed_fact import PrintedFact

_Where = frozenset[tuple[str, frozenset[str]]]
_Part = tuple[int, str, _Where, str]
FigureParts = frozenset[_Part]
"""A figure as a sum of parts of schedules: sign, schedule, coordinates, stage ("" for this year's own)."""
_CODES = (FUNCTION_DIMENSION, ECONOMIC_DIMENSION)


@frozen
class Known:
    """A figure as tables print it: in 元, with half of the last printed digit of all that it was added from."""

    amount: Decimal
    rounding: Decimal
    cells: tuple[tuple[AuditedTable, PrintedFact], ...]


@dataclass(slots=True)
class FormatFacts:
    """Figures of tables, found by bindings of a format. Made once for a document."""

    definitions: Definitions
    _facts: dict[FigureParts, list[tuple[AuditedTable, PrintedFact]]] = field(default_factory=dict)

    def add(self, table: AuditedTable, facts: Iterable[PrintedFact]) -> None:
        for fact in facts:
            if fact.doubtful:
                continue
            if fact.binding is not None:
                identity = self.identity(fact.binding)
            else:
                where = tuple((name, tuple(value.split("|"))) for name, value in fact.coordinates.items())
                identity = self._parts(Name(fact.figure), where, fact.stage)
            if identity is not None:
                self._facts.setdefault(identity, []).append((table, fact))

    def places(self) -> Iterator[AmountPlace]:
        """The cells of all figures."""
        return (place_of(table, fact) for cells in self._facts.values() for table, fact in cells)

    def identity(self, binding: Binding) -> FigureParts | None:
        """What a binding is; None where it is no sum of figures."""
        where = tuple(pair for pair in binding.where if pair[0] != STAGE)
        return self._parts(binding.figure, where, binding.stage)

    def known(self, binding: Binding) -> list[Known]:
        """Every way in which the tables print a figure: in a cell, or as the sum of cells where it is a sum."""
        identity = self.identity(binding)
        if identity is None:
            return []
        found = [
            Known(fact.amount, fact.rounding, ((table, fact),))
            for table, fact in self._facts.get(identity, ())
        ]
        if found or len(identity) < 2:
            return found
        parts = [
            (sign, self._facts.get(frozenset([(1, name, where, stage)]), []))
            for sign, name, where, stage in sorted(identity, key=repr)
        ]
        if not all(cells for _, cells in parts):
            return []
        first = [(sign, cells[0]) for sign, cells in parts]
        return [
            Known(
                sum((sign * fact.amount for sign, (_, fact) in first), Decimal(0)),
                sum((fact.rounding for _, (_, fact) in first), Decimal(0)),
                tuple(cell for _, cell in first),
            )
        ]

    def _parts(self, expression: Expression, where: Filters, stage: str) -> FigureParts | None:
        found: dict[tuple[str, _Where, str], int] = {}
        if not self._collect(expression, where, stage, 1, found):
            return None
        parts = {(sign, *part) for part, sign in found.items() if sign}
        return frozenset(parts) if parts and all(abs(sign) == 1 for sign, *_ in parts) else None

    def _collect(
        self,
        expression: Expression,
        where: Filters,
        stage: str,
        sign: int,
        found: dict[tuple[str, _Where, str], int],
    ) -> bool:
        if isinstance(expression, Operation) and expression.operator in "+-":
            other = -sign if expression.operator == "-" else sign
            return self._collect(expression.left, where, stage, sign, found) and self._collect(
                expression.right, where, stage, other, found
            )
        if not isinstance(expression, Name):
            return False
        for name, values in expression.filters:
            if name == STAGE:
                stage = values[0]
        own = tuple(pair for pair in expression.filters if pair[0] != STAGE)
        meant = self.definitions.figures.get(expression.name)
        if meant is not None and meant != Name(expression.name):
            return self._collect(meant, (*own, *where), stage, sign, found)
        narrowed = self._narrowed((*own, *where))
        key = (expression.name, narrowed, "" if stage == self.definitions.current else stage)
        found[key] = found.get(key, 0) + sign
        return True

    def _narrowed(self, where: Filters) -> _Where:
        """Coordinates with groups spelt out; of two of one dimension both hold, of a class and its item the item."""
        found: dict[str, frozenset[str]] = {}
        for name, values in where:
            spelt = frozenset(self.definitions.spell(values))
            if name not in found:
                found[name] = spelt
            elif name in _CODES:
                found[name] = frozenset(
                    longer
                    for one in found[name]
                    for other in spelt
                    for longer in [max(one, other, key=len)]
                    if longer.startswith(min(one, other, key=len))
                )
            else:
                found[name] &= spelt
        return frozenset(found.items())


def facts_of(
    definitions: Definitions, tables: Sequence[AuditedTable], read: Mapping[int, Sequence[PrintedFact]]
) -> FormatFacts:
    """All figures of tables: those that the format knows (`read`, by the number of the table), else those that every
    table of its kind has, unless this year's own figures are several stages, which only the format tells apart."""
    facts = FormatFacts(definitions)
    several = definitions.current in definitions.groups
    for table in tables:
        if table.number in read:
            facts.add(table, read[table.number])
        elif not several:
            facts.add(table, table.facts)
    return facts
