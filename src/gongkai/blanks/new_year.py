"""Begins a new year's input from last year's: organisation, texts, figures as 上年数, opening balances, lists.

Every text taken over bears a mark until somebody has confirmed it. Reasons for changes and control totals are not
taken over, because they refer to other figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.blanks.left_behind import left_behind
from gongkai.blanks.prefilled import blank_department, code_columns
from gongkai.frozen import frozen
from gongkai.intake.subject_codes import known_codes
from gongkai.model.continuation import (
    Stages,
    carried_entries,
    entry_key,
    fits,
    keys_fit,
    opening_pairs,
    previous_pairs,
)
from gongkai.model.definitions import STAGE
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.labels import FORMAT_LINE, IDENTITY_SCHEDULE, REASON_SCHEDULE, YEAR_LINE, name_column
from gongkai.model.schema import CODE_TYPES, Column, ColumnType, ScheduleSpec, Shape
from gongkai.packs.pack import Pack


@frozen
class CodeChange:
    """A code of last year's input that this year's list does not have, or has under another name."""

    code: str
    before: str
    now: str = ""
    instead: str = ""

    def __str__(self) -> str:
        if self.now:
            return f"{self.code} 上年名称“{self.before}”，本年改为“{self.now}”"
        instead = f"，名称相同的是 {self.instead}" if self.instead else "，请按本年科目改列"
        return f"{self.code} {self.before}：本年科目中没有{instead}"


LAST_INPUT, LAST_PRINT = "上年的输入", "上年公开的材料"
"""From what a new year is begun; printed amounts are rounded."""


def begins_with(origin: str) -> str:
    """How the remark begins that says from what a workbook was begun."""
    return f"从{origin}带来"


@dataclass(slots=True)
class Carried:
    """The new input, what became of its codes, and how much was taken over."""

    department: Department
    year: str = ""
    codes: list[CodeChange] = field(default_factory=list)
    texts: int = 0
    figures: int = 0
    rows: int = 0
    left: tuple[str, ...] = ()
    origin: str = LAST_INPUT

    def remarks(self) -> tuple[str, ...]:
        """What the accountant should know, for the terminal and the guide of the workbook."""
        lines = [
            f"{begins_with(self.origin)}：文字 {self.texts} 处，上年数和年初数 {self.figures} 个，名单 {self.rows} 行"
        ]
        if self.texts:
            lines.append("带来的文字前面标有“【待确认】”：看过、改好以后删去这几个字；没有删的不能出正式报告")
        lines += self.left
        lines += [f"科目变化：{change}" for change in self.codes]
        return tuple(lines)


def carry(last: Department, before: Pack, pack: Pack) -> Carried:
    """The input of the year after `last` (read with the format `before`), in the format `pack`."""
    return _Carrier(last, before, pack).carried()


class _Carrier:
    def __init__(self, last: Department, before: Pack, pack: Pack) -> None:
        self.last = last
        self.before = before
        self.pack = pack
        self.stages, self.stages_before = Stages.of(pack.definitions), Stages.of(before.definitions)
        self.blank = blank_department(pack.inputs)
        # A text that must equal one in another schedule is confirmed there.
        self.used: dict[str, set[str]] = {}
        self.repeated = {(rule.schedule, rule.column) for rule in pack.references if rule.target[0]}

    def carried(self) -> Carried:
        schedules = {spec.name: self._schedule(spec) for spec in self.pack.inputs.schedules}
        department = Department(self.pack.format, schedules, self.last.amount_unit)
        result = Carried(department, department.line_text(IDENTITY_SCHEDULE, YEAR_LINE))
        for spec in self.pack.inputs.schedules:
            self._count(spec, schedules[spec.name], result)
        result.codes = self._code_changes(schedules)
        result.left = left_behind(self.last, self.pack, schedules, self.used)
        return result

    def _schedule(self, spec: ScheduleSpec) -> Schedule:
        last = self.last.schedule(spec.name)
        if last is None or not last.present or last.spec.shape is not spec.shape:
            return self.blank.schedules[spec.name]
        if spec.name == REASON_SCHEDULE or spec.control:
            return self.blank.schedules[spec.name]
        found: dict[tuple[str, ...], Entry] = {}
        for entry in [*self._numbers(spec, last), *self._texts(spec, last), *self._rows(spec, last)]:
            key = entry_key(spec, entry)
            known = found.get(key)
            values = {**entry.values, **known.values} if known is not None else dict(entry.values)
            found[key] = Entry(values, line=entry.line)
        for entry in found.values():
            self._name_codes(spec, entry)
        if spec.shape is Shape.ROWS:
            return Schedule(spec, tuple(found.values()))
        return Schedule(spec, tuple(found[line.name,] for line in spec.lines if (line.name,) in found))

    def _numbers(self, spec: ScheduleSpec, last: Schedule) -> Iterator[Entry]:
        stages = (self.stages, self.stages_before)
        renamed = self.pack.carry.renamed
        previous = previous_pairs(spec, last.spec, *stages, renamed)
        yield from carried_entries(spec, last, previous)
        opening = opening_pairs(spec, last.spec, *stages, self.pack.carry.opening)
        used = self.used.setdefault(spec.name, set())
        used |= {old.name for _, old in (*previous, *opening)} | set(code_columns(last.spec))
        # What was last year's then is of no use any more.
        used |= {
            column.name
            for column in last.spec.number_columns
            if dict(column.coordinates).get(STAGE) in self.stages_before.previous
        }
        yield from carried_entries(spec, last, opening)

    def _texts(self, spec: ScheduleSpec, last: Schedule) -> Iterator[Entry]:
        """The lines of a schedule of texts; choices are taken as they are, dates and numbers are not."""
        if spec.shape is not Shape.LINES or spec.number_columns:
            return
        for line in spec.lines:
            own = self._own_line(spec, line.name)
            entry = last.line(line.name)
            if own is not None:
                yield own
            elif entry is not None and line.type in (ColumnType.TEXT, ColumnType.CHOICE):
                values = {}
                for column in spec.columns:
                    text = entry.text(column.name)
                    if text and (line.type is ColumnType.TEXT or text in (line.choices or column.choices)):
                        values[column.name] = Value(text, confirmed=line.type is ColumnType.CHOICE)
                if values:
                    yield Entry(values, line=line.name)

    def _own_line(self, spec: ScheduleSpec, line: str) -> Entry | None:
        """What the new input says of itself: its format, and the year after last year."""
        if spec.name != IDENTITY_SCHEDULE or line not in (FORMAT_LINE, YEAR_LINE):
            return None
        year = self.last.line_text(IDENTITY_SCHEDULE, YEAR_LINE)
        if line == YEAR_LINE and year.isdigit():
            return Entry({spec.columns[0].name: Value(Decimal(int(year) + 1))}, line=line)
        return self.blank.schedules[spec.name].line(line)

    def _rows(self, spec: ScheduleSpec, last: Schedule) -> Iterator[Entry]:
        """The rows that the format wants a new year to begin with, in the columns that it names."""
        columns = [spec.column(name) for name in self.pack.carry.rows.get(spec.name, ())]
        if spec.shape is not Shape.ROWS or not columns:
            return
        self.used.setdefault(spec.name, set()).update(column.name for column in columns if column is not None)
        for entry in last.entries:
            if not keys_fit(spec, last.spec, entry):
                continue
            values = {
                column.name: Value(text, confirmed=self._needs_no_look(spec, column))
                for column in columns
                if column is not None and (text := entry.text(column.name)) and fits(column, last.spec, text)
            }
            if values:
                yield Entry(values)

    def _needs_no_look(self, spec: ScheduleSpec, column: Column) -> bool:
        is_name = column.name in code_columns(spec)
        return column.type is not ColumnType.TEXT or is_name or (spec.name, column.name) in self.repeated

    def _name_codes(self, spec: ScheduleSpec, entry: Entry) -> None:
        """A code that is missing in this year's list needs its name beside it."""
        for column in spec.columns:
            name = name_column(column.name)
            code = entry.text(column.name) if column.type in CODE_TYPES else ""
            if not code or spec.column(name) is None or name in entry.values:
                continue
            before = known_codes(column.type, self.before.classification).get(code)
            if before and code not in known_codes(column.type, self.pack.classification):
                entry.values[name] = Value(before)

    def _code_changes(self, schedules: dict[str, Schedule]) -> list[CodeChange]:
        used: dict[tuple[ColumnType, str], None] = {}
        for schedule in schedules.values():
            for column in schedule.spec.columns:
                if column.type in CODE_TYPES:
                    used.update({(column.type, entry.text(column.name)): None for entry in schedule})
        changes = []
        for kind, code in sorted(used, key=lambda item: item[1]):
            before = known_codes(kind, self.before.classification).get(code, "")
            listed = known_codes(kind, self.pack.classification)
            if not before or listed.get(code) == before:
                continue
            same = [item for item, name in listed.items() if name == before and len(item) == len(code)]
            alone = same[0] if len(same) == 1 else ""
            changes.append(CodeChange(code, before, listed.get(code, ""), alone))
        return changes

    def _count(self, spec: ScheduleSpec, schedule: Schedule, result: Carried) -> None:
        carried_rows = bool(self.pack.carry.rows.get(spec.name))
        result.rows += len(schedule.entries) if carried_rows else 0
        for entry in schedule.entries:
            result.texts += sum(1 for value in entry.values.values() if not value.confirmed)
            if spec.name != IDENTITY_SCHEDULE:
                result.figures += sum(
                    1 for value in entry.values.values() if isinstance(value.value, Decimal)
                )
