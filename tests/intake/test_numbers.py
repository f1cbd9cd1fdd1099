"""Numbers, dates, codes and text in every spelling that is understood, and those that are not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.intake.numbers import exact_float, read_date, read_number, without_noise
from gongkai.intake.subject_codes import split_code
from gongkai.intake.typed_text import clean_text
from gongkai.model.labels import is_computed, is_total, normal
from gongkai.money import plain, tidy
from gongkai.readers.cells import is_nothing


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.56", "1234.56"),
        ("１２３４．５６", "1234.56"),
        ("1,234,567.8", "1234567.8"),
        ("1，234", "1234"),
        ("1 234 567", "1234567"),
        ("  12 ", "12"),
        ("¥1,000", "1000"),
        ("￥ 1000", "1000"),
        ("人民币1000", "1000"),
        ("-5", "-5"),
        ("－5", "-5"),
        ("−5", "-5"),
        ("-¥5", "-5"),
        ("(1,234.50)", "-1234.50"),
        ("（12）", "-12"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0", "0"),
    ],
)
def test_number(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", ".", "-", "1,23", "12 34", "1,2345", "1.2.3", "约5", "5元", "1e5", "(-5)", "()", "5%", "一百"],
)
def test_no_number(text: str) -> None:
    assert read_number(text) is None


INVISIBLE_SIGNS = (
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u200e",
    "\u200f",
    "\u202a",
    "\u202c",
    "\u202d",
    "\u2066",
    "\u00ad",
)


@pytest.mark.parametrize("sign", [*INVISIBLE_SIGNS, "\u00a0", "\u3000", "'", "’", "‘"], ids=ascii)
def test_signs_that_are_not_seen(sign: str) -> None:
    """What a web page, a chat or Excel puts before a number, a code or a date changes none of them."""
    assert read_number(f"{sign}1,234.50") == Decimal("1234.50")
    assert read_number(f"{sign}（１２）") == -12
    assert read_date(f"{sign}2023-12-31") == date(2023, 12, 31)
    assert split_code(f"{sign}2080101 行政运行") == ("2080101", "行政运行")
    assert split_code(f"{sign}２０８０１０１") == ("2080101", "")


@pytest.mark.parametrize("sign", INVISIBLE_SIGNS, ids=ascii)
def test_signs_within_and_behind(sign: str) -> None:
    assert read_number(f"12{sign}34.5{sign}") == Decimal("1234.5")
    assert read_date(f"2023年{sign}12月31日{sign}") == date(2023, 12, 31)
    assert split_code(f"208{sign}0101{sign}行政运行") == ("2080101", "行政运行")


@pytest.mark.parametrize(
    "text",
    [
        "12亿",
        "3万",
        "1.5千元",
        "12%",
        "１２％",
        "5‰",
        "12,34,567",
        "1'23",
        "(5",
        "5)",
        "--5",
        "１．２．３",
        "五",
        "1/2",
        "3.5.",
        "0x10",
        "1_000",
    ],
)
def test_never_guessed(text: str) -> None:
    """A factor in words, a rate, half a bracket: refused with the cell, never read as another number."""
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["", " ", "　", "-", "—", "——", "－", "–", "/", "一", "- "])
def test_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["0", "-1", "无", "x"])
def test_something(text: str) -> None:
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (19.690000000000001, "19.69"),
        (0.1 + 0.2, "0.3"),
        (1e-12, "0"),
        (12345678901.230001, "12345678901.23"),
        (1.005, "1.005"),
        (100.0, "100"),
    ],
)
def test_float_noise(number: float, value: str) -> None:
    assert str(without_noise(exact_float(number), number)) == value


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_cents_survive_a_float(amount: Decimal) -> None:
    number = float(amount)
    assert without_noise(exact_float(number), number) == amount


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_cents_survive_ten_thousands(amount: Decimal) -> None:
    number = float(amount / 10000)
    assert without_noise(exact_float(number) * 10000, number) == amount


@pytest.mark.parametrize(
    ("number", "text"), [("100.00", "100"), ("1E+3", "1000"), ("-0.0", "0"), ("1.50", "1.5")]
)
def test_one_form(number: str, text: str) -> None:
    assert str(tidy(Decimal(number))) == text
    assert plain(Decimal(number)) == text


@pytest.mark.parametrize(
    "text",
    ["2023-12-31", "2023年12月31日", "20231231", "20231231093005", "2023/12/31", "2023.12.31", "２０２３-12-31",
     "2023-12-31 08:30:00", "2023 年 12 月 31 日", "2023年12月31", "'2023-12-31", "2023\u200b-12-31",
     "二〇二三年十二月三十一日", "二零二三年十二月三十一日", "2023-12-31T00:00:00", "\u202d2023.12.31\u202c"],
)  # fmt: skip
def test_date(text: str) -> None:
    assert read_date(text) == date(2023, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-30",
        "2023年",
        "45291",
        "昨天",
        "2023123",
        "2023年12月",
        "23.12.31",
        "二〇二三年十二月",
        "二〇二三年一二月三日",
        "二〇二三年十二月三十五日",
    ],
)
def test_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("2080101", "2080101", ""),
        ("2080101.0", "2080101", ""),
        ("2080101 ", "2080101", ""),
        ("２０８０１０１", "2080101", ""),
        ("2080101 行政运行", "2080101", "行政运行"),
        ("2080101-行政运行", "2080101", "行政运行"),
        ("2080101—行政运行", "2080101", "行政运行"),
        ("2080101行政运行", "2080101", "行政运行"),
        ("208-01-01", "2080101", ""),
        ("208 01 01 行政运行", "2080101", "行政运行"),
        ("20801", "20801", ""),
        ("208", "208", ""),
        ("行政运行", "", ""),
        ("2080101.5", "", ""),
        ("20801x", "20801", "x"),
    ],
)
def test_code(text: str, code: str, name: str) -> None:
    assert split_code(text) == (code, name)


def test_labels_compare_without_their_dress() -> None:
    assert normal("因公出国（境）费 *") == normal("因公出国(境)费\n") == normal("因公出国 （境） 费")
    assert normal("决算") != normal("上年决算")


@pytest.mark.parametrize("text", ["合计", "小 计", "总计", "合计（自动计算）", "合计：", "本年合计"])
def test_total(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["合计划", "小计量器具检定", "2080101", "其中合计"])
def test_no_total(text: str) -> None:
    assert not is_total(text)


def test_computed_marks() -> None:
    assert is_computed("合计（自动计算）")
    assert is_computed("合计 (自动计算)")
    assert not is_computed("自动计算的说明")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("一、甲\r\n二、乙 \r\n\r\n", "一、甲\n二、乙"),
        ("　　首行缩进\n\n　　次段", "首行缩进\n次段"),
        ("甲_x000D_\n乙", "甲\n乙"),
        ("甲\x07乙", "甲乙"),
        ("  ", ""),
    ],
)
def test_text(text: str, clean: str) -> None:
    assert clean_text(text)[0] == clean


def test_text_names_what_it_removed_and_found() -> None:
    assert clean_text("甲\x07\ufffe")[1] == ["U+0007", "U+FFFE"]
    assert clean_text("<p>甲</p>&nbsp;<80，a<b") == ("<p>甲</p>&nbsp;<80，a<b", [])
