"""Composes ledger tables: plan × book gives a table of the document tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from gongkai.model.book import Book, Figure
from gongkai.model.department import Department
from gongkai.plans.rows import (
    CodeCell,
    FigureCell,
    FixedCodes,
    FixedRow,
    InputCell,
    NameCell,
    RowRule,
    TemplateCell,
    TextCell,
)
from gongkai.plans.table_plan import TablePlan
from gongkai.sections.code_names import CodeNames
from gongkai.sections.printing import Printer
from gongkai.tree.grid import row_shape
from gongkai.tree.nodes import Align, Cell, CellKind, Row

# Looking up members of enumerations is slow, and every cell needs some.
_LABEL, _NUMBER = CellKind.LABEL, CellKind.NUMBER
_LEFT, _CENTER = Align.LEFT, Align.CENTER
Spread = tuple[Figure, Callable[[str], Decimal]]
"""A figure and what gives its amount for each coordinate of a table."""
_Spreads = dict[FixedCodes, Spread]


@dataclass(frozen=True, slots=True)
class FilledGrid:
    """The rows of a table and how many of them are heading; `empty` tells that no figure stands in it.

    The rows are those of the plan: headings, fixed rows, then one for each of `coordinates`.
    """

    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    header_rows: int
    empty: bool
    coordinates: tuple[str, ...] = ()


def _has_figure(row: Row) -> bool:
    return any(cell.number is not None and cell.number.value for cell in row.cells)


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

    def compose(self, plan: TablePlan) -> FilledGrid:
        spreads: _Spreads = {}
        rows = [row.made or self._fixed(row, spreads) for row in plan.header]
        rows += [row.made or self._fixed(row, spreads) for row in plan.rows]
        rule = plan.rule
        codes = self._codes(rule) if rule is not None else []
        if rule is not None and codes:
            rows += self._ruled(rule, codes)
        body = rows[len(plan.header) :]
        empty = not codes if rule is not None else not any(map(_has_figure, body))
        return FilledGrid(tuple(rows), plan.widths, len(plan.header), empty, tuple(codes))

    def _number(self, figure: Figure, count: bool, amount: Decimal) -> Cell:
        number = self.printer.cell(figure, count, amount)
        return Cell(number.text, _NUMBER, number)

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
            figure = binding.on(self.book)
            return self._number(figure, binding.count, figure.amount)
        spread = spreads.get(family)
        if spread is None:
            whole = self.book.expression(family.figure, "", family.where)
            spread = spreads[family] = whole, self.book.spread(whole, family.dimension)
        whole, amount_of = spread
        amount = amount_of(cell.code)
        if cell.dash is not None and not amount:
            return Cell(cell.dash, _NUMBER, align=_CENTER)
        coordinate = ((family.dimension, (cell.code,)),)
        figure = Figure(self.book, binding.name, whole.expression, whole.context, coordinate, amount)
        return self._number(figure, binding.count, amount)

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
                figure = cell.binding.on(self.book)
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
                cells.append(self._number(figure.narrowed(coordinate, amount), cell.binding.count, amount))
            elif cell.__class__ is CodeCell:
                cells.append(Cell(code, _LABEL, align=_LEFT))
            elif cell.__class__ is NameCell:
                name = code if cell.plain else self.names.of(code)
                cells.append(Cell(name, _LABEL, align=_LEFT))
            elif isinstance(cell, InputCell):
                cells.append(Cell(self._input(cell.source, code), _LABEL, align=_LEFT))
        return cells

    def _input(self, source: tuple[str, str, str], code: str) -> str:
        """What the user wrote in a text column beside the row's code."""
        name, key, wanted = source
        schedule = self.department.schedule(name)
        rows = schedule.where({key: code}) if schedule is not None else []
        return rows[0].text(wanted) if rows else ""
