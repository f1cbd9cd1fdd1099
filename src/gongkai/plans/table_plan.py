"""The plan of a ledger table: what stands in each of its cells, independent of any department.

It serves to write a table (`sections.ledger_tables`) and to read a printed one: from a cell to its figure, from a
figure to its cells, from headings and a row's label to the figure that must stand there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field

from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.plans.binding import Binding, Identity
from gongkai.plans.columns import HeadingNode, heading_tree
from gongkai.plans.rows import FigureCell, FixedCodes, FixedRow, RowRule, SideRows

_NAMES = re.compile(r"\{\{.*?\}\}")


@frozen
class CellPosition:
    """A cell with a figure. `row` is the number of a fixed row (headings not counted), or the code or name of
    a row that a rule made."""

    row: int | str
    column: int


@frozen
class RowLabel:
    """What names a fixed row in one block of the table: its label and its 行次, as templates."""

    row: int
    texts: tuple[str, ...]


@frozen(eq=False)
class TablePlan:
    """`header`, then `rows`, then the rows that `rule` makes; with `totals_last` the rule's rows come before `rows`.

    `paths` are the headings over each column, from top to bottom. With `sides` a department's table has the rows that
    these select; `rows` then holds all rows that any department may have.
    """

    key: str
    paths: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    header: tuple[FixedRow, ...]
    rows: tuple[FixedRow, ...]
    rule: RowRule | None = None
    totals_last: bool = False
    sides: tuple[SideRows, ...] = ()
    families: tuple[FixedCodes, ...] = field(init=False)
    """Every figure that is spread over fixed rows of codes."""
    _index: dict[Identity, list[CellPosition]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        # Computed once, because a rule asks for it for every department.
        found = dict.fromkeys(cell.family for _, cell in self.fixed())
        object.__setattr__(self, "families", tuple(family for family in found if family is not None))

    # What there is, without a department.

    @property
    def headings(self) -> tuple[HeadingNode, ...]:
        return heading_tree(self.paths)

    @property
    def labels(self) -> tuple[RowLabel, ...]:
        """The labels of all fixed rows with figures, from top to bottom, those of one row from left to right."""
        found = dict.fromkeys((place.row, cell.labels) for place, cell in self.fixed())
        return tuple(RowLabel(row, labels) for row, labels in found if isinstance(row, int))

    def fixed(self) -> Iterator[tuple[CellPosition, FigureCell]]:
        """The cells with a figure of all fixed rows."""
        for number, row in enumerate(self.rows):
            for cell in row.cells:
                if isinstance(cell, FigureCell):
                    yield CellPosition(number, cell.column), cell

    def ruled(self) -> tuple[FigureCell, ...]:
        """The cells with a figure of a row that the rule makes, each still to be narrowed to its row."""
        cells = self.rule.cells if self.rule is not None else ()
        return tuple(cell for cell in cells if isinstance(cell, FigureCell))

    # From a cell to its figure, and back.

    def binding(self, row: int | str, column: int) -> Binding | None:
        """The figure in a cell, None for a text: `row` as in `CellPosition`."""
        if isinstance(row, str):
            if self.rule is None or not self.rule.may_make(row):
                return None
            dimension = self.rule.dimension
            found = (cell.binding.at(dimension, row) for cell in self.ruled() if cell.column == column)
        else:
            cells = self.rows[row].cells if 0 <= row < len(self.rows) else ()
            found = (cell.binding for cell in cells if isinstance(cell, FigureCell) and cell.column == column)
        return next(found, None)

    def cells(self, binding: Binding) -> tuple[CellPosition, ...]:
        """All cells that show a figure, also in the row that the rule can make for its coordinate."""
        if not self._index:
            index: dict[Identity, list[CellPosition]] = {}
            for place, cell in self.fixed():
                index.setdefault(cell.binding.identity, []).append(place)
            self._index.update(index)
        return (*self._index.get(binding.identity, ()), *self._ruled_cells(binding))

    def _ruled_cells(self, binding: Binding) -> Iterator[CellPosition]:
        if self.rule is None:
            return
        figure, pairs, count = binding.identity
        for dimension, values in pairs:
            if dimension != self.rule.dimension or len(values) != 1 or not self.rule.may_make(values[0]):
                continue
            rest = figure, pairs - {(dimension, values)}, count
            for cell in self.ruled():
                if cell.binding.identity == rest:
                    yield CellPosition(values[0], cell.column)

    # From what is printed around a cell to its figure.

    def bindings(
        self, path: tuple[str, ...], label: str, filled: Callable[[str], str] = str
    ) -> frozenset[Binding]:
        """The figures that may stand under these headings in a row of this label, 行次 or code.

        More than one means that the texts do not decide which: the cell is unbound. Texts are compared without
        blanks; names in a template match any text, unless `filled` replaces them.
        """
        literal: set[Binding] = set()
        named: set[Binding] = set()
        for _, cell in self.fixed():
            if _alike(cell.path, path, filled):
                texts = [filled(text) for text in cell.labels if text]
                if any(normal(text) == normal(label) for text in texts):
                    literal.add(cell.binding)
                elif any(label_fits(text, label) for text in texts):
                    named.add(cell.binding)
        if literal:
            return frozenset(literal)
        rule = self.rule
        if rule is None or not rule.may_make(label):
            return frozenset(named)
        ruled = {
            cell.binding.at(rule.dimension, label) for cell in self.ruled() if _alike(cell.path, path, filled)
        }
        # A code can be nothing else; any other text may be the name of a row as well as one of the department's.
        return frozenset(ruled if rule.levels else ruled | named)

    def bound(self, path: tuple[str, ...], label: str, filled: Callable[[str], str] = str) -> Binding | None:
        """The one figure under these headings in this row; None where there is none, or more than one is possible."""
        found = self.bindings(path, label, filled)
        return next(iter(found)) if len(found) == 1 else None


def _alike(declared: tuple[str, ...], printed: tuple[str, ...], filled: Callable[[str], str]) -> bool:
    return len(declared) == len(printed) and all(map(label_fits, map(filled, declared), printed))


def label_fits(template: str, text: str) -> bool:
    """Whether a printed text may come from a template: equal but for blanks, with any text for a name in `{{ }}`."""
    if template == text:
        return True
    parts = [re.escape(normal(part)) for part in _NAMES.split(template)]
    return re.fullmatch(".*".join(parts), normal(text)) is not None
