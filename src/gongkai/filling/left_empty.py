"""What is still empty in a workbook that exports were filled into: what must be filled in, and what may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gongkai.frozen import frozen
from gongkai.model.department import Department, Schedule
from gongkai.model.explanations import EXPLANATION_SCHEDULE
from gongkai.model.labels import NAMES_SCHEDULE, REASON_SCHEDULE, name_column
from gongkai.model.schema import CODE_TYPES, Column, Line, ScheduleSpec, Shape
from gongkai.packs.pack import Pack

_LATER = (REASON_SCHEDULE, EXPLANATION_SCHEDULE, NAMES_SCHEDULE)
"""Filled in when the check asks for it."""
_SHOWN = 4  # cells that are named


@frozen
class LeftEmpty:
    """A sentence for each sheet: what it must have, and what stands empty and may be left so; `unconfirmed` texts of
    last year are still to be looked at."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    unconfirmed: int = 0

    def lines(self) -> list[str]:
        """For the screen and the pages."""
        told = [f"还要填（必填）　{each}" for each in self.needed]
        told += [f"还空着（有就填，确实没有的不填）　{each}" for each in self.optional]
        if self.unconfirmed:
            told.append(f"还要看过　上年带来的文字 {self.unconfirmed} 处，标着“【待确认】”的")
        return [*told, "按内容才要写的（有支出而没有写的用途、变动原因等），核对时逐条指出"]


@frozen
class _Gap:
    what: str
    needed: bool


def left_empty(department: Department, pack: Pack) -> LeftEmpty:
    """Everything that is empty, sheet by sheet in the order of the workbook; control totals too, which are optional."""
    needed: list[str] = []
    optional: list[str] = []
    asked = _asked(pack)
    of_codes = {rule.schedule for rule in pack.references if rule.over is not None}
    for spec in pack.inputs.schedules:
        schedule = department.schedule(spec.name)
        if spec.name in _LATER or schedule is None:
            continue
        gaps = list(_gaps(spec, schedule, asked.get(spec.name, set())))
        if spec.name in of_codes and not schedule.entries:
            gaps = [_Gap("整张表（要写的科目各一行）", needed=True)]
        for told, wanted in ((needed, True), (optional, False)):
            names = [gap.what for gap in gaps if gap.needed is wanted]
            if names:
                told.append(f"{spec.name}：{'、'.join(names)}")
    unconfirmed = sum(
        not value.confirmed
        for schedule in department.schedules.values()
        for entry in schedule
        for value in entry.values.values()
    )
    return LeftEmpty(tuple(needed), tuple(optional), unconfirmed)


def _asked(pack: Pack) -> Mapping[str, set[str]]:
    """By schedule the lines and columns that a rule of the format always asks for."""
    found: dict[str, set[str]] = {}
    for rule in pack.requirements:
        if rule.when is None and not rule.rows:
            found.setdefault(rule.schedule, set()).update((*rule.lines, *rule.columns))
    return found


def _gaps(spec: ScheduleSpec, schedule: Schedule, asked: set[str]) -> Iterator[_Gap]:
    if spec.shape is Shape.LINES:
        yield from _lines(spec, schedule, asked)
    elif not schedule.entries:
        yield _Gap("整张表" + ("（没有的不填）" if spec.optional else ""), needed=False)
    else:
        for column in _columns(spec):
            gap = _column(schedule, column, asked)
            if gap is not None:
                yield gap


def _columns(spec: ScheduleSpec) -> Iterable[Column]:
    """The columns of which an empty cell is empty: it neither repeats another nor follows from it. What must stand there
    has been read as repeated where it can be."""
    names = {name_column(column.name) for column in spec.columns if column.type in CODE_TYPES}
    return (
        column
        for column in spec.columns
        if (column.blank is None or column.required) and column.follows is None and column.name not in names
    )


def _column(schedule: Schedule, column: Column, asked: set[str]) -> _Gap | None:
    empty = [entry for entry in schedule.entries if column.name not in entry.values]
    if not empty:
        return None
    needed = column.required or column.name in asked
    if len(empty) == len(schedule.entries):
        return _Gap(f"“{column.name}”全栏", needed)
    cells = [place.cell for entry in empty if (place := entry.place(column.name)) is not None and place.cell]
    shown = "、".join(cells[:_SHOWN]) + (f" 等 {len(empty)} 格" if len(empty) > _SHOWN else "")
    return _Gap(f"“{column.name}”（{shown}）", needed)


def _lines(spec: ScheduleSpec, schedule: Schedule, asked: set[str]) -> Iterator[_Gap]:
    filled = {entry.line: set(entry.values) for entry in schedule.entries}
    if not filled and not any(line.required or line.name in asked for line in spec.lines):
        yield _Gap("整张表" + ("（没有的不填）" if spec.optional else ""), needed=False)
        return
    for line in spec.lines:
        there = filled.get(line.name, set())
        missing = [column for column in _of_line(spec, line) if column.name not in there]
        if not missing:
            continue
        part = (
            "" if not there or len(spec.columns) == 1 else f"的{'、'.join(column.name for column in missing)}"
        )
        yield _Gap(f"“{line.name}”{part}", not there and (line.required or line.name in asked))


def _of_line(spec: ScheduleSpec, line: Line) -> Iterator[Column]:
    for column in spec.columns:
        if column.blank is None and (not line.columns or column.name in line.columns):
            yield column
