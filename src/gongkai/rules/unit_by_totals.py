"""Which sheets, columns or control totals stand in another unit, by what sums and control totals are to each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.frozen import frozen
from gongkai.model.department import Entry
from gongkai.model.other_unit import Chosen
from gongkai.money import WAN, ZERO, rounding_remainder
from gongkai.rules.control_sums import control_totals
from gongkai.rules.rule import Subject

_KNOWN, _ROUNDED = (
    Decimal(100_000),
    Decimal(50),
)  # 元: a total that says something, what an amount in 万元 is off
_SOME = Decimal(1_000)
_SEVERAL = 2  # one alone may be a single cell


@frozen
class _Compared:
    """A control total beside the sum that it is of, in 元. `off` says that one is ten thousand times the other."""

    control: Entry
    schedule: str
    column: str
    total: Decimal
    found: Decimal
    off: bool

    @property
    def tells(self) -> bool:
        """True where the two are no small figures that may be so by chance."""
        return self.off and max(abs(self.found), abs(self.total)) >= _KNOWN


@frozen
class InOtherUnit:
    """Cells of sheets, or control totals, that stand in another unit: how they are called, how many totals tell it, the
    first of them, and the cells."""

    names: tuple[str, ...]
    count: int
    first: Entry
    schedule: str
    cells: Chosen
    of_controls: bool = False


def in_other_unit_by_totals(subject: Subject) -> Iterator[InOtherUnit]:
    """At most one for the sheets, one for the control totals; none where a single total is off."""
    compared = [*_compared(subject)]
    small_is_wrong = subject.department.amount_unit != "万元"
    off = [item for item in compared if item.off]
    if not any(item.tells for item in off):
        return
    of_sheets = [item for item in off if (item.found < item.total) == small_is_wrong]
    of_controls = [item for item in off if (item.found < item.total) != small_is_wrong]
    if len(of_sheets) >= _SEVERAL:
        yield _of_sheets(of_sheets, compared)
    if len(of_controls) >= _SEVERAL:
        controls = [item.control for item in of_controls]
        spec = next(item for item in subject.pack.inputs.schedules if item.control)
        yield InOtherUnit(
            (spec.name,),
            len(controls),
            controls[0],
            spec.name,
            lambda _, entry, column: any(entry is control for control in controls),
            True,
        )


def _of_sheets(off: list[_Compared], compared: list[_Compared]) -> InOtherUnit:
    """Whole sheets where no total of theirs agrees, else the columns whose totals do not."""
    mixed = {item.schedule for item in compared if not item.off and item.found == item.total != 0}
    whole = {item.schedule for item in off} - mixed
    columns = {(item.schedule, item.column) for item in off if item.schedule in mixed}
    names = dict.fromkeys(
        item.schedule if item.schedule in whole else f"{item.schedule}/{item.column}" for item in off
    )
    return InOtherUnit(
        tuple(names),
        len(off),
        off[0].control,
        off[0].schedule,
        lambda schedule, entry, column: schedule in whole or (schedule, column) in columns,
    )


def _compared(subject: Subject) -> Iterator[_Compared]:
    for item in control_totals(subject):
        if item.of is None:
            continue
        (name, label, _), total, found, amounts = item.key, item.total, item.of.found, item.of.amounts
        if found == total:  # as nearly all
            yield _Compared(item.control, name, label, total, found, False)
            continue
        small, large = sorted((abs(found), abs(total)))
        off = large >= _SOME and abs(small * WAN - large) <= _ROUNDED * (len(amounts) + 1)
        slack = rounding_remainder([*amounts, total]) if amounts and total else ZERO
        agreed = total if abs(found - total) <= slack else found
        yield _Compared(item.control, name, label, total, agreed, off)
