"""Finds the one amount whose usual mistyping would explain a wrong sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from gongkai.frozen import frozen
from gongkai.rules.quantities import power_of_ten

_UNITS = 4  # 元 and 万元 are four places apart


@frozen
class Suspect:
    """An amount as typed (any one unit) that would be `right` if `fault` had not happened."""

    index: int
    right: Decimal
    fault: str


def suspects(amounts: Iterable[Decimal], gap: Decimal) -> Iterator[Suspect]:
    """The amounts that alone explain a sum too large by `gap`, in the order of the rows.

    `amounts` are in the unit in which they were typed, since the fault is in what was typed. A gap of one digit
    and zeros fits many amounts, any other gap few.
    """
    for index, amount in enumerate(amounts):
        right = amount - gap
        fault = _fault(amount, right)
        if fault:
            yield Suspect(index, right, fault)


def _fault(amount: Decimal, right: Decimal) -> str:
    """How `right` may have been mistyped as `amount`; empty if in no usual way. Negative amounts are never
    suggested."""
    if not right:
        return "多填了一次，或不该在这一栏"
    if right < 0:
        return ""
    if right == -amount:
        return "正负号相反"
    places = power_of_ten(amount, right)
    if abs(places) == _UNITS:
        return "差一万倍，像是元和万元弄混了"
    if places:
        return f"小数点{'右' if places > 0 else '左'}移了 {abs(places)} 位"
    changed = _changed(amount, right)
    return ("两位数字颠倒" if len(changed) == 2 else "错一位数字") if changed else ""


def _changed(typed: Decimal, right: Decimal) -> list[int]:
    """The places of one digit that differs, or of two neighbours that are exchanged; none for anything else."""
    left, other = _aligned(typed, right)
    places = [n for n, (a, b) in enumerate(zip(left, other, strict=True)) if a != b]
    if len(places) == 2:
        first, second = places
        exchanged = left[first] == other[second] and left[second] == other[first]
        return places if second == first + 1 and exchanged else []
    return places if len(places) == 1 else []


def _aligned(*numbers: Decimal) -> list[str]:
    """The digits of numbers, without the point, units under units."""
    exponents = [number.as_tuple().exponent for number in numbers]
    finest = min(exponent for exponent in exponents if isinstance(exponent, int))
    texts = [format(number.scaleb(-finest), "f") for number in numbers]
    return [text.zfill(max(map(len, texts))) for text in texts]
