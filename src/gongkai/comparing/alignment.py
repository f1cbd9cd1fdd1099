"""Two sequences put side by side: by keys where both have them, else by how alike two neighbours are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from gongkai.comparing.likeness import masked
from gongkai.frozen import frozen

MOST_TRIED = 10_000
"""Pairs that are tried between two places that are certain; beyond, what has no key of its own is not paired."""


@frozen
class Abreast:
    """Positions in the old and the new sequence; None where the element stands in one of them only.

    `presumed` where likeness, not a key, says that both are the same element.
    """

    old: int | None
    new: int | None
    presumed: bool = False


def aligned(
    old: Sequence[str], new: Sequence[str], alike: Callable[[int, int], float], least: float
) -> list[Abreast]:
    """Every element of both sequences once, in one order in which both keep theirs.

    Equal keys make a pair. Between such pairs those are joined that are most alike, from `least` (0 to 1) on.
    """
    found: list[Abreast] = []
    before, after = 0, 0
    for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        found += _between(range(before, match.a), range(after, match.b), alike, least)
        found += [Abreast(match.a + step, match.b + step) for step in range(match.size)]
        before, after = match.a + match.size, match.b + match.size
    return found


def told_apart(keys: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Keys that stand once. One that several elements bear, such as paragraphs of one line of a template, gets their text
    but for its figures."""
    often = Counter(keys)
    return [
        key if often[key] == 1 else f"{key}\n{masked(text)}" for key, text in zip(keys, texts, strict=True)
    ]


def only_moved(pairs: Sequence[Abreast], old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Of elements that stand in one sequence only: the new positions of those that only changed their place, with their
    old ones. `old` and `new` say all of each element; empty ones say nothing."""
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
    """The best pairs of two stretches without crossing; what remains went or came, the old before the new."""
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
