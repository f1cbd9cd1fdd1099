"""What a new year's input does not take over from last year's, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.model.continuation import keys_fit
from gongkai.model.department import Department, Entry, Schedule
from gongkai.model.explanations import EXPLANATION_SCHEDULE
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.model.schema import ScheduleSpec, Shape
from gongkai.packs.pack import Pack

_LAST_YEARS = "说的是上年的事，本年按本年的填"
_NO_SHEET = "本格式没有这张表"
_OTHER_KEYS = "本格式的编码级次或选项不同"
_TOTALS = "抄的是上年报表的合计"
_WHY = {
    REASON_SCHEDULE: "说的是上年的变动，本年的变动另写",
    EXPLANATION_SCHEDULE: "说的是上年的警告",
}


def left_behind(
    last: Department, pack: Pack, carried: Mapping[str, Schedule], used: Mapping[str, set[str]]
) -> tuple[str, ...]:
    """Sentences for the user.

    `used` names the columns of last year's schedules whose content was taken over, or is of the year before.
    """
    whole: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for schedule in last.schedules.values():
        spec = pack.inputs.schedule(schedule.spec.name)
        filled = [entry for entry in schedule.entries if _says_something(schedule.spec, entry)]
        if not filled or not schedule.present:
            continue
        why = _why_whole(spec, schedule, carried)
        if why:
            whole.setdefault(why, []).append(f"{schedule.spec.name} {len(filled)} 行")
        elif spec is not None:
            for reason, names in _parts(spec, schedule, carried[spec.name], used.get(spec.name, set())):
                parts.setdefault(reason, []).append(f"{spec.name}的{'、'.join(dict.fromkeys(names))}")
    told = [f"没有带：{'、'.join(names)}（{why}）" for why, names in whole.items()]
    return (*told, *(f"没有带：{'；'.join(names)}（{why}）" for why, names in parts.items()))


def _says_something(spec: ScheduleSpec, entry: Entry) -> bool:
    """False for a line of zeros."""
    return spec.shape is Shape.ROWS or any(value.value for value in entry.values.values())


def _why_whole(spec: ScheduleSpec | None, last: Schedule, carried: Mapping[str, Schedule]) -> str:
    """Why nothing of a schedule was taken over; empty where something was."""
    if spec is None or spec.shape is not last.spec.shape:
        return _NO_SHEET
    if spec.control:
        return _TOTALS
    if carried[spec.name].entries:
        return ""
    if spec.name not in _WHY and not any(keys_fit(spec, last.spec, entry) for entry in last.entries):
        return _OTHER_KEYS
    return _WHY.get(spec.name, _LAST_YEARS)


def _parts(
    spec: ScheduleSpec, last: Schedule, now: Schedule, used: set[str]
) -> Iterator[tuple[str, list[str]]]:
    """The columns or lines of a schedule that stayed behind though something stood there, by the reason."""
    if spec.shape is Shape.LINES and not spec.number_columns:
        left = [entry.line for entry in last.entries if now.line(entry.line) is None]
        asked = {line.name for line in spec.lines}
    else:
        rows = spec.shape is Shape.ROWS
        keys = {item.name for item in last.spec.key_columns if not rows or item.name in spec.unique}
        filled = {
            name
            for entry in last.entries
            for name, value in entry.values.items()
            if value.value and name not in used | keys
        }
        left = [item.path[0] for item in last.spec.columns if item.name in filled and not item.follows]
        asked = {item.path[0] for item in spec.columns}
    for reason, names in (
        ("本年的另填", [name for name in left if name in asked]),
        ("本格式不再要", [name for name in left if name not in asked]),
    ):
        if names:
            yield reason, names
