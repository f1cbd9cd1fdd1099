"""Ledger tables: a declaration and a book give a table of the document tree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from gongkai.model.book import Book, Figure
from gongkai.model.department import Department
from gongkai.packs.pack import Bind, LedgerTable, Side, TableColumn, TableKind, TableLine
from gongkai.sections.printing import Printer
from gongkai.sections.records import Names
from gongkai.tree.nodes import Align, Cell, CellKind, Row

ECONOMIC = "经济科目"
# Looking up a member of an enumeration takes long, and every cell asks for some.
_LABEL, _NUMBER = CellKind.LABEL, CellKind.NUMBER
_LEFT, _CENTER = Align.LEFT, Align.CENTER
_FIGURE, _NAME = Bind.FIGURE, Bind.NAME
Spread = tuple[Figure, Callable[[str], Decimal]]
"""A figure and what gives its amount for each coordinate of a table."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table and how many of them are heading; `empty` tells that no figure stands in it."""

    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    header_rows: int
    empty: bool


class LedgerComposer:
    """Composes the ledger tables of one department."""

    def __init__(
        self, department: Department, book: Book, names: Names, printer: Printer, text: Callable[[str], str]
    ) -> None:
        self.department = department
        self.book = book
        self.names = names
        self.printer = printer
        self.text = text  # fills the names in a template text such as {{年度}}年预算数

    def compose(self, table: LedgerTable) -> Grid:
        if table.kind is TableKind.CODES:
            return self._codes(table)
        if table.kind is TableKind.SIDES:
            return self._sides(table)
        if table.kind is TableKind.GRID:
            return self._grid(table)
        return self._single(table)

    # One row per coordinate (a code at its levels, a project, a unit), under totals.

    def _codes(self, table: LedgerTable) -> Grid:
        assert table.rows is not None
        figure = self.book.expression(table.rows)
        header = self._header([column.path for column in table.columns])
        rows = [*header, *_numbering(table.columns, table.numbered)]
        headings = len(rows)
        rows += [Row(self._total_cells(table, self.text(label))) for label in table.totals]
        codes = self._codes_of(table, figure)
        figures = [
            self._spread(self._figure(column), table.dimension) if column.bind is _FIGURE else None
            for column in table.columns
        ]
        rows += [Row(self._code_cells(table, figures, code)) for code in codes]
        return Grid(tuple(rows), _widths(table.columns), headings, not codes)

    def _codes_of(self, table: LedgerTable, figure: Figure) -> list[str]:
        """All coordinates, codes at all levels, with an amount in any column."""
        shown = [column for column in table.columns if column.bind is _FIGURE]
        wheres = dict.fromkeys(column.where for column in shown)
        found = dict.fromkeys(
            code for where in wheres for code in figure.narrowed(where).coordinates(table.dimension)
        )
        if not table.levels:
            return list(found)
        return sorted({code[:length] for code in found for length in table.levels if length <= len(code)})

    def _total_cells(self, table: LedgerTable, label: str) -> tuple[Cell, ...]:
        """The label over the first label columns, figures in theirs; label columns further right stay empty."""
        cells: list[Cell] = []
        shown = label
        for is_figure, columns in groupby(table.columns, lambda column: column.bind is _FIGURE):
            if is_figure:
                cells += [self._value(column) for column in columns]
                continue
            cells.append(Cell(shown, CellKind.TOTAL, colspan=len(list(columns)), align=_CENTER))
            shown = ""
        return tuple(cells)

    def _code_cells(self, table: LedgerTable, figures: list[Spread | None], code: str) -> tuple[Cell, ...]:
        cells = []
        coordinate = ((table.dimension, (code,)),)
        for column, spread in zip(table.columns, figures, strict=True):
            if spread is not None:
                figure, amount = spread
                cells.append(self._number(figure.narrowed(coordinate), column.count, amount(code)))
            elif column.bind is Bind.CODE:
                cells.append(Cell(code, _LABEL, align=_LEFT))
            elif column.bind is _NAME:
                name = self.names.of(code) if table.levels else code
                cells.append(Cell(name, _LABEL, align=_LEFT))
            else:
                cells.append(Cell(self._text_of(column, code), _LABEL, align=_LEFT))
        return tuple(cells)

    def _text_of(self, column: TableColumn, code: str) -> str:
        """What the user wrote in a text column beside the row's code."""
        name, key, wanted = column.source
        schedule = self.department.schedule(name)
        rows = schedule.where({key: code}) if schedule is not None else []
        return rows[0].text(wanted) if rows else ""

    def _header(self, paths: Sequence[tuple[str, ...]]) -> list[Row]:
        return header_rows([tuple(self.text(label) for label in path) for path in paths])

    def _figure(self, column: TableColumn) -> Figure:
        assert column.figure is not None
        return self.book.expression(column.figure, "/".join(column.path), column.where)

    def _value(self, column: TableColumn) -> Cell:
        return self._number(self._figure(column), column.count)

    def _spread(self, figure: Figure, dimension: str) -> Spread:
        return figure, self.book.spread(figure, dimension)

    def _number(self, figure: Figure, count: bool, amount: Decimal | None = None) -> Cell:
        number = self.printer.cell(figure, count, figure.amount if amount is None else amount)
        return Cell(number.text, _NUMBER, number)

    # Fixed lines, in blocks side by side.

    def _sides(self, table: LedgerTable) -> Grid:
        rows: list[Row] = []
        if table.headed:
            rows += self._header(
                [
                    (side.title, *column.path) if len(table.sides) > 1 else column.path
                    for side in table.sides
                    for column in side.columns
                ]
            )
            columns = [column for side in table.sides for column in side.columns]
            rows += _numbering(columns, table.numbered, [len(side.columns) for side in table.sides])
        headings = len(rows)
        for index in range(max(len(side.lines) for side in table.sides)):
            cells: list[Cell] = []
            for side in table.sides:
                line = side.lines[index] if index < len(side.lines) else TableLine()
                cells += self._line_cells(side, line)
            rows.append(Row(tuple(cells)))
        widths = tuple(column.width for side in table.sides for column in side.columns)
        return Grid(tuple(rows), widths, headings, False)

    def _line_cells(self, side: Side, line: TableLine) -> list[Cell]:
        if line.section:
            return [Cell(self.text(line.label), CellKind.SECTION, colspan=len(side.columns))]
        if line.header:
            return [Cell(text, CellKind.HEADER) for text in line.header]
        cells = []
        for column in side.columns:
            if column.bind is _NAME:
                kind = CellKind.TOTAL if line.bold else _LABEL
                align = _CENTER if line.bold else _LEFT
                cells.append(Cell(self.text(line.label), kind, align=align))
            elif column.bind is Bind.NUMBER:
                cells.append(Cell(line.number, _LABEL, align=_CENTER))
            elif line.figure is None:
                cells.append(Cell("", _NUMBER))
            else:
                figure = self.book.expression(line.figure, line.label, column.where)
                cells.append(self._number(figure, line.count or column.count))
        return cells

    # Blocks of economic codes.

    def _grid(self, table: LedgerTable) -> Grid:
        assert table.figure is not None
        span = len(table.block_titles)
        rows = [Row(tuple(_group_cells([block.group for block in table.blocks], span)))]
        rows.append(
            Row(tuple(Cell(title, CellKind.HEADER) for _ in table.blocks for title in table.block_titles))
        )
        spread = self._spread(self.book.expression(table.figure), ECONOMIC)
        for index in range(max(len(block.codes) for block in table.blocks)):
            cells: list[Cell] = []
            for block in table.blocks:
                code = block.codes[index] if index < len(block.codes) else ""
                cells += self._code_block(table, spread, code)
            rows.append(Row(tuple(cells)))
        if table.footers:
            rows.append(Row(tuple(self._footer_cells(table, span))))
        widths = (1.6, 4.4, 2.0) * len(table.blocks) if span == 3 else (1.0,) * span * len(table.blocks)
        return Grid(tuple(rows), widths, 2, False)

    def _code_block(self, table: LedgerTable, spread: Spread, code: str) -> list[Cell]:
        if not code:
            return [Cell("", _LABEL), Cell("", _LABEL), Cell("", _NUMBER)]
        whole, amount_of = spread
        amount = amount_of(code)
        figure = Figure(self.book, code, whole.expression, whole.context, ((ECONOMIC, (code,)),))
        value = self._number(figure, False, amount)
        if code in table.dashes and not amount:
            value = Cell(table.dashes[code], _NUMBER, align=_CENTER)
        name = Cell(self.names.economic(code), _LABEL, align=_LEFT)
        return [Cell(code, _LABEL, align=_LEFT), name, value]

    def _footer_cells(self, table: LedgerTable, span: int) -> list[Cell]:
        cells = []
        for footer in table.footers:
            assert footer.figure is not None
            cells.append(Cell(footer.label, CellKind.TOTAL, colspan=span * footer.blocks - 1, align=_CENTER))
            cells.append(self._number(self.book.expression(footer.figure, footer.label), False))
        return cells

    # One row of figures under a tree of headings.

    def _single(self, table: LedgerTable) -> Grid:
        rows = self._header([column.path for column in table.columns])
        rows += _numbering(table.columns, table.numbered)
        headings = len(rows)
        rows.append(Row(tuple([self._value(column) for column in table.columns])))
        return Grid(tuple(rows), _widths(table.columns), headings, False)


def header_rows(paths: Sequence[tuple[str, ...]]) -> list[Row]:
    """Heading rows of a header tree: equal neighbours merge across, short paths reach down."""
    depth = max(len(path) for path in paths)
    rows = []
    for level in range(depth):
        cells: list[Cell] = []
        index = 0
        while index < len(paths):
            path = paths[index]
            if len(path) <= level:
                index += 1
                continue
            end = index + 1
            while end < len(paths) and len(path) > level + 1 and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            last = len(path) == level + 1
            rowspan = depth - level if last else 1
            cells.append(Cell(path[level], CellKind.HEADER, colspan=end - index, rowspan=rowspan))
            index = end
        rows.append(Row(tuple(cells)))
    return rows


def _numbering(columns: Sequence[TableColumn], label: str, sides: list[int] | None = None) -> list[Row]:
    """The row that numbers the value columns (栏次); `-` numbers them without a label, 全部 every column."""
    if not label:
        return []
    if label == "全部":
        return [Row(tuple(Cell(str(number), CellKind.HEADER) for number in range(1, len(columns) + 1)))]
    cells: list[Cell] = []
    number = 0
    start = 0
    for width in sides or [len(columns)]:
        block = columns[start : start + width]
        start += width
        labels = sum(1 for column in block if column.bind is not _FIGURE)
        if labels and sides:
            cells.append(Cell(label, CellKind.HEADER))
            cells += [Cell("", CellKind.HEADER)] * (labels - 1)
        elif labels:
            cells.append(Cell(label, CellKind.HEADER, colspan=labels))
        for _ in range(width - labels):
            number += 1
            cells.append(Cell(str(number), CellKind.HEADER))
    return [Row(tuple(cells))]


def _group_cells(groups: list[str], span: int) -> list[Cell]:
    cells: list[Cell] = []
    for group in groups:
        if cells and cells[-1].text == group:
            cells[-1] = Cell(group, CellKind.HEADER, colspan=cells[-1].colspan + span)
        else:
            cells.append(Cell(group, CellKind.HEADER, colspan=span))
    return cells


def _widths(columns: Sequence[TableColumn]) -> tuple[float, ...]:
    return tuple(column.width for column in columns)
