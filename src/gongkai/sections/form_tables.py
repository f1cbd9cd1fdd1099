"""Performance forms: a grid of text templates, copied per record, with repeated and merged rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from gongkai.model.book import Figure
from gongkai.packs.compilers.form_plans import cell_binding
from gongkai.packs.pack import Form, FormCell, FormRow
from gongkai.sections.cell_texts import Evaluator, is_constant
from gongkai.sections.form_rows import CellPlan, RowPlan
from gongkai.sections.fragment import Fragment
from gongkai.sections.narrative import Templates
from gongkai.tree.grid import row_shape
from gongkai.tree.nodes import Cell, Orientation, Row, Table

RECORD = "记录"
ITEM = "行"


class FormComposer:
    """Composes the forms of one department; `names` are the names that templates may use."""

    def __init__(self, templates: Templates, names: Mapping[str, Any]) -> None:
        self.templates = templates
        self.names = names
        # The same few words repeat in a column, so one cell is made for each declaration and text.
        self.texts: dict[tuple[CellPlan, str], Cell] = {}

    def compose(self, form: Form) -> Iterator[Table]:
        """One table per record, none where there is no record."""
        if not form.each:
            yield self._table(form, self.names, "")
            return
        records = list(self.templates.value(form.each, self.names, form.location))
        for number, record in enumerate(records, 1):
            suffix = str(number) if len(records) > 1 else ""
            yield self._table(form, {**self.names, RECORD: record, "序": number}, suffix)

    def _table(self, form: Form, names: Mapping[str, Any], suffix: str) -> Table:
        def text(source: str) -> str:
            return str(self.templates.text(source, names, form.location))

        rows, heads = self._all_rows(form, names)
        caption = [("", text(form.subtitle), "")] if form.subtitle else []
        caption += [(text(left), text(middle), text(right)) for left, middle, right in form.caption]
        return Table(
            key=f"{form.key}{suffix}",
            title=text(form.title),
            rows=tuple(rows),
            widths=form.widths,
            header_rows=form.header_rows,
            caption=tuple(caption),
            notes=tuple(filter(None, (text(note) for note in form.notes))),
            orientation=Orientation.LANDSCAPE if form.landscape else Orientation.PORTRAIT,
            heading=form.heading,
            form=True,
            sheet=f"{text(form.sheet) or form.key}{suffix}",
            heads=heads,
        )

    def _all_rows(
        self, form: Form, names: Mapping[str, Any]
    ) -> tuple[list[Row], tuple[tuple[int, int], ...]]:
        """The rows of one copy of the form, and its headings further down (`Table.heads`).

        A cell with span 0 reaches down to the end of the next repetition.
        """
        rows: list[Row] = []
        heads: list[tuple[int, int]] = []
        reaching = -1
        heading = False  # whether the row above only names columns
        for declared in form.rows:
            plan = self._plan(declared)
            made = self._rows(declared, plan, names)
            if declared.repeat and made and heading and len(rows) > form.header_rows:
                heads.append((len(rows) - 1, len(rows) + len(made)))
            heading = bool(made) and plan.names_columns
            if reaching >= 0 and declared.repeat:
                span = len(rows) + len(made) - reaching
                cells = [_down(cell, span) if cell.rowspan == 0 else cell for cell in rows[reaching].cells]
                rows[reaching] = Row(tuple(cells))
                reaching = -1
            if made and plan.open and any(cell.rowspan == 0 for cell in made[-1].cells):
                reaching = len(rows) + len(made) - 1
            rows += made
        return rows, tuple(heads)

    def _rows(self, row: FormRow, plan: RowPlan, names: Mapping[str, Any]) -> list[Row]:
        if row.when and not self.templates.value(row.when, names, row.location):
            return []
        if not row.repeat:
            return [Row(tuple(self._cells(plan, names, row)), plan.shape)]
        grid = []
        inner = dict(names)
        for number, item in enumerate(self.templates.value(row.repeat, names, row.location), 1):
            inner[ITEM], inner["行号"] = item, number
            grid.append(self._cells(plan, inner, row))
        return _merged(grid, plan)

    def _plan(self, row: FormRow) -> RowPlan:
        """The plan of a row, made once for all departments."""
        plans = self.templates.form_rows
        found = plans.get(row)
        if found is None:
            found = plans[row] = RowPlan(row, [CellPlan(cell, self._value(cell)) for cell in row.cells])
        return found

    def _value(self, cell: FormCell) -> Evaluator | None:
        """The function that gives the value of a cell; None where the cell is constant or needs Jinja."""
        if is_constant(cell.text):
            return None
        return self._bound(cell) or self.templates.alone(cell.text)

    def _bound(self, cell: FormCell) -> Evaluator | None:
        """If the plan of the form binds the cell to a figure, the function that prints this figure; else None."""
        binding = cell_binding(cell.text)
        if binding is None:
            return None
        name, scope, where = binding.name, binding.scope, binding.where
        printed = self.templates.environment.filters[binding.printed]
        style = (binding.style,) if binding.style else ()

        def value(names: Mapping[str, Any]) -> Any:
            figure: Figure = names[scope].数(name) if scope else names[name]
            return printed(figure.narrowed(where) if where else figure, *style)

        return value

    def _cells(self, row_plan: RowPlan, names: Mapping[str, Any], row: FormRow) -> list[Cell]:
        cells = []
        texts = self.texts
        for plan in row_plan.cells:
            if plan.constant is not None:
                cells.append(plan.constant)
                continue
            try:
                text = plan.value(names) if plan.value is not None else None
            except self.templates.left_to_jinja:
                text = None  # making the runs gives the message
            if text.__class__ is str:
                key = (plan, text)
                made = texts.get(key)
                if made is None:
                    made = texts[key] = plan.cell(text)
            elif text.__class__ is Fragment:
                made = plan.of_runs(text.runs)
            else:
                made = plan.of_runs(tuple(self.templates.runs(plan.declared.text, names, row.location)))
            cells.append(made)
        return cells


def _down(cell: Cell, rowspan: int) -> Cell:
    """The cell with another row span; `dataclasses.replace` is several times slower."""
    return Cell(cell.text, cell.kind, cell.number, cell.colspan, rowspan, cell.align, cell.indent)


def _merged(grid: list[list[Cell]], plan: RowPlan) -> list[Row]:
    """Equal neighbours below each other become one cell, column by column from the left.

    A cell merges only within the merged cell to its left, so that a level never crosses the one above.
    """
    merging = plan.merging
    if not merging:
        return [Row(tuple(cells), plan.shape) for cells in grid]
    # For each row the columns in which it continues the cell above.
    going_on: list[list[int]] = [[] for _ in grid]
    for (above, cells), same in zip(pairwise(grid), going_on[1:], strict=True):
        for column in merging:
            left_same = column == 0 or column - 1 not in merging or column - 1 in same
            if left_same and cells[column].text == above[column].text:
                same.append(column)
    rows = []
    further = dict.fromkeys(merging, 0)  # by column: rows below that continue its cell
    for cells, same in zip(reversed(grid), reversed(going_on), strict=True):
        made: list[Cell | None] = list(cells)
        rows_of_columns = []
        for column in merging:
            if column in same:
                made[column] = None
                further[column] += 1
                rows_of_columns.append(0)
            else:
                if further[column]:
                    made[column] = _down(cells[column], further[column] + 1)
                rows_of_columns.append(further[column] + 1)
                further[column] = 0
        left = tuple([cell for cell in made if cell is not None])
        key = tuple(rows_of_columns)
        shape = plan.merged.get(key)
        if shape is None:
            shape = plan.merged[key] = row_shape(left)
        rows.append(Row(left, shape))
    rows.reverse()
    return rows
