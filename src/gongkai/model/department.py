"""One department and year as read: schedules of typed rows, each value with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Protocol

from gongkai.findings import NOWHERE, Location
from gongkai.frozen import frozen
from gongkai.model.labels import IDENTITY_SCHEDULE, PLACE_LINE, UNIT_NAME_LINE, YEAR_LINE
from gongkai.model.schema import ScheduleSpec, band_of

Scalar = str | Decimal
# Stands before a text taken over from last year until somebody has confirmed it.
UNCONFIRMED = "【待确认】"


RowKey = tuple[str, int]
"""A row of a sheet, or a line of a YAML file (which has no sheets)."""


def row_key(where: Location) -> RowKey:
    """The row in which a cell stands."""
    row = "".join(filter(str.isdigit, where.cell))
    return (where.sheet, int(row)) if row else ("", where.line)


class PlacedCell(Protocol):
    """A cell of an input that knows its place."""

    def at(self, path: str) -> Location: ...

    @property
    def called(self) -> str: ...


class PlacedRow(Protocol):
    """A row of an input that knows its place, and the cell of a column, filled in or not."""

    @property
    def key(self) -> RowKey: ...

    def at(self, path: str, column: str = "") -> Location: ...


Place = Location | tuple[PlacedCell, object, str]
"""Where a value was read: the place itself, or its cell, the path of its row (an object whose `str` is the path)
and the name of its column.

The place of most values is never asked for, so its `Location` is made only on demand.
"""
RowPlace = Location | tuple[PlacedRow, object]
"""Where a row was read: the place itself, or the row and its path."""


def located(place: Place) -> Location:
    """The place of a value as a `Location`."""
    if isinstance(place, tuple):
        cell, row, column = place
        return cell.at(f"{row}/{column}")
    return place


@frozen
class Value:
    """A typed input value: text, or an exact number (元 for amounts), and where it was read.

    `confirmed` is False for a text taken over from last year that still bears its mark.
    """

    value: Scalar
    place: Place = field(default=NOWHERE, compare=False)
    confirmed: bool = True

    @property
    def location(self) -> Location:
        return located(self.place)

    @property
    def cell(self) -> Location:
        """Where it was read, without the path in the model, which is slow to build."""
        return self.place[0].at("") if isinstance(self.place, tuple) else self.place

    @property
    def written(self) -> Scalar:
        """The value as it stands in the input, with the mark of a text that nobody has confirmed."""
        if self.confirmed or isinstance(self.value, Decimal):
            return self.value
        return UNCONFIRMED + self.value


@frozen
class Entry:
    """One row of a schedule: the values by column name; columns left empty are absent.

    For a LINES schedule `line` is the name of the line. `origin` also serves as the place of columns left empty.
    """

    values: dict[str, Value]
    origin: RowPlace = field(default=NOWHERE, compare=False)
    line: str = ""
    __hash__ = object.__hash__  # two rows with the same content are still two keys

    @property
    def location(self) -> Location:
        if isinstance(self.origin, tuple):
            row, path = self.origin
            return row.at(str(path))
        return self.origin

    @property
    def key(self) -> RowKey:
        """The sheet and the number of the row, without a Location."""
        return self.origin[0].key if isinstance(self.origin, tuple) else row_key(self.origin)

    def text(self, column: str) -> str:
        found = self.values.get(column)
        return found.value if found is not None and isinstance(found.value, str) else ""

    def number(self, column: str) -> Decimal | None:
        found = self.values.get(column)
        return found.value if found is not None and isinstance(found.value, Decimal) else None

    def place(self, column: str) -> Location:
        """The cell of a column, filled in or not."""
        found = self.values.get(column)
        if found is not None:
            return found.location
        if isinstance(self.origin, tuple):
            row, path = self.origin
            return row.at(f"{path}/{column}", column)
        return self.origin


def as_written(scalar: Scalar, place: Place) -> Value:
    """A value as read; the mark of an unconfirmed text is removed and remembered."""
    if type(scalar) is str and scalar.startswith(UNCONFIRMED):
        return Value(scalar.removeprefix(UNCONFIRMED).strip(), place, confirmed=False)
    return Value(scalar, place)


def derive(spec: ScheduleSpec, values: dict[str, Value]) -> None:
    """Add to a row the texts that follow from its numbers, each at the place of its number."""
    for column in spec.derived:
        source = values.get(column.source)
        word = band_of(source.value, column.bands) if source and isinstance(source.value, Decimal) else ""
        if source is not None and word:
            values[column.name] = Value(word, source.place)


@frozen
class Unread:
    """A cell without a usable value: it could not be read, or is required and empty.

    `row` is the index of its row among the entries, None where the rows themselves are missing; `line` is the
    name of its line.
    """

    column: str
    row: int | None = None
    line: str = ""


@frozen
class Schedule:
    """A schedule as filled. `present` is False where the user's input lacks it as a whole.

    `blank_lines` are the cells of lines that are present but not filled in, `unread` the cells without a usable
    value, for which a finding was already made.
    """

    spec: ScheduleSpec
    entries: tuple[Entry, ...]
    location: Location = field(default=NOWHERE, compare=False)
    present: bool = True
    blank_lines: dict[str, Location] = field(default_factory=dict, compare=False, repr=False)
    unread: tuple[Unread, ...] = field(default=(), compare=False)
    _index: dict[str, dict[str, list[Entry]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _positions: dict[Entry, int] = field(default_factory=dict, init=False, compare=False, repr=False)
    _lines: dict[str, Entry] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def where(self, conditions: Mapping[str, str]) -> list[Entry]:
        """The rows whose columns have the given texts, in their order; without conditions all rows."""
        # Asked for once per project or code: searching all rows, or those that only share a first text, is quadratic.
        groups = [self._by(column).get(wanted, ()) for column, wanted in conditions.items()]
        fewest: Sequence[Entry] = min(groups, key=len, default=self.entries)
        return [
            entry
            for entry in fewest
            if all(entry.text(column) == text for column, text in conditions.items())
        ]

    def _by(self, column: str) -> dict[str, list[Entry]]:
        """The rows by their text in a column."""
        found = self._index.get(column)
        if found is None:
            found = self._index[column] = {}
            for entry in self.entries:
                found.setdefault(entry.text(column), []).append(entry)
        return found

    def position(self, entry: Entry) -> int | None:
        """The index of a row; None for a row of another schedule."""
        if not self._positions:
            self._positions.update((item, number) for number, item in enumerate(self.entries))
        return self._positions.get(entry)

    def line(self, name: str) -> Entry | None:
        if not self._lines:
            self._lines.update((entry.line, entry) for entry in reversed(self.entries))
        return self._lines.get(name)


@frozen
class Department:
    """A department-year: the format it is made for and its schedules by name.

    `amount_unit` is the unit in which the user gave amounts (元 or 万元); the model holds 元. `filled` is True if figures
    were filled into its workbook from exports; the sheet 填入来源 then says where each came from.
    """

    format: str
    schedules: dict[str, Schedule]
    amount_unit: str = "元"
    file: str = ""
    filled: bool = False

    def texts(self) -> list[str]:
        """Everything that the user wrote in words."""
        return [
            value.value
            for schedule in self.schedules.values()
            for entry in schedule
            for value in entry.values.values()
            if isinstance(value.value, str)
        ]

    def schedule(self, name: str) -> Schedule | None:
        return self.schedules.get(name)

    def line_text(self, schedule: str, line: str) -> str:
        """Text of a line in a LINES schedule with one column, such as 单位信息/单位名称; empty if absent."""
        entry = self.line_entry(schedule, line)
        if entry is None:
            return ""
        return next((str(value.value) for value in entry.values.values()), "")

    @property
    def unit_name(self) -> str:
        """单位名称 as given, empty if absent."""
        return self.line_text(IDENTITY_SCHEDULE, UNIT_NAME_LINE)

    @property
    def year(self) -> str:
        """年度 as given, empty if absent."""
        return self.line_text(IDENTITY_SCHEDULE, YEAR_LINE)

    @property
    def place_name(self) -> str:
        """行政区划名称 as given, empty if absent."""
        return self.line_text(IDENTITY_SCHEDULE, PLACE_LINE)

    def line_entry(self, schedule: str, line: str) -> Entry | None:
        found = self.schedules.get(schedule)
        return found.line(line) if found is not None else None
