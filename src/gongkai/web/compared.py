"""What is new and what is mended between two versions of an input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gongkai.findings import Finding
from gongkai.frozen import frozen


@frozen
class Compared:
    """`fresh` are findings of the later version only, `mended` of the earlier only, `same` how many are in both,
    `untold` those that the earlier version had too, but did not tell because they follow from others; `readable`
    whether the earlier version could be read at all."""

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
    """`before` is the number of the earlier version; `held` what each of the two had and did not tell.

    A finding is the same when its rule and its object are: the row may have moved. Where it names no object its
    cell stands for it.
    """
    mended = _beyond(_beyond(earlier, later), held[1])
    other = _beyond(later, earlier)
    fresh = _beyond(other, held[0])
    return Compared(before, fresh, mended, len(later) - len(other), readable, len(other) - len(fresh))


def _beyond(ones: Sequence[Finding], others: Sequence[Finding]) -> list[Finding]:
    """The findings of the first that the second has not, counting how often each is there."""
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
