"""What the tables of a document print, by the parts of each figure: what a sentence is bound to by name is held against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.learning.figures import BaseFigures, PartsOfFigure
from gongkai.plans.binding import Binding
from gongkai.recognition.printed_fact import PrintedFact
from gongkai.recognition.reading import Reading


@dataclass(slots=True)
class KnownAmounts:
    """Amounts in 元 (or counts) with half of their last digit, of one document."""

    figures: BaseFigures
    amounts: dict[PartsOfFigure, tuple[Decimal, Decimal]] = field(default_factory=dict)

    @staticmethod
    def of(reading: Reading, figures: BaseFigures) -> KnownAmounts:
        """Those of all tables; a figure that two tables print differently is left out."""
        known = KnownAmounts(figures)
        doubted: set[PartsOfFigure] = set()
        for table in reading.tables:
            for fact in table.facts:
                parts = _parts(fact, figures)
                if parts is None:
                    continue
                before = known.amounts.get(parts)
                if before is not None and abs(before[0] - fact.amount) > before[1] + fact.rounding:
                    doubted.add(parts)
                if before is None or fact.rounding < before[1]:
                    known.amounts[parts] = (fact.amount, fact.rounding)
        for parts in doubted:
            del known.amounts[parts]
        return known

    def amount(self, binding: Binding) -> Decimal | None:
        """What the tables print for a figure, in 元 or as a count; None where they do not."""
        parts = self.figures.parts(binding)
        printed = self.amounts.get(parts) if parts is not None else None
        return printed[0] if printed is not None else None

    def agrees(self, binding: Binding, amount: Decimal, rounding: Decimal) -> bool | None:
        """Whether a figure is what the tables print; None where they do not print it."""
        parts = self.figures.parts(binding)
        printed = self.amounts.get(parts) if parts is not None else None
        if printed is None:
            return None
        return abs(printed[0] - amount) <= printed[1] + rounding


def _parts(fact: PrintedFact, figures: BaseFigures) -> PartsOfFigure | None:
    binding = fact.binding
    if binding is None:
        found = figures.binding(fact.figure, fact.coordinates, fact.stage)
        return figures.parts(found) if found is not None else None
    return figures.parts(binding)
