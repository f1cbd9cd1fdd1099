"""Which table of one document is which of another's, where each names its tables in its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from gongkai.comparing.likeness import alike

_SURE = 0.5
"""Of two titles, or of the labels of two tables: what has less in common is of two different tables."""


def table_partners(
    theirs: Mapping[str, AbstractSet[str]], ours: Mapping[str, AbstractSet[str]]
) -> dict[str, str]:
    """For titles of theirs the title of ours; a table that ours do not have is left out.

    Both are given as labels by title. A table of ours is only one of theirs: it is the one most like it by title and
    labels together, so that a table that ours lack is not taken for their nearest one.
    """
    pairs = sorted(
        (
            (-(title + labels), number, mine)
            for number, (name, said) in enumerate(theirs.items())
            for mine, held in ours.items()
            for title, labels in [(alike(name, mine), _share(said, held))]
            if title >= _SURE or labels >= _SURE
        ),
    )
    names: Sequence[str] = list(theirs)
    found: dict[str, str] = {}
    for _, number, mine in pairs:
        if names[number] not in found and mine not in found.values():
            found[names[number]] = mine
    return {name: found[name] for name in names if name in found}


def _share(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """How many of the labels of both are in both."""
    return len(one & other) / len(one | other) if one or other else 0.0
