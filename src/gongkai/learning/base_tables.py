"""Whether a printed table is the base format's as it stands: the same columns, the same lines, the totals in their place."""

from __future__ import annotations

from gongkai.learning.observed import ObservedTable
from gongkai.learning.table_reading import Reader, body, header_paths
from gongkai.learning.variables import Variables
from gongkai.model.labels import normal
from gongkai.packs.tables import CodesTable, EconomicTable
from gongkai.plans.filled_names import with_names
from gongkai.plans.rows import TemplateCell, TextCell
from gongkai.plans.table_plan import TablePlan, label_fits
from gongkai.recognition.printed_fact import printed_number

_MOST = 0.95
"""The part of the lines that must be called the same: a slip of the pen makes no other table."""


def is_base_table(observed: ObservedTable, reader: Reader, variables: Variables) -> bool:
    """Whether the format prints a table like this one without any change but of its title and notes."""
    key = observed.match.key
    if not key:
        return False
    plan = reader.pack.table_plans[key]
    table = reader.pack.tables[key]
    return _same_columns(observed, plan, variables) and (
        _totals_first(observed, table)
        if isinstance(table, CodesTable)
        else isinstance(table, EconomicTable) or _same_lines(observed, plan, variables)
    )


def _same_columns(observed: ObservedTable, plan: TablePlan, variables: Variables) -> bool:
    printed = header_paths(observed.match.recognised, variables)
    if len(printed) != len(plan.paths):
        return False
    return all(
        (not mine and not theirs)
        or (mine and theirs and label_fits(_filled(mine[-1], variables), _filled(theirs[-1], variables)))
        for mine, theirs in zip(plan.paths, printed, strict=True)
    )


def _totals_first(observed: ObservedTable, table: CodesTable) -> bool:
    rows = body(observed.match.recognised)
    first = next((text for text in rows[0] if text.strip()), "") if rows else ""
    return normal(first) in map(normal, table.totals) if table.totals else True


def _same_lines(observed: ObservedTable, plan: TablePlan, variables: Variables) -> bool:
    rows = body(observed.match.recognised)
    if len(rows) != len(plan.rows):
        return False
    same = 0
    for row, planned in zip(rows, plan.rows, strict=True):
        mine = [
            normal(_filled(cell.cell.text, variables))
            for cell in planned.cells
            if isinstance(cell, TextCell | TemplateCell) and cell.cell.text
        ]
        same += mine == [normal(text) for text in row if text.strip() and not _is_figure(text, mine)]
    return same >= _MOST * len(rows)


def _is_figure(text: str, labels: list[str]) -> bool:
    return printed_number(text) is not None and normal(text) not in labels


def _filled(text: str, variables: Variables) -> str:
    return with_names(text, variables.year, variables.unit)
