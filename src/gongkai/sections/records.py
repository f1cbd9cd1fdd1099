"""What templates may ask about rows: schedule records, and rows per code or other coordinate."""

from __future__ import annotations

from gongkai.frozen import frozen
from gongkai.model.book import Book, Context, Figure
from gongkai.model.classification import FUNCTION_LENGTHS, Classification
from gongkai.model.department import Department, Entry, Schedule
from gongkai.model.labels import NAMES_CODE, NAMES_NAME, NAMES_SCHEDULE
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
        found = self._entry.values.get(name)
        if found is not None:
            return str(found.value)
        if name not in self._schedule.spec.names:
            raise KeyError(name)
        return ""

    @property
    def entry(self) -> Entry:
        """The row itself, for the vocabulary; templates have no use for it."""
        return self._entry

    def 数(self, name: str) -> Figure:
        if self._own is None:  # a form asks a row for a score of figures
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


@frozen
class CodeRow:
    """A function code as templates see it: 编码, its own 名称 and those of its class and group, and 数."""

    编码: str
    名称: str
    类名称: str
    款名称: str
    数: Figure


class CodeNames:
    """Names of codes: what the user gave in the schedule of names, the year's list, what stands beside a code.

    Of a name in the list that nobody has verified, what the user wrote is better.
    """

    def __init__(self, department: Department, classification: Classification) -> None:
        self.given: dict[str, str] = {}
        self.classification = classification
        named = department.schedule(NAMES_SCHEDULE)
        self.stated = {
            entry.text(NAMES_CODE): entry.text(NAMES_NAME) for entry in (named.entries if named else ())
        }
        for schedule in department.schedules.values():
            pairs = [
                (column.name, column.name.replace("编码", "名称"))
                for column in schedule.spec.key_columns
                if column.name.endswith("编码")
            ]
            for entry in schedule.entries if pairs else ():
                for code, name in pairs:
                    if entry.text(code) and entry.text(name):
                        self.given.setdefault(entry.text(code), entry.text(name))

    def function(self, code: str) -> str:
        given = self.given.get(code, "")
        stated = self.stated.get(code) or (given if code in self.classification.likely else "")
        return stated or self.classification.functions.get(code) or given

    def economic(self, code: str) -> str:
        return self.classification.economic.get(code) or self.given.get(code, "")

    def of(self, code: str) -> str:
        """The name of a code of either classification; function codes are the longer ones from 201 on."""
        return self.function(code) or self.economic(code)

    def rows(self, figure: Figure, length: int, dimension: str = "科目", 含: str = "") -> list[CodeRow]:
        """One row per code of `length` digits that the figure has an amount in, in order.

        `含` names another stage whose codes count too, such as 上年决算.
        """
        found = figure.coordinates(dimension)
        if 含:
            found = sorted({*found, *figure.at(含).coordinates(dimension)})
        codes = dict.fromkeys(code[:length] for code in found)
        return [self.row(figure, dimension, code) for code in codes]

    def row(self, figure: Figure, dimension: str, code: str) -> CodeRow:
        class_length, group_length, _ = FUNCTION_LENGTHS
        return CodeRow(
            编码=code,
            名称=self.of(code),
            类名称=self.function(code[:class_length]),
            款名称=self.function(code[:group_length]),
            数=figure.where(**{dimension: code}),
        )
