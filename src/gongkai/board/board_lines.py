"""The lines of the board: a department with its state, its days, what was found and its figures; and their totals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai import money
from gongkai.board import course
from gongkai.frozen import frozen

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from gongkai.board.house import House

_IN_ORDER = (course.ABSENT, course.EXTENDED, *course.WORK_STATES[1:])
"""The states as the board shows them, in the order of the course."""
SORTS = ("department", "state", "days", "errors", "warnings", "reasons", "handed_in")


@frozen
class Amounts:
    """A figure as it is printed in 万元: this year, and the change with its rate where last year's is known.

    `now` and `before` are exact, in yuan.
    """

    now: Decimal
    before: Decimal | None

    @property
    def printed(self) -> str:
        return money.digits(money.wan(self.now))

    @property
    def change(self) -> str:
        return "" if self.before is None else money.digits(money.change(self.now, self.before))

    @property
    def rate(self) -> str:
        rate = None if self.before is None else money.rate(self.now, self.before)
        return "" if rate is None else money.percent(rate)


@frozen
class BoardLine:
    """One work. `row` is what `records` gives of it, `days` those left until it must be in."""

    row: sqlite3.Row
    state: str
    days: int | None
    figures: Mapping[str, Amounts] = field(default_factory=dict)

    @property
    def late(self) -> bool:
        return self.days is not None and self.days < 0


@frozen
class Filter:
    """What is shown of a board, and in which order. Words that mean nothing are as if they were not there."""

    state: str = ""
    words: str = ""
    sort: str = ""
    down: bool = False

    def lines(self, lines: Iterable[BoardLine]) -> list[BoardLine]:
        wanted = self.words.strip().casefold()
        found = [
            line
            for line in lines
            if (not self.state or self.state == line.state or (self.state == "逾期" and line.late))
            and wanted in line.row["department_name"].casefold()
        ]
        if self.sort in SORTS or self.sort.startswith("figure:"):
            found.sort(key=self._key, reverse=self.down)
        return found

    def _key(self, line: BoardLine) -> tuple[bool, Any]:
        """What has no value stands at the end in either direction."""
        if self.sort == "department":
            return (self.down, line.row["department_name"])
        if self.sort == "state":
            return (self.down, _IN_ORDER.index(line.state))
        if self.sort.startswith("figure:"):
            amounts = line.figures.get(self.sort.removeprefix("figure:"))
            value: Any = None if amounts is None else amounts.now
        else:
            value = line.days if self.sort == "days" else line.row[self.sort]
        return (self.down, value) if value is not None else (not self.down, 0)


def board_line(row: sqlite3.Row, today: date) -> BoardLine:
    figures = {
        label: Amounts(Decimal(now), Decimal(before) if before else None)
        for label, (now, before) in json.loads(row["figures"] or "{}").items()
    }
    days = course.days_left(row["state"], row["deadline"], row["extended"], today)
    return BoardLine(row, course.shown_state(row["state"], row["extended"]), days, figures)


def totals(lines: Sequence[BoardLine]) -> dict[str, Amounts]:
    """The sums of the lines by label. There is a change only where last year's figure of every one is known."""
    found: dict[str, list[Amounts]] = {}
    for line in lines:
        for label, amounts in line.figures.items():
            found.setdefault(label, []).append(amounts)
    return {label: _sum(amounts) for label, amounts in found.items()}


def _sum(amounts: Sequence[Amounts]) -> Amounts:
    before = [each.before for each in amounts if each.before is not None]
    whole = len(before) == len(amounts)
    return Amounts(
        sum((each.now for each in amounts), Decimal(0)), sum(before, Decimal(0)) if whole else None
    )


def counted(house: House, round: int) -> dict[str, int]:
    """How many works of a round are in each state, in the order of the states."""
    rows = house.database.rows(
        "SELECT state, extended, count(*) AS number FROM works WHERE round = ? GROUP BY state, extended != ''",
        round,
    )
    found: dict[str, int] = {}
    for row in rows:
        state = course.shown_state(row["state"], row["extended"])
        found[state] = found.get(state, 0) + row["number"]
    return {state: found[state] for state in _IN_ORDER if state in found}
