"""How money is rounded, printed and compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai import money


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        ("1250", "0.13 万元"),
        ("-1250", "-0.13 万元"),
        ("20850", "2.09 万元"),
        ("-20850", "-2.09 万元"),
        ("123456750", "12,345.68 万元"),
        ("-123456750", "-12,345.68 万元"),
        ("40", "0.00 万元"),
        ("-40", "0.00 万元"),
        ("-0", "0.00 万元"),
    ],
)
def test_half_up_and_no_negative_zero(amount: str, printed: str) -> None:
    assert money.in_wan(Decimal(amount)) == printed


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [("-0.4", 0, "0"), ("-0.004", 2, "0.00"), ("-0.005", 2, "-0.01"), ("0.5", 0, "1"), ("2.5", 0, "3")],
)
def test_digits(value: str, decimals: int, printed: str) -> None:
    assert money.digits(Decimal(value), decimals) == printed


def test_percent() -> None:
    assert money.percent(Decimal("-0.00001")) == "0.00%"
    assert money.percent(Decimal("12.34565")) == "1,234.57%"


@pytest.mark.parametrize(
    ("now", "before", "situation", "word", "change", "rate"),
    [
        ("30000", "20000", "增加", "增加", "1.00", "0.5"),
        ("20000", "30000", "减少", "减少", "-1.00", None),
        # Printed alike, whatever the exact change is.
        ("800", "830", "持平", "持平", "0.00", "0"),
        ("950", "1049", "持平", "持平", "0.00", "0"),
        # Printed one step apart for 1 元: not 增加 0.00.
        ("850", "849", "增加", "增加", "0.01", None),
        ("-850", "-849", "减少", "减少", "-0.01", None),
        ("40", "0", "皆零", "持平", "0.00", None),
        ("-40", "40", "皆零", "持平", "0.00", None),
        ("5000", "40", "零基", "增加", "0.50", None),
        ("-5000", "0", "零基", "减少", "-0.50", None),
        ("-40", "5000", "归零", "减少", "-0.50", "-1.008"),
        ("0", "-5000", "归零", "增加", "0.50", "1"),
    ],
)
def test_comparator(now: str, before: str, situation: str, word: str, change: str, rate: str | None) -> None:
    one, other = Decimal(now), Decimal(before)
    assert money.compare_amounts(one, other) == situation
    assert situation in money.SITUATIONS
    assert money.direction(one, other) == word
    assert str(money.change(one, other)) == change
    assert money.moved(one, other) == (word if word == "持平" else f"{word} {change.lstrip('-')} 万元")
    if rate is not None:
        assert money.rate(one, other) == Decimal(rate)
    elif situation in ("皆零", "零基"):
        assert money.rate(one, other) is None


def test_direction_and_change_never_disagree() -> None:
    """Over every pair of small amounts: no 增加 of 0.00, no change between what looks alike."""
    amounts = [Decimal(value) for value in range(-310, 311, 7)]
    for now in amounts:
        for before in amounts:
            change = money.change(now, before)
            sign = (change > 0) - (change < 0)
            assert {"增加": 1, "减少": -1, "持平": 0}[money.direction(now, before)] == sign
            assert (change == 0) == (money.wan(now) == money.wan(before))


def test_a_message_in_wan_says_yuan_where_wan_says_nothing() -> None:
    assert money.in_unit(Decimal(12500), "万元", Decimal(12600)) == "1.25 万元"
    assert money.in_unit(Decimal(1250), "万元", Decimal(1210)) == "1,250.00 元"
    assert money.in_unit(Decimal(12500), "元") == "12,500.00 元"
