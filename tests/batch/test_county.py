"""Some or sixty department-years, seven of them bad: seven rows, and every printed total of the others added again."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.county import BAD, run_county


@pytest.mark.parametrize("count", [16, pytest.param(60, marks=pytest.mark.trial)])
def test_county(tmp_path: Path, count: int) -> None:
    found = run_county(tmp_path, count, 2)
    assert found.wrong == []
    assert found.reports == 2 * (count - BAD)
    assert found.sums > 50 * (count - BAD)
