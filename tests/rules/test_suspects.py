"""Which amount explains a sum that is off, by the usual ways of mistyping."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from gongkai.rules.mistypings import suspects

RIGHT = [Decimal(text) for text in ("2916500", "7780000", "14708814.4", "361.05", "90000")]


@pytest.mark.parametrize(
    ("index", "typed", "fault"),
    [
        (0, "2916600", "错一位数字"),
        (3, "331.05", "错一位数字"),
        (4, "0", "错一位数字"),
        (0, "2961500", "两位数字颠倒"),
        (2, "14708841.4", "两位数字颠倒"),
        (3, "361.50", "两位数字颠倒"),
        (1, "77800000", "小数点右移了 1 位"),
        (1, "77800", "小数点左移了 2 位"),
        (3, "3610500", "差一万倍，像是元和万元弄混了"),
        (4, "-90000", "正负号相反"),
    ],
)
def test_one_amount_mistyped(index: int, typed: str, fault: str) -> None:
    amounts = [*RIGHT]
    amounts[index] = Decimal(typed)
    found = list(suspects(amounts, sum(amounts) - sum(RIGHT)))
    of_row = [item for item in found if item.index == index]
    assert [item.right for item in of_row] == [RIGHT[index]], found
    assert of_row[0].fault == fault


def test_an_amount_that_stands_twice() -> None:
    amounts = [*RIGHT, RIGHT[3]]
    found = list(suspects(amounts, RIGHT[3]))
    assert {item.index for item in found} == {3, 5}
    assert {item.fault for item in found} == {"多填了一次，或不该在这一栏"}


def test_every_explanation_is_told() -> None:
    """5000 too much: any amount with a large enough digit there could be wrong, and one is just that much."""
    amounts = [Decimal(5000), Decimal(19000), Decimal(27000), Decimal(13000)]
    assert [(item.index, item.fault) for item in suspects(amounts, Decimal(5000))] == [
        (0, "多填了一次，或不该在这一栏"),
        (1, "错一位数字"),
        (2, "错一位数字"),
    ]


def test_nothing_is_suspected_of_what_no_slip_explains() -> None:
    assert not list(suspects(RIGHT, Decimal("12345.67")))
    assert not list(suspects([], Decimal(5)))
    assert not list(suspects([Decimal(150)], Decimal(300))), "nobody means -150"


def test_whatever_is_suspected_explains_the_sum() -> None:
    rng = random.Random(20231231)
    told = 0
    for _ in range(500):
        amounts = [Decimal(rng.randrange(1, 10**9)).scaleb(-2) for _ in range(rng.randint(1, 8))]
        gap = Decimal(rng.choice([1, 9, 27, 300, 45000, 10**6]) * rng.choice([-1, 1]))
        for item in suspects(amounts, gap):
            mended = [*amounts[: item.index], item.right, *amounts[item.index + 1 :]]
            assert sum(amounts) - sum(mended) == gap
            told += 1
    assert told > 100
