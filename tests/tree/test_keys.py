"""Keys of nodes: unique, the same whatever the figures are and whatever else stands in the document."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gongkai.model.department import Department
from gongkai.model.labels import IDENTITY_SCHEDULE
from gongkai.packs.pack import Part, PartItem
from gongkai.tree.keys import nodes
from tests.support.composed import SAMPLES, composed, loaded


def scaled(department: Department) -> Department:
    """The same department with every number three times as large, but for its year."""
    schedules = {
        name: replace(
            schedule,
            entries=tuple(
                replace(
                    entry,
                    values={
                        column: replace(value, value=value.value * 3)
                        if isinstance(value.value, Decimal) and name != IDENTITY_SCHEDULE
                        else value
                        for column, value in entry.values.items()
                    },
                )
                for entry in schedule.entries
            ),
        )
        for name, schedule in department.schedules.items()
    }
    return replace(department, schedules=schedules)


@pytest.mark.parametrize("sample", SAMPLES)
def test_keys_are_unique_and_outlive_the_figures(sample: str) -> None:
    pack, department = loaded(sample)
    before = [node.key for node in nodes(composed(pack, department))]
    assert len(before) > 200 and len(set(before)) == len(before)
    after = [node.key for node in nodes(composed(pack, scaled(department)))]
    lost, come = set(before) - set(after), set(after) - set(before)
    # Three times everything changes which sentences stand (a score above 100 …), never the names of those that stay.
    assert len(lost) + len(come) < len(before) / 100, sorted(lost)[:5] + sorted(come)[:5]


@pytest.mark.parametrize("sample", SAMPLES)
def test_keys_outlive_an_unrelated_part(sample: str) -> None:
    pack, department = loaded(sample)
    added = Part("新的部分", "新的部分", (PartItem("目录", ""),))
    before = [node.key for node in nodes(composed(pack, department))]
    after = [node.key for node in nodes(composed(replace(pack, parts=(added, *pack.parts)), department))]
    assert [key for key in after if not key.startswith("新的部分")] == before
