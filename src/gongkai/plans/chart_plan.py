"""What a chart shows, independent of any department: which figure stands for each category in each series."""

from __future__ import annotations

from dataclasses import field

from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen
from gongkai.model.expression import Expression
from gongkai.plans.binding import Binding
from gongkai.tree.nodes import ChartKind


@frozen(eq=False)
class ChartRule:
    """Categories that depend on the department: the coordinates of `figure` in `dimension`, largest amount first.

    `length` is the number of digits of their codes, 0 for the finest. Where there are more than `most` (0: no
    limit), the smallest are added up as `rest`, or left out where `rest` is empty.
    """

    figure: Expression
    dimension: str
    length: int = 0
    most: int = 0
    rest: str = ""


@frozen(eq=False)
class ChartSeries:
    """A series: its name (a template text) and a binding for each category, or a single one that the rule narrows."""

    name: str
    bindings: tuple[Binding, ...]


@frozen(eq=False)
class ChartPlan:
    """A chart; its texts are templates. `unit` says how figures print: 万元, 元, %, 分, anything else as a count.
    `empty` is printed instead where every figure is zero. `whole` is what the slices of a pie are shares of."""

    key: str
    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    rule: ChartRule | None = None
    unit: str = "万元"
    empty: str = ""
    whole: Binding | None = None
    location: Location = field(default=NOWHERE)
