"""Reads numbers and dates exactly, in the ways in which people type them."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from decimal import Decimal

from gongkai import money
from gongkai.money import tidy
from gongkai.patterns import late
from gongkai.readers.cells import folded

UNIT_FACTORS = {"元": Decimal(1), "万元": Decimal(10000)}
NOISE = Decimal("0.000001")
# Larger than any amount or count of a department; above this, floats lose the cents anyway.
LIMIT = Decimal(10) ** 15
_QUANTIZED = 10000 * LIMIT

_CURRENCY = late(r"^(人民币|rmb|cny)?¥?", re.IGNORECASE)
_NUMBER = late(r"(?P<sign>[-+]?)(?P<whole>\d+|\d{1,3}(?:[, ']\d{3})+)?(?P<part>\.\d*)?$")
_SERIAL_START = date(1899, 12, 30)
_CHINESE_DATE = late(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$"
)
_DIGITS = {**{sign: number for number, sign in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0}
_DATE_FORMS = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?$"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?$"),
    re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?$"),
)


def exact_float(number: float) -> Decimal:
    """The shortest decimal that stands for the float: what the user typed."""
    return Decimal(repr(number))


def split_suffix(text: str, suffixes: tuple[str, ...]) -> tuple[str, str]:
    """The text without the longest of `suffixes` that it ends with, and that suffix."""
    for suffix in sorted(filter(None, suffixes), key=len, reverse=True):
        if text.endswith(suffix):
            return text[: -len(suffix)].rstrip(), suffix
    return text, ""


def read_number(text: str) -> Decimal | None:
    """A number typed as text: separators in groups of three, currency sign, brackets for negative.

    None where it is not a number. Never guesses: `1,23` and `12 34` are no numbers.
    """
    text = folded(text)
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1].strip()
    sign = "-" if text.startswith("-") else ""
    text = sign + _CURRENCY.sub("", text[len(sign) :].strip()).strip()
    match = _NUMBER.match(text)
    if match is None or not (match["whole"] or (match["part"] or "").strip(".")):
        return None
    if negative and match["sign"]:
        return None
    whole = re.sub(r"[, ']", "", match["whole"] or "0")
    number = Decimal(whole + (match["part"] or "").rstrip("."))
    return -number if negative or match["sign"] == "-" else number


def without_noise(number: Decimal, source: float | None = None) -> Decimal:
    """`number` rounded to cents where only float noise stands between them, else unchanged.

    `source` is the float behind the number: noise of a large float is larger than a millionth.
    """
    rounded = money.rounded(number) if abs(number) < _QUANTIZED else number
    if rounded == number:  # most cells need no rounding
        return tidy(rounded)
    tolerance = NOISE
    if source is not None and math.isfinite(source) and source:
        scale = abs(number) / abs(exact_float(source))
        tolerance = max(NOISE, 4 * Decimal(math.ulp(source)) * scale)
    return tidy(rounded if abs(number - rounded) < tolerance else number)


def read_date(text: str) -> date | None:
    """A calendar date in any of the usual spellings, also the 14-digit system time; None if not one."""
    text = folded(text)
    compact = text if " " in text and ":" in text else text.replace(" ", "")
    if written := _CHINESE_DATE.match(compact):
        year = "".join(str(_DIGITS[sign]) for sign in written[1])
        compact = f"{year}年{_counted(written[2])}月{_counted(written[3])}日"
    for form in _DATE_FORMS:
        match = form.match(compact)
        if match:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                return None
    return None


def _counted(numeral: str) -> int:
    """1 to 99 from 一, 十, 十二, 二十, 三十一; 0 for what is no numeral, such as 一二."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _DIGITS[numeral] if len(numeral) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def read_serial(text: str) -> date | None:
    """The date that Excel shows for a whole number of five digits in a cell with a date format; None for others.

    From 1982 to 2118: a year, a code or an amount is not taken for one.
    """
    text = folded(text)
    if not re.fullmatch(r"[3-7][0-9]{4}", text):
        return None
    return _SERIAL_START + timedelta(days=int(text))


def print_date(day: date) -> str:
    """A date as the model holds it: 2023年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"
