"""What follows from printed sums: amounts of cells in 分, each within the rounding of what is printed.

Every printed figure is an equation: the sum of some cells is what is printed, give or take half of its last digit.
Three conclusions are drawn until none is left: a sum of which one cell is unknown gives that cell; a sum that its
known cells fill leaves nothing for the others; and what no equation tells apart stays unknown. Then the amounts are
moved, each as little as needed, until every printed sum comes out: a printed total that differs from the sum of the
printed parts by their rounding is shared out among the parts (controlled rounding). What cannot be made to come out
is a contradiction of the document.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Summand = TypeVar("Summand", bound=Hashable)

_NEAR = 3  # printed digits: a smaller remainder is no difference, where rounding may explain it
_YUAN = 50  # half of one 元
_SWEEPS = 200
_FAR = 10**18


@dataclass(slots=True)
class Equation(Generic[Summand]):
    """`parts` are cells with their sign, `amount` the printed sum and `rounding` half of its last digit, both in 分."""

    parts: Mapping[Summand, int]
    amount: int
    rounding: int
    source: int = -1

    @property
    def play(self) -> int:
        """How far the exact sum may lie from the printed one: a little less than half a digit, in whole 元 if it can."""
        return self.rounding - 100 if self.rounding > 100 else max(self.rounding - 1, 0)


@dataclass(slots=True)
class Solution(Generic[Summand]):
    """`amounts` in 分; `unknown` are cells that nothing tells; `broken` the equations that do not come out."""

    amounts: dict[Summand, int] = field(default_factory=dict)
    unknown: list[Summand] = field(default_factory=list)
    broken: list[Equation[Summand]] = field(default_factory=list)


def solved(equations: Sequence[Equation[Summand]]) -> Solution[Summand]:
    """Amounts of all cells of the equations that follow from them."""
    amounts: dict[Summand, int] = {}
    widths: dict[Summand, int] = {}
    left = sorted((each for each in equations if each.parts), key=lambda each: len(each.parts))
    moved = True
    while moved:
        moved = False
        waiting = []
        for equation in left:
            unknown = [cell for cell in equation.parts if cell not in amounts]
            if not unknown:
                continue
            told = _told(equation, unknown, amounts, widths)
            if told is None:
                waiting.append(equation)
                continue
            amounts.update(told)
            width = equation.rounding + sum(widths.get(cell, 0) for cell in equation.parts)
            widths.update({cell: width if amount else 0 for cell, amount in told.items()})
            moved = True
        left = waiting
    return _finished(equations, amounts, widths)


def _finished(
    equations: Sequence[Equation[Summand]], amounts: dict[Summand, int], widths: Mapping[Summand, int]
) -> Solution[Summand]:
    """The amounts moved until every sum comes out.

    A sum that no rounding explains is a contradiction: of its cells those stay that are printed themselves.
    """
    whole = [each for each in equations if each.parts and all(cell in amounts for cell in each.parts)]
    broken = [each for each in whole if abs(_rest(each, amounts)) > _allowed(each, widths)]
    printed = {cell for each in equations if len(each.parts) == 1 for cell in each.parts}
    doubtful = {cell for each in broken for cell in each.parts if cell not in printed or len(each.parts) == 1}
    doubtful = {cell for cell in doubtful if amounts[cell] or cell in printed}
    while True:
        sound = [each for each in whole if each not in broken and not doubtful.intersection(each.parts)]
        moved = dict(amounts)
        _come_out(sound, moved)
        failing = [each for each in sound if _off(each, moved)]
        if not failing:
            break
        broken.append(max(failing, key=lambda each: abs(_off(each, moved))))
    known = {cell: amount for cell, amount in moved.items() if cell not in doubtful}
    unknown = {cell: None for each in equations for cell in each.parts if cell not in known}
    return Solution(known, list(unknown), broken)


def _allowed(equation: Equation[Summand], widths: Mapping[Summand, int]) -> int:
    return equation.rounding + sum(widths.get(cell, 0) for cell in equation.parts)


def _told(
    equation: Equation[Summand],
    unknown: list[Summand],
    amounts: Mapping[Summand, int],
    widths: Mapping[Summand, int],
) -> dict[Summand, int] | None:
    """The unknown cells of an equation as far as it tells them; what is printed nowhere is never below zero."""
    rest = _rest(equation, amounts)
    near = min(_allowed(equation, widths), 2 * _NEAR * equation.rounding)
    one_way = len({equation.parts[cell] for cell in unknown}) == 1
    if abs(rest) <= near and one_way and (not equation.amount or len(equation.parts) > 1):
        return dict.fromkeys(unknown, 0)
    if len(unknown) == 1:
        amount = rest * equation.parts[unknown[0]]
        return {unknown[0]: amount} if amount >= 0 or len(equation.parts) == 1 else None
    return None


def _rest(equation: Equation[Summand], amounts: Mapping[Summand, int]) -> int:
    return equation.amount - sum(sign * amounts.get(cell, 0) for cell, sign in equation.parts.items())


def _off(equation: Equation[Summand], amounts: Mapping[Summand, int]) -> int:
    """By how much an equation fails, beyond what rounding allows."""
    rest = _rest(equation, amounts)
    return rest - equation.play if rest > equation.play else min(rest + equation.play, 0)


def _come_out(equations: Sequence[Equation[Summand]], amounts: dict[Summand, int]) -> None:
    """Move the amounts that are not zero until no equation fails: each failing one moves its own cells evenly.

    A cell that is printed itself moves no farther than its own rounding, and not at all where it is printed in 元: who
    prints 1,000,000 元 has no 4 分 more. A sum is moved a little farther than it must,
    so that the sweeps come to an end.
    """
    limits: dict[Summand, tuple[int, int]] = {}
    for each in equations:
        if len(each.parts) == 1:
            [(cell, sign)] = each.parts.items()
            low, high = limits.get(cell, (-_FAR, _FAR))
            middle = each.amount * sign
            play = each.play if each.rounding > _YUAN else 0
            limits[cell] = max(low, middle - play), min(high, middle + play)
    sums = [each for each in equations if len(each.parts) > 1]
    for _ in range(_SWEEPS):
        failing = False
        for equation in sums:
            off = _off(equation, amounts)
            if off:
                failing = True
                more = equation.play // 8
                _move(equation, off + more if off > 0 else off - more, amounts, limits)
        if not failing:
            return


def _move(
    equation: Equation[Summand],
    by: int,
    amounts: dict[Summand, int],
    limits: Mapping[Summand, tuple[int, int]],
) -> None:
    """Add `by` to a sum, in equal shares to the cells that may still move."""
    cells = [cell for cell in equation.parts if amounts[cell]]
    while by and cells:
        share, more = divmod(abs(by), len(cells))
        free = []
        for number, cell in enumerate(cells):
            sign = equation.parts[cell]
            low, high = limits.get(cell, (-_FAR, _FAR))
            wanted = amounts[cell] + (share + (number < more)) * sign * (1 if by > 0 else -1)
            moved = min(max(wanted, low), high)
            if moved == wanted:
                free.append(cell)
            by -= (moved - amounts[cell]) * sign
            amounts[cell] = moved
        cells = free
