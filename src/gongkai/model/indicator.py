"""Performance indicators as people write them: a target such as ≥180人, and the degree to which it was reached."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from gongkai.frozen import frozen

# Full-width signs, digits and letters as half-width ones; other forms (㎡) stay as they are.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# If one sign is the beginning of another, the longer one comes first.
_SIGNS = {
    ">=": "≥",
    "≧": "≥",
    "⩾": "≥",
    "<=": "≤",
    "≦": "≤",
    "⩽": "≤",
    "大于等于": "≥",
    "不低于": "≥",
    "不少于": "≥",
    "不小于": "≥",
    "小于等于": "≤",
    "不高于": "≤",
    "不超过": "≤",
    "不大于": "≤",
    "大于": ">",
    "小于": "<",
    "等于": "=",
}
_QUANTITY = re.compile(r"(≥|≤|=|>|<)?\s*(\d[\d,]*(?:\.\d+)?)\s*([^\d≥≤=<>。,;]*)")
_AT_MOST = ("≤", "<")


@frozen
class Quantity:
    """A number as an indicator states it: `sign` is ≥ ≤ = > < or empty, `unit` may be empty."""

    sign: str
    number: Decimal
    unit: str


@lru_cache(maxsize=1024)  # several rules ask, and most forms contain the same few values
def parse_quantity(text: str) -> Quantity | None:
    """The number in `≥180人`, `<=3%` or `6000元/人/年`; None for words such as 有效提升 or 每月20号之前."""
    plain = text.translate(_HALF_WIDTH).strip()
    for written, sign in _SIGNS.items():
        plain = plain.replace(written, sign)
    found = _QUANTITY.fullmatch(plain)
    if found is None:
        return None
    return Quantity(found[1] or "", Decimal(found[2].replace(",", "")), found[3].strip())


def completion(target: str, actual: str) -> Decimal | None:
    """How far a target was reached, 1 when just reached; None where either is not a number or units differ.

    A target that is a ceiling (≤) counts as reached in full by anything below it, and by the share
    target/actual above it; any other target by actual/target, which may exceed 1.
    """
    wanted, reached = parse_quantity(target), parse_quantity(actual)
    if wanted is None or reached is None or not same_unit(wanted.unit, reached.unit):
        return None
    if wanted.sign in _AT_MOST:
        return Decimal(1) if reached.number <= wanted.number else wanted.number / reached.number
    return reached.number / wanted.number if wanted.number else None


def same_unit(one: str, other: str) -> bool:
    """True for equal units, a unit left out (4.1 for 4.1%), or a shortened one (万 for 万元)."""
    return one == other or not one or not other or one + "元" == other or other + "元" == one
