"""The slots of a format's sentences, where a number is printed: what it says, and which words stand before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.plans.binding import Binding

GAP = "\ue020"
"""Stands in the words of a template for any text: a name, a reason, the number of an item."""
NO_SLOT = -1
"""The index that stands for the beginning of a paragraph, before its first number."""


class Says(StrEnum):
    """What a number says of a figure: its amount; its change and rate of change from `base`, its share in `base`, its
    rate of completion of `base`, its relative difference from `base`; a count; anything else."""

    AMOUNT, CHANGE, RATE, SHARE = "数额", "增减额", "增减率", "占比"
    COMPLETION, DIFFERENCE, COUNT, OTHER = "完成率", "差异率", "个数", "其他"


@frozen
class CodeRows:
    """A loop over codes of `length` digits in `dimension`; the sentence names the code of its figure."""

    dimension: str
    length: int


@frozen
class SlotMeaning:
    """`name` is what the format calls the figure; `figure` is None where it is none of the book's figures.

    `base` is the figure that a change, share or completion refers to. With `rows` each is narrowed to a code.
    """

    role: Says
    name: str
    figure: Binding | None = None
    base: Binding | None = None
    rows: CodeRows | None = None


@dataclass(slots=True)
class SentenceSlot:
    """A place where sentences print a number. `unit` is 万元, 元, % or "" (a count or a plain number).

    `before` lists each possible preceding slot (NO_SLOT: none in this paragraph) with the words in between, where GAP
    stands for any text; `after` the words that may follow. `loop` is the number of the loop over codes or records that
    the slot stands in, 0 outside.
    """

    index: int
    meaning: SlotMeaning
    unit: str
    heading: str
    place: Location
    loop: int = 0
    before: list[tuple[int, str]] = field(default_factory=list)
    after: set[str] = field(default_factory=set)
