"""How a printed figure, rate or word was computed, down to the cells of the input; worked out only when asked
for."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Protocol

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.money import rounded


class Step(Enum):
    """What is done with the terms, or with the cells where there are no terms. All values are exact."""

    __hash__ = object.__hash__  # that of Enum is written in Python and slow

    SUM = "合计"  # of the cells
    COUNT = "个数"  # of the cells, one of each row that is counted
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


FigureFilters = tuple[tuple[str, tuple[str, ...]], ...]
"""(("科目", ("2080101",)), ("阶段", ("决算",)), …)."""


@frozen(eq=False)
class WhichPart:
    """Which part of a named figure is meant. There is one object for each (`which_part`), known by identity, because
    the hash of its filters is computed anew whenever it is asked for."""

    filters: FigureFilters

    @property
    def words(self) -> str:
        """科目：2080101，阶段：决算."""
        return "，".join([f"{name}：{'、'.join(values)}" for name, values in self.filters])


@lru_cache(maxsize=2048)  # the same in all reports of a format
def which_part(filters: FigureFilters, *untold: str) -> WhichPart:
    """The part that filters mean, those that are named in `untold` left out."""
    return WhichPart(tuple([pair for pair in filters if pair[0] not in untold]))


class ToldCell(Protocol):
    """A number of the input, known by identity: a page tells each once, however many sums it is part of."""

    @property
    def amount(self) -> Decimal:
        """元, or a count."""
        ...

    @property
    def unit(self) -> str:
        """元, or empty for what is counted."""
        ...

    @property
    def location(self) -> Location: ...

    @property
    def called(self) -> str:
        """As `place_text` of its location."""
        ...


class Valued(Protocol):
    """What knows its exact value: 元, a count, or a share (1 for 100 %)."""

    @property
    def amount(self) -> Decimal: ...


@frozen
class Derivation:
    """One step. `part` is which part of the named figure is meant, `formula` the step in the pack's words, `valued`
    what gives its value when asked for, `cells` those that the step itself adds or counts, `decimals` those of 万元 by
    which terms are compared, `choices` the wordings by situation."""

    name: str
    part: WhichPart
    valued: Valued
    step: Step
    formula: str
    terms: tuple[Origin, ...] = ()
    cells: tuple[ToldCell, ...] = ()
    decimals: int = 2
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> Decimal:
        """Exact: 元, a count; 1 for 100 %; zero for a word."""
        return self.valued.amount


class Origin(Protocol):
    """What something printed was computed from."""

    @property
    def sources(self) -> tuple[Location, ...]:
        """The input cells, at any depth, that have a value other than zero."""
        ...

    @property
    def filters(self) -> FigureFilters:
        """Which part of the named figure it is: (("科目", ("2080101",)), ("阶段", ("决算",)), …)."""
        ...

    @property
    def derivation(self) -> Derivation:
        """The last step, with the origins of its terms."""
        ...


@frozen
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
    def filters(self) -> FigureFilters:
        return self.terms[0].filters if self.terms else ()

    @property
    def amount(self) -> Decimal:
        return self.value

    @property
    def derivation(self) -> Derivation:
        return Derivation(
            name=self.name,
            part=which_part(self.filters),
            valued=self,
            step=self.step,
            formula=self.formula,
            terms=self.terms,
            decimals=self.decimals,
            choices=self.choices,
        )


_SHARES = frozenset((Step.RATE, Step.DEVIATION, Step.ATTAINMENT, Step.RATIO, Step.REMAINDER))
_ALIKE = frozenset((Step.SAME, Step.ADD, Step.SUBTRACT, Step.LESSER, Step.GREATER, Step.CHANGE))
_DIRECTION = Step.DIRECTION  # looking up members of enumerations is slow
_MOST_DECIMALS = 6  # a rate may have infinitely many


def unit_of_terms(step: Step, unit: str) -> str:
    """The unit (元, or that of a count) of the terms of a result in `unit`; empty where the step does not tell."""
    return unit if step in _ALIKE else ""


def unit_by_cells(origin: Origin) -> str:
    """元 for an amount, empty for a count or a share: told by the cells at the bottom."""
    said = origin.derivation
    if said.step is Step.SUM:
        return said.cells[0].unit if said.cells else ""
    for term in said.terms if said.step in _ALIKE else ():
        if unit := unit_by_cells(term):
            return unit
    return ""


def exact_text(step: Step, value: Decimal, unit: str) -> str:
    """An exact value as people read it: 1,234.5 元, 32.4512%; empty for a word."""
    if step is _DIRECTION:
        return ""
    if step in _SHARES:
        return f"{amount_text(value * 100)}%"
    return amount_text(value, unit)


def amount_text(value: Decimal, unit: str = "") -> str:
    """An exact amount or count as people read it."""
    text = f"{value:,f}"
    point = text.find(".")
    if point > 0:
        if text[-1] == "0":
            text = text.rstrip("0").rstrip(".")
        if len(text) > point + 1 + _MOST_DECIMALS:
            text = f"约 {f'{rounded(value, _MOST_DECIMALS):,f}'.rstrip('0').rstrip('.')}"
    if text == "-0":
        text = "0"
    return f"{text} {unit}" if unit else text


COMPARED = {
    Step.CHANGE: "两个数之差",
    Step.RATE: "两个数之差占后一个数的百分比",
    Step.DEVIATION: "两个数之差占后一个数的百分比，带正负号",
    Step.ATTAINMENT: "前一个数占后一个数的百分比",
    Step.DIRECTION: "看两个数印出来谁多谁少，选用文字",
    Step.REMAINDER: "各项合计的百分比减去其余各项的百分比（尾差放在这一项）",
}
"""How people say a step that the pack writes as a function."""


def place_text(place: Location) -> str:
    """An input cell as people write it: 支出!F12, or the line of a text form."""
    where = place.cell or (f"第 {place.line} 行" if place.line else place.path)
    return f"{place.sheet}!{where}" if place.sheet else where
