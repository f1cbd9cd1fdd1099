"""The cells of one sheet of a workbook, whatever kind of file it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.findings import Location
from gongkai.model.labels import CODE_SHEET, FINDINGS_SHEET, GUIDE_SHEET, ORIGINS_SHEET, is_computed, normal
from gongkai.readers.cells import RawCell, letters

Range = tuple[int, int, int, int]
Rows = dict[int, dict[int, RawCell]]
_OWN_SHEETS = {normal(GUIDE_SHEET), normal(CODE_SHEET), normal(FINDINGS_SHEET), normal(ORIGINS_SHEET)}


@dataclass(slots=True)
class SheetCells:
    """The non-empty cells of one sheet: row number to column number to raw cell; its merged ranges; whether it is
    hidden, as far as the kind of file tells (.xlsx)."""

    title: str
    file: str
    rows: Rows = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden: bool = False

    def place(self, row: int, column: int, path: str) -> Location:
        return Location(self.file, self.title, f"{letters(column)}{row}", path=path)

    @property
    def is_read(self) -> bool:
        """False for the guide, the code list, a list of findings or of origins, and sheets marked as computed."""
        return normal(self.title) not in _OWN_SHEETS and not is_computed(self.title)
