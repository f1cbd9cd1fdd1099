"""The steps by which a book computes a figure, in the pack's words, down to the cells."""

from __future__ import annotations

from gongkai.derivation import Derivation, Step
from gongkai.findings import Location
from gongkai.model.book import Context, Figure
from gongkai.model.expression import Constant, Count, Expression, Name, expression_text


def derivation(figure: Figure) -> Derivation:
    """The last step of a figure; of one that the pack names, the step of its definition."""
    book, expression, context = figure.book, figure.expression, figure.context
    if isinstance(expression, Name) and figure.name in ("", expression.name):
        defined = book.definitions.figures.get(expression.name)
        if defined is not None:
            return _step(figure, expression.name, defined, book.narrow(context, expression.filters))
    return _step(figure, figure.name, expression, context)


def _step(figure: Figure, name: str, expression: Expression, context: Context) -> Derivation:
    book = figure.book
    step = Step.CONSTANT
    terms: tuple[Figure, ...] = ()
    cells: tuple[Location, ...] = ()
    if isinstance(expression, Count):
        step, cells = Step.COUNT, _cells(figure, expression, context, count=True)
    elif isinstance(expression, Name) and expression.name in book.definitions.figures:
        step, terms = Step.SAME, (Figure(book, expression.name, expression, context),)
    elif isinstance(expression, Name):
        step, cells = Step.SUM, _cells(figure, expression, context)
    elif not isinstance(expression, Constant):
        step = Step(expression.operator)
        terms = tuple(
            [Figure(book, _name(side), side, context) for side in (expression.left, expression.right)]
        )
    return Derivation(name, figure.filters, figure.amount, step, expression_text(expression), terms, cells)


def _cells(
    figure: Figure, expression: Expression, context: Context, count: bool = False
) -> tuple[Location, ...]:
    """The cells that a sum takes in (a zero adds nothing), or all that a row counts by."""
    facts = figure.book.facts(expression, context)
    return tuple([fact.location for fact in facts if count or fact.amount])


def _name(expression: Expression) -> str:
    return expression.name if isinstance(expression, Name) else ""
