"""How a printed figure, rate or word was computed, down to the cells of the input; worked out only when asked
for."""

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
    # Steps with two terms, a figure and its base. If both print the same in 万元 (`decimals`), change and rate
    # are zero. If they print differently but their exact change would print as zero, the change is the
    # difference of the printed figures.
    CHANGE = "变动额"  # without sign
    RATE = "变动率"  # of the base, without sign
    DEVIATION = "差异率"  # the same with its sign
    ATTAINMENT = "完成率"  # in proportion to the base; 1 where both print alike
    DIRECTION = "方向"  # words, chosen from `choices` by how both compare as printed (`gongkai.money`)
    # Of a part, the whole and, for the last, the other parts.
    RATIO = "占比"  # by zero gives zero
    REMAINDER = "尾差占比"  # the printed share of all parts together less the printed shares of the others


@dataclass(frozen=True, slots=True)
class Derivation:
    """One step. `part` is which part of the named figure is meant (coordinates), `formula` the step in the pack's
    words, `value` exact (元, a count; 1 for 100 %; zero for a word), `cells` those that the step itself adds or
    counts, `decimals` those of 万元 by which terms are compared, `choices` the wordings by situation."""

    name: str
    part: tuple[tuple[str, tuple[str, ...]], ...]
    value: Decimal
    step: Step
    formula: str
    terms: tuple[Origin, ...] = ()
    cells: tuple[Location, ...] = ()
    decimals: int = 2
    choices: tuple[tuple[str, str], ...] = ()


class Origin(Protocol):
    """What something printed was computed from."""

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
    decimals: int = 2
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def sources(self) -> tuple[Location, ...]:
        return tuple(dict.fromkeys(place for term in self.terms for place in term.sources))

    @property
    def filters(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return self.terms[0].filters if self.terms else ()

    @property
    def derivation(self) -> Derivation:
        return Derivation(
            name=self.name,
            part=self.filters,
            value=self.value,
            step=self.step,
            formula=self.formula,
            terms=self.terms,
            decimals=self.decimals,
            choices=self.choices,
        )
