"""Numbers on paper: rounding half up, zeros, and words for every situation of a comparison."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.model.book import Book
from gongkai.model.definitions import Definitions
from gongkai.model.department import Department, Entry, Schedule, Value
from gongkai.model.ledger import Ledger
from gongkai.model.schema import Column, ColumnType, ScheduleSpec, Shape
from gongkai.money import compare_amounts, rounded
from gongkai.packs.pack import NumberStyle
from gongkai.sections.fragment import of_text
from gongkai.sections.printing import Printer, print_number
from tests.support.library import load_pack

SPEC = ScheduleSpec(
    "表",
    Shape.ROWS,
    tuple(
        Column((stage,), ColumnType.AMOUNT, coordinates=(("阶段", stage),)) for stage in ("决算", "上年决算")
    ),
)


def _book(now: str, before: str) -> Book:
    values = {"决算": Value(Decimal(now)), "上年决算": Value(Decimal(before))}
    department = Department("x", {"表": Schedule(SPEC, (Entry(values),))})
    return Book(Ledger(department), Definitions({}, {}, {"表": SPEC.dimensions}, "决算", "上年决算"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1.005", "1.01"), ("1.004999", "1.00"), ("-1.005", "-1.01"), ("0.005", "0.01"), ("2.675", "2.68")],
)
def test_half_up(value: str, expected: str) -> None:
    assert str(rounded(Decimal(value), 2)) == expected


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("1955.03", NumberStyle(2, True), "1,955.03"),
        ("1955.03", NumberStyle(2), "1955.03"),
        ("0", NumberStyle(2, zero=""), ""),
        ("0", NumberStyle(2, zero="0"), "0"),
        ("0", NumberStyle(2), "0.00"),
        ("0.001", NumberStyle(2, zero=""), "0.00"),
        ("-5", NumberStyle(1), "-5.0"),
    ],
)
def test_styles(value: str, style: NumberStyle, text: str) -> None:
    assert print_number(Decimal(value), style, "万元").text == text


@pytest.mark.parametrize(
    ("now", "before", "situation", "words"),
    [
        ("30000", "20000", "增加", "增加1.00万元，增长50.00%"),
        ("10000", "40000", "减少", "减少3.00万元，下降75.00%"),
        ("10000", "10000", "持平", "持平"),
        ("10000", "10040", "持平", "持平"),
        ("10050", "10149", "持平", "持平"),
        ("849", "850", "减少", "减少0.01万元，下降0.12%"),
        ("800", "830", "持平", "持平"),
        ("800", "40", "零基", "增加0.08万元（上年无此项）"),
        ("40", "30", "皆零", "持平"),
        ("-40", "10000", "归零", "减少1.00万元，下降100.40%"),
        ("10000", "0", "零基", "增加1.00万元（上年无此项）"),
        ("0", "0", "皆零", "持平"),
        ("0", "10000", "归零", "减少1.00万元，下降100.00%"),
    ],
)
def test_every_situation_has_its_words(now: str, before: str, situation: str, words: str) -> None:
    figure = _book(now, before).figure("表")
    assert compare_amounts(figure.amount, figure.previous.amount) == situation
    pack, _ = load_pack("shanxi/final_accounts/2023")
    assert pack is not None
    years = {"年度": of_text("2023"), "上年度": of_text("2022")}
    assert str(Printer(pack).phrase(pack.phrases["增减"], figure, None, years)) == words


@pytest.mark.parametrize(
    "number", ["0", "999.994", "999.995", "-999.995", "1000", "-1234567.891", "0.0000004"]
)
@pytest.mark.parametrize("decimals", [0, 2, 6])
def test_thousands_are_grouped_whatever_the_size(number: str, decimals: int) -> None:
    value = Decimal(number)
    printed = print_number(value, NumberStyle(decimals, True), "万元")
    assert printed.text == f"{rounded(value, decimals):,.{decimals}f}"
