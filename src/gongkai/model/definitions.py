"""What a pack says about its figures: names, groups of values, stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from gongkai.derivation import Step
from gongkai.frozen import frozen
from gongkai.model.expression import Constant, Count, Expression, Filters, Name, names

STAGE = "阶段"
_OPERATIONS = {step.value: step for step in Step}
_MOST_STEPS = 4096


@frozen(eq=False)
class FigureStep:
    """The last step in the computation of a figure, the same in every context and department: what is done (`step`)
    with `expression` (`formula` in the pack's words) after the context is narrowed by `filters`, and the name of the
    figure. `summed` is the expression where it is a schedule, `staged` says that it says itself of which stage it is,
    whatever stage it is asked at."""

    name: str
    step: Step
    expression: Expression
    formula: str
    summed: Name | None
    filters: Filters
    staged: bool


@frozen
class Definitions:
    """What a pack says about figures: their expressions, groups of values, and its stages.

    `dimensions` gives the coordinates of each schedule, `current` and `previous` the stages of this
    year and of the year it is compared with; either may be a group of stages (本年预算 is 当年预算安排
    and 上年结转).
    """

    figures: Mapping[str, Expression]
    groups: Mapping[str, tuple[str, ...]]
    dimensions: Mapping[str, frozenset[str]]
    current: str
    previous: str
    steps: dict[tuple[str, str], FigureStep] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Those made so far, by the name of the figure and the key of its expression."""
    _staged: dict[str, bool] = field(default_factory=dict, init=False, compare=False, repr=False)
    _spelt: dict[str, Filters | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    def spell(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """The values with groups spelt out."""
        if len(values) == 1:
            return self.groups.get(values[0], values)
        return tuple([item for value in values for item in self.groups.get(value, (value,))])

    def prepared(self, name: str, expression: Expression) -> FigureStep:
        """The last step of a figure that is called `name`; for one that the pack names, that of its definition.
        Kept in `steps`."""
        key = name, expression.key
        filters: Filters = ()
        if isinstance(expression, Name) and name in ("", expression.name) and expression.name in self.figures:
            name, filters = expression.name, expression.filters
            expression = self.figures[name]
        summed = None
        if isinstance(expression, Name):
            summed = None if expression.name in self.figures else expression
            step = Step.SAME if summed is None else Step.SUM
        elif isinstance(expression, Count):
            step = Step.COUNT
        else:
            step = Step.CONSTANT if isinstance(expression, Constant) else _OPERATIONS[expression.operator]
        staged = self.names_stage(expression)
        if (
            len(self.steps) >= _MOST_STEPS
        ):  # a pack has some hundred; users ask for figures by names of their own
            self.steps.clear()
        made = self.steps[key] = FigureStep(
            name, step, expression, expression.written, summed, filters, staged
        )
        return made

    def names_stage(self, expression: Expression) -> bool:
        """Whether an expression says itself of which stage it is, all of it, whatever stage it is asked at."""
        found = self._staged.get(expression.key)
        if found is None:
            inside = list(names(expression))
            found = self._staged[expression.key] = bool(inside) and all(map(self._stage_in, inside))
        return found

    def _stage_in(self, name: Name) -> bool:
        target = self.figures.get(name.name)
        asked = any(dimension == STAGE for dimension, _ in name.filters)
        return asked or (target is not None and self.names_stage(target))

    def spelt(self, name: Name) -> Filters | None:
        """The filters of a name with groups spelt out; None where they ask for another stage."""
        if name.key not in self._spelt:
            stages = any(dimension == STAGE for dimension, _ in name.filters)
            filters = tuple((dimension, self.spell(values)) for dimension, values in name.filters)
            self._spelt[name.key] = None if stages else filters
        return self._spelt[name.key]
