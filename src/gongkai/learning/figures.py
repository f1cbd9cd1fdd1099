"""The figures of a format by what they are the sum of: from the words of a table or a sentence to an expression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gongkai.learning.extensions import Extensions
from gongkai.model.definitions import STAGE
from gongkai.model.expression import Filters, Name, expression_text
from gongkai.model.schema import CODE_TYPES, Shape
from gongkai.packs.pack import Pack
from gongkai.plans.binding import Binding
from gongkai.recovering.input_cells import Term, terms
from gongkai.sentences.leads import plain_name

_CODES = re.compile(r"\d+(?:\|\d+)*")

PartsOfFigure = frozenset[Term]


@dataclass(slots=True)
class BaseFigures:
    """The named figures of a base format. A figure is known by its parts, however it is written."""

    pack: Pack
    by_parts: dict[PartsOfFigure, str] = field(default_factory=dict)
    by_plain: dict[str, str] = field(default_factory=dict)
    coordinates: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    nothing: set[Term] | None = None
    extensions: Extensions = field(init=False)

    def __post_init__(self) -> None:
        self.extensions = Extensions(self.pack)
        for spec in self.pack.inputs.schedules:
            known = self.coordinates.setdefault(spec.name, {})
            for column in spec.key_columns:
                if column.dimension:
                    known.setdefault(column.dimension, set()).update(column.choices)
                    if column.type in CODE_TYPES:
                        known[column.dimension].add("")  # any code
            if spec.shape is Shape.LINES:
                known.setdefault(spec.line_dimension, set()).update(line.name for line in spec.lines)
            for column in spec.number_columns:
                for dimension, value in column.coordinates:
                    known.setdefault(dimension, set()).add(value)
        for name in self.pack.definitions.figures:
            if (parts := self.parts(Binding(Name(name), name))) is not None:
                self.by_parts.setdefault(parts, name)
            self.by_plain.setdefault(plain_name(name), name)

    def parts(self, binding: Binding) -> PartsOfFigure | None:
        """What a figure adds up; None where it is no sum, or asks for something that no schedule holds."""
        found = terms(binding.figure, binding.where, self.pack.definitions)
        if found is None or not all(map(self._asked_for, found)):
            return None
        own = {Term(each.sign, each.schedule, _merged(each.filters)) for each in found}
        return frozenset(own - self._nothing())

    def _nothing(self) -> set[Term]:
        """PartsOfFigure that never have an amount."""
        if self.nothing is None:
            never = [
                term
                for expression in self.pack.carry.nothing
                for term in terms(expression, (), self.pack.definitions) or ()
            ]
            self.nothing = {Term(1, each.schedule, _merged(each.filters)) for each in never}
        return self.nothing

    def _asked_for(self, term: Term) -> bool:
        known = self.coordinates.get(term.schedule)
        if known is None:
            return False
        for dimension, values in term.filters:
            if dimension == STAGE:
                continue
            if dimension not in known:
                return False
            free = "" in known[dimension]
            for value in values:
                if value in known[dimension] or (free and _CODES.fullmatch(value)):
                    continue
                if not self.extensions.value(dimension, value):
                    return False
        return True

    def binding(self, figure: str, where: Mapping[str, str], stage: str = "") -> Binding | None:
        """A figure of the national vocabulary as one of this format; None where the format has none such."""
        definitions = self.pack.definitions
        known = figure in definitions.figures or figure in self.coordinates
        name = figure if known else self.by_plain.get(plain_name(figure), "")
        filters: Filters = tuple((dimension, tuple(value.split("|"))) for dimension, value in where.items())
        if not name:
            return None
        found = Binding(Name(name), name, filters)
        parts = self.parts(found)
        if parts is None:
            return None
        named = self.by_parts.get(parts)
        if named is not None:
            found = Binding(Name(named), named)
        return found if not stage else Binding(found.figure, found.name, (*found.where, (STAGE, (stage,))))

    def need(self, binding: Binding, stage: str) -> None:
        """See to it that a figure can be compared with a stage."""
        for term in terms(binding.figure, (), self.pack.definitions) or ():
            self.extensions.stage(term.schedule, stage)

    def text(self, binding: Binding) -> str:
        """A binding as `figures.yaml` and tables write it, without its stage."""
        where = tuple(pair for pair in binding.where if pair[0] != STAGE)
        if isinstance(binding.figure, Name):
            return expression_text(Name(binding.figure.name, (*binding.figure.filters, *where)))
        return expression_text(binding.figure)

    def within(self, schedule_figure: str, dimension: str) -> bool:
        """Whether every part of a figure knows a coordinate, such as 科目."""
        found = terms(Name(schedule_figure), (), self.pack.definitions) or []
        return bool(found) and all(dimension in self.coordinates.get(each.schedule, {}) for each in found)


def _merged(filters: Iterable[tuple[str, tuple[str, ...]]]) -> Filters:
    """The same filters once, those of one coordinate narrowed to what holds for all, in a fixed order."""
    merged: dict[str, tuple[str, ...]] = {}
    for dimension, values in filters:
        own = merged.get(dimension)
        merged[dimension] = values if own is None or dimension == STAGE else tuple(_both(own, values))
    return tuple(sorted((dimension, tuple(sorted(values))) for dimension, values in merged.items()))


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> Iterator[str]:
    for one in first:
        for other in second:
            if one == other or (_CODES.fullmatch(one) and one.startswith(other)):
                yield one
            elif _CODES.fullmatch(other) and other.startswith(one):
                yield other
