"""Indicators: what people write as a target and as a result, and how far the one was reached."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.model.indicator import Quantity, completion, parse_quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">=180人", Quantity("≥", Decimal(180), "人")),
        ("≤97.8万元", Quantity("≤", Decimal("97.8"), "万元")),
        ("＝6,000元/人/年", Quantity("=", Decimal(6000), "元/人/年")),
        (" 85% ", Quantity("", Decimal(85), "%")),
    ],
)
def test_quantity(text: str, expected: Quantity) -> None:
    assert parse_quantity(text) == expected


@pytest.mark.parametrize(
    "text", ["有效提升", "每月20号之前", "个人不超过20万元，企业不超过200万元", "", "3-5人"]
)
def test_words_are_no_quantity(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        (">=16人", "=22人", "1.375"),
        ("=2500元/人/月", "2500元/人/月", "1"),
        ("<=580万", "577万", "1"),
        ("<=4%", "5%", "0.8"),
        ("<=3.5", "0", "1"),
        (">=8%", "4", "0.5"),
        ("=2.50万", "2.5万元", "1"),
    ],
)
def test_completion(target: str, actual: str, expected: str) -> None:
    assert completion(target, actual) == Decimal(expected)


@pytest.mark.parametrize(
    ("target", "actual"),
    [("3850万元", "3850元"), ("长期", "达成目标"), (">=10人", "提高"), (">=0人", "5人")],
)
def test_no_completion(target: str, actual: str) -> None:
    assert completion(target, actual) is None
