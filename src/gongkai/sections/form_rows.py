"""The rows and cells of a form prepared once for all departments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from gongkai.frozen import frozen
from gongkai.packs.pack import FormCell, FormRow
from gongkai.sections.cell_texts import Evaluator, is_constant
from gongkai.tree.grid import row_shape
from gongkai.tree.nodes import Align, Cell, CellKind, Number, RowShape, Run

_KINDS = {kind.value: kind for kind in CellKind}
_ALIGNS = {align.value: align for align in Align}


@frozen(eq=False)
class CellPlan:
    """A declared cell, the finished cell where it does not depend on the department (`constant`), and the function that
    gives its value where that can be had without Jinja."""

    declared: FormCell
    value: Evaluator | None = None
    constant: Cell | None = field(init=False)
    kind: CellKind = field(init=False)
    align: Align | None = field(init=False)

    def __post_init__(self) -> None:
        declared = self.declared
        object.__setattr__(self, "kind", _KINDS[declared.kind])
        object.__setattr__(self, "align", _ALIGNS[declared.align] if declared.align else None)
        constant = is_constant(declared.text)
        object.__setattr__(self, "constant", self.cell(declared.text) if constant else None)

    def cell(self, text: str, number: Number | None = None) -> Cell:
        declared = self.declared
        return Cell(text, self.kind, number, declared.colspan, declared.rowspan, self.align)

    def of_runs(self, runs: tuple[Run, ...]) -> Cell:
        if len(runs) == 1:
            return self.cell(runs[0].text, runs[0].number)
        return self.cell("".join([run.text for run in runs]))


class RowPlan:
    """A row by the plans of its cells.

    `names_columns` is True if it holds only fixed words of the form, `open` if a cell reaches down to the end of the
    next repetition; `merging` are the columns in which equal cells below each other become one. `shape` is that of the
    row as declared; `merged` caches its other shapes by the row spans of its cells in `merging`.
    """

    def __init__(self, row: FormRow, cells: Iterable[CellPlan]) -> None:
        self.cells = tuple(cells)
        self.shape: RowShape = row_shape([plan.constant or plan.cell("") for plan in self.cells])
        self.names_columns = not row.repeat and all(
            plan.constant is not None and plan.declared.rowspan < 2 for plan in self.cells
        )
        self.open = any(cell.rowspan == 0 for cell in row.cells)
        self.merged: dict[tuple[int, ...], RowShape] = {}
        self.merging = [column for column, cell in enumerate(row.cells) if cell.merge]
