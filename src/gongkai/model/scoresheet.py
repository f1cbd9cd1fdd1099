"""The score sheet of a self-evaluation form: each mark as the department stated it and as computed, the total and the
grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from functools import cached_property

from gongkai.frozen import frozen
from gongkai.model.book import Book
from gongkai.model.department import Department, Entry
from gongkai.model.expression import Expression
from gongkai.model.scoring import Mark, Scale, execution_mark, grade, indicator_mark, total_mark, unknown


@frozen
class ExecutionScore:
    """The execution rate as an item of a form: its weight, and the figures spent and budgeted."""

    weight: Expression
    spent: Expression
    budget: Expression


@frozen
class ScoredForm:
    """Where a form's marks stand in the input: a schedule with one row per indicator, and its columns.

    `by` is the column that names the form (project) of a row and the coordinate of its funds; empty where there is
    only one form. Of the columns `targets` the first one filled counts. `score` holds the department's own marks,
    `method` how it marks (under the words `direct` nothing is computed), `stated` the degree of completion of results
    given in words (1 is 100 %).
    """

    name: str
    schedule: str
    item: str
    targets: tuple[str, ...]
    actual: str
    weight: str
    by: str = ""
    score: str = ""
    stated: str = ""
    method: str = ""
    direct: tuple[str, ...] = ()
    execution: ExecutionScore | None = None


@frozen
class Scoring:
    """The scale of a pack and the forms that are marked by it."""

    scale: Scale = field(default_factory=Scale)
    forms: Mapping[str, ScoredForm] = field(default_factory=dict)


@frozen
class ScoreLine:
    """One indicator: its row, its weight, the department's own mark if it stated one, and the computed one."""

    entry: Entry
    name: str
    weight: Decimal | None
    own: Decimal | None
    mark: Mark
    direct: bool = False

    @property
    def counted(self) -> Decimal | None:
        """The mark that counts: the department's own, else the computed one."""
        return self.own if self.own is not None else self.mark.value


class ScoreSheet:
    """One form of one department: `of` is its project, empty for the form of the whole department."""

    def __init__(self, scale: Scale, form: ScoredForm, department: Department, book: Book, of: str) -> None:
        self.scale = scale
        self.form = form
        self.of = of
        self._book = book
        # The book keeps the lines and not the sheet, which refers to the book.
        self.lines = book.once((_lines, form.name, of), lambda: _lines(scale, form, department, of))

    def _figure(self, expression: Expression) -> Decimal:
        figure = self._book.expression(expression)
        return (figure.where(**{self.form.by: self.of}) if self.form.by else figure).amount

    @cached_property
    def execution(self) -> Mark | None:
        """The mark of the execution rate; None where the form has none."""
        execution = self.form.execution
        if execution is None:
            return None
        weight = self._book.expression(execution.weight).amount
        return execution_mark(
            self.scale, weight, self._figure(execution.spent), self._figure(execution.budget)
        )

    @property
    def rate(self) -> Decimal | None:
        """The execution rate, 1 for all; None on a zero budget or where the form has none."""
        execution = self.form.execution
        budget = self._figure(execution.budget) if execution is not None else Decimal(0)
        return self._figure(execution.spent) / budget if execution is not None and budget else None

    @cached_property
    def total(self) -> Mark:
        """The sum of the marks that count; None if one of them is unknown."""
        marks = [] if self.execution is None else [self.execution.value]
        counted = [*marks, *(line.counted for line in self.lines)]
        known = [mark for mark in counted if mark is not None]
        if not self.lines:
            return unknown("没有绩效指标")
        if len(known) < len(counted):
            if self.execution is not None and self.execution.value is None:
                return unknown(self.execution.why)
            missing = next(line for line in self.lines if line.counted is None)
            return unknown(f"“{missing.name}”没有得分：{missing.mark.why}")
        return total_mark(self.scale, known, self.rate)

    @cached_property
    def _by_entry(self) -> dict[Entry, ScoreLine]:
        return {line.entry: line for line in self.lines}

    @property
    def grade(self) -> str:
        return grade(self.scale, self.total.value)

    def line(self, entry: Entry) -> ScoreLine | None:
        """The line of a row of the schedule."""
        return self._by_entry.get(entry)


def score_sheets(scoring: Scoring, name: str, department: Department, book: Book) -> list[ScoreSheet]:
    """All sheets of a form, one per project in order of appearance. Raises KeyError for an unknown form."""
    form = scoring.forms[name]
    schedule = department.schedule(form.schedule)
    entries = schedule.entries if schedule is not None else ()
    projects = dict.fromkeys([entry.text(form.by) if form.by else "" for entry in entries])
    return [ScoreSheet(scoring.scale, form, department, book, project) for project in projects]


def _lines(scale: Scale, form: ScoredForm, department: Department, of: str) -> tuple[ScoreLine, ...]:
    schedule = department.schedule(form.schedule)
    rows = schedule.where({form.by: of} if form.by else {}) if schedule is not None else []
    return tuple([_line(scale, form, entry) for entry in rows])


def _line(scale: Scale, form: ScoredForm, entry: Entry) -> ScoreLine:
    weight = entry.number(form.weight)
    target = ""
    for column in form.targets:
        target = target or entry.text(column)
    own = entry.number(form.score) if form.score else None
    direct = bool(form.method) and entry.text(form.method) in form.direct
    if direct:
        mark = unknown(f"赋分规则是“{entry.text(form.method)}”，不由程序计算")
    elif weight is None:
        mark = unknown("没有填分值")
    else:
        stated = entry.number(form.stated) if form.stated else None
        mark = indicator_mark(scale, weight, target, entry.text(form.actual), stated)
    return ScoreLine(entry, entry.text(form.item), weight, own, mark, direct)
