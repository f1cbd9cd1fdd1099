"""Amounts, numerals and changes as they stand in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from gongkai.frozen import frozen
from gongkai.patterns import late

# Bounded, so that a cell full of digits takes no longer than any other.
NUMBER = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
AMOUNT = rf"(?<![\d.,])(?:{NUMBER})\s*(?:万元|亿元|元)(?![/／])"
_AMOUNT = late(rf"(?<![\d.,])(?P<number>{NUMBER})\s*(?P<unit>万元|亿元|元)(?![/／])")
_SCALE = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
NUMERAL = r"\d{1,6}|[一二两三四五六七八九十]{1,3}"
# 增加0.00万元, 增长0%: wording that is wrong where nothing changed (WN-04).
ZERO_CHANGE = re.compile(
    r"(?:增加|减少|增长|下降|上升)了?\s*0(?:\.0+)?(?![\d.])\s*(?:万元|元|[%％]|个百分点)"
)
UP = ("增加", "新增", "增长", "追加", "调增", "增支", "上升", "提高")
DOWN = ("减少", "压减", "下降", "调减", "减支", "核减", "降低", "节约", "压缩", "下调")
GONE = ("没有", "不再", "未发生", "未安排", "取消", "付清", "结清", "已完成", "无此项")


@frozen
class Amount:
    """An amount in a text: exact value in 元, what one unit of its last printed digit is worth."""

    value: Decimal
    step: Decimal
    text: str
    start: int
    end: int

    def is_close(self, value: Decimal, steps: Decimal = Decimal("0.5")) -> bool:
        """True if `value`, rounded to this amount's last digit, is this amount."""
        return abs(abs(value) - self.value) <= self.step * steps


@lru_cache(maxsize=256)  # cached, because several rules ask for the same few texts
def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount with its unit. Prices per person or month (180元/人) are not amounts."""
    return tuple(_amounts(text)) if "元" in text else ()


def _amounts(text: str) -> Iterator[Amount]:
    for match in _AMOUNT.finditer(text):
        number = Decimal(match["number"].replace(",", ""))
        scale = _SCALE[match["unit"]]
        exponent = number.as_tuple().exponent
        step = scale * Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
        yield Amount(number * scale, step, match[0], match.start(), match.end())


def numeral_value(text: str) -> int:
    """The value of 12, 十二, 二十 or 两; 0 where it is none."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def power_of_ten(amount: Decimal, value: Decimal) -> int:
    """k where amount is exactly value × 10^k, k from 1 to 4 either way; 0 where it is not."""
    if not amount or not value:
        return 0
    for k in (1, 2, 3, 4):
        if amount == value * 10**k:
            return k
        if amount * 10**k == value:
            return -k
    return 0
