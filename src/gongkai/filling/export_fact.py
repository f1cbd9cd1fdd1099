"""What a cell of an export says, and what reading a file's exports gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.filling.export_spec import Coordinates, ExportFigure
from gongkai.findings import Finding, Location
from gongkai.frozen import frozen


@frozen
class ExportFact:
    """One number of an export.

    `number` is as it stands there, `factor` makes 元 of it where it is money. `year` is the export's, `stage` stands
    in the coordinates as the export calls it. `name` is the name that stands beside its code. `others` are the
    places of the further numbers that it was computed from. `text` is what stands there where it is no number,
    `read` the coordinates whose values the table itself gives, as names of projects.
    """

    figure: ExportFigure
    number: Decimal
    factor: Decimal
    year: int
    table: str
    place: Location
    name: str = ""
    others: tuple[Location, ...] = ()
    text: str = ""
    read: frozenset[str] = frozenset()

    @property
    def amount(self) -> Decimal:
        """In 元; of a count ten thousand times too much where the table is in 万元."""
        return self.number * self.factor


def rest_of(
    whole: ExportFact, figure: ExportFigure, rest: Decimal, others: tuple[Location, ...]
) -> ExportFact:
    """What is left of a whole, in 元, when the parts at `others` are taken off: a figure of its own."""
    factor = whole.factor
    return ExportFact(figure, rest / factor, factor, whole.year, whole.table, whole.place, whole.name, others)


@dataclass(slots=True)
class Exported:
    """Everything read from exports. `whole` are the kinds of figures of which every code with an amount was read:
    schedule, year and coordinates, without the code."""

    facts: list[ExportFact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    whole: set[tuple[str, int, Coordinates]] = field(default_factory=set)
    tables: list[str] = field(default_factory=list)

    def add(self, others: Iterable[Exported]) -> None:
        for other in others:
            self.facts += other.facts
            self.findings += other.findings
            self.whole |= other.whole
            self.tables += other.tables
