"""The places of a format's sentences where a number is printed: what it says, and which words stand before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.plans.binding import Binding

GAP = "\ue020"
"""Stands in words of a template for any text: a name, a reason, a number of a list."""
NO_SLOT = -1
"""The place before the first number of a paragraph."""


class Says(StrEnum):
    """What a number says of a figure: itself, its change and rate of change against `base`, its share of `base`, how
    much of `base` was attained, by how much it differs from `base`; a number of things; what is none of these."""

    AMOUNT, CHANGE, RATE, SHARE = "数额", "增减额", "增减率", "占比"
    COMPLETION, DIFFERENCE, COUNT, OTHER = "完成率", "差异率", "个数", "其他"


@frozen
class CodeRows:
    """A loop over codes of `length` digits: the figure is that of the code which the sentence names."""

    dimension: str
    length: int


@frozen
class SlotMeaning:
    """`name` is what the format calls the figure; `figure` is None where it is none of the book's figures.

    `base` is the figure that a change, share or completion is against. With `rows` each is narrowed to a code.
    """

    role: Says
    name: str
    figure: Binding | None = None
    base: Binding | None = None
    rows: CodeRows | None = None


@dataclass(slots=True)
class SentenceSlot:
    """A place where sentences print a number. `unit` is 万元, 元, % or "" (a count or a plain number).

    `before` gives for each way to come here the slot before (NO_SLOT: none in this paragraph) and the words between, with
    GAP for what may be any text; `after` the words that may follow it. `loop` numbers the loop over codes or records
    that it stands in, 0 outside.
    """

    index: int
    meaning: SlotMeaning
    unit: str
    heading: str
    place: Location
    loop: int = 0
    before: list[tuple[int, str]] = field(default_factory=list)
    after: set[str] = field(default_factory=set)
