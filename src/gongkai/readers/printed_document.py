"""The result of reading any published file: parts made of lines and ruled tables, each with its place.

The same for Word, spreadsheets and PDF, so that recognising tables does not depend on the kind of file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.findings import NOWHERE, Finding, Location
from gongkai.frozen import frozen

PRINTED_NUMBER = re.compile(r"[-−]?[\d,，]*\.?\d+%?")
"""A cell's whole text that is a number, with or without separators; whether it is well written is not asked here."""


@frozen
class PrintedLine:
    """A paragraph, or a line of a page. `level` is that of a heading (1 the highest), 0 for other text; `doubtful` is
    text that was read from a picture. `opens` says of a line of a page whether it begins a paragraph, None where the
    way it is set does not tell."""

    text: str
    place: Location = NOWHERE
    level: int = 0
    doubtful: bool = False
    opens: bool | None = None


@frozen
class PrintedCell:
    """A cell as it is printed. `row` and `column` count from 0 in the table's lattice; spans count cells of it.

    `doubtful` is the text of a cell that was read from a picture.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: Location = NOWHERE
    doubtful: bool = False


@frozen
class PrintedTable:
    """The cells of a table by row, then by column; spans do not overlap.

    `joined` says of each continuation that was put to this table where it stood and why it belongs here. `edges` are
    the places of its vertical rules in points, where the file tells them.
    """

    cells: tuple[PrintedCell, ...]
    place: Location = NOWHERE
    joined: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()

    @property
    def height(self) -> int:
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        return max((cell.column + cell.colspan for cell in self.cells), default=0)

    def rows(self) -> list[list[str]]:
        """Texts by row and column: a spanned cell's text stands in its first place, "" in the others."""
        width = self.width
        found = [[""] * width for _ in range(self.height)]
        for cell in self.cells:
            found[cell.row][cell.column] = cell.text
        return found

    def covering(self) -> list[list[PrintedCell | None]]:
        """By row and column the cell that covers the place, None where there is none."""
        width = self.width
        found: list[list[PrintedCell | None]] = [[None] * width for _ in range(self.height)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    found[row][column] = cell
        return found


@frozen
class PrintedPart:
    """A page of a PDF (`page` counts from 1), a sheet of a workbook (`sheet`), or a whole Word file.

    A `scanned` page is a picture; `unreadable` characters of a page have no meaning that the file tells.
    """

    items: tuple[PrintedLine | PrintedTable, ...]
    page: int = 0
    sheet: str = ""
    scanned: bool = False
    unreadable: int = 0


@dataclass(slots=True)
class PrintedDocument:
    """A file as it was read. `findings` say what could not be read, with its place."""

    file: str
    parts: tuple[PrintedPart, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def items(self) -> Iterator[PrintedLine | PrintedTable]:
        for part in self.parts:
            yield from part.items

    def lines(self) -> Iterator[PrintedLine]:
        return (item for item in self.items() if isinstance(item, PrintedLine))

    def tables(self) -> Iterator[PrintedTable]:
        return (item for item in self.items() if isinstance(item, PrintedTable))
