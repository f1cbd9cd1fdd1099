"""The cells of an input that a printed figure adds up, and which of them there may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from gongkai.frozen import frozen
from gongkai.model.classification import ECONOMIC_LENGTHS, FUNCTION_LENGTHS
from gongkai.model.definitions import STAGE, Definitions
from gongkai.model.expression import Expression, Filters, Name, Operation
from gongkai.model.schema import CODE_TYPES, Column, ColumnType, ScheduleSpec, Shape

_FINEST = {ColumnType.FUNCTION: FUNCTION_LENGTHS[-1], ColumnType.ECONOMIC: ECONOMIC_LENGTHS[-1]}


@frozen
class SourceCell:
    """A cell with a number: `row` is the name of its line, or the texts of its key columns by name."""

    schedule: str
    row: tuple[tuple[str, str], ...]
    column: str


@frozen
class Term:
    """A part of a schedule that a figure adds (`sign` 1) or takes off (-1)."""

    sign: int
    schedule: str
    filters: Filters


def terms(expression: Expression, where: Filters, definitions: Definitions) -> list[Term] | None:
    """The parts that a figure is the sum of; None where it is no sum, such as a share or a count of rows.

    Filters on one coordinate all hold; of several stages the innermost counts, without any this year's.
    """
    return _terms(expression, ((STAGE, (definitions.current,)), *where), definitions, 1)


def _terms(expression: Expression, where: Filters, definitions: Definitions, sign: int) -> list[Term] | None:
    if isinstance(expression, Name):
        inner = (*where, *expression.filters)
        target = definitions.figures.get(expression.name)
        if target is not None:
            return _terms(target, inner, definitions, sign)
        stage = [values for dimension, values in inner if dimension == STAGE][-1]
        others = [pair for pair in inner if pair[0] != STAGE]
        spelt = tuple(
            (dimension, definitions.spell(values)) for dimension, values in [(STAGE, stage), *others]
        )
        return [Term(sign, expression.name, spelt)]
    if isinstance(expression, Operation) and expression.operator in ("+", "-"):
        left = _terms(expression.left, where, definitions, sign)
        right = _terms(expression.right, where, definitions, sign if expression.operator == "+" else -sign)
        return left + right if left is not None and right is not None else None
    return None


class Candidates:
    """Every cell of a schedule that can have an amount, given the codes and names that the tables print."""

    def __init__(
        self,
        spec: ScheduleSpec,
        printed: Mapping[str, Iterable[str]],
        own: Mapping[str, Iterable[str]],
        stages: Iterable[str],
    ) -> None:
        """`printed` are the codes and names of the whole document by coordinate, `own` those beside figures of this
        schedule that are not zero."""
        self.spec = spec
        self._own = own
        self._codes = {column.dimension: column for column in spec.key_columns if column.type in CODE_TYPES}
        columns = [
            column for column in spec.number_columns if dict(column.coordinates).get(STAGE) in set(stages)
        ]
        self.cells = {
            cell: coordinates
            for row, shared, taken in self._rows(printed)
            for column in columns
            if not taken or column.name in taken
            for cell, coordinates in [
                (SourceCell(spec.name, row, column.name), {**shared, **dict(column.coordinates)})
            ]
        }

    def _rows(
        self, printed: Mapping[str, Iterable[str]]
    ) -> Iterator[tuple[tuple[tuple[str, str], ...], dict[str, str], tuple[str, ...]]]:
        spec = self.spec
        if spec.shape is Shape.LINES:
            for line in spec.lines:
                yield (("", line.name),), {spec.line_dimension: line.name}, line.columns
            return
        keys = [column for column in spec.key_columns if column.name in spec.unique]
        if any(not column.dimension for column in keys):
            return  # nothing that is printed tells such rows apart
        for texts in product(*(self._texts(column, printed) for column in keys)):
            row = tuple((column.name, text) for column, text in zip(keys, texts, strict=True) if text)
            shared = {column.dimension: text for column, text in zip(keys, texts, strict=True) if text}
            yield row, shared, ()

    def _texts(self, column: Column, printed: Mapping[str, Iterable[str]]) -> list[str]:
        found = list(column.choices)
        if not found:
            if not column.required:
                # a row stands for a code only where a figure of this schedule is printed for that code
                return ["", *sorted(self._own.get(column.dimension, ()))]
            length = (column.length or _FINEST[column.type]) if column.type in CODE_TYPES else 0
            found = sorted(
                {text for text in printed.get(column.dimension, ()) if not length or len(text) == length}
            )
        return found if column.required else ["", *found]

    def of(self, term: Term) -> list[SourceCell]:
        """The cells that a part of this schedule takes in."""
        return [
            cell
            for cell, coordinates in self.cells.items()
            if all(
                self._fits(coordinates.get(dimension, ""), dimension, values)
                for dimension, values in term.filters
            )
        ]

    def _fits(self, text: str, dimension: str, values: tuple[str, ...]) -> bool:
        if not text:
            return False
        if dimension in self._codes:
            return any(text.startswith(value) for value in values)
        return text in values
