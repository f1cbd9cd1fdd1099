"""How amounts are rounded, printed and compared: the one place for all that speaks of money.

Amounts are exact `Decimal` in 元 and are rounded only here, half up, as the official software rounds. Tables, prose,
messages of rules, screens, overviews and drafts ask this module, so that one amount has the same digits everywhere
and two amounts that look alike are never called more or less (`compare_amounts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

WAN = Decimal(10_000)
DECIMALS = 2  # of 元 and of 万元, where a format says nothing else
PRINTED_STEP = Decimal(100)
"""元 in the last digit of an amount that is printed in 万元."""
ZERO = Decimal(0)
_QUANTA = [Decimal(1).scaleb(-places) for places in range(12)]

MORE, LESS, SAME = "增加", "减少", "持平"
FROM_ZERO, TO_ZERO, BOTH_ZERO = "零基", "归零", "皆零"
SITUATIONS = (MORE, LESS, SAME, FROM_ZERO, BOTH_ZERO, TO_ZERO)
"""What `compare_amounts` can answer."""


def rounded(value: Decimal, decimals: int = DECIMALS) -> Decimal:
    """`value` with so many decimals, half up. What rounds to zero is zero without a sign.

    Raises decimal.InvalidOperation where the result has more than 28 digits.
    """
    shown = value.quantize(_QUANTA[decimals], ROUND_HALF_UP)
    return shown if shown else abs(shown)


def rounding_remainder(amounts: Sequence[Decimal]) -> Decimal:
    """The rounding remainder in 元 that amounts given in whole 0.01 万元 allow, τ = 0.005 万元 per amount.

    Amounts that are finer than 0.01 万元 are exact, so that nothing is allowed.
    """
    if any(amount % PRINTED_STEP for amount in amounts):
        return ZERO
    return PRINTED_STEP * len(amounts) // 2 // PRINTED_STEP * PRINTED_STEP


def plain(number: Decimal) -> str:
    """A number without exponent and without trailing zeros: 20, 19.55, 0.5."""
    text = str(number)
    if text.isdigit():  # as most
        return text
    text = f"{number.normalize():f}"
    return text if text != "-0" else "0"


def tidy(number: Decimal) -> Decimal:
    """The same number in one form: no trailing zeros, no exponent, no negative zero."""
    number = number.normalize()
    if not number:
        return ZERO
    return Decimal(int(number)) if "E+" in str(number) else number


def digits(value: Decimal, decimals: int = DECIMALS, thousands: bool = True) -> str:
    """`value` rounded, as text: 1,234.50."""
    shown = rounded(value, decimals)
    return f"{shown:,}" if thousands else str(shown)


def wan(amount: Decimal, decimals: int = DECIMALS) -> Decimal:
    """An amount in 元 as it is printed in 万元."""
    return rounded(amount / WAN, decimals)


def in_wan(amount: Decimal) -> str:
    """An amount in 元 as words of a message: 0.13 万元."""
    return f"{wan(amount):,} 万元"


def in_yuan(amount: Decimal) -> str:
    """An amount in 元 as words of a message: 1,250.00 元."""
    return f"{rounded(amount):,} 元"


def in_unit(amount: Decimal, unit: str, *beside: Decimal) -> str:
    """An amount (元) in the unit that a department works in; `beside` are those told in the same message.

    In 万元 only where all of them are whole in two decimals: a message about a few 元 says nothing in 万元.
    """
    whole = unit == "万元" and all(not (item % PRINTED_STEP) for item in (amount, *beside))
    return in_wan(amount) if whole else in_yuan(amount)


def percent(rate: Decimal) -> str:
    """A rate (1 is 100 %) as words of a message: 3.61%."""
    return f"{rounded(rate * 100):,}%"


def compare_printed(now: Decimal, before: Decimal) -> str:
    """How two numbers compare that are rounded as they are printed: one of `SITUATIONS`."""
    if now == before:
        return SAME if now else BOTH_ZERO
    if not before:
        return FROM_ZERO
    if not now:
        return TO_ZERO
    return MORE if now > before else LESS


def compare_amounts(now: Decimal, before: Decimal, decimals: int = DECIMALS) -> str:
    """How two amounts (元) compare as they are printed in 万元: one of `SITUATIONS`."""
    return compare_printed(wan(now, decimals), wan(before, decimals))


def direction(now: Decimal, before: Decimal, decimals: int = DECIMALS) -> str:
    """增加, 减少 or 持平: `compare_amounts` where it does not matter whether one of the amounts is zero."""
    if abs(now - before) >= WAN:  # as most, and nobody prints less than 1 万元
        return MORE if now > before else LESS
    one, other = wan(now, decimals), wan(before, decimals)
    return SAME if one == other else MORE if one > other else LESS


def change(now: Decimal, before: Decimal, decimals: int = DECIMALS) -> Decimal:
    """The change between two amounts (元) as it is printed, in 万元 and with its sign.

    It is rounded from the exact change, as the official software does, and so may differ by the last digit from the
    difference of the printed amounts. But it is zero if and only if they are printed alike.
    """
    one, other = wan(now, decimals), wan(before, decimals)
    if one == other:
        return rounded(ZERO, decimals)
    return wan(now - before, decimals) or one - other


def rate(now: Decimal, before: Decimal, decimals: int = DECIMALS) -> Decimal | None:
    """The change relative to `before`, with its sign (1 is 100 %): zero between amounts that are printed alike, None
    where what is printed for `before` is zero."""
    one, other = wan(now, decimals), wan(before, decimals)
    if not other:
        return None
    return ZERO if one == other else (now - before) / abs(before)


def moved(now: Decimal, before: Decimal, decimals: int = DECIMALS) -> str:
    """A change as words of a message: 增加 17.00 万元, or 持平."""
    word = direction(now, before, decimals)
    return word if word == SAME else f"{word} {abs(change(now, before, decimals)):,} 万元"
