"""Which findings are new and which are mended between two versions of an input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gongkai.findings import Finding
from gongkai.frozen import frozen


@frozen
class Compared:
    """`fresh` are findings of the later version only, `mended` of the earlier only; `same` is how many are in both,
    `untold` how many the earlier version had too but held back as consequences of others; `readable` whether the
    earlier version could be read at all."""

    before: int
    fresh: list[Finding]
    mended: list[Finding]
    same: int
    readable: bool = True
    untold: int = 0


def compare_findings(
    before: int,
    earlier: Sequence[Finding],
    later: Sequence[Finding],
    readable: bool = True,
    held: tuple[Sequence[Finding], Sequence[Finding]] = ((), ()),
) -> Compared:
    """`before` is the number of the earlier version; `held` are the findings that each of the two held back.

    Findings are the same if their rule and object are, since the row may have moved; without an object their cells
    are compared.
    """
    mended = _beyond(_beyond(earlier, later), held[1])
    other = _beyond(later, earlier)
    fresh = _beyond(other, held[0])
    return Compared(before, fresh, mended, len(later) - len(other), readable, len(other) - len(fresh))


def _beyond(ones: Sequence[Finding], others: Sequence[Finding]) -> list[Finding]:
    """The findings of the first list that the second lacks, as a difference of multisets."""
    left = Counter(map(_object, others))
    found = []
    for item in ones:
        key = _object(item)
        if left[key]:
            left[key] -= 1
        else:
            found.append(item)
    return found


def _object(finding: Finding) -> tuple[object, ...]:
    where, about = finding.location, finding.about
    if about.names:
        return (finding.code, about.schedule, about.names, about.column)
    return (finding.code, where.sheet, where.cell or where.line, where.path)
