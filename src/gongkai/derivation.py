"""How a printed figure, rate or word came about, down to the cells of the input; worked out when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Protocol

from gongkai.findings import Location


class Step(Enum):
    """What is done with the terms, or with the cells where there are no terms. All values are exact."""

    SUM = "合计"  # of the cells
    COUNT = "个数"  # of the rows in which the cells stand
    CONSTANT = "常数"
    SAME = "引用"  # the one term as it is
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"  # by zero gives zero
    LESSER = "较小"
    GREATER = "较大"
    CHANGE = "变动额"  # first term less second, without sign
    RATE = "变动率"  # the change in proportion to the second term, without sign; by zero gives zero
    DEVIATION = "差异率"  # the same with its sign
    RATIO = "比率"  # first term in proportion to the second; by zero gives zero
    PERCENT = "百分数"  # the one term times 100
    PLUGGED = "轧差"  # the first term less the others as printed, so that the parts add up to it
    DIRECTION = "方向"  # a word: how the first term compares with the second, both as printed
    GIVEN = "填报"  # not computed from figures


@dataclass(frozen=True, slots=True)
class Derivation:
    """One step. `part` is which part of the named figure is meant (coordinates), `formula` the step in the pack's
    words, `value` exact (元, a count, a ratio; zero for a word), `cells` those that the step itself adds or counts."""

    name: str
    part: tuple[tuple[str, tuple[str, ...]], ...]
    value: Decimal
    step: Step
    formula: str
    terms: tuple[Origin, ...] = ()
    cells: tuple[Location, ...] = ()


class Origin(Protocol):
    """Whatever something printed was computed from."""

    @property
    def sources(self) -> tuple[Location, ...]:
        """The input cells, at any depth, that have a value other than zero."""
        ...

    @property
    def filters(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Which part of the named figure it is: (("科目", ("2080101",)), ("阶段", ("决算",)), …)."""
        ...

    @property
    def derivation(self) -> Derivation:
        """The last step, with the origins of its terms."""
        ...


@dataclass(frozen=True, slots=True)
class Derived:
    """Something computed from figures that has no name in the pack: a change, a rate, a share, a word."""

    step: Step
    name: str
    formula: str
    value: Decimal
    terms: tuple[Origin, ...]

    @property
    def sources(self) -> tuple[Location, ...]:
        return tuple(dict.fromkeys(place for term in self.terms for place in term.sources))

    @property
    def filters(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return self.terms[0].filters if self.terms else ()

    @property
    def derivation(self) -> Derivation:
        return Derivation(self.name, self.filters, self.value, self.step, self.formula, self.terms)
