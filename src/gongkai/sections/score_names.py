"""Marks as templates see them: `评分("表名", 项目名称)` and `评级个数("表名", "优")`."""

from __future__ import annotations

from decimal import Decimal

from gongkai.model.book import Book
from gongkai.model.department import Department
from gongkai.model.scoresheet import ScoreSheet, score_sheets
from gongkai.model.scoring import Mark
from gongkai.packs.pack import NumberStyle, Pack
from gongkai.sections.fragment import Fragment, of_number, of_text
from gongkai.sections.printing import SCORE, print_number
from gongkai.sections.schedule_rows import Record

_NONE = "—"


class Card:
    """A score sheet as templates see it; a mark that is unknown prints as a dash."""

    def __init__(self, sheet: ScoreSheet | None, style: NumberStyle) -> None:
        self._sheet = sheet
        self._style = style

    @property
    def 执行率得分(self) -> Fragment:
        return self._mark(self._sheet.execution if self._sheet is not None else None)

    @property
    def 总分(self) -> Fragment:
        return self._mark(self._sheet.total if self._sheet is not None else None)

    @property
    def 等级(self) -> str:
        return self._sheet.grade if self._sheet is not None else ""

    def 得分(self, row: Record) -> Fragment:
        """The mark that counts for an indicator's row: the department's own, else the computed one."""
        line = self._sheet.line(row.entry) if self._sheet is not None else None
        return self._number(line.counted if line is not None else None)

    def 计算得分(self, row: Record) -> Fragment:
        """The computed mark of one indicator's row, whatever the department stated."""
        line = self._sheet.line(row.entry) if self._sheet is not None else None
        return self._mark(line.mark if line is not None else None)

    def _mark(self, mark: Mark | None) -> Fragment:
        return self._number(mark.value if mark is not None else None)

    def _number(self, value: Decimal | None) -> Fragment:
        return of_text(_NONE) if value is None else of_number(print_number(value, self._style, "分"))


class Marks:
    """The score sheets of one department, computed per form on first use."""

    def __init__(self, pack: Pack, department: Department, book: Book) -> None:
        self._scoring = pack.scoring
        self._style = pack.numbers.get(SCORE, NumberStyle())
        self._department = department
        self._book = book
        self._sheets: dict[str, dict[str, ScoreSheet]] = {}

    def sheets(self, form: str) -> dict[str, ScoreSheet]:
        """The sheets of a form by their project. Raises KeyError for an unknown form."""
        found = self._sheets.get(form)
        if found is None:
            made = score_sheets(self._scoring, form, self._department, self._book)
            found = self._sheets[form] = {sheet.of: sheet for sheet in made}
        return found

    def card(self, form: str, of: str = "") -> Card:
        return Card(self.sheets(form).get(of), self._style)

    def graded(self, form: str, grade: str) -> int:
        """How many sheets of a form have a grade."""
        return sum(sheet.grade == grade for sheet in self.sheets(form).values())
