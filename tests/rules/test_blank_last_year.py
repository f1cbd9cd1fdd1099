"""Nobody has filled in last year's amounts: one question, not a demand for every change."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gongkai import pipeline
from gongkai.findings import Finding
from gongkai.model.definitions import STAGE
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.labels import REASON_SCHEDULE
from gongkai.rules.asked_reasons import REASONS_RULE
from tests.conftest import ROOT
from tests.support.library import read_file


def _columns(schedule: Schedule, stages: tuple[str, ...]) -> set[str]:
    numbers = schedule.spec.number_columns
    return {column.name for column in numbers if dict(column.coordinates).get(STAGE) in stages}


def _blank(department: Department, stages: tuple[str, ...], zero: bool) -> Department:
    """Without last year's amounts and without reasons; with `zero`, one amount of last year says 0."""
    schedules = {}
    for name, schedule in department.schedules.items():
        columns = _columns(schedule, stages)
        entries: list[Entry] = []
        for entry in schedule:
            values = {key: value for key, value in entry.values.items() if key not in columns}
            if zero and columns:
                values[sorted(columns)[0]] = Value(Decimal(0), entry.location)
                zero = False
            entries.append(replace(entry, values=values))
        schedules[name] = replace(schedule, entries=() if name == REASON_SCHEDULE else tuple(entries))
    return replace(department, schedules=schedules)


def _asked(sample: str, zero: bool) -> list[Finding]:
    loaded = read_file(ROOT / "sample_inputs" / sample / "input.yaml")
    assert loaded.department is not None and loaded.pack is not None
    definitions = loaded.pack.definitions
    stages = definitions.spell((definitions.previous,))
    department = _blank(loaded.department, stages, zero)
    checked = pipeline.check_department(replace(loaded, department=department))
    return [finding for finding in checked.findings if finding.code == REASONS_RULE]


@pytest.mark.parametrize("sample", ["liulin-2023-final", "yangcheng-2024-final", "xingxian-2023-budget"])
def test_one_question(sample: str) -> None:
    question = [item for item in _asked(sample, zero=False) if "一个数都没有填" in item.message]
    assert len(question) == 1
    assert question[0].location.line > 0
    assert "gongkai new --from" in question[0].hint and "填 0" in question[0].hint
    number = int(question[0].message.split("有 ")[1].split(" 个")[0])
    asked = _asked(sample, zero=True)
    assert number > 1
    assert not any("一个数都没有填" in item.message for item in asked)
    assert len(asked) == len(_asked(sample, zero=False)) - 1 + number
