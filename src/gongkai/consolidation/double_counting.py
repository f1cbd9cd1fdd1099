"""What would be added in twice: a unit given twice under two spellings or names, the department among its units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from gongkai.findings import Finding, Severity

Figures = Mapping[tuple[str, tuple[str, ...], str], Decimal]
"""What a unit gives (元 or a count), by schedule, key of the row and column."""

ENOUGH = 8  # figures other than zero: so many do not agree by chance
MOSTLY = Decimal("0.8")  # a total may have a mistyped cell or two and is a total still
_TWICE, _TOTAL = "HZ-04", "HZ-06"
_REMEDIES = {
    _TWICE: "每个单位只给一份输入；确是两个单位的，请核对名称和数",
    _TOTAL: "汇总数不是一个单位，请去掉这一份；要与汇总数核对的用 --compare",
}
_OWN = "本级"
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u180e\u3164·•()（）]+")


def same_name(name: str) -> str:
    """A unit's name as it is compared: without blanks, brackets and marks, full width as half width."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", name)).casefold()


def counted_twice(
    names: Sequence[str],
    figures: Sequence[Figures],
    department: str,
    added: Callable[[list[int]], Figures],
) -> list[Finding]:
    """Errors HZ-04 and HZ-06 for units in the order given. `added` adds up the units of these numbers."""
    return [
        *_same_names(names),
        *_same_figures(names, figures),
        *_total_by_name(names, department),
        *_total_by_figures(names, figures, added),
    ]


def _same_names(names: Sequence[str]) -> list[Finding]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(same_name(name), []).append(name)
    return [
        _fault(_TWICE, f"{'、'.join(f'“{name}”' for name in dict.fromkeys(group))}给了不止一份输入")
        for _, group in sorted(found.items())
        if len(group) > 1
    ]


def _same_figures(names: Sequence[str], figures: Sequence[Figures]) -> list[Finding]:
    """A copy of an input under another name; two units do not have all their figures alike."""
    found = []
    for at, first in enumerate(figures):
        for other in range(at + 1, len(figures)):
            alike = _filled(first)
            if same_name(names[at]) == same_name(names[other]) or len(alike) < ENOUGH:
                continue
            if alike == _filled(figures[other]):
                message = (
                    f"“{names[at]}”和“{names[other]}”的数全都相同（{len(alike)} 个），是同一份输入给了两次"
                )
                found.append(_fault(_TWICE, message))
    return found


def _total_by_name(names: Sequence[str], department: str) -> list[Finding]:
    """“某局” beside “某局本级”: the first is the whole, or they are one unit."""
    short = [same_name(name) for name in names]
    whole = {same_name(department), *(name.removesuffix(_OWN) for name in short if name.endswith(_OWN))}
    return [
        _fault(
            _TOTAL,
            f"“{name}”与“{names[short.index(f'{key}{_OWN}')]}”同时给出：前者是部门汇总数，本级已在其中",
        )
        for name, key in zip(names, short, strict=True)
        if key in whole and f"{key}{_OWN}" in short
    ]


def _total_by_figures(
    names: Sequence[str], figures: Sequence[Figures], added: Callable[[list[int]], Figures]
) -> list[Finding]:
    """A unit whose figures are the sums of the others'."""
    found = []
    for at, own in enumerate(figures if len(names) > 2 else ()):
        others = _filled(added([number for number in range(len(names)) if number != at]))
        mine = _filled(own)
        places = mine.keys() | others.keys()
        same = sum(1 for place in places if mine.get(place) == others.get(place))
        if same >= ENOUGH and same >= MOSTLY * len(places):
            said = (
                f"“{names[at]}”的数等于其余各单位之和（{len(places)} 个数中 {same} 个），是部门自己的汇总数"
            )
            found.append(_fault(_TOTAL, said))
    return found


def _fault(code: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, message, hint=_REMEDIES[code])


def _filled(figures: Figures) -> dict[tuple[str, tuple[str, ...], str], Decimal]:
    return {place: amount for place, amount in figures.items() if amount}
