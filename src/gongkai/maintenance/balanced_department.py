"""The invented department of a preview, its amounts moved until the equations of the format hold.

A reader who checks a preview, or shows it to a bureau, would stumble over an income that is not the expenditure. What is
out is put right in one of the cells behind it: the largest that was not moved yet, so that no amount turns negative and
the others stay as different as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from gongkai.findings import Location, Severity
from gongkai.maintenance.invented_department import Scenario, synthetic
from gongkai.model.book import Book
from gongkai.model.department import Department, Entry, Value
from gongkai.model.ledger import Ledger
from gongkai.money import ZERO
from gongkai.packs.pack import Pack
from gongkai.rules.equations import run_equation
from gongkai.rules.rule import Gap, Subject

_ROUNDS = 200  # each closes one gap; formats need some dozens


def balanced(pack: Pack) -> Department:
    """The typical invented department, as far as its equations can be made to hold."""
    department = synthetic(pack, Scenario.TYPICAL)
    open_gaps = gaps(pack, department)
    best, fewest = department, len(open_gaps)
    moved: dict[Location, int] = {}
    for _ in range(_ROUNDS):
        # What is said of few cells is put right first: totals come right by their parts.
        gap = min(open_gaps, key=lambda each: len(each.terms), default=None)
        place = _cell(gap, moved) if gap is not None else None
        if gap is None or place is None:
            break
        amount, sign = gap.terms[place]
        moved[place] = moved.get(place, 0) + 1
        department = _with(department, {place: max(amount - sign * gap.amount, ZERO)})
        open_gaps = gaps(pack, department)
        if len(open_gaps) < fewest:
            best, fewest = department, len(open_gaps)
    return best


def gaps(pack: Pack, department: Department) -> list[Gap]:
    """What the equations that must hold are out by."""
    subject = Subject(pack, department, Book(Ledger(department), pack.definitions))
    rules = (rule for rule in pack.equations if rule.severity is Severity.ERROR)
    return [gap for rule in rules for gap in run_equation(subject, rule).gaps]


def _cell(gap: Gap, moved: Mapping[Location, int]) -> Location | None:
    """Where a gap is closed: a cell that stays above zero, moved least often, of these the largest; where no cell alone
    closes it, the largest of those that are too much, which then is zero."""
    ordered = sorted(gap.terms, key=lambda place: (moved.get(place, 0), -gap.terms[place][0], str(place)))
    after = {place: amount - sign * gap.amount for place, (amount, sign) in gap.terms.items()}
    enough = [place for place in ordered if after[place] > 0]
    too_much = [place for place in ordered if after[place] < gap.terms[place][0] and not moved.get(place)]
    return next(iter(enough or too_much), None)


def _with(department: Department, changes: Mapping[Location, Decimal]) -> Department:
    schedules = {
        name: replace(schedule, entries=tuple(_entry(entry, changes) for entry in schedule.entries))
        for name, schedule in department.schedules.items()
    }
    return replace(department, schedules=schedules)


def _entry(entry: Entry, changes: Mapping[Location, Decimal]) -> Entry:
    values = {
        name: Value(changes[value.location], value.place) if value.location in changes else value
        for name, value in entry.values.items()
    }
    return replace(entry, values=values)
