"""The numbers with a unit in a text, with the words before each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from gongkai.frozen import frozen

_NUMBER = re.compile(
    r"(?<![\d.,\-/—])([-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*"
    r"(万元|亿元|元(?![旦宵月])|万(?=[(),，。；;、])|%|个百分点|(?:批次|人次|平方米|[辆个台套张项组批]|人(?![力社员均民])))"
)


class Sort(StrEnum):
    """An amount of money, a rate in per cent, a number of things."""

    MONEY, RATE, COUNT = "金额", "率", "个数"


@frozen
class WrittenNumber:
    """A number at `start` to `end` of a text (half-width digits). `words` is the text since the number before."""

    start: int
    end: int
    number: str
    unit: str
    words: str

    @property
    def sort(self) -> Sort:
        if self.unit in ("%", "个百分点"):
            return Sort.RATE
        return Sort.MONEY if self.unit in ("元", "万", "万元", "亿元") else Sort.COUNT


def quantities_of(text: str) -> Iterator[WrittenNumber]:
    """All numbers with a unit; full-width digits are not recognised and have to be made half-width before."""
    before = 0
    for found in _NUMBER.finditer(text):
        yield WrittenNumber(
            found.start(), found.end(), found[1].replace(",", ""), found[2], text[before : found.start()]
        )
        before = found.end()
