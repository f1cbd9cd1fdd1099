"""Whether two printed numbers are one slip of the hand apart."""

from __future__ import annotations

import re
from decimal import Decimal

_LEAST_DIGITS = 2
_NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")


def one_edit(one: str, other: str) -> bool:
    """True where one digit is another, missing, too many, or beside its place, or the point has moved."""
    first, second = _number(one), _number(other)
    if first == second or not first or not second:
        return False
    if first.replace(".", "").strip("0") == second.replace(".", "").strip("0"):
        return True
    if len(first) == len(second):
        at = [index for index, (left, right) in enumerate(zip(first, second, strict=True)) if left != right]
        if len(at) == 1:
            return True
        return (
            len(at) == 2
            and at[1] == at[0] + 1
            and first[at[0]] == second[at[1]]
            and first[at[1]] == second[at[0]]
        )
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    return len(longer) == len(shorter) + 1 and any(
        longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer))
    )


def closes(amounts: list[Decimal], total: Decimal, texts: list[str], step: Decimal = Decimal(0)) -> int:
    """The index of the amount that makes a sum come to its total once one slip in it is mended; -1 where none
    does.

    `step` is a unit of the last printed digit, by which a sum of rounded amounts may be off.
    """
    missing = total - sum(amounts, Decimal(0))
    for off in (Decimal(0), step, -step) if step else (Decimal(0),):
        for index, (amount, text) in enumerate(zip(amounts, texts, strict=True)):
            right = amount + missing + off
            if len(_number(text).replace(".", "").lstrip("0")) < _LEAST_DIGITS:
                continue  # any other is one edit from it
            if right > 0 and one_edit(text, _shown(right, amount, text)):
                return index
    return -1


def _shown(right: Decimal, amount: Decimal, text: str) -> str:
    """The amount that would be right, printed as the one that stands there."""
    number = _number(text)
    factor = amount / Decimal(number) if number and Decimal(number) else Decimal(1)
    return format((right / factor).normalize(), "f") if "." not in number else str(right / factor)


def _number(text: str) -> str:
    found = _NUMBER.search(text)
    return found[0].replace(",", "") if found else ""
