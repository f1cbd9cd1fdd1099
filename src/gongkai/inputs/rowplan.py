"""What reading a row of a schedule needs, looked up once per schedule instead of once per cell."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.inputs.cells import RawRow, name_column
from gongkai.inputs.subjects import split_code
from gongkai.inputs.values import CellRule
from gongkai.model.schema import ColumnType, ScheduleSpec

CODE_TYPES = (ColumnType.FUNCTION, ColumnType.ECONOMIC)


@dataclass(frozen=True, slots=True)
class CodeColumn:
    """A code column; `names` is the column that holds the codes' names, empty if there is none."""

    name: str
    type: ColumnType
    names: str


# Packs and their schedules live as long as the process; a schedule is too dear to compare by its value.
_PLANS: dict[int, RowPlan] = {}


def plan_of(spec: ScheduleSpec) -> RowPlan:
    """The plan of a schedule, kept for the next department."""
    found = _PLANS.get(id(spec))
    if found is None or found.spec is not spec:
        found = _PLANS[id(spec)] = RowPlan(spec)
    return found


class RowPlan:
    """The columns of a ROWS schedule by name, and which of them play a part of their own."""

    def __init__(self, spec: ScheduleSpec) -> None:
        columns = {column.name: column for column in spec.columns}
        self.spec = spec
        self.name = spec.name
        self.unique = spec.unique
        self.rules = {
            name: CellRule(name, item.type, item.choices, "", item.length, item.type in CODE_TYPES)
            for name, item in columns.items()
        }
        self.required = tuple(name for name, item in columns.items() if item.required)
        self.numbers = tuple(name for name, item in columns.items() if item.type.is_numeric)
        self.codes = tuple(
            CodeColumn(name, item.type, name_column(name) if name_column(name) in columns else "")
            for name, item in columns.items()
            if item.type in CODE_TYPES
        )

    def path(self, row: RawRow) -> str:
        """The place in the model: schedule and the values of its key columns, codes without their names."""
        parts = [self.name]
        for name in self.unique:
            cell = row.cells.get(name)
            if cell is not None:
                text = cell.text
                parts.append((self.rules[name].is_code and split_code(text)[0]) or text.strip())
        return "/".join(parts)

    def only_prefilled(self, row: RawRow) -> bool:
        """True for a row of the blank workbook that the user left alone: a code, and no number."""
        return all(name not in row.cells or row.cells[name].is_blank for name in self.numbers)
