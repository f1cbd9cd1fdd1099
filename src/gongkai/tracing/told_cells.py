"""What an HTML report says of an input cell: what stands in it, and from which export it was filled in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.findings import Location
from gongkai.model.department import Department
from gongkai.source import Source
from gongkai.stages import Checked
from gongkai.tracing.input_cells import CellKey, FilledInput, cell_key, input_cells
from gongkai.tracing.telling import cell_content, export_places
from gongkai.tree.nodes import Document


def with_told_cells(document: Document, checked: Checked, source: Source) -> Document:
    """The document with the words for each cell of its input; the cells are read when the first is asked for."""
    department = checked.loaded.department
    return document if department is None else replace(document, told=_Told(department, source))


@dataclass(slots=True)
class _Told:
    department: Department
    source: Source
    cells: dict[CellKey, FilledInput] = field(default_factory=dict)

    def __call__(self, place: Location) -> str:
        """`2,834,240.00 元；从导出表填入：…`; empty for a cell that is not one of the input."""
        if not self.cells:
            self.cells = input_cells(self.department, self.source)
        cell = self.cells.get(cell_key(place))
        if cell is None or not isinstance(cell.value, Decimal):
            return ""
        return "；".join(filter(None, (cell_content(cell), export_places(cell))))
