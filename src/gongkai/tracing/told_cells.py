"""For the HTML report: from which export an input cell was filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gongkai.derivation import ToldCell
from gongkai.model.department import Department
from gongkai.source import Source
from gongkai.stages import Checked
from gongkai.tracing.input_cells import CellKey, FilledInput, cell_key, input_cells
from gongkai.tracing.telling import export_places
from gongkai.tree.nodes import Document


def with_told_cells(document: Document, checked: Checked, source: Source) -> Document:
    """The document with a function (`Document.told`) for this; the cells are read when it is first called."""
    department = checked.loaded.department
    if department is None or not department.filled:
        return document  # most inputs are typed
    return replace(document, told=_Told(department, source))


@dataclass(slots=True)
class _Told:
    department: Department
    source: Source
    cells: dict[CellKey, FilledInput] | None = None

    def __call__(self, given: ToldCell) -> str:
        """`从导出表填入：…`; empty for a cell that was typed."""
        if self.cells is None:
            self.cells = input_cells(self.department, self.source)
        cell = self.cells.get(cell_key(given.location))
        return export_places(cell) if cell is not None else ""
