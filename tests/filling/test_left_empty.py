"""After exports are filled in, everything that is still empty is told, what must be filled in apart from what may be."""

from __future__ import annotations

import pytest

from gongkai.filling.left_empty import LeftEmpty
from gongkai.model.explanations import EXPLANATION_SCHEDULE
from gongkai.model.labels import NAMES_SCHEDULE, REASON_SCHEDULE, name_column
from gongkai.model.schema import Shape
from tests.filling.test_fill import SAMPLES, filled, loaded, own
from tests.support.parts import every


def told(left: LeftEmpty, schedule: str) -> str:
    """All that is said of a sheet."""
    lines = (*left.needed, *left.optional)
    return "".join(line for line in lines if line.startswith(f"{schedule}："))


@pytest.mark.parametrize("sample", every(2, SAMPLES))
def test_what_the_sample_has_and_the_exports_do_not_is_told(sample: str) -> None:
    mine, made = own(sample).department, filled(sample)
    assert made.left is not None and made.content is not None
    theirs = loaded(made.content).department
    missing = 0
    for name, schedule in mine.schedules.items():
        spec = schedule.spec
        if name in (REASON_SCHEDULE, EXPLANATION_SCHEDULE, NAMES_SCHEDULE) or spec.control:
            continue
        said = told(made.left, name)
        now = theirs.schedules[name].entries
        if not now and schedule.entries:
            assert "整张表" in said or (spec.shape is Shape.LINES and said), name
        for entry in schedule.entries if spec.shape is Shape.LINES else ():
            there = {column for each in now if each.line == entry.line for column in each.values}
            if set(entry.values) - there:
                missing += 1
                assert f"“{entry.line}”" in said or "整张表" in said, (name, entry.line)
        for column in spec.columns if spec.shape is Shape.ROWS and now else ():
            names = {name_column(each.name) for each in spec.columns}
            empty = [each for each in now if column.name not in each.values]
            if empty and column.blank is None and column.follows is None and column.name not in names:
                assert f"“{column.name}”" in said, (name, column.name)
    assert missing > 3


@pytest.mark.parametrize("sample", every(2, SAMPLES))
def test_what_the_check_finds_missing_is_called_needed(sample: str) -> None:
    made = filled(sample)
    assert made.left is not None and made.content is not None
    needed = "".join(made.left.needed)
    required = [each for each in loaded(made.content).findings if each.code == "SR-13"]
    assert required
    for finding in required:
        schedule, _, rest = finding.location.path.partition("/")
        assert f"{schedule}：" in needed and f"“{rest.rpartition('/')[2]}”" in needed, finding.location.path


def test_nothing_that_is_filled_in_is_called_empty() -> None:
    made = filled("liulin-2023-final")
    assert made.left is not None and made.content is not None
    department = loaded(made.content).department
    said = told(made.left, "支出")
    full = [
        column.name
        for column in department.schedules["支出"].spec.columns
        if all(column.name in entry.values for entry in department.schedules["支出"].entries)
    ]
    assert len(full) > 3 and not [name for name in full if f"“{name}”" in said]
    assert "“公开格式”" not in told(made.left, "单位信息")
