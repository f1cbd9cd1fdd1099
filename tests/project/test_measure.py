"""One measure of text for Word and Excel."""

from __future__ import annotations

import pytest

from gongkai.measure import ems, half_widths, row_needs, text_lines, wrapped_lines


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("1,234.56", 8),
        ("预算", 4),
        ("“”—…①Ⅳ", 12),  # as wide as a character in a Chinese font
        ("年1", 3),
        ("ñ", 1),  # not in GBK
        ("㛃𫖯", 4),  # rare characters of names, one beyond the basic plane
        ("（１）", 6),
    ],
)
def test_half_widths(text: str, width: int) -> None:
    assert half_widths(text) == width
    assert ems(text) == width / 2


def test_lines() -> None:
    assert [wrapped_lines(width, 10, 9) for width in (0, 10, 10.5, 18, 19)] == [1, 1, 2, 2, 3]
    assert text_lines("预算" * 3 + "\n\n1", 10, 8) == 4


def test_rows_grow_with_their_cells() -> None:
    cells = [(0, 0, 1, 2.0), (0, 1, 1, 3.0), (2, 0, 1, 0.5)]
    assert row_needs(3, 1.0, cells, last=True) == [3.0, 1.0, 1.0]


@pytest.mark.parametrize(("last", "needs"), [(True, [1.0, 1.0, 4.0]), (False, [2.0, 2.0, 2.0])])
def test_what_a_tall_cell_lacks(last: bool, needs: list[float]) -> None:
    assert row_needs(3, 1.0, [(0, 0, 3, 6.0)], last=last) == needs


def test_tall_cells_count_what_those_above_took() -> None:
    cells = [(1, 1, 2, 4.0), (0, 0, 2, 5.0)]
    assert row_needs(3, 1.0, cells, last=True) == [1.0, 4.0, 1.0]
