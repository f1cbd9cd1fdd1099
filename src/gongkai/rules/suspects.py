"""Which one amount, mistyped in one of the usual ways, explains why a sum is not what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.rules.quantities import power_of_ten

_UNITS = 4  # 元 and 万元 are four places apart


@dataclass(frozen=True, slots=True)
class Suspect:
    """An amount as typed (any one unit) that would be `right` if `fault` had not happened."""

    index: int
    right: Decimal
    fault: str


def suspects(amounts: Iterable[Decimal], gap: Decimal) -> list[Suspect]:
    """The amounts that alone explain a sum too large by `gap`.

    Many amounts could have had some other digit, so digits are thought of only where no amount as a whole
    explains the gap. `amounts` are in the unit in which they were typed, since the fault is in what was typed.
    """
    found = list(_possible(amounts, gap))
    whole = [item for item, by_digits in found if not by_digits]
    return whole or [item for item, _ in found]


def _possible(amounts: Iterable[Decimal], gap: Decimal) -> Iterator[tuple[Suspect, bool]]:
    """Each with whether only digits differ."""
    for index, amount in enumerate(amounts):
        right = amount - gap
        places = power_of_ten(amount, right) if right > 0 else 0
        if right and right == -amount:
            yield Suspect(index, right, "正负号相反"), False
        elif abs(places) == _UNITS:
            yield Suspect(index, right, "差一万倍，像是元和万元弄混了"), False
        elif places:
            yield Suspect(index, right, f"小数点{'右' if places > 0 else '左'}移了 {abs(places)} 位"), False
        elif not right and amount:
            yield Suspect(index, right, "多填了一次，或不该在这一栏"), False
        elif right > 0 and (changed := _changed(amount, right)):
            yield Suspect(index, right, "两位数字颠倒" if len(changed) == 2 else "错一位数字"), True


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
    texts = [format(number.scaleb(-finest), ".0f") for number in numbers]
    return [text.zfill(max(map(len, texts))) for text in texts]
