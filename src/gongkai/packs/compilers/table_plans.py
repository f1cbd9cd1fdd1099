"""Makes the plan of a table from its declaration: everything that does not depend on a department."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby

from gongkai.model.expression import Expression
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION
from gongkai.packs.tables import (
    SHOWN_DIGITS,
    Bind,
    CodesTable,
    EconomicTable,
    LedgerTable,
    Side,
    SidesTable,
    SingleTable,
    TableColumn,
    TableLine,
)
from gongkai.packs.template_texts import is_template
from gongkai.plans.binding import Binding
from gongkai.plans.columns import header_rows
from gongkai.plans.rows import (
    CodeCell,
    FigureCell,
    FixedCodes,
    FixedRow,
    InputCell,
    NameCell,
    PlanCell,
    RowRule,
    SideRows,
    TemplateCell,
    TextCell,
)
from gongkai.plans.table_plan import TablePlan
from gongkai.tree.nodes import Align, Cell, CellKind, Row

_BLOCK_WIDTHS = (1.6, 4.4, 2.0)
_EVERY = "全部"
_EMPTY_LABEL, _EMPTY_NUMBER = TextCell(Cell("", CellKind.LABEL)), TextCell(Cell("", CellKind.NUMBER))


def table_plan(table: LedgerTable) -> TablePlan:
    """The plan of a table that the compiler accepts."""
    if isinstance(table, CodesTable):
        return _codes(table)
    if isinstance(table, SidesTable):
        return _sides(table)
    return _economic(table) if isinstance(table, EconomicTable) else _single(table)


def unfilled(plan: TablePlan) -> str:
    """The part of the plan (表头 or 表身) with a row that does not fill the columns exactly; empty if all do."""
    columns = len(plan.widths)
    hanging = [0] * columns
    for row in plan.header:
        free = hanging.count(0)
        cells = [cell.cell for cell in row.cells if isinstance(cell, TextCell | TemplateCell)]
        if sum(cell.colspan for cell in cells) != free:
            return "表头"
        below = [max(0, rows - 1) for rows in hanging]
        places = [column for column, rows in enumerate(hanging) if not rows]
        for cell in cells:
            for column in places[: cell.colspan]:
                below[column] = cell.rowspan - 1
            places = places[cell.colspan :]
        hanging = below
    if any(hanging):
        return "表头"
    rows = [row.cells for row in plan.rows] + ([plan.rule.cells] if plan.rule is not None else [])
    return "" if all(sum(map(_span, cells)) == columns for cells in rows) else "表身"


def _span(cell: PlanCell) -> int:
    return cell.cell.colspan if isinstance(cell, TextCell | TemplateCell) else 1


def _text(cell: Cell) -> PlanCell:
    return TemplateCell(cell) if is_template(cell.text) else TextCell(cell)


def _rows(rows: Iterable[Row]) -> tuple[FixedRow, ...]:
    return tuple(FixedRow(tuple(map(_text, row.cells))) for row in rows)


def _widths(columns: Sequence[TableColumn]) -> tuple[float, ...]:
    return tuple(column.width for column in columns)


def _binding(column: TableColumn) -> Binding:
    assert column.figure is not None  # the compiler refuses all others
    return Binding(column.figure, "/".join(column.path), column.where, column.count)


# 科目: totals, then one row per coordinate.


def _codes(table: CodesTable) -> TablePlan:
    columns = table.columns
    paths = tuple(column.path for column in columns)
    bindings = [_binding(column) if column.bind is Bind.FIGURE else None for column in columns]
    cells: list[PlanCell] = []
    for number, (column, binding) in enumerate(zip(columns, bindings, strict=True)):
        if binding is not None:
            cells.append(FigureCell(binding, number, column.path, look=column.look))
        elif column.bind in SHOWN_DIGITS:
            cells.append(CodeCell(*SHOWN_DIGITS[column.bind]))
        elif column.bind is Bind.NAME:
            cells.append(NameCell(plain=not table.levels))
        else:
            cells.append(InputCell(column.source))
    wheres = dict.fromkeys(column.where for column in columns if column.bind is Bind.FIGURE)
    rule = RowRule(table.rows, tuple(wheres), table.dimension, table.levels, tuple(cells))
    return TablePlan(
        table.key,
        paths,
        _widths(columns),
        _rows([*header_rows(paths), *_numbering(columns, table.numbered)]),
        tuple(FixedRow(_total(table, bindings, label)) for label in table.totals),
        rule,
        table.totals_last,
    )


def _total(table: CodesTable, bindings: Sequence[Binding | None], label: str) -> tuple[PlanCell, ...]:
    """A total row: the label spans the first label columns; label columns between or after figures stay empty."""
    columns = table.columns
    cells: list[PlanCell] = []
    shown = label
    for is_figure, group in groupby(enumerate(bindings), lambda item: item[1] is not None):
        if is_figure:
            for number, binding in group:
                assert binding is not None
                column = columns[number]
                cells.append(FigureCell(binding, number, column.path, (label,), look=column.look))
            continue
        span = len(list(group))
        cells.append(_text(Cell(shown, CellKind.TOTAL, colspan=span, align=Align.CENTER)))
        shown = ""
    return tuple(cells)


# 单行: one row of figures, which has no label.


def _single(table: SingleTable) -> TablePlan:
    paths = tuple(column.path for column in table.columns)
    cells = (
        FigureCell(_binding(column), number, column.path, ("",), look=column.look)
        for number, column in enumerate(table.columns)
    )
    return TablePlan(
        table.key,
        paths,
        _widths(table.columns),
        _rows([*header_rows(paths), *_numbering(table.columns, table.numbered)]),
        (FixedRow(tuple(cells)),),
    )


# 对列: fixed lines in blocks side by side.


def _sides(table: SidesTable) -> TablePlan:
    columns = [column for side in table.sides for column in side.columns]
    paths = tuple(
        (side.title, *column.path) if len(table.sides) > 1 else column.path
        for side in table.sides
        for column in side.columns
    )
    header: list[Row] = []
    if table.headed:
        spans = [len(side.columns) for side in table.sides]
        header = [*header_rows(paths), *_numbering(columns, table.numbered, spans)]
    blocks = []
    first = 0
    for side in table.sides:
        blocks.append(_block(table, side, first, paths[first : first + len(side.columns)]))
        first += len(side.columns)
    blanks = [_line(side, TableLine(), 0, (), None) for side in table.sides]
    own: tuple[SideRows, ...] = ()
    if table.flexible:
        own = tuple(map(_side_rows, table.sides, blocks, blanks))
        blocks = _full_length(own)
    rows = tuple(
        FixedRow(tuple(chain.from_iterable(row))) for row in zip(*_filled_up(blocks, blanks), strict=True)
    )
    return TablePlan(table.key, paths, _widths(columns), _rows(header), rows, sides=own)


_Block = list[tuple[PlanCell, ...]]


def _filled_up(blocks: Sequence[_Block], blanks: Sequence[tuple[PlanCell, ...]]) -> list[_Block]:
    """Blocks padded with blank rows at the end to the longest."""
    longest = max(map(len, blocks))
    return [[*block, *[blank] * (longest - len(block))] for block, blank in zip(blocks, blanks, strict=True)]


def _full_length(sides: Sequence[SideRows]) -> list[_Block]:
    """The blocks without the lines that are printed only with an amount, padded; those lines follow at the end."""
    always = [
        [line.cells for number, line in enumerate(side.lines) if number not in side.filled] for side in sides
    ]
    longest = max(map(len, always))
    made = []
    for side, block in zip(sides, always, strict=True):
        pad = side.pad - sum(number < side.pad for number in side.filled)
        block[pad:pad] = [side.blank.cells] * (longest - len(block))
        made.append([*block, *(side.lines[number].cells for number in sorted(side.filled))])
    return made


def _side_rows(side: Side, block: Sequence[tuple[PlanCell, ...]], blank: tuple[PlanCell, ...]) -> SideRows:
    """A side that is padded to the longest after its classes, or else in the place of its first empty lines."""
    classes = [number for number, line in enumerate(side.lines) if line.chosen]
    empty = [not line.label and line.figure is None and not line.header for line in side.lines]
    first = empty.index(True) if not classes and True in empty else len(side.lines) - 1
    behind = next((number for number in range(first, len(empty)) if not empty[number]), len(empty))
    kept = [number for number in range(len(side.lines)) if classes or not first <= number < behind]
    filled = frozenset(number for number in classes if side.lines[number].filled)
    pad = classes[-1] + 1 if classes else first
    lines = tuple(FixedRow(block[number]) for number in kept)
    return SideRows(lines, frozenset(classes), filled, pad, FixedRow(blank))


def _block(
    table: SidesTable, side: Side, first: int, paths: tuple[tuple[str, ...], ...]
) -> list[tuple[PlanCell, ...]]:
    """The cells of every line of a side. `first` is the side's first column, `paths` the headings over its columns;
    headings repeated in the middle replace them for the lines below."""
    families: dict[Expression, dict[TableColumn, FixedCodes]] = {}
    codes: dict[Expression, set[str]] = {}
    for line in side.lines:
        if line.code and line.figure is not None:
            codes.setdefault(line.figure, set()).add(line.code)
    for figure, found in codes.items():
        length = len(next(iter(found)))
        families[figure] = {
            column: FixedCodes(
                column.figure or figure, column.where, FUNCTION_DIMENSION, frozenset(found), length
            )
            for column in side.columns
        }
    blocks = []
    over = paths if table.headed else tuple(() for _ in paths)
    for line in side.lines:
        if line.header:
            over = tuple((text,) for text in line.header)
        family = families.get(line.figure) if line.code and line.figure is not None else None
        blocks.append(_line(side, line, first, over, family))
    return blocks


def _line(
    side: Side,
    line: TableLine,
    first: int,
    paths: tuple[tuple[str, ...], ...],
    families: dict[TableColumn, FixedCodes] | None,
) -> tuple[PlanCell, ...]:
    if line.section:
        return (_text(Cell(line.label, CellKind.SECTION, colspan=len(side.columns))),)
    if line.header:
        return tuple(TextCell(Cell(text, CellKind.HEADER)) for text in line.header)
    cells: list[PlanCell] = []
    for number, column in enumerate(side.columns):
        if column.bind is Bind.NAME:
            kind, align = (CellKind.TOTAL, Align.CENTER) if line.bold else (CellKind.LABEL, Align.LEFT)
            cells.append(_text(Cell(line.label, kind, align=align)))
        elif column.bind is Bind.NUMBER:
            cells.append(TextCell(Cell(line.number, CellKind.LABEL, align=Align.CENTER)))
        elif line.figure is None:
            cells.append(_EMPTY_NUMBER)
        else:
            figure = column.figure or line.figure
            binding = Binding(figure, line.label, column.where, line.count or column.count)
            if line.code:
                binding = binding.at(FUNCTION_DIMENSION, line.code)
            family = families[column] if families is not None else None
            labels = (line.label, line.number)
            cells.append(
                FigureCell(
                    binding, first + number, paths[number], labels, family, line.code, look=column.look
                )
            )
    return tuple(cells)


# 经济科目: blocks of code, name and figure.


def _economic(table: EconomicTable) -> TablePlan:
    span = len(table.titles)
    grouped = any(block.group for block in table.blocks)
    paths = tuple(
        (block.group, title) if grouped else (title,) for block in table.blocks for title in table.titles
    )
    codes = frozenset(code for block in table.blocks for code in block.codes)
    family = FixedCodes(table.figure, (), ECONOMIC_DIMENSION, codes)
    header = [Row(tuple(Cell(path[-1], CellKind.HEADER) for path in paths))]
    if grouped:
        header.insert(0, Row(tuple(_groups([block.group for block in table.blocks], span))))
    rows = []
    for index in range(max(len(block.codes) for block in table.blocks)):
        cells: list[PlanCell] = []
        for number, block in enumerate(table.blocks):
            column = number * span + span - 1
            code = block.codes[index] if index < len(block.codes) else ""
            cells += _code_cells(table, family, code, column, paths[column])
        rows.append(FixedRow(tuple(cells)))
    if table.footers:
        rows.append(FixedRow(_footer_cells(table, span, paths)))
    return TablePlan(
        table.key,
        paths,
        _BLOCK_WIDTHS * len(table.blocks),
        tuple(FixedRow(tuple(map(TextCell, row.cells))) for row in header),
        tuple(rows),
    )


def _code_cells(
    table: EconomicTable, family: FixedCodes, code: str, column: int, path: tuple[str, ...]
) -> tuple[PlanCell, ...]:
    if not code:
        return _EMPTY_LABEL, _EMPTY_LABEL, _EMPTY_NUMBER
    binding = Binding(table.figure, code).at(ECONOMIC_DIMENSION, code)
    figure = FigureCell(binding, column, path, (code,), family, code, table.dashes.get(code), table.look)
    return TextCell(Cell(code, CellKind.LABEL, align=Align.LEFT)), NameCell(code), figure


def _footer_cells(
    table: EconomicTable, span: int, paths: tuple[tuple[str, ...], ...]
) -> tuple[PlanCell, ...]:
    cells: list[PlanCell] = []
    behind = 0
    for footer in table.footers:
        width = span * footer.blocks
        behind += width
        path = paths[behind - 1] if behind <= len(paths) else ()
        label = Cell(footer.label, CellKind.TOTAL, colspan=width - 1, align=Align.CENTER)
        cells.append(TextCell(label))
        binding = Binding(footer.figure, footer.label)
        cells.append(FigureCell(binding, behind - 1, path, (footer.label,), look=table.look))
    return tuple(cells)


def _groups(groups: list[str], span: int) -> list[Cell]:
    return [Cell(group, CellKind.HEADER, colspan=span * len(list(alike))) for group, alike in groupby(groups)]


def _numbering(columns: Sequence[TableColumn], label: str, sides: list[int] | None = None) -> list[Row]:
    """The row that numbers the value columns (栏次); `-` numbers them without a label, 全部 every column."""
    if not label:
        return []
    if label == _EVERY:
        return [Row(tuple(Cell(str(number), CellKind.HEADER) for number in range(1, len(columns) + 1)))]
    cells: list[Cell] = []
    number = 0
    start = 0
    for width in sides or [len(columns)]:
        block = columns[start : start + width]
        start += width
        labels = sum(1 for column in block if column.bind is not Bind.FIGURE)
        if labels and sides:
            cells.append(Cell(label, CellKind.HEADER))
            cells += [Cell("", CellKind.HEADER)] * (labels - 1)
        elif labels:
            cells.append(Cell(label, CellKind.HEADER, colspan=labels))
        for _ in range(width - labels):
            number += 1
            cells.append(Cell(str(number), CellKind.HEADER))
    return [Row(tuple(cells))]
