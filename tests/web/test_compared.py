"""What is new and what is mended, where rows move and rules find a thing more than once."""

from __future__ import annotations

from gongkai.findings import NOTHING, About, Finding, Location, Severity
from gongkai.web.compared import compare_findings


def finding(code: str, cell: str, about: About = NOTHING) -> Finding:
    return Finding(code, Severity.ERROR, f"{code} {cell}", Location("x.xlsx", "支出", cell), about=about)


ROW = About("支出", ("2080101 行政运行",), "基本支出")


def test_a_row_that_moved_is_the_same() -> None:
    found = compare_findings(1, [finding("SR-06", "D7", ROW)], [finding("SR-06", "D9", ROW)])
    assert (found.fresh, found.mended, found.same, found.before) == ([], [], 1, 1)


def test_without_an_object_the_cell_tells() -> None:
    before, after = finding("SR-06", "D7"), finding("SR-06", "D9")
    found = compare_findings(1, [before], [after])
    assert (found.fresh, found.mended, found.same) == ([after], [before], 0)


def test_each_is_counted_as_often_as_it_is_there() -> None:
    twice = [finding("SR-06", "D7", ROW), finding("SR-06", "D8", ROW)]
    found = compare_findings(4, twice, twice[:1])
    assert (len(found.fresh), len(found.mended), found.same) == (0, 1, 1)
    found = compare_findings(4, twice[:1], twice)
    assert (len(found.fresh), len(found.mended), found.same) == (1, 0, 1)


def test_what_was_held_back_before_is_not_new() -> None:
    cause, other = finding("SR-06", "D7"), finding("SR-07", "C7")
    found = compare_findings(1, [cause], [other], held=([other], []))
    assert (found.fresh, found.mended, found.untold) == ([], [cause], 1)


def test_what_is_held_back_now_is_not_mended() -> None:
    cause, other = finding("SR-06", "D7"), finding("SR-07", "C7")
    found = compare_findings(1, [other], [cause], held=([], [other]))
    assert (found.fresh, found.mended) == ([cause], [])
