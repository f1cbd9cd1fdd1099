"""Pairs the tables of two documents that name their tables differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from gongkai.comparing.likeness import alike

_SURE = 0.5
"""The least likeness of titles, or of labels, of two tables that may be the same."""


def table_partners(
    theirs: Mapping[str, AbstractSet[str]], ours: Mapping[str, AbstractSet[str]]
) -> dict[str, str]:
    """For each title of theirs the title of our table; tables that we lack are left out.

    Both are given as labels by title. Each of our tables pairs with at most one of theirs, the most alike pairs (by title
    and labels together) first, so that a table that we lack is not taken for our nearest one.
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
    """The share of common labels in all labels of both."""
    return len(one & other) / len(one | other) if one or other else 0.0
