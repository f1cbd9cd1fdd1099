"""The plan of a form: which of its cells show exactly one figure, and which figure that is."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.frozen import frozen
from gongkai.model.expression import Filters


@frozen
class FormBinding:
    """The figure `name` of the record in `scope` (empty: of the whole department), narrowed by `where`.

    `printed` is the template filter that prints it (万元, 元, 数, 得分), `style` the number style named there, if any.
    """

    name: str
    scope: str
    where: Filters
    printed: str
    style: str = ""


@frozen
class FormPlace:
    """A cell by the index of its declared row and its index in it; a row with `repeat` is printed once per record."""

    row: int
    cell: int


@frozen(eq=False)
class FormPlan:
    """`bound` cells with their figure; `unbound` ones hold a text, several figures or something computed from them."""

    key: str
    bound: tuple[tuple[FormPlace, FormBinding], ...]
    unbound: tuple[FormPlace, ...]

    def binding(self, row: int, cell: int) -> FormBinding | None:
        return next(
            (binding for place, binding in self.bound if (place.row, place.cell) == (row, cell)), None
        )

    def cells(self, binding: FormBinding) -> Iterator[FormPlace]:
        """All cells that show a figure, once per copy and repetition."""
        return (place for place, found in self.bound if found == binding)
