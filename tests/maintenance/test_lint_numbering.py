"""Numbers of headings: those that follow are never told, those that skip or repeat always."""

from __future__ import annotations

import pytest

from gongkai.maintenance.lint_numbering import Jump, jumps


@pytest.mark.parametrize(
    "headings",
    [
        [(2, "一、甲"), (3, "（一）乙"), (3, "（二）丙"), (2, "二、丁"), (3, "（一）戊")],
        [(2, "十、乙"), (2, "十一、丙")],  # a part may go on with the numbers of another
        [(2, "一、甲"), (2, "附"), (2, "一、乙")],
        [(2, "甲"), (2, "乙"), (3, "1.丙"), (3, "2.丁"), (3, "2024年")],
        [(2, "九、甲"), (2, "十、乙"), (2, "（一）丙")],
    ],
)
def test_numbers_that_follow(headings: list[tuple[int, str]]) -> None:
    assert list(jumps(headings)) == []


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        ([(2, "一、甲"), (2, "三、乙")], Jump(1, "三、乙", "一、甲", "二、")),
        ([(2, "一、甲"), (2, "一、乙")], Jump(1, "一、乙", "一、甲", "二、")),
        ([(2, "一、甲"), (3, "（二）乙")], Jump(1, "（二）乙", "", "（一）")),
        ([(2, "十九、甲"), (2, "二十一、乙")], Jump(1, "二十一、乙", "十九、甲", "二十、")),
        ([(1, "第一部分 甲"), (1, "第三部分 乙")], Jump(1, "第三部分 乙", "第一部分 甲", "第二部分")),
        ([(4, "1.甲"), (4, "3.乙")], Jump(1, "3.乙", "1.甲", "2.")),
    ],
)
def test_numbers_that_do_not_follow(headings: list[tuple[int, str]], told: Jump) -> None:
    assert list(jumps(headings)) == [told]
