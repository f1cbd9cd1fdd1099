"""Named figures over a ledger: the values that table cells, sentences and rules ask for.

The stage (阶段: 决算, 上年决算, 年初预算 …) is never part of a figure's expression: for a comparison the same expression is
evaluated at another stage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar, cast

from gongkai.derivation import Derivation, Step, WhichPart, which_part
from gongkai.findings import Location
from gongkai.model.definitions import STAGE, Definitions
from gongkai.model.expression import (
    GREATER,
    LESSER,
    Constant,
    Count,
    Expression,
    Filters,
    Name,
)
from gongkai.model.ledger import ROW, Cut, Fact, Ledger
from gongkai.money import ZERO

T = TypeVar("T")


class Context:
    """Filters that hold together, as sorted `pairs`. A book has one object for each set of filters, which caches
    what was computed under it, so that nothing has to be looked up by a long key again.

    `number` is its index in the book. Contexts refer to each other by number only: direct references would form
    cycles (a change of stage leads there and back), which would keep the whole book alive until the next
    collection.
    """

    __slots__ = ("amounts", "cuts", "known_part", "leaves", "narrowed", "number", "pairs")

    def __init__(self, pairs: Filters, number: int) -> None:
        self.pairs = pairs
        self.number = number
        self.narrowed: dict[Filters, int] = {}
        self.amounts: dict[str, Decimal] = {}  # by the key of the expression
        self.cuts: dict[str, Cut] = {}  # by schedule
        self.leaves: dict[str, Cut] = {}  # by the key of what is summed or counted
        self.known_part: WhichPart | None = None

    def part(self) -> WhichPart:
        """The pairs without row numbers, which change when rows are added elsewhere."""
        if self.known_part is None:
            self.known_part = which_part(self.pairs, ROW)
        return self.known_part


class Book:
    """Evaluates figures over one department's ledger; every result is kept."""

    def __init__(self, ledger: Ledger, definitions: Definitions) -> None:
        self.ledger = ledger
        self.definitions = definitions
        self._contexts: dict[Filters, Context] = {}
        self._in_order: list[Context] = []
        self.everything = self._context(())
        self.current = self.narrow(self.everything, ((STAGE, (definitions.current,)),))
        self._names: dict[str, Name] = {}
        self._worked_out: dict[object, object] = {}

    def once(self, key: object, make: Callable[[], T]) -> T:
        """The result of `make`, computed once per key and shared by the report and the rules.

        The result must not refer to the book: such a cycle would keep the whole book in memory.
        """
        if key not in self._worked_out:
            self._worked_out[key] = make()
        return cast(T, self._worked_out[key])

    def figure(self, name: str, **coordinates: str) -> Figure:
        """The named figure (or whole schedule) at the current stage."""
        return self.figure_in(name, self.place(coordinates))

    def place(self, coordinates: Mapping[str, str]) -> Context:
        """The current stage, narrowed to coordinates; callers keep it when they need many figures of one row."""
        return self.narrow(self.current, tuple([(k, (v,)) for k, v in coordinates.items()]))

    def figure_in(self, name: str, context: Context) -> Figure:
        """The named figure (or whole schedule) in a context of this book."""
        expression = self._names.get(name)
        if expression is None:
            expression = self._names[name] = Name(name)
        return Figure(self, name, expression, context)

    def expression(self, expression: Expression, name: str = "", context: Filters = ()) -> Figure:
        """A figure for an expression that has no name of its own."""
        return Figure(self, name, expression, self.narrow(self.current, context))

    def narrow(self, context: Context, filters: Filters) -> Context:
        """`context` narrowed further by `filters`, groups of values spelt out, in a fixed order.

        Filters on the same coordinate all hold (301|303 and 30101 is 30101); only the stage is replaced.
        """
        if not filters:
            return context
        number = context.narrowed.get(filters)
        if number is not None:
            return self._in_order[number]
        found = self._context(self._merged(context.pairs, filters))
        context.narrowed[filters] = found.number
        return found

    def _merged(self, pairs: Filters, filters: Filters) -> Filters:
        merged = list(pairs)
        for dimension, values in filters:
            if dimension == STAGE:
                merged = [pair for pair in merged if pair[0] != STAGE]
            if (pair := (dimension, self.definitions.spell(values))) not in merged:
                merged.append(pair)
        merged.sort()
        return tuple(merged)

    def _context(self, pairs: Filters) -> Context:
        found = self._contexts.get(pairs)
        if found is None:
            found = self._contexts[pairs] = Context(pairs, len(self._in_order))
            self._in_order.append(found)
        return found

    def amount(self, expression: Expression, context: Context) -> Decimal:
        """The exact value of an expression in a context, in 元 (or a count). Division by zero is zero."""
        found = context.amounts.get(expression.key)
        if found is not None:
            return found
        if isinstance(expression, Name):
            target = self.definitions.figures.get(expression.name)
            if target is None:
                found = self.leaf(expression, context).amount
            else:
                found = self.amount(target, self.narrow(context, expression.filters))
        elif isinstance(expression, Constant):
            found = expression.value
        elif isinstance(expression, Count):
            found = Decimal(len(self.counted(expression, context).facts))
        else:
            left = self.amount(expression.left, context)
            found = _joined(expression.operator, left, self.amount(expression.right, context))
        context.amounts[expression.key] = found
        return found

    def leaf(self, name: Name, context: Context) -> Cut:
        """The facts of a narrowed schedule for summing, in no particular order, without making a context."""
        if not name.filters:
            return self.cut(name.name, context)
        found = context.leaves.get(name.key)  # kept: a derivation asks for it again
        if found is None:
            filters = self.definitions.spelt(name)
            if filters is None:
                return self.cut(name.name, self.narrow(context, name.filters))
            found = self.cut(name.name, context)
            for dimension, values in filters:
                found = found.where(dimension, values)
            context.leaves[name.key] = found
        return found

    def counted(self, count: Count, context: Context) -> Cut:
        """The first fact of each row that a count counts."""
        found = context.leaves.get(count.key)  # kept: a derivation asks for it again
        if found is None:
            rows = {fact.coordinates[ROW]: fact for fact in reversed(self.facts(count, context))}
            found = context.leaves[count.key] = Cut(list(rows.values())[::-1], {})
        return found

    def spread(self, figure: Figure, dimension: str) -> Callable[[str], Decimal]:
        """A function from each coordinate in `dimension` to the amount of a figure there.

        A table needs hundreds of amounts, so if possible the facts are grouped once, without a context for each.
        """
        parts = None
        if dimension != STAGE:
            parts = self._parted(figure.expression, figure.context, dimension)
        groups = self.definitions.groups

        def amount(coordinate: str) -> Decimal:
            if parts is None or coordinate in groups:
                return figure.narrowed(((dimension, (coordinate,)),)).amount
            return parts(coordinate)

        return amount

    def _parted(
        self, expression: Expression, context: Context, dimension: str
    ) -> Callable[[str], Decimal] | None:
        """The amounts of an expression by coordinate; None where rows are counted, for all stages together."""
        if isinstance(expression, Name):
            target = self.definitions.figures.get(expression.name)
            if target is not None:
                return self._parted(target, self.narrow(context, expression.filters), dimension)
            cut = self.leaf(expression, context)
            if dimension == ROW:  # rows of other schedules are no filter, as in `cut`
                rows = f"{expression.name}#"
                return lambda row: (cut.where(ROW, (row,)) if row.startswith(rows) else cut).amount
            return lambda coordinate: cut.where(dimension, (coordinate,)).amount
        if isinstance(expression, Constant):
            value = expression.value
            return lambda coordinate: value
        if isinstance(expression, Count):
            return None
        operator = expression.operator
        left = self._parted(expression.left, context, dimension)
        right = self._parted(expression.right, context, dimension)
        if left is None or right is None:
            return None
        return lambda coordinate: _joined(operator, left(coordinate), right(coordinate))

    def cut(self, schedule: str, context: Context) -> Cut:
        """The facts of a schedule in a context.

        Filters by a stage that the schedule does not know, or by a row of another schedule, are ignored.
        """
        found = context.cuts.get(schedule)
        if found is None:
            found = context.cuts[schedule] = self._cut(schedule, context.pairs)
        return found

    def _cut(self, schedule: str, pairs: Filters) -> Cut:
        cut = self.ledger.schedule(schedule)
        known = self.definitions.dimensions.get(schedule, frozenset())
        for dimension, values in pairs:
            if dimension == STAGE and dimension not in known:
                continue
            if dimension == ROW and not values[0].startswith(f"{schedule}#"):
                continue
            cut = cut.where(dimension, values)
        return cut

    def facts(self, expression: Expression, context: Context) -> Sequence[Fact]:
        """The facts behind an expression, each with where it was read."""
        if isinstance(expression, Name):
            inner = self.narrow(context, expression.filters)
            target = self.definitions.figures.get(expression.name)
            return self.cut(expression.name, inner).facts if target is None else self.facts(target, inner)
        if isinstance(expression, Count):
            stageless = tuple([pair for pair in context.pairs if pair[0] != STAGE])
            return self.facts(expression.of, self._context(stageless))
        if isinstance(expression, Constant):
            return ()
        return [*self.facts(expression.left, context), *self.facts(expression.right, context)]

    def is_asked_for(self, expression: Expression, stage: str) -> bool:
        """True if a schedule behind the expression has a column for amounts of a stage; otherwise a zero there
        means nothing."""
        wanted = self.definitions.spell((stage,))
        schedules = map(self.ledger.department.schedule, self.schedules(expression))
        return any(
            dict(column.coordinates).get(STAGE) in wanted
            for schedule in schedules
            if schedule is not None
            for column in schedule.spec.number_columns
        )

    def schedules(self, expression: Expression) -> set[str]:
        """The schedules that an expression draws on."""
        if isinstance(expression, Constant):
            return set()
        if isinstance(expression, Count):
            return self.schedules(expression.of)
        if isinstance(expression, Name):
            target = self.definitions.figures.get(expression.name)
            return {expression.name} if target is None else self.schedules(target)
        return self.schedules(expression.left) | self.schedules(expression.right)


def _joined(operator: str, left: Decimal, right: Decimal) -> Decimal:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator in (LESSER, GREATER):
        return min(left, right) if operator == LESSER else max(left, right)
    return left / right if right else ZERO


class Figure:
    """A value and all that can be asked of it: other stages, change, rate, share, sources."""

    __slots__ = ("_amount", "_base", "_filters", "_hash", "book", "expression", "name")

    def __init__(
        self,
        book: Book,
        name: str,
        expression: Expression,
        context: Context,
        filters: Filters = (),
        amount: Decimal | None = None,
    ) -> None:
        """`amount` spares the computation where the caller knows it already."""
        self.book = book
        self.name = name
        self.expression = expression
        self._base = context
        self._filters = filters
        self._hash: int | None = None
        self._amount = amount

    def __eq__(self, other: object) -> bool:
        """The same figure in the same context of the same book: it then has the same amount and derivation."""
        return (
            isinstance(other, Figure)
            and self.expression.key == other.expression.key
            and self.context is other.context
            and self.name == other.name
        )

    def __hash__(self) -> int:
        found = self._hash
        if found is None:  # kept: figures are keys of dictionaries
            context = self.context if self._filters else self._base
            found = self._hash = hash(self.name) ^ context.number
        return found

    @property
    def context(self) -> Context:
        """Computed on demand: most figures of a table are never asked for anything but their name."""
        if self._filters:
            self._base = self.book.narrow(self._base, self._filters)
            self._filters = ()
        return self._base

    @property
    def amount(self) -> Decimal:
        """Exact: 元 for money, else the count."""
        found = self._amount
        if found is None:
            context = self.context if self._filters else self._base
            found = self._amount = self.book.amount(self.expression, context)
        return found

    @property
    def sources(self) -> tuple[Location, ...]:
        """The input cells that the figure was computed from, those with a value other than zero."""
        return tuple(fact.location for fact in self.book.facts(self.expression, self.context) if fact.amount)

    @property
    def filters(self) -> Filters:
        """The coordinates that narrow the figure, without row numbers."""
        return self.context.part().filters

    @property
    def derivation(self) -> Derivation:
        """The last step of its computation in the pack's words; the terms of the step are figures again."""
        book, name, expression = self.book, self.name, self.expression
        context = self.context if self._filters else self._base
        definitions = book.definitions
        last = definitions.steps.get((name, expression.key)) or definitions.prepared(name, expression)
        part = which_part(context.pairs, ROW, STAGE) if last.staged else context.known_part or context.part()
        if last.filters:
            context = book.narrow(context, last.filters)
        if last.summed is not None:
            cut = book.leaf(last.summed, context)
            return Derivation(last.name, part, cut, _SUM, last.formula, (), cut.cells)
        name, step, expression, formula = last.name, last.step, last.expression, last.formula
        if isinstance(expression, Name):
            same = Figure(book, expression.name, expression, context, amount=self._amount)
            return Derivation(name, part, self, step, formula, (same,))
        if isinstance(expression, Count):
            counted = tuple(book.counted(expression, context).facts)
            return Derivation(name, part, self, step, formula, (), counted)
        if isinstance(expression, Constant):
            return Derivation(name, part, self, step, formula)
        sides = (expression.left, expression.right)
        terms = tuple([Figure(book, _name(side), side, context) for side in sides])
        return Derivation(name, part, self, step, formula, terms)

    def where(self, **coordinates: str | tuple[str, ...]) -> Figure:
        """The same figure for one coordinate, such as 科目="208"."""
        filters = tuple([(k, v if isinstance(v, tuple) else (v,)) for k, v in coordinates.items()])
        return self.narrowed(filters)

    def narrowed(self, filters: Filters, amount: Decimal | None = None) -> Figure:
        context = self.context if self._filters else self._base
        return Figure(self.book, self.name, self.expression, context, filters, amount)

    def at(self, stage: str) -> Figure:
        """The same figure at another stage, such as 年初预算."""
        return self.where(**{STAGE: stage})

    @property
    def previous(self) -> Figure:
        return self.at(self.book.definitions.previous)

    def change(self, base: Figure) -> Decimal:
        return self.amount - base.amount

    def ratio(self, base: Figure) -> Decimal | None:
        """This figure as a share of `base` (1 is 100 %); None on a zero base."""
        return self.amount / base.amount if base.amount else None

    def rate(self, base: Figure) -> Decimal | None:
        """The change from `base` relative to it, without sign; None on a zero base."""
        return abs(self.change(base)) / abs(base.amount) if base.amount else None

    def coordinates(self, dimension: str) -> list[str]:
        """The coordinates in `dimension` that any fact of the figure has: codes sorted, names as given."""
        found = dict.fromkeys(
            fact.coordinates[dimension]
            for fact in self.book.facts(self.expression, self.context)
            if dimension in fact.coordinates and fact.amount
        )
        return sorted(found) if all(value.isdigit() for value in found) else list(found)

    def __bool__(self) -> bool:
        return bool(self.amount)


_SUM = Step.SUM  # looking up members of enumerations is slow


def _name(expression: Expression) -> str:
    return expression.name if isinstance(expression, Name) else ""
