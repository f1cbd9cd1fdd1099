"""Writes `qiemo_units/*.yaml` anew from the sample: three units whose sum is the sample, with flows between them.

    .venv/bin/python -m tests.consolidation.split_qiemo

The parts are made up; only their sum is published. Run it when the sample's figures have changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from gongkai.blanks import write_yaml
from gongkai.consolidation.adding_up import is_added
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.schema import ScheduleSpec, Shape
from tests.support.library import read_file

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_inputs" / "qiemo-2023-final" / "input.yaml"
FOLDER = Path(__file__).parent / "qiemo_units"
UNITS = {
    "本级": "且末县人力资源和社会保障局本级",
    "社保中心": "且末县社会保险中心",
    "技工学校": "且末县技工学校",
}
SCHOOL, CENTRE = {"2050303", "2120801"}, {"2080150", "2080502", "2080109", "2080506"}
SHARED = {"2080505", "2210201", "2101102"}
OTHER = "其他资金"
# (unit, schedule, code, source, column, amount): each pays exactly what the other gets.
FLOWS = (
    ("本级", "支出", "2080101", OTHER, "决算/对附属单位补助支出", 300000),
    ("社保中心", "收入", "2080150", "", "决算/上级补助收入", 300000),
    ("技工学校", "支出", "2050303", OTHER, "决算/上缴上级支出", 120000),
    ("本级", "收入", "2080199", "", "决算/附属单位上缴收入", 120000),
    ("本级", "支出", "2013201", OTHER, "上年决算/对附属单位补助支出", 250000),
    ("技工学校", "收入", "2050303", "", "上年决算/上级补助收入", 250000),
)


def shares(value: Decimal) -> list[Decimal]:
    """A value in three, the second and third in whole tens (or ones, for counts)."""
    step = 10 if value >= 100 else 1
    second, third = (value * share // 100 // step * step for share in (25, 15))
    return [value - second - third, second, third]


def part_of(code: str, value: Decimal, unit: int) -> Decimal:
    if code in SHARED:
        return shares(value)[unit]
    home = 2 if code in SCHOOL else 1 if code in CENTRE else 0
    return value if unit == home else Decimal(0)


def unit_schedule(schedule: Schedule, unit: int) -> Schedule:
    spec = schedule.spec
    if spec.name == "单位信息":
        told = {"单位名称": list(UNITS.values())[unit], "公开主体": "单位", "决算口径": "本级"}
        entries = [
            replace(
                entry,
                values={key: Value(told.get(entry.line, value.value)) for key, value in entry.values.items()},
            )
            for entry in schedule
        ]
    elif is_added(spec):
        entries = list(added(schedule, unit))
    elif spec.shape is Shape.LINES:
        entries = list(schedule)  # all wrote the same words
    else:
        entries = [entry for entry in schedule if owner(spec, entry, schedule) == unit]
    return replace(schedule, entries=tuple(entries))


def added(schedule: Schedule, unit: int) -> Iterator[Entry]:
    for entry in schedule:
        code = entry.text("科目编码")
        values = {}
        for name, value in entry.values.items():
            if not isinstance(value.value, Decimal):
                values[name] = value
                continue
            amount = part_of(code, value.value, unit) if code else shares(value.value)[unit]
            # A zero that is written down stays one: somewhere.
            if amount or (not value.value and unit == 0):
                values[name] = Value(amount)
        if (
            any(isinstance(value.value, Decimal) for value in values.values())
            or not schedule.spec.number_columns
        ):
            yield Entry(values, line=entry.line)


def owner(spec: ScheduleSpec, entry: Entry, schedule: Schedule) -> int:
    """The unit that a described row belongs to."""
    names = list(UNITS.values())
    if spec.name == "机构":
        if entry.text("机构名称") in names:
            return names.index(entry.text("机构名称"))
        at = [item.text("机构名称") for item in schedule].index(entry.text("机构名称"))
        return min(at // 6, 2)
    text = " ".join(str(value.value) for value in entry.values.values()) + PROJECTS.get(
        entry.text("项目名称"), ""
    )
    return next((number for number, name in enumerate(names) if number and name in text), 0)


PROJECTS: dict[str, str] = {}


def with_flows(department: Department, key: str) -> Department:
    schedules = dict(department.schedules)
    for unit, name, code, source, column, amount in FLOWS:
        if unit != key:
            continue
        entries = list(schedules[name])
        found = next(
            (
                n
                for n, entry in enumerate(entries)
                if entry.text("科目编码") == code and entry.text("资金来源") == source
            ),
            None,
        )
        keys = {"科目编码": Value(code), **({"资金来源": Value(source)} if source else {})}
        entry = entries.pop(found) if found is not None else Entry(keys)
        entries.append(Entry({**entry.values, column: Value(Decimal(amount))}))
        entries.sort(key=lambda item: (item.text("科目编码"), item.text("资金来源") == OTHER))
        schedules[name] = replace(schedules[name], entries=tuple(entries))
    return replace(department, schedules=schedules)


def main() -> None:
    loaded = read_file(SAMPLE)
    assert loaded.department is not None and loaded.pack is not None
    projects = loaded.department.schedule("项目")
    assert projects is not None
    PROJECTS.update({entry.text("项目名称"): entry.text("实施单位") for entry in projects})
    FOLDER.mkdir(exist_ok=True)
    for number, key in enumerate(UNITS):
        schedules = {name: unit_schedule(item, number) for name, item in loaded.department.schedules.items()}
        department = with_flows(replace(loaded.department, schedules=schedules), key)
        text = write_yaml(loaded.pack.inputs, loaded.pack.classification, department)
        (FOLDER / f"{key}.yaml").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
