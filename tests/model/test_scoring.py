"""Marks: every sign, full-width writing, words and their aliases, rounding, zero budgets, limits, grades."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gongkai.model.scoring import (
    Cap,
    Earning,
    Excess,
    Mark,
    Scale,
    SignRule,
    WordBand,
    execution_mark,
    grade,
    indicator_mark,
    rounded_marks,
    total_mark,
)

_SHARE, _FULL = Earning.SHARE, Earning.FULL
SCALE = Scale(
    signs={
        "≥": SignRule(_SHARE, _FULL),
        ">": SignRule(_SHARE, _FULL),
        "≤": SignRule(_FULL, _SHARE),
        "<": SignRule(_FULL, _SHARE),
        "=": SignRule(_SHARE, _FULL),
        "无": SignRule(_SHARE, _FULL),
    },
    bands=(
        WordBand("达成", Decimal(80), ("达成预期指标", "达成年度指标", "完成"), Decimal(100)),
        WordBand("部分达成", Decimal(60), ("部分达成预期指标", "部分达成")),
        WordBand("未达成", Decimal(0), ("未达成", "未完成")),
    ),
    dates=("月", "日"),
    same_words=True,
    decimals=2,
    grades=(("优", Decimal(90)), ("良", Decimal(80)), ("中", Decimal(60)), ("差", Decimal(0))),
)
TEN = Decimal(10)


def _mark(target: str, actual: str, weight: str = "10", scale: Scale = SCALE) -> Mark:
    return indicator_mark(scale, Decimal(weight), target, actual)


@pytest.mark.parametrize(
    ("target", "actual", "weight", "expected"),
    [
        ("≥98%", "98%", "10", "10"),
        ("≥98%", "120%", "10", "10"),
        (">=12次", "9次", "20", "15"),
        ("＞＝１２次", "９次", "20", "15"),
        (">40户", "61户", "10", "10"),
        (">40户", "30户", "10", "7.5"),
        ("不低于95%", "95%", "10", "10"),
        ("≤3%", "4.1%", "10", "7.32"),
        ("<=3%", "2.5%", "10", "10"),
        ("＜＝3％", "4.1％", "10", "7.32"),
        ("<=0起", "0起", "10", "10"),
        ("≤0起", "2起", "10", "0"),
        ("<3%", "6%", "10", "5"),
        ("=44个", "43个", "20", "19.55"),
        ("=100%", "98.41%", "10", "9.84"),
        ("＝100％", "=78.4%", "10", "7.84"),
        ("=920人", "1252人", "10", "10"),
        ("500人", "450人", "10", "9"),
        ("3,000元", "3000元", "5", "5"),
        ("12月", "12月", "10", "10"),
        ("每季度", "每季度", "10", "10"),
        ("≥12次", "达成预期指标", "20", "20"),
        ("保障", "达成年度指标。", "30", "30"),
    ],
)
def test_marks(target: str, actual: str, weight: str, expected: str) -> None:
    mark = _mark(target, actual, weight)
    assert mark.value == Decimal(expected), mark
    assert mark.why


@pytest.mark.parametrize(
    ("target", "actual", "why"),
    [
        ("≥98%", "大体完成了", "不是数"),
        ("≥98%", "完成80%", "不是数"),
        ("有效提升", "96%", "目标"),
        ("", "96%", "没有填目标值"),
        ("≥98%", "", "没有填完成值"),
        ("≥3000元", "3000人", "单位不同"),
        ("12月", "10月", "日期"),
        ("=0起", "3起", "目标为 0"),
        ("3-5人", "4人", "目标"),
    ],
)
def test_what_is_not_understood_is_not_guessed(target: str, actual: str, why: str) -> None:
    mark = _mark(target, actual)
    assert mark.value is None
    assert mark.exact is None
    assert why in mark.why
    assert not mark.holds(TEN)


def test_a_band_is_a_range() -> None:
    mark = _mark("100", "部分达成预期指标，并具有一定效果")
    assert (mark.least, mark.most, mark.value) == (Decimal(6), Decimal(8), None)
    assert mark.holds(Decimal(6))
    assert mark.holds(Decimal("7.99"))
    assert not mark.holds(Decimal(8))
    assert not mark.holds(Decimal(2))
    low = _mark("保障", "未完成")
    assert (low.least, low.most, low.open) == (Decimal(0), Decimal(6), True)
    top = _mark("保障", "达成预期指标")
    assert top.holds(Decimal(8))
    assert top.holds(TEN)
    assert not top.holds(Decimal("7.9"))


def test_a_stated_completion_counts_where_the_texts_are_words() -> None:
    assert indicator_mark(SCALE, TEN, "提升", "有所提升", Decimal("0.85")).value == Decimal("8.5")
    assert indicator_mark(SCALE, TEN, "提升", "明显提升", Decimal("1.2")).value == TEN
    assert indicator_mark(SCALE, TEN, "≥10人", "5人", Decimal(1)).value == Decimal(5)


@pytest.mark.parametrize(
    ("earning", "actual", "expected"),
    [
        (Earning.FULL, "150人", "10"),
        (Earning.SHARE, "125人", "8"),
        (Earning.DEVIATION, "130人", "7"),
        (Earning.DEVIATION, "250人", "0"),
        (Earning.NOTHING, "101人", "0"),
    ],
)
def test_what_a_target_exceeded_earns_is_the_scale_s_to_say(
    earning: Earning, actual: str, expected: str
) -> None:
    scale = replace(SCALE, signs={**SCALE.signs, "=": SignRule(_SHARE, earning)})
    assert _mark("=100人", actual, scale=scale).value == Decimal(expected)


def test_a_sign_without_a_rule() -> None:
    mark = _mark("≥1人", "2人", scale=replace(SCALE, signs={}))
    assert mark.value is None
    assert "≥" in mark.why


@pytest.mark.parametrize(("decimals", "expected"), [(None, None), (2, "6.67"), (1, "6.7"), (0, "7")])
def test_rounding(decimals: int | None, expected: str | None) -> None:
    scale = replace(SCALE, decimals=decimals)
    value = _mark("≥3人", "2人", scale=scale).value
    assert value == (TEN * (Decimal(2) / 3) if expected is None else Decimal(expected))
    assert rounded_marks(replace(SCALE, decimals=0), Decimal("2.5")) == 3  # half up, not to even


def test_the_execution_rate() -> None:
    def mark(spent: str, budget: str, weight: int = 10) -> Mark:
        return execution_mark(SCALE, Decimal(weight), Decimal(spent), Decimal(budget))

    assert mark("65000", "130000").value == Decimal(5)
    assert mark("130000", "130000", 20).value == Decimal(20)
    assert mark("140000", "130000").value == TEN
    assert mark("8244.5", "10000").value == Decimal("8.24")
    none = mark("0", "0")
    assert none.value is None
    assert "为 0" in none.why


def test_total_and_grade() -> None:
    total = total_mark(SCALE, [TEN, Decimal(20), Decimal("54.01")], Decimal(1))
    assert total.value == Decimal("84.01")
    assert grade(SCALE, total.value) == "良"
    assert [grade(SCALE, Decimal(marks)) for marks in ("90", "89.99", "60", "59.99", "0")] == [
        "优",
        "良",
        "中",
        "差",
        "差",
    ]
    assert grade(SCALE, None) == ""
    assert grade(replace(SCALE, grades=()), TEN) == ""


@pytest.mark.parametrize(
    ("rate", "expected"), [("0.8", "95"), ("0.7999", "89"), ("0.65", "79"), ("0.5", "69"), ("0.4", "59")]
)
def test_a_low_execution_rate_limits_the_total(rate: str, expected: str) -> None:
    caps = tuple(
        Cap(Decimal(below), Decimal(most)) for below, most in ((80, 89), (70, 79), (60, 69), (50, 59))
    )
    scale = replace(SCALE, caps=caps)
    assert total_mark(scale, [Decimal(95)], Decimal(rate)).value == Decimal(expected)
    assert total_mark(scale, [Decimal(40)], Decimal(rate)).value == Decimal(40)
    assert total_mark(scale, [Decimal(95)], None).value == Decimal(95)


def test_a_value_far_over_its_target_may_lose_marks() -> None:
    scale = replace(SCALE, excess=Excess(Decimal(30), Decimal(2)))
    assert _mark("≥100人", "130人", scale=scale).value == TEN
    assert _mark("≥100人", "131人", scale=scale).value == Decimal(8)
    assert _mark("=100人", "200人", "1", scale=scale).value == 0
    assert _mark("≤100人", "40人", scale=scale).value == TEN
