"""The rows of schedules as templates see them: `明细` and `记录`."""

from __future__ import annotations

from gongkai.model.book import Book, Context, Figure
from gongkai.model.department import Entry, Schedule
from gongkai.model.ledger import ROW, row_coordinate


class Record:
    """A row of a schedule. `记录.项目概况` or `记录["全年预算数/中央财政资金"]` gives a text, empty if left out.

    `记录.数("年度资金总额")` gives the named figure for this row alone.
    """

    __slots__ = ("_book", "_entry", "_own", "_schedule")

    def __init__(self, book: Book, schedule: Schedule, entry: Entry) -> None:
        self._book = book
        self._entry = entry
        self._schedule = schedule
        self._own: Context | None = None

    def __getattr__(self, name: str) -> str:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> str:
        return text_in_row(self, name)

    @property
    def entry(self) -> Entry:
        """The row itself, for the vocabulary; templates do not need it."""
        return self._entry

    def 数(self, name: str) -> Figure:
        if self._own is None:  # kept, because a form asks a row for some twenty figures
            self._own = self._book.place(self._coordinates())
        return self._book.figure_in(name, self._own)

    def _coordinates(self) -> dict[str, str]:
        found = {
            column.dimension: text
            for column in self._schedule.spec.key_columns
            if column.dimension and (text := self._entry.text(column.name))
        }
        own = self._schedule.position(self._entry)
        if own is not None:
            found[ROW] = row_coordinate(self._schedule, own)
        return found


def text_in_row(record: Record, name: str) -> str:
    """`record[name]` as a function, which takes half the time: forms ask for hundreds of texts. Raises KeyError."""
    found = record._entry.values.get(name)
    if found is not None:
        value = found.value
        return value if type(value) is str else str(value)
    if name not in record._schedule.spec.names:
        raise KeyError(name)
    return ""
