"""A figure as a published document prints it: rounded, with its place; several may contradict each other."""

from __future__ import annotations

import re
from decimal import Decimal

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.plans.binding import Binding
from gongkai.readers.cells import folded, is_nothing

_NUMBER = re.compile(r"[-(（]?\d{1,3}(?:,\d{3})*(?:\.\d+)?[)）]?|[-(（]?\d+(?:\.\d+)?[)）]?")
_FACTORS = {"元": Decimal(1), "千元": Decimal(1_000), "万元": Decimal(10_000), "": Decimal(1)}


@frozen
class PrintedFact:
    """`printed` stands in `row` and `column` of a table (from 0) and says what `binding` is.

    `doubtful` was read from a picture. `value` is the number in `unit` (元, 千元, 万元, "" for a count), with `decimals` digits behind its point.
    """

    figure: str
    coordinates: dict[str, str]
    stage: str
    printed: str
    value: Decimal
    decimals: int
    unit: str
    row: int
    column: int
    place: Location
    binding: Binding | None = None
    doubtful: bool = False

    @property
    def amount(self) -> Decimal:
        """In 元, as far as it is printed; a count as it is."""
        return self.value * _FACTORS[self.unit]

    @property
    def rounding(self) -> Decimal:
        """Half of the last digit printed, in 元: the exact amount lies no farther away."""
        return Decimal(5).scaleb(-self.decimals - 1) * _FACTORS[self.unit]


def printed_number(text: str) -> tuple[Decimal, int] | None:
    """A printed number and its decimals; None for what is none. Raises nothing.

    Brackets around it and a minus before it make it negative.
    """
    text = folded(text).replace(" ", "").replace("，", ",")
    if is_nothing(text) or _NUMBER.fullmatch(text) is None:
        return None
    negative = text[0] in "-("
    digits = text.strip("-()").replace(",", "")
    number = Decimal(digits)
    return (-number if negative else number), len(digits.partition(".")[2])
