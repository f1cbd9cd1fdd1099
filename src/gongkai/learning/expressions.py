"""BaseFigures as templates write them."""

from __future__ import annotations

import re

from gongkai.model.definitions import STAGE
from gongkai.model.expression import Name
from gongkai.plans.binding import Binding

_SIGNS = re.compile(r"\W+")


class NotWritable(Exception):
    """A figure that a template can only show under a name of its own."""


def expression(binding: Binding, row: str = "") -> str:
    """A figure in a template; with `row` that of a loop's row, of which only the stage is said. Raises NotWritable."""
    stage = f'|在("{binding.stage}")' if binding.stage else ""
    if row:
        return f"{row}.数{stage}"
    if not isinstance(binding.figure, Name):
        raise NotWritable
    where = [*binding.figure.filters, *(pair for pair in binding.where if pair[0] != STAGE)]
    if any(len(values) != 1 for _, values in where):
        raise NotWritable
    limits = ", ".join(f'{dimension}="{values[0]}"' for dimension, values in where)
    name = _SIGNS.sub("", binding.figure.name)
    return f"{name}{f'|限({limits})' if limits else ''}{stage}"


def of_row(field: str) -> str:
    """What a row of a loop over codes prints: its name, its amount."""
    return "{{行." + field + "}}"


def each_code(shown: str, length: int, body: str, dimension: str = "") -> str:
    """A loop over the codes of a figure within a line."""
    codes = f'科目({shown}, {length}, "{dimension}")' if dimension else f"科目({shown}, {length})"
    return f"{{% for 行 in {codes} %}}{body}{{% endfor %}}"


def unless_first(mark: str) -> str:
    """A mark between the turns of a loop."""
    return f'{{{{"{mark}" if not loop.first}}}}'


AMOUNT_OF_ROW = of_row("数|万元") + "万元"
