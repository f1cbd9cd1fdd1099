"""What `benchmarks/run.py` measures still runs: grown departments of every sample, and one with a hundred things."""

from __future__ import annotations

from benchmarks import whole
from benchmarks.years import samples
from tests.conftest import ROOT


def test_grown_departments_are_written() -> None:
    sources = samples(ROOT)
    found = whole.growth(sources, (2,))
    assert [item.sample for item in found] == [source.name for source in sources]
    assert all(item.cells and item.milliseconds for item in found)


def test_more_than_a_hundred_things_are_written() -> None:
    """Each target has a heading with its number, which ended at 九十九."""
    evaluations = [source for source in samples(ROOT) if source.name.endswith("evaluation")]
    assert len(evaluations) == 1
    (found,) = whole.growth(evaluations, (111,))
    assert found.size == 111
