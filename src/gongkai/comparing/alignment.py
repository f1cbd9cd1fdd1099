"""Aligns two sequences: by equal keys, and between these by likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from gongkai.comparing.likeness import masked
from gongkai.frozen import frozen

MOST_TRIED = 10_000
"""The most pairs that are compared between two certain ones; in a larger gap nothing is paired by likeness."""


@frozen
class Abreast:
    """Positions in the old and the new sequence; None where the element stands in one of them only.

    `presumed` is True where the pair rests on likeness, not on a key.
    """

    old: int | None
    new: int | None
    presumed: bool = False


def aligned(
    old: Sequence[str], new: Sequence[str], alike: Callable[[int, int], float], least: float
) -> list[Abreast]:
    """All elements of both sequences in an order that keeps that of each.

    `old` and `new` are their keys. Equal keys make a pair; between such pairs the most alike elements are paired, if
    their likeness (`alike`, 0 to 1) is at least `least`.
    """
    found: list[Abreast] = []
    before, after = 0, 0
    for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        found += _between(range(before, match.a), range(after, match.b), alike, least)
        found += [Abreast(match.a + step, match.b + step) for step in range(match.size)]
        before, after = match.a + match.size, match.b + match.size
    return found


def told_apart(keys: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Keys, of which repeated ones (of paragraphs from one line of a template) are extended by the element's text
    without figures."""
    often = Counter(keys)
    return [
        key if often[key] == 1 else f"{key}\n{masked(text)}" for key, text in zip(keys, texts, strict=True)
    ]


def only_moved(pairs: Sequence[Abreast], old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """The new and old position of the elements that only moved. `old` and `new` are the whole contents of each element;
    an empty one never counts as moved."""
    left: dict[str, list[int]] = {}
    for pair in pairs:
        if pair.new is None and pair.old is not None and old[pair.old]:
            left.setdefault(old[pair.old], []).append(pair.old)
    found: dict[int, int] = {}
    for pair in pairs:
        if pair.old is None and pair.new is not None and left.get(new[pair.new]):
            found[pair.new] = left[new[pair.new]].pop(0)
    return found


def _between(old: range, new: range, alike: Callable[[int, int], float], least: float) -> list[Abreast]:
    """The best pairs of two stretches that do not cross (dynamic programming), among the unpaired elements."""
    if not old or not new or len(old) * len(new) > MOST_TRIED:
        return [*(Abreast(one, None) for one in old), *(Abreast(None, other) for other in new)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = {}
    for row in reversed(range(len(old))):
        for column in reversed(range(len(new))):
            like = alike(old[row], new[column])
            likeness[row, column] = like
            together = best[row + 1][column + 1] + like if like >= least else 0.0
            best[row][column] = max(best[row + 1][column], best[row][column + 1], together)
    found: list[Abreast] = []
    row = column = 0
    while row < len(old) and column < len(new):
        like = likeness[row, column]
        if like >= least and best[row][column] == best[row + 1][column + 1] + like:
            found.append(Abreast(old[row], new[column], presumed=True))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            found.append(Abreast(old[row], None))
            row += 1
        else:
            found.append(Abreast(None, new[column]))
            column += 1
    found += [Abreast(one, None) for one in old[row:]]
    found += [Abreast(None, other) for other in new[column:]]
    return found
