"""What reading needs to know about a schedule, looked up once per schedule instead of once per cell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gongkai.frozen import frozen
from gongkai.intake.raw_schedule import RawRow
from gongkai.intake.subject_codes import ANY_LENGTH, split_code
from gongkai.intake.values import CellRule
from gongkai.model.labels import is_total, name_column, normal
from gongkai.model.schema import CODE_TYPES, Column, ColumnType, Line, Offer, ScheduleSpec

HeadingIndex = dict[str, tuple[Column, bool]]
"""Every column by its headings, and by those that say what an empty cell means (True)."""


@frozen
class CodeColumn:
    """A code column; `names` is the column that holds the codes' names, empty if there is none."""

    name: str
    type: ColumnType
    names: str


@frozen
class LineCell:
    """A column of a line: how its cell is read and called, whether the line has it, whether it must be filled.

    `offer` is the word that may stand there instead.
    """

    column: str
    rule: CellRule
    path: str
    takes: bool
    required: bool
    offer: Offer | None = None


def lookup_of(spec: ScheduleSpec) -> ScheduleLookup:
    """The lookup of a schedule, kept with it for the next department."""
    return spec.kept(ScheduleLookup)


class ScheduleLookup:
    """The columns of a schedule by name, its lines, and which columns have a special role."""

    def __init__(self, spec: ScheduleSpec) -> None:
        columns = {column.name: column for column in spec.columns}
        self.spec = spec
        self.name = spec.name
        self.unique = spec.unique
        self.rules = {
            name: CellRule(
                name,
                item.type,
                item.choices,
                "",
                ANY_LENGTH if item.any_level else item.length,
                item.words,
                item.type is ColumnType.TEXT and name in spec.unique,
            )
            for name, item in columns.items()
        }
        # A text that follows from another column is not asked for itself.
        self.required = tuple(name for name, item in columns.items() if item.required and not item.follows)
        self.must = frozenset(self.required)
        self.blanks = {name: item.blank for name, item in columns.items() if item.blank}
        self.follows = tuple((name, _texts(item, columns)) for name, item in columns.items() if item.follows)
        self.keys = tuple((name, self.rules[name].is_code) for name in spec.unique)
        self.numbers = tuple(name for name, item in columns.items() if item.type.is_numeric)
        self.has_amounts = any(column.type is ColumnType.AMOUNT for column in spec.columns)
        self.codes = tuple(
            CodeColumn(name, item.type, name_column(name) if name_column(name) in columns else "")
            for name, item in columns.items()
            if item.type in CODE_TYPES
        )
        self.headings = _heading_index(spec)
        self.deepest = max(len(column.path) for column in spec.columns)
        self.lines = {line.name: _line_cells(spec, line) for line in spec.lines}
        self.line_labels = {normal(line.name): line.name for line in spec.lines}
        self.heading_groups = frozenset(
            normal(path[0])
            for column in spec.columns
            for path in (column.path, column.headings)
            if len(path) > 1
        )
        self.heading_words = _heading_words(spec, self.line_labels)
        self.group_labels = {normal(line.group) for line in spec.lines if line.group}

    def path(self, row: RawRow) -> str:
        """The place in the model: schedule and the values of its key columns, codes without their names."""
        parts = [self.name]
        for name, is_code in self.keys:
            cell = row.cells.get(name)
            if cell is not None:
                text = cell.text
                parts.append((is_code and split_code(text)[0]) or text.strip())
        return "/".join(parts)

    def prompt(self, column: str) -> str:
        """What the form says to a column."""
        return next((item.prompt for item in self.spec.columns if item.name == column), "")

    def only_prefilled(self, row: RawRow) -> bool:
        """True for a row of the blank workbook that the user left alone: a code, and no number."""
        return all(name not in row.cells or row.cells[name].is_blank for name in self.numbers)


@dataclass(slots=True, eq=False)
class PathOfRow:
    """The place of a row in the model, put into words when somebody asks."""

    lookup: ScheduleLookup
    row: RawRow

    def __str__(self) -> str:
        return self.lookup.path(self.row)


def _texts(column: Column, columns: dict[str, Column]) -> tuple[str, dict[str, str]]:
    """The column that tells what stands here, and the texts by what it says in any of its words."""
    assert column.follows is not None
    source, texts = column.follows.column, dict(column.follows.texts)
    words = columns[source].words if source in columns else ()
    texts |= {word: texts[choice] for choice, others in words for word in others if choice in texts}
    return source, {normal(said): text for said, text in texts.items()}


def _heading_index(spec: ScheduleSpec) -> HeadingIndex:
    index: HeadingIndex = {
        normal("".join(column.headings)): (column, True) for column in spec.columns if column.blank
    }
    return index | {normal("".join(column.path)): (column, False) for column in spec.columns}


def _heading_words(spec: ScheduleSpec, lines: Collection[str]) -> frozenset[str]:
    """What stands in headings and hardly in a row: no names of lines, no choices."""
    labels = {label for column in spec.columns for label in (*column.path, *column.headings)}
    choices = {normal(choice) for column in spec.columns for choice in column.choices}
    words = {normal(label) for label in labels if not is_total(label)}
    return frozenset(words - choices - set(lines))


def _line_cells(spec: ScheduleSpec, line: Line) -> tuple[LineCell, ...]:
    cells = []
    for column in spec.columns:
        takes = not line.columns or column.name in line.columns
        label = line.name if len(spec.columns) == 1 else f"{line.name}/{column.name}"
        rule = CellRule(label, line.type, line.choices or column.choices, line.unit)
        required = line.required and takes
        cells.append(LineCell(column.name, rule, f"{spec.name}/{label}", takes, required, line.offer))
    return tuple(cells)
