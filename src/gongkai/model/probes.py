"""Departments with invented values in the cells that could not be read, to see which findings depend on them.

A finding that disappears or changes with the invented values is a consequence of the unread cells
(`gongkai.consequences`). The amounts are unlike any real ones, so that no sum agrees by chance; a row whose key
could not be read may be any row, so it is tried with every key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from gongkai.model.classification import ECONOMIC_LENGTHS, FUNCTION_LENGTHS
from gongkai.model.department import Department, Entry, Scalar, Schedule, Value, derive
from gongkai.model.explanations import EXPLANATION_SCHEDULE, RULE_CODE
from gongkai.model.labels import FORMAT_LINE, IDENTITY_SCHEDULE, UNIT_LINE, YEAR_LINE
from gongkai.model.schema import Column, ColumnType, Shape

_AMOUNTS = (Decimal("7654321.23"), Decimal("13.57"), Decimal("43210.98"))
# Added per invented cell: so small in two of the turns that two years print alike in 万元, large in the other.
_STEPS = (Decimal("13131.31"), Decimal("1.01"), Decimal("1.01"))
_COUNTS = (Decimal(3), Decimal(1), Decimal(97))
_TEXT = "按有关规定办理具体事项"
_MOST = 400  # limit on the rows made for rows of unknown keys, all together
_SINGLE = 4  # how many keys are tried one by one
_FINEST = {ColumnType.FUNCTION: FUNCTION_LENGTHS, ColumnType.ECONOMIC: ECONOMIC_LENGTHS}


def has_unread(department: Department) -> bool:
    return any(schedule.unread for schedule in department.schedules.values())


def probes(
    department: Department, years: Sequence[str], words: Iterable[str], rules: Iterable[str] = ()
) -> Iterator[Department]:
    """Copies of the department, each with other invented values in the cells that could not be read.

    Unread keys are chosen from `words` (codes and names) and the keys of the other schedules, rule codes of
    explanations from `rules`, the year from the `years` of the format. A row with an unread key first stands there
    once with every possible key, then with single ones.
    """
    known = tuple(dict.fromkeys(words))
    explained = list(dict.fromkeys(rules))
    tries = 0
    for turn in range(len(_AMOUNTS) + _SINGLE):
        single = turn - len(_AMOUNTS)
        if single >= min(tries, _SINGLE):
            return
        made = _Probe(department, tuple(years), known, explained, turn % len(_AMOUNTS), single)
        schedules = {name: made.schedule(schedule) for name, schedule in department.schedules.items()}
        yield replace(department, schedules=schedules)
        tries = max(tries, made.keys)


class _Probe:
    """Makes one such copy. `single` is the index of the key given to rows of unknown keys; if negative, each of these
    rows is repeated with every key."""

    def __init__(
        self,
        department: Department,
        years: tuple[str, ...],
        words: tuple[str, ...],
        rules: list[str],
        turn: int,
        single: int,
    ) -> None:
        self.department = department
        self.years = years
        self.words = words
        self.rules = rules
        self.turn = turn
        self.single = single
        self.made = 0
        self.left = _MOST
        self.keys = 0  # the largest number of keys that any row may have

    def schedule(self, schedule: Schedule) -> Schedule:
        if not schedule.unread:
            return schedule
        if schedule.spec.shape is Shape.LINES:
            return replace(schedule, entries=tuple(self._lines(schedule)), unread=(), present=True)
        return replace(schedule, entries=tuple(self._rows(schedule)), unread=(), present=True)

    def _rows(self, schedule: Schedule) -> Iterator[Entry]:
        lost: dict[int | None, list[str]] = {}
        for cell in schedule.unread:
            lost.setdefault(cell.row, []).append(cell.column)
        for number, entry in enumerate(schedule.entries):
            columns = lost.get(number)
            yield from self._as_any(schedule, entry, columns) if columns else (entry,)
        if None in lost:  # rows that are not there at all
            yield from self._as_any(schedule, Entry({}, schedule.location), lost[None])

    def _as_any(self, schedule: Schedule, entry: Entry, columns: Sequence[str]) -> Iterator[Entry]:
        """The row with values in `columns`, once for each possible set of keys."""
        specs = [column for name in columns if (column := schedule.spec.column(name)) is not None]
        keys = {column.name: found for column in specs if (found := self._keys(schedule, column))}
        self.keys = max([self.keys, *map(len, keys.values())])
        if self.single >= 0:
            keys = {name: [found[self.single % len(found)]] for name, found in keys.items()}
        for chosen in _sets(keys, max(self.left, 1)):
            self.left -= 1
            values = dict(entry.values)
            for column in specs:
                scalar = chosen.get(column.name) or self._scalar(column.type, column.choices)
                values[column.name] = Value(scalar, entry.location)
            derive(schedule.spec, values)
            yield replace(entry, values=values)

    def _lines(self, schedule: Schedule) -> Iterator[Entry]:
        lost: dict[str, list[str]] = {}
        for cell in schedule.unread:
            lost.setdefault(cell.line, []).append(cell.column)
        for line in schedule.spec.lines:
            entry = schedule.line(line.name)
            values = dict(entry.values) if entry is not None else {}
            where = entry.location if entry is not None else schedule.location
            for column in lost.get(line.name, ()):
                values[column] = Value(self._line_scalar(schedule, line.name, line.type, line.choices), where)
            if values:
                yield replace(entry, values=values) if entry is not None else Entry(values, where, line.name)

    def _line_scalar(
        self, schedule: Schedule, line: str, kind: ColumnType, choices: tuple[str, ...]
    ) -> Scalar:
        if schedule.spec.name == IDENTITY_SCHEDULE:
            known = {FORMAT_LINE: self.department.format, UNIT_LINE: self.department.amount_unit}
            if line in known:
                return known[line]
            if line == YEAR_LINE and self.years:
                year = self.years[self.turn % len(self.years)]
                return Decimal(year) if kind.is_numeric else year
        return self._scalar(kind, choices)

    def _scalar(self, kind: ColumnType, choices: tuple[str, ...]) -> Scalar:
        self.made += 1
        if kind is ColumnType.AMOUNT:
            return _AMOUNTS[self.turn] + self.made * _STEPS[self.turn]
        if kind.is_numeric:
            return _COUNTS[self.turn] + self.made
        if choices:
            return choices[(self.made + self.turn) % len(choices)]
        if kind is ColumnType.DATE:
            return f"{self.years[0] if self.years else 2000}年{self.turn + 6}月30日"
        return f"{_TEXT}{'一二三四五六七八九'[self.made % 9]}"

    def _keys(self, schedule: Schedule, column: Column) -> list[str]:
        """The possible texts of a column that names or classifies the row; empty for other columns."""
        if column.type in _FINEST:
            lengths = _FINEST[column.type]
            wanted = lengths if column.any_level else (column.length or lengths[-1],)
            given = [*self._elsewhere(column), *(word for word in self.words if word.isdigit())]
            cut = [code[:size] for code in given for size in wanted if len(code) >= size]
            return _new_first(cut, schedule, column)
        if not (column.dimension or column.name in schedule.spec.unique):
            return []
        if column.choices:
            return list(column.choices)
        if schedule.spec.name == EXPLANATION_SCHEDULE and column.name == RULE_CODE:
            return self.rules
        given = _new_first(self._elsewhere(column), schedule, column)
        return list(dict.fromkeys([*given, *(word for word in self.words if not word.isdigit())]))

    def _elsewhere(self, column: Column) -> Iterator[str]:
        """The texts of the same kind of column in all schedules."""
        for schedule in self.department.schedules.values():
            for other in schedule.spec.key_columns:
                alike = other.type is column.type if column.type in _FINEST else other.name == column.name
                if alike:
                    yield from (text for entry in schedule.entries if (text := entry.text(other.name)))


def _new_first(keys: Iterable[str], schedule: Schedule, column: Column) -> list[str]:
    """Without repetition, keys that the schedule lacks before those that it has."""
    here = {entry.text(column.name) for entry in schedule.entries}
    return sorted(dict.fromkeys(keys), key=lambda key: key in here)


def _sets(keys: Mapping[str, Sequence[str]], most: int) -> Iterator[dict[str, str]]:
    """Every combination of keys; where these are more than `most`, only enough that each key occurs once."""
    if not keys:
        yield {}
        return
    number = 1
    for found in keys.values():
        number *= len(found)
    if number <= most:
        for chosen in product(*keys.values()):
            yield dict(zip(keys, chosen, strict=True))
        return
    for turn in range(min(most, max(map(len, keys.values())))):
        yield {name: found[turn % len(found)] for name, found in keys.items()}
