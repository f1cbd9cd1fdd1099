"""Compares two inputs: changed cells with both values and places, added, removed and moved rows, schedules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from gongkai.comparing.difference import CAME, CHANGED, MOVED, WENT
from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.schema import CODE_TYPES, Column, ColumnType, Line, ScheduleSpec, Shape
from gongkai.money import plain

_SHORT = 20  # characters; no amount or choice is longer
_LONGEST = 40  # characters of the name of a row
_LEAST_ALIKE = 0.6
"""The share of common values from which two rows with different keys count as one whose key was corrected."""


@frozen
class InputChange:
    """A change. `kind` is 改动 (of a cell), 新增 or 删去 (of a row, or of a schedule if `row` is empty) or 换位 (of a row).

    `row` and `column` name the place for people; `old` and `new` are the values with their unit, for a row all values
    in one text. A place is NOWHERE on the side where there is nothing.
    """

    kind: str
    schedule: str
    row: str
    column: str
    old: str
    new: str
    old_place: Location = NOWHERE
    new_place: Location = NOWHERE
    presumed: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is a change within a long text, of which only the changed words are to be shown."""
        return self.kind == CHANGED and min(len(self.old), len(self.new)) > _SHORT

    def as_dict(self) -> dict[str, object]:
        """JSON-ready; empty fields are left out, except `old` and `new`."""
        data: dict[str, object] = {
            "kind": self.kind,
            "schedule": self.schedule,
            "row": self.row,
            "column": self.column,
            "old": self.old,
            "new": self.new,
            "presumed": self.presumed,
            "old_place": place_name(self.old_place),
            "new_place": place_name(self.new_place),
        }
        return {
            name: value for name, value in data.items() if value or name in ("kind", "schedule", "old", "new")
        }


def place_name(place: Location) -> str:
    """支出!F12, or the place in a text form; empty for nowhere."""
    where = place.cell or (f"第 {place.line} 行" if place.line else place.path)
    return f"{place.sheet}!{where}" if place.sheet and where else where


CodeName = Callable[[str], str]
"""The name of a code, empty where none is known."""


def compare_inputs(old: Department, new: Department, code_name: CodeName = lambda _: "") -> list[InputChange]:
    """All changes, schedule by schedule in the order of the new input; removed schedules come last."""
    found: list[InputChange] = []
    for name, schedule in new.schedules.items():
        before = old.schedules.get(name)
        found += _Schedules(code_name).changes(
            before if before is not None and before.present else None, schedule
        )
    for name, schedule in old.schedules.items():
        if name not in new.schedules and schedule.present:
            found += _Schedules(code_name).whole(schedule, WENT)
    return found


@frozen
class _Schedules:
    """Compares two versions of a schedule; rows are called by their codes with their names."""

    code_name: CodeName

    def changes(self, old: Schedule | None, new: Schedule) -> Iterator[InputChange]:
        if not new.present:
            yield from self.whole(old, WENT) if old is not None else ()
            return
        if old is None:
            yield from self.whole(new, CAME)
            return
        rows = _paired(old, new)
        for before, after, presumed in rows:
            if before is not None and after is not None:
                yield from self._cells((before, old.spec), (after, new.spec), presumed)
            elif after is not None:
                yield self._row(CAME, new.spec, after)
            elif before is not None:
                yield self._row(WENT, old.spec, before)
        yield from self._moved([(before, after) for before, after, _ in rows if before and after], old, new)

    def whole(self, schedule: Schedule, kind: str) -> Iterator[InputChange]:
        """An added or removed schedule and its rows; nothing for one without rows."""
        if not schedule.entries:
            return
        count = f"{len(schedule.entries)} 行"
        went = kind == WENT
        where = schedule.location
        places = (where, NOWHERE) if went else (NOWHERE, where)
        texts = (count, "") if went else ("", count)
        yield InputChange(kind, schedule.spec.name, "", "", *texts, *places)
        for entry in schedule.entries:
            yield self._row(kind, schedule.spec, entry)

    def _cells(
        self, before_row: tuple[Entry, ScheduleSpec], after_row: tuple[Entry, ScheduleSpec], presumed: bool
    ) -> Iterator[InputChange]:
        (old, old_spec), (new, new_spec) = before_row, after_row
        names = dict.fromkeys((*new.values, *old.values))
        for name in names:
            before, after = old.values.get(name), new.values.get(name)
            if _derived(name, old_spec, new_spec) or _same(before, after):
                continue
            yield InputChange(
                CHANGED,
                new_spec.name,
                self._name(new, new_spec),
                name,
                written_value(before, old_spec, old, name),
                written_value(after, new_spec, new, name),
                old.place(name),
                new.place(name),
                presumed,
            )

    def _row(self, kind: str, spec: ScheduleSpec, entry: Entry) -> InputChange:
        told = "，".join(
            f"{name} {written_value(value, spec, entry, name)}"
            for name, value in entry.values.items()
            if not _derived(name, spec)
        )
        went = kind == WENT
        return InputChange(
            kind,
            spec.name,
            self._name(entry, spec),
            "",
            told if went else "",
            "" if went else told,
            entry.location if went else NOWHERE,
            NOWHERE if went else entry.location,
        )

    def _moved(
        self, rows: Sequence[tuple[Entry, Entry]], old: Schedule, new: Schedule
    ) -> Iterator[InputChange]:
        """Rows of both versions that moved: those outside the longest subsequence that kept its order."""
        if new.spec.shape is Shape.LINES:
            return
        positions = [old.position(before) or 0 for before, _ in rows]
        kept = _longest_rising(positions)
        for index, (before, after) in enumerate(rows):
            if index not in kept:
                places = f"第 {positions[index] + 1} 个", f"第 {(new.position(after) or 0) + 1} 个"
                name = self._name(after, new.spec)
                yield InputChange(MOVED, new.spec.name, name, "", *places, before.location, after.location)

    def _name(self, entry: Entry, spec: ScheduleSpec) -> str:
        """The name of a row for people: its line, or its keys, codes with their names."""
        if entry.line:
            return entry.line
        names = spec.unique or tuple(column.name for column in spec.key_columns)
        told = []
        for name in names:
            text = _key_text(entry, name)
            column = spec.column(name)
            named = self.code_name(text) if column is not None and column.type in CODE_TYPES else ""
            told += [part for part in (text, named) if part]
        line = " ".join(" ".join(told[:4]).split())
        return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


_Rows = list[tuple[Entry | None, Entry | None, bool]]


def _paired(old: Schedule, new: Schedule) -> _Rows:
    """The rows of both paired by their keys, else by likeness, in the order of the new schedule; removed ones last."""
    before = dict(zip(_keys(old), old.entries, strict=True))
    after = dict(zip(_keys(new), new.entries, strict=True))
    left = {key: entry for key, entry in before.items() if key not in after}
    found: _Rows = []
    for key, entry in after.items():
        same = before.get(key)
        if same is not None:
            found.append((same, entry, False))
            continue
        like = max(left, key=lambda other, entry=entry: _alike(left[other], entry), default=None)  # type: ignore[misc]
        if like is not None and _alike(left[like], entry) >= _LEAST_ALIKE:
            found.append((left.pop(like), entry, True))
        else:
            found.append((None, entry, False))
    return [*found, *((entry, None, False) for entry in left.values())]


def _keys(schedule: Schedule) -> list[tuple[str, ...]]:
    """A key of each row: its line, its unique columns, or else its texts, with a number for repetitions."""
    spec = schedule.spec
    names = spec.unique or tuple(column.name for column in spec.key_columns)
    seen: Counter[tuple[str, ...]] = Counter()
    keys = []
    for entry in schedule.entries:
        key = (entry.line,) if spec.shape is Shape.LINES else tuple(_key_text(entry, name) for name in names)
        seen[key] += 1
        keys.append((*key, f"#{seen[key]}"))
    return keys


def _key_text(entry: Entry, name: str) -> str:
    found = entry.values.get(name)
    return str(found.value) if found is not None else ""


def _alike(one: Entry, other: Entry) -> float:
    """The share of common values in two rows."""
    first, second = (Counter(_items(entry)) for entry in (one, other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _items(entry: Entry) -> list[tuple[str, str]]:
    return [(name, str(value.written)) for name, value in entry.values.items()]


def _derived(name: str, *specs: ScheduleSpec) -> bool:
    """True for a derived text, which is not typed but follows from a number of its row."""
    return any(column.name == name for spec in specs for column in spec.derived)


def _same(old: Value | None, new: Value | None) -> bool:
    if old is None or new is None:
        return old is new
    return old.written == new.written


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The indices of the longest rising subsequence of a sequence of different numbers."""
    ends: list[int] = []  # for each length, the index of the last number of the best subsequence so far
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        low = sum(1 for end in ends if numbers[end] < number)
        before.append(ends[low - 1] if low else None)
        ends[low : low + 1] = [index]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def written_value(value: Value | None, spec: ScheduleSpec, entry: Entry, name: str) -> str:
    """A value as people write it: amounts with 元 and separators, other numbers with the unit of their line."""
    if value is None:
        return ""
    written = value.written
    if not isinstance(written, Decimal):
        return written
    line = _line(spec, entry.line)
    kind = line.type if line is not None else _type(spec.column(name))
    if kind is ColumnType.AMOUNT:
        whole, point, rest = plain(written).partition(".")
        sign, figures = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        return f"{sign}{int(figures):,}{point}{rest} 元"
    return f"{plain(written)} {line.unit}".strip() if line is not None else plain(written)


def _line(spec: ScheduleSpec, name: str) -> Line | None:
    return next((line for line in spec.lines if line.name == name), None) if name else None


def _type(column: Column | None) -> ColumnType:
    return column.type if column is not None else ColumnType.TEXT
