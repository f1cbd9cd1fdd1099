"""How much two texts have in common, figures apart."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from gongkai.tree.keys import FIGURE_SIGN

NUMBER_PATTERN = r"[-−]?\d[\d,，]*(?:\.\d+)?%?"
"""A number as it stands in a text, with its sign, separators and percent sign."""
_NUMBERS = re.compile(NUMBER_PATTERN)


def without_blanks(text: str) -> str:
    """A text without any blanks and line breaks."""
    return "".join(text.split())


def masked(text: str) -> str:
    """A text without blanks in which a sign stands for each number: equal for texts that differ only in figures."""
    return _NUMBERS.sub(FIGURE_SIGN, without_blanks(text))


def alike(one: str, other: str) -> float:
    """How much two texts have in common, 0 to 1; figures count as alike."""
    if one == other:
        return 1.0
    first, second = _counted(masked(one)), _counted(masked(other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


@lru_cache(maxsize=4096)
def _counted(text: str) -> Counter[str]:
    """The pairs of neighbouring characters; single characters are too common in Chinese texts."""
    return Counter(text[place : place + 2] for place in range(max(len(text) - 1, 1)))
