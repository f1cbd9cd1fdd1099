"""Composes ledger tables from their plans and a department's book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai.frozen import frozen
from gongkai.model.book import Book, Figure
from gongkai.model.department import Department
from gongkai.model.labels import relabelled
from gongkai.plans.binding import Binding
from gongkai.plans.rows import (
    AmountLook,
    CodeCell,
    FigureCell,
    FixedCodes,
    FixedRow,
    InputCell,
    NameCell,
    RowRule,
    SideRows,
    TemplateCell,
    TextCell,
)
from gongkai.plans.table_plan import TablePlan
from gongkai.sections.code_names import CodeNames
from gongkai.sections.printing import Printer
from gongkai.tree.grid import row_shape
from gongkai.tree.nodes import Align, Cell, CellKind, Row

# Looking up members of enumerations is slow, and every cell needs them.
_LABEL, _NUMBER = CellKind.LABEL, CellKind.NUMBER
_LEFT, _CENTER = Align.LEFT, Align.CENTER
Spread = tuple[Figure, Callable[[str], Decimal]]
"""A figure and a function from each coordinate of a table to its amount there."""
_Spreads = dict[FixedCodes, Spread]


@frozen
class FilledGrid:
    """The rows of a table: `header_rows` headings, fixed rows, and after or before these one for each of `coordinates`.

    `empty` is True where no figure other than zero stands in it.
    """

    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    header_rows: int
    empty: bool
    coordinates: tuple[str, ...] = ()


def _has_figure(row: Row) -> bool:
    return any(cell.number is not None and cell.number.value for cell in row.cells)


def _renumbered(row: Row, number: int) -> Row:
    """The row of a class with the number before its name replaced."""
    place = next(index for index, cell in enumerate(row.cells) if cell.number is None and cell.text)
    cell = row.cells[place]
    named = replace(cell, text=relabelled(cell.text, number))
    return Row((*row.cells[:place], named, *row.cells[place + 1 :]), row.shape)


class LedgerComposer:
    """Composes the ledger tables of one department."""

    def __init__(
        self,
        department: Department,
        book: Book,
        names: CodeNames,
        printer: Printer,
        text: Callable[[str], str],
    ) -> None:
        self.department = department
        self.book = book
        self.names = names
        self.printer = printer
        self.text = text  # fills the names in a template text such as {{年度}}年预算数
        self._called: dict[str, str] = {}

    def compose(self, plan: TablePlan) -> FilledGrid:
        spreads: _Spreads = {}
        rows = [row.made or self._fixed(row, spreads) for row in plan.header]
        if plan.sides:
            rows += self._sides(plan.sides, spreads)
        else:
            rows += [row.made or self._fixed(row, spreads) for row in plan.rows]
        rule = plan.rule
        codes = self._codes(rule) if rule is not None else []
        if rule is not None and codes:
            ruled = self._ruled(rule, codes)
            place = len(plan.header) if plan.totals_last else len(rows)
            rows[place:place] = ruled
        body = rows[len(plan.header) :]
        empty = not codes if rule is not None else not any(map(_has_figure, body))
        return FilledGrid(tuple(rows), plan.widths, len(plan.header), empty, tuple(codes))

    def _number(self, figure: Figure, count: bool, amount: Decimal, look: AmountLook) -> Cell:
        number = self.printer.cell(figure, count, amount, look)
        return Cell(number.text, _NUMBER, number)

    def _name(self, binding: Binding) -> str:
        """The name of the figure; it may come from a column's heading, which may be a template."""
        name = binding.name
        if "{{" not in name:
            return name
        if name not in self._called:
            self._called[name] = self.text(name)
        return self._called[name]

    def _bound(self, binding: Binding) -> Figure:
        return self.book.expression(binding.figure, self._name(binding), binding.where)

    # Rows that stand in every department's table.

    def _fixed(self, row: FixedRow, spreads: _Spreads) -> Row:
        cells = []
        dashes = []
        for cell in row.cells:
            if cell.__class__ is TextCell:
                cells.append(cell.cell)
            elif cell.__class__ is FigureCell:
                made = self._figure(cell, spreads)
                if made.number is None:
                    dashes.append(len(cells))
                cells.append(made)
            elif cell.__class__ is NameCell:
                cells.append(Cell(self.names.economic(cell.code), _LABEL, align=_LEFT))
            elif cell.__class__ is TemplateCell:
                of = cell.cell
                cells.append(Cell(self.text(of.text), of.kind, None, of.colspan, of.rowspan, of.align))
        places = tuple(dashes)
        shape = row.shapes.get(places)
        if shape is None:
            shape = row.shapes[places] = row_shape(cells)
        return Row(tuple(cells), shape)

    def _figure(self, cell: FigureCell, spreads: _Spreads) -> Cell:
        binding, family = cell.binding, cell.family
        if family is None:
            figure = self._bound(binding)
            return self._number(figure, binding.count, figure.amount, cell.look)
        spread = spreads.get(family)
        if spread is None:
            whole = self.book.expression(family.figure, "", family.where)
            spread = spreads[family] = whole, self.book.spread(whole, family.dimension)
        whole, amount_of = spread
        amount = amount_of(cell.code)
        if cell.dash is not None and not amount:
            return Cell(cell.dash, _NUMBER, align=_CENTER)
        coordinate = ((family.dimension, (cell.code,)),)
        name = self._name(binding)
        if name == cell.code:  # the row's label is only its code
            name = f"{name} {self.names.economic(name)}".rstrip()
        figure = Figure(self.book, name, whole.expression, whole.context, coordinate, amount)
        return self._number(figure, binding.count, amount, cell.look)

    def _sides(self, sides: Sequence[SideRows], spreads: _Spreads) -> list[Row]:
        """Blocks side by side, each without the classes that have no amount, padded to the longest."""
        blocks = [self._side(side, spreads) for side in sides]
        longest = max(len(block) for block, _ in blocks)
        for side, (block, pad) in zip(sides, blocks, strict=True):
            blank = side.blank.made or self._fixed(side.blank, spreads)
            block[pad:pad] = [blank] * (longest - len(block))
        beside = zip(*(block for block, _ in blocks), strict=True)
        joined = [tuple(cell for row in rows for cell in row.cells) for rows in beside]
        return [Row(cells, row_shape(cells)) for cells in joined]

    def _side(self, side: SideRows, spreads: _Spreads) -> tuple[list[Row], int]:
        """The rows of a block, and the index at which blank rows are to be inserted."""
        rows: list[Row] = []
        pad = classes = 0
        for number, line in enumerate(side.lines):
            row = line.made or self._fixed(line, spreads)
            if number in side.filled and not _has_figure(row):
                continue
            if number in side.classes:
                classes += 1
                row = _renumbered(row, classes)
            rows.append(row)
            if number < side.pad:
                pad = len(rows)
        return rows, pad

    # One row per coordinate: a code at its levels, a project, a unit.

    def _codes(self, rule: RowRule) -> list[str]:
        """All coordinates, codes at all levels, with an amount in any column."""
        figure = self.book.expression(rule.figure)
        found = dict.fromkeys(
            code for where in rule.wheres for code in figure.narrowed(where).coordinates(rule.dimension)
        )
        if not rule.levels:
            return list(found)
        return sorted({code[:length] for code in found for length in rule.levels if length <= len(code)})

    def _ruled(self, rule: RowRule, codes: list[str]) -> list[Row]:
        spreads: list[Spread | None] = []
        for cell in rule.cells:
            if isinstance(cell, FigureCell):
                figure = self._bound(cell.binding)
                spreads.append((figure, self.book.spread(figure, rule.dimension)))
            else:
                spreads.append(None)
        made = [tuple(self._ruled_cells(rule, spreads, code)) for code in codes]
        shape = row_shape(made[0])  # nothing but texts and figures changes from row to row
        return [Row(cells, shape) for cells in made]

    def _ruled_cells(self, rule: RowRule, spreads: list[Spread | None], code: str) -> list[Cell]:
        cells = []
        coordinate = ((rule.dimension, (code,)),)
        for cell, spread in zip(rule.cells, spreads, strict=True):
            if cell.__class__ is FigureCell and spread is not None:
                figure, amount_of = spread
                amount = amount_of(code)
                part = figure.narrowed(coordinate, amount)
                cells.append(self._number(part, cell.binding.count, amount, cell.look))
            elif cell.__class__ is CodeCell:
                cells.append(Cell(code[cell.first : cell.end], _LABEL, align=_LEFT))
            elif cell.__class__ is NameCell:
                name = code if cell.plain else self.names.of(code)
                cells.append(Cell(name, _LABEL, align=_LEFT))
            elif isinstance(cell, InputCell):
                cells.append(Cell(self._input(cell.source, code), _LABEL, align=_LEFT))
        return cells

    def _input(self, source: tuple[str, str, str], code: str) -> str:
        """The user's text for the row's code, see `InputCell`."""
        name, key, wanted = source
        schedule = self.department.schedule(name)
        rows = schedule.where({key: code}) if schedule is not None else []
        return rows[0].text(wanted) if rows else ""
