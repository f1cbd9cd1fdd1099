"""Which cell of the input a figure of an export belongs to: an item, or a total of 核对数."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from gongkai.filling.export_fact import ExportFact
from gongkai.filling.export_spec import ExportSpec
from gongkai.findings import Finding, report
from gongkai.frozen import frozen
from gongkai.model.control_totals import KEYS, SCOPE, TOTAL, amount_columns, takes
from gongkai.model.definitions import STAGE
from gongkai.model.labels import normal
from gongkai.model.schema import Column, ColumnType, InputSpec, Line, ScheduleSpec, Shape

CELL_COLUMN = "栏"
Keys = tuple[tuple[str, str], ...]
"""The key columns of a row and what stands in them; for a line only its name, under no column."""


@frozen
class Target:
    """A cell of a schedule: its row and its column."""

    schedule: str
    keys: Keys
    column: str


@frozen
class Targeted:
    """A number for a cell: in 元 if it is an amount, else as it is. `facts` are all cells that say it."""

    target: Target
    number: Decimal
    is_amount: bool
    facts: tuple[ExportFact, ...]
    total_of: tuple[str, str] = ("", "")
    """Of a total of 核对数 the schedule and the column that it is of."""

    @property
    def is_total(self) -> bool:
        return bool(self.total_of[0])

    @property
    def text(self) -> str:
        """What to write where it is no number."""
        return self.facts[0].text

    @property
    def says(self) -> Decimal | str:
        """For comparison: the number, or the text without what does not count in one."""
        return normal(self.text) if self.text else self.number

    @property
    def fact(self) -> ExportFact:
        return self.facts[0]


class Aim:
    """The input of one format and year."""

    def __init__(self, inputs: InputSpec, kind: str, year: int) -> None:
        self.inputs, self.kind, self.year = inputs, kind, year
        self.control = next((spec for spec in inputs.schedules if spec.control), None)
        self.findings: list[Finding] = []
        """What an export calls otherwise than the choices of the input."""

    def targets(self, facts: Iterable[ExportFact], export: ExportSpec) -> Iterator[Targeted]:
        """The numbers that the input has a place for; of figures that it does not ask for there is none.

        What is summed over an optional key (结转结余 without 科目) is a total where the items are there too.
        """
        placed = [found for fact in facts if (found := self._place(fact, export)) is not None]
        finer = {
            (item.schedule, item.column, part)
            for _, item, _, is_total in placed
            if not is_total
            for part in _coarser(item.keys)
        }
        for fact, target, is_amount, is_total in placed:
            total = is_total or (target.schedule, target.column, target.keys) in finer
            # A total that was computed here would prove nothing.
            aimed = self._total(target) if total and is_amount and not fact.others else None
            if total and aimed is None:
                continue
            number = fact.amount if is_amount else fact.number
            of = (target.schedule, target.column) if total else ("", "")
            yield Targeted(aimed or target, number, is_amount, (self._as_chosen(fact, target),), of)

    def _place(self, fact: ExportFact, export: ExportSpec) -> tuple[ExportFact, Target, bool, bool] | None:
        """The target, whether it is money, and whether it is a total."""
        spec = self.inputs.schedule(fact.figure.schedule)
        coordinates = dict(fact.figure.coordinates)
        if spec is None or not self._staged(coordinates, fact.year - self.year, export):
            return None
        column = _text_column(spec, coordinates) if fact.text else _column(spec, coordinates)
        if column is None:
            return None
        for name, _ in column.coordinates:
            del coordinates[name]
        scope = coordinates.pop(SCOPE, "")
        if spec.shape is Shape.LINES and not coordinates:
            return _of_lines(spec, column, scope, (fact, export))
        if scope:
            return None
        if spec.shape is Shape.LINES:
            return _of_line(spec, column, coordinates, fact)
        keys = self._keys(spec, coordinates, fact)
        if keys is None or (fact.text and self._chosen(column, fact.text, fact) is None):
            return None
        missing = any(
            key.required and key.name in spec.unique and key.name not in dict(keys)
            for key in spec.key_columns
        )
        return fact, Target(spec.name, keys, column.name), column.type is ColumnType.AMOUNT, missing

    def _staged(self, coordinates: dict[str, str], offset: int, export: ExportSpec) -> bool:
        """Put the input's stage in place of the export's; false where the input has none. What has no stage is of
        the year itself."""
        stages = export.stages.get((self.kind, offset))
        name = coordinates.pop(STAGE, "")
        if stages is None or not name:
            return stages is not None and offset == 0
        if name not in stages:
            return False
        coordinates[STAGE] = stages[name]
        return True

    def _keys(self, spec: ScheduleSpec, coordinates: dict[str, str], fact: ExportFact) -> Keys | None:
        """The key columns in the order of the schedule; None where the schedule lacks one of the coordinates, or has
        no such choice."""
        found = []
        left = dict(coordinates)
        for column in spec.key_columns:
            name = column.dimension if column.dimension in left else column.name
            if name in left:
                value = self._chosen(column, left[name], fact if name in fact.read else None)
                if value is None:
                    return None
                del left[name]
                found.append((column.name, value))
        if len(left) == 1 and left.keys() <= fact.read:
            [(name, value)] = left.items()
            message = f"工作簿的“{spec.name}”没有“{name}”这一栏，{fact.table}的“{value}”没有填"
            self.findings.append(report("DC-10", message, fact.place, found=value))
        return None if left else tuple(found)

    def _chosen(self, column: Column, text: str, read: ExportFact | None) -> str | None:
        """The choice that a text is; None where it is none, of which there is a finding if the export has it (`read`)."""
        words = dict(column.words)
        if not column.choices:
            return text
        for choice in column.choices:
            if normal(text) in map(normal, (choice, *words.get(choice, ()))):
                return choice
        if read is not None:
            message = f"{read.table}的“{text}”不是“{column.name}”的选项，没有填"
            hint = f"请自己选：{'、'.join(column.offered)}"
            self.findings.append(report("DC-11", message, read.place, hint, found=text))
        return None

    def _as_chosen(self, fact: ExportFact, target: Target) -> ExportFact:
        """The fact with its text in the words of the input's choices."""
        spec = self.inputs.schedule(target.schedule)
        column = spec.column(target.column) if spec is not None and fact.text else None
        text = self._chosen(column, fact.text, None) if column is not None else None
        return replace(fact, text=text) if text else fact

    def _total(self, target: Target) -> Target | None:
        """The row of 核对数 for a total, where it is one of a whole column or of one value of one key."""
        spec = self.inputs.schedule(target.schedule)
        if self.control is None or spec is None or len(target.keys) > 1:
            return None
        if target.column not in {column.name for column in amount_columns(spec)}:
            return None
        scope = target.keys[0][1] if target.keys else ""
        texts = (target.schedule, target.column, scope)
        keys = tuple((name, text) for name, text in zip(KEYS, texts, strict=True) if text)
        return Target(self.control.name, keys, TOTAL)


def _coarser(keys: Keys) -> Iterator[Keys]:
    for left_out in range(len(keys)):
        yield keys[:left_out] + keys[left_out + 1 :]


def _column(spec: ScheduleSpec, coordinates: dict[str, str]) -> Column | None:
    """The column whose coordinates the figure has."""
    return next(
        (
            column
            for column in spec.number_columns
            if column.coordinates
            and all(coordinates.get(name) == value for name, value in column.coordinates)
        ),
        None,
    )


def _text_column(spec: ScheduleSpec, coordinates: dict[str, str]) -> Column | None:
    """The column of texts that the coordinate 栏 names."""
    column = spec.column(coordinates.pop(CELL_COLUMN, ""))
    return column if column is not None and not column.type.is_numeric else None


def _of_lines(
    spec: ScheduleSpec, column: Column, scope: str, about: tuple[ExportFact, ExportSpec]
) -> tuple[ExportFact, Target, bool, bool] | None:
    """A total of lines; None where the format adds lines to it that the export does not have."""
    fact, export = about
    if spec.subtotals != bool(scope):
        return None
    added = {
        normal(line.name)
        for line in spec.lines
        if line.type is ColumnType.AMOUNT and not line.part and takes(line, column.name)
        if scope in ("", line.group)
    }
    exported = {
        normal(value)
        for table in export.tables
        if table.name == fact.table  # its total holds no line of another table
        for line in table.lines
        for figure in line.figures
        if figure.schedule == spec.name
        for name, value in figure.coordinates
        if name == spec.line_dimension
    }
    keys = ((SCOPE, scope),) if scope else ()
    return (fact, Target(spec.name, keys, column.name), True, True) if added and added <= exported else None


def _of_line(
    spec: ScheduleSpec, column: Column, coordinates: dict[str, str], fact: ExportFact
) -> tuple[ExportFact, Target, bool, bool] | None:
    if set(coordinates) != {spec.line_dimension}:
        return None
    wanted = normal(coordinates[spec.line_dimension])
    line: Line | None = next((each for each in spec.lines if normal(each.name) == wanted), None)
    if line is None or not takes(line, column.name):
        return None
    target = Target(spec.name, (("", line.name),), column.name)
    return fact, target, line.type is ColumnType.AMOUNT, False
