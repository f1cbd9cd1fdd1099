"""Bindings: which figure, and which part of it, a cell shows, independent of any department."""

from __future__ import annotations

from gongkai.frozen import frozen
from gongkai.model.book import Book, Figure
from gongkai.model.definitions import STAGE
from gongkai.model.expression import Expression, Filters, Name

Identity = tuple[Expression, frozenset[tuple[str, tuple[str, ...]]], bool]


@frozen(eq=False)
class Binding:
    """`figure` narrowed by `where`, in 万元 or as a count; `name` is what the figure is called in the document.

    Bindings of the same part of the same figure are equal, however the part is written: `支出[科目=201]` equals
    `支出` with 科目=201 in `where`.
    """

    figure: Expression
    name: str = ""
    where: Filters = ()
    count: bool = False

    @property
    def unit(self) -> str:
        return "" if self.count else "万元"

    @property
    def stage(self) -> str:
        """The stage that is shown, empty for this year's own."""
        return next((values[0] for dimension, values in reversed(self.where) if dimension == STAGE), "")

    @property
    def identity(self) -> Identity:
        figure, where = self.figure, self.where
        if isinstance(figure, Name) and figure.filters and all(pair[0] != STAGE for pair in figure.filters):
            figure, where = Name(figure.name), (*where, *figure.filters)
        return figure, frozenset(where), self.count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Binding) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)

    def at(self, dimension: str, coordinate: str) -> Binding:
        """The binding narrowed to one coordinate, as a row for that coordinate shows it."""
        return Binding(self.figure, self.name, (*self.where, (dimension, (coordinate,))), self.count)

    def on(self, book: Book) -> Figure:
        """The bound figure of one department."""
        return book.expression(self.figure, self.name, self.where)
