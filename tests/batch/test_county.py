"""Sixty department-years, seven of them bad: seven rows, and every printed total of the others added again."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.county import BAD, run_county

COUNT = 60


@pytest.mark.trial
def test_county(tmp_path: Path) -> None:
    found = run_county(tmp_path, COUNT, 2)
    assert found.wrong == []
    assert found.reports == 2 * (COUNT - BAD)
    assert found.sums > 50 * (COUNT - BAD)
