"""Printed rates held against printed amounts: as an interval, because all of them were rounded."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from gongkai.auditing.quantities_said import Said
from gongkai.money import percent

HUNDRED = Decimal(100)
SMALL = Decimal("0.02")
"""Percentage points: a rate that is off by no more is a hint."""


def off_by(rate: Said, part: Decimal, part_step: Decimal, whole: Decimal, whole_step: Decimal) -> Decimal:
    """By how many points a printed rate misses `part` of `whole`, 0 within what rounding allows.

    `part_step` and `whole_step` are units of the last printed digits, twice the rounding of each. A whole of 0 is
    missed by 1000 points.
    """
    if not whole:
        return Decimal(1000)
    true = HUNDRED * part / whole
    allowed = rate.step / 2 + HUNDRED * (
        part_step / 2 / abs(whole) + abs(part) * whole_step / 2 / (whole * whole)
    )
    missed = abs(rate.value - true) - allowed
    return max(missed, Decimal(0))


def change_off_by(rate: Said, change: Said, level: Decimal, step: Decimal) -> Decimal:
    """By how much a rate of change misses `change` on what `level` was before it."""
    sign = change.sign or rate.sign
    before = level - sign * change.value
    return off_by(rate, abs(change.value), change.step, before, change.step + step)


def explained_change(rate: Said, change: Said, levels: Iterable[tuple[Decimal, Decimal]]) -> bool:
    """Whether any amount explains a rate of change: as what is now, or as what was before."""
    return any(
        not change_off_by(rate, change, level, step)
        or not off_by(rate, abs(change.value), change.step, level, step)
        for level, step in levels
        if level
    )


def explained_share(rate: Said, amounts: Iterable[tuple[Decimal, Decimal]], part: Said) -> bool:
    """Whether any amount is the whole of which `part` is the printed share."""
    return any(not off_by(rate, part.value, part.step, whole, step) for whole, step in amounts if whole)


def explained_growth(rate: Said, now: Said, amounts: Iterable[tuple[Decimal, Decimal]]) -> bool:
    """Whether any amount is the base from which `now` has changed by the printed rate, up or down."""
    return any(
        not off_by(rate, abs(now.value - before), now.step + step, before, step)
        for before, step in amounts
        if before
    )


def shown_rate(part: Decimal, whole: Decimal) -> str:
    """A rate as words of a message."""
    return percent(part / whole) if whole else "（分母为 0）"
