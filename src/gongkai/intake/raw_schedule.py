"""Raw schedules, the common result of both forms of input before typing: cells by column or line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.model.department import RowKey, row_key
from gongkai.readers.cells import RawCell, letters


@frozen
class RawRow:
    """A row with its non-empty cells by column name, in the order of the schedule.

    `origin` is the place itself (YAML), or the sheet, in which `row` and `first` tell its first cell and
    `where` gives the number of every column, so that an empty cell has a place too.
    """

    cells: dict[str, RawCell]
    origin: Location
    line: str = ""
    row: int = 0
    first: int = 0
    where: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> RowKey:
        """The sheet and the number of the row."""
        return (self.origin.sheet, self.row) if self.row else row_key(self.origin)

    def at(self, path: str, column: str = "") -> Location:
        """The place of a column's cell, else of the row, with its path in the model."""
        origin, row = self.origin, self.row
        cell = letters(self.where.get(column, self.first)) + str(row) if row else origin.cell
        return Location(origin.file, origin.sheet, cell, origin.line, origin.column, path)


@dataclass(slots=True)
class RawSchedule:
    """A schedule as found. `missing` names the columns that it lacks (already reported).

    `totals` are rows labelled 合计 or the like, beside the rows: `line` is their label. `blank` names the
    columns whose headings say what an empty cell means.
    """

    location: Location
    rows: list[RawRow] = field(default_factory=list)
    missing: frozenset[str] = frozenset()
    totals: list[RawRow] = field(default_factory=list)
    blank: frozenset[str] = frozenset()
