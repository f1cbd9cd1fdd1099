"""Department-years derived from the samples: other figures and names, every balance kept.

Each copy has a name of its own and a factor of its own by which all its amounts are multiplied, those in
its texts too: every sum, share and growth rate still holds. The same seed gives the same department.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from benchmarks.measure import check_file
from gongkai.blanks import write_workbook, write_yaml
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.schema import ColumnType, Shape
from gongkai.packs.pack import Pack

_MONEY = re.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)(?=(?:万|亿)?元|万(?![\d人]))")
_UNIT, _NAME = "单位信息", "单位名称"
_CENT = Decimal("0.01")
# What is written for a change or a sum, not for a thing that a department has more of.
_NOT_GROWN = ("变动原因", "核对数", "核对说明")
LEAST, MOST = 30, 999  # hundredths of a factor for amounts in whole 元
WHOLE_MOST = 40  # where there are amounts in 分, only whole factors keep them exact


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample as read, and the pack that it is for."""

    name: str
    department: Department
    pack: Pack


def samples(root: Path) -> list[Sample]:
    """All samples that can be published without an error, by name."""
    found = []
    for path in sorted((root / "sample_inputs").glob("*/input.yaml")):
        checked = check_file(path)
        if checked.publishable and checked.subject is not None:
            found.append(Sample(path.parent.name, checked.subject.department, checked.subject.pack))
    assert found, "no sample can be published"
    return found


def varied(sample: Sample, seed: int) -> Department:
    """A department-year of its own after a sample."""
    rng = random.Random(seed)
    whole = all(amount == amount.to_integral_value() for amount in _amounts(sample.department))
    factor = Decimal(rng.randint(LEAST, MOST)) / 100 if whole else Decimal(rng.randint(1, WHOLE_MOST))
    name = sample.department.line_text(_UNIT, _NAME)
    own = f"{name}第{seed}分局"

    def change(kind: ColumnType, value: Value) -> Value:
        if isinstance(value.value, Decimal):
            return replace(value, value=value.value * factor) if kind is ColumnType.AMOUNT else value
        text = value.value.replace(name, own)
        if kind is ColumnType.TEXT:
            text = _MONEY.sub(lambda match: _scaled(match[1], factor), text)
        return replace(value, value=text)

    schedules = {
        key: replace(item, entries=tuple(_entries(item, change)))
        for key, item in sample.department.schedules.items()
    }
    return replace(sample.department, schedules=schedules)


def _amounts(department: Department) -> Iterator[Decimal]:
    for schedule in department.schedules.values():
        for entry in schedule:
            yield from (value.value for value in entry.values.values() if isinstance(value.value, Decimal))


def _scaled(text: str, factor: Decimal) -> str:
    number = (Decimal(text.replace(",", "")) * factor).quantize(_CENT, ROUND_HALF_UP)
    return f"{number:,f}" if "," in text else f"{number:f}"


def _entries(schedule: Schedule, change: Callable[[ColumnType, Value], Value]) -> Iterator[Entry]:
    spec = schedule.spec
    columns = {column.name: column.type for column in spec.columns}
    lines = {line.name: line.type for line in spec.lines}
    for entry in schedule:
        kinds = dict.fromkeys(columns, lines.get(entry.line)) if spec.shape is Shape.LINES else columns
        values = {
            name: change(kinds[name] or ColumnType.TEXT, value) if name in kinds else value
            for name, value in entry.values.items()
        }
        yield replace(entry, values=values)


def write_county(root: Path, folder: Path, count: int, form: str = "xlsx") -> list[Path]:
    """`count` inputs below `folder`, spread over sub-folders, from all samples in turn; their paths."""
    chosen = samples(root)
    paths = []
    for number in range(count):
        sample = chosen[number % len(chosen)]
        department = varied(sample, number + 1)
        path = folder / f"{sample.name}" / f"{number + 1:05d}.{form}"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_input(path, sample.pack, department)
        paths.append(path)
    return paths


def write_input(path: Path, pack: Pack, department: Department) -> None:
    """One input in the form that the suffix names."""
    if path.suffix == ".xlsx":
        path.write_bytes(write_workbook(pack.inputs, pack.classification, department))
    else:
        path.write_text(write_yaml(pack.inputs, pack.classification, department), encoding="utf-8")


def grown(department: Department, pack: Pack, size: int) -> Department:
    """A department with `size` function codes, projects, transfers, targets and institutions where it has any."""
    codes = [code for code in sorted(pack.classification.functions) if len(code) == 7][:size]
    schedules = {name: _grown_schedule(item, codes, size) for name, item in department.schedules.items()}
    return replace(department, schedules=schedules)


def _grown_schedule(schedule: Schedule, codes: list[str], size: int) -> Schedule:
    """Its first row once for each code, or up to eight rows of its first thing for each of `size` things."""
    types = {column.name: column.type for column in schedule.spec.columns}
    keys = [name for name in schedule.spec.unique if types[name] in (ColumnType.FUNCTION, ColumnType.TEXT)]
    if schedule.spec.name in _NOT_GROWN or not schedule.entries or not keys:
        return schedule
    key = keys[0]
    names = codes if types[key] is ColumnType.FUNCTION else [f"第{number}个" for number in range(size)]
    first = schedule.entries[0].text(key)
    patterns = [entry for entry in schedule if entry.text(key) == first]
    most = 1 if types[key] is ColumnType.FUNCTION else 8
    rows = [Entry({**entry.values, key: Value(name)}) for name in names for entry in patterns[:most]]
    return replace(schedule, entries=tuple(rows))
