"""The amounts of an input by which a guess at another one is confirmed."""

from __future__ import annotations

from decimal import Decimal

from gongkai.model.control_totals import amount_columns
from gongkai.rules.rule import Subject

_TELLING = 3  # digits without zeros at the end


def known_amounts(subject: Subject) -> frozenset[Decimal]:
    """Every amount of the input (元) that can hardly be the same as another by chance."""
    return subject.once(
        known_amounts,
        lambda: frozenset(
            amount
            for schedule in subject.department.schedules.values()
            if not schedule.spec.control
            for column in amount_columns(schedule.spec)
            for entry in schedule
            if (amount := entry.number(column.name)) and is_telling(amount)
        ),
    )


def is_telling(amount: Decimal) -> bool:
    """True for an amount that is no round figure."""
    return len(amount.normalize().as_tuple().digits) >= _TELLING
