"""Finds what would be counted twice: a unit given twice under differently written names, or the department itself
among its units."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from gongkai.findings import Finding, Severity

FigurePlace = tuple[str, tuple[str, ...], str]
Figures = Mapping[FigurePlace, Decimal]
"""The figures of a unit (元 or a count) by schedule, key of the row and column."""

ENOUGH = 8  # figures other than zero; this many do not agree by chance
MOSTLY = Decimal("0.8")  # a total may contain a mistyped cell or two
# Likeness of two names of one unit; two units of a county may reach it too, so that it never suffices alone.
_LIKE = 0.6
_TWICE, _TOTAL = "HZ-04", "HZ-06"
_REMEDIES = {
    _TWICE: "每个单位只给一份输入；确是两个单位的，请核对名称和数",
    _TOTAL: "汇总数不是一个单位，请去掉这一份；要与汇总数核对的用 --compare",
}
# Endings that make the name of a department's own part out of that of the department: 某局本级, 某局（机关本级）, 某局局机关.
_OWN_PART = re.compile(r"(?:(?<=局)局)?(?:机关)?本\s*[级部]$|(?:(?<=局)局)?机关$")
# Names of a total that is no unit: 某局汇总, 合计, 某局（部门）, 某局（含下属单位）.
_WHOLE = re.compile(
    r"(?:全?部门|全?系统)?(?:汇总数?|合计|总计|小计|共计)表?\)?$|\((?:全?部门|全?系统|含[^()]{2,8})\)$"
)
_WHOLE_PART = re.compile(r"(?:全?部门|全?系统)$")
# Variant characters that GB 2312 contains beside the standard form, because they have a use of their own (於 as a
# surname, 乾 in 乾坤).
_FORMS = {
    pair[0]: pair[1]
    for pair in [
        "於于",
        "乾干",
        "徵征",
        "藉借",
        "著着",
        "覆复",
        "夥伙",
        "摺折",
        "锺钟",
        "馀余",
        "甯宁",
        "麽么",
        "後后",
    ]
}
_MARKS = re.compile(r"[\W_]+")
_LOOKED_AT = 3  # how many figures of a suspected total are tried
_MOST_UNITS = 12  # the most units whose every selection is tried as the parts of a total


def same_name(name: str) -> str:
    """A unit's name as it is compared: without blanks, brackets and marks, full width as half width, the own part of
    a department always as 本级."""
    short = _MARKS.sub("", unicodedata.normalize("NFKC", name)).casefold()
    rest = _OWN_PART.sub("", short)
    return f"{rest}本级" if rest and rest != short else short


def same_but_for_variants(first: str, other: str) -> bool:
    """True for names of the same length that differ only in traditional or variant characters (縣 for 县).

    A character outside GB 2312, which the standard library knows, counts as a variant of any inside; the few variants
    inside it (於 for 于) are listed in `_FORMS`.
    """
    names = same_name(first), same_name(other)
    if len(names[0]) != len(names[1]):
        return False
    differing = [pair for pair in zip(*names, strict=True) if pair[0] != pair[1]]
    at_most = len(names[0]) * 2 // 3
    return 0 < len(differing) <= at_most and all(map(_are_variants, differing))


def _are_variants(pair: tuple[str, str]) -> bool:
    first, other = pair
    return (
        _FORMS.get(first) == other
        or _FORMS.get(other) == first
        or _is_simplified(first) != _is_simplified(other)
    )


def _is_simplified(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def department_of(name: str) -> str:
    """The department of a unit that is its own part: 某局 of 某局（本级）. Any other name as it is."""
    bare = name.strip().rstrip("）)】]〕 ")
    rest = _OWN_PART.sub("", bare).rstrip("（(【[〔-—－ ")
    return rest if rest and rest != bare else name


def counted_twice(
    names: Sequence[str],
    figures: Sequence[Figures],
    department: str,
    added: Callable[[list[int]], Figures],
) -> list[Finding]:
    """Errors HZ-04 and HZ-06 for units in the order given. `added` adds up the units with the given indexes."""
    named = _total_by_name(names, department)
    counted = _total_by_figures(names, figures, added)
    totals = {**counted, **named}  # one finding per unit
    return [
        *_same_names(names),
        *_same_figures(names, figures),
        *(totals[at] for at in sorted(totals)),
    ]


def _same_names(names: Sequence[str]) -> list[Finding]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(same_name(name), []).append(name)
    twice = [
        _fault(_TWICE, f"{'、'.join(f'“{name}”' for name in dict.fromkeys(group))}给了不止一份输入")
        for _, group in sorted(found.items())
        if len(group) > 1
    ]
    alike = [
        _fault(_TWICE, f"“{first[0]}”和“{other[0]}”只差繁体字、异体字，很可能是同一个单位")
        for at, first in enumerate(found.values())
        for other in list(found.values())[at + 1 :]
        if same_but_for_variants(first[0], other[0])
    ]
    return twice + alike


def _same_figures(names: Sequence[str], figures: Sequence[Figures]) -> list[Finding]:
    """A finding for two inputs whose figures agree: the same input under another name, or two versions of it."""
    found = []
    filled = [_filled(item) for item in figures]
    for at, first in enumerate(filled):
        for other in range(at + 1, len(filled)):
            if len(first) < ENOUGH or _named_alike(names[at], names[other]):
                continue
            pair, count = f"“{names[at]}”和“{names[other]}”", len(first.keys() | filled[other].keys())
            if first == filled[other]:
                found.append(_fault(_TWICE, f"{pair}的数全都相同（{count} 个），是同一份输入给了两次"))
                continue
            same = sum(1 for place, amount in first.items() if filled[other].get(place) == amount)
            if same >= ENOUGH and same >= MOSTLY * count and _look_alike(names[at], names[other]):
                message = f"{pair}名称相近，{count} 个数中 {same} 个相同，很可能是同一个单位的两份输入"
                found.append(_fault(_TWICE, message))
    return found


def _named_alike(first: str, other: str) -> bool:
    """True for names that `_same_names` reports already."""
    return same_name(first) == same_name(other) or same_but_for_variants(first, other)


def _look_alike(first: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, same_name(first), same_name(other)).ratio() >= _LIKE


def _total_by_name(names: Sequence[str], department: str) -> dict[int, Finding]:
    """A finding, by index, for a unit whose name is that of a total, and for 某局 beside 某局本级."""
    short = [same_name(name) for name in names]
    whole = {same_name(department), *(name.removesuffix("本级") for name in short if name.endswith("本级"))}
    found = {}
    for at, (name, key) in enumerate(zip(names, short, strict=True)):
        own = f"{_WHOLE_PART.sub('', key)}本级"
        if _WHOLE.search(unicodedata.normalize("NFKC", name).strip()):
            found[at] = _fault(_TOTAL, f"“{name}”是汇总数的名称，不是一个单位")
        elif own.removesuffix("本级") in whole and own in short:
            beside = names[short.index(own)]
            said = f"“{name}”与“{beside}”同时给出：前者是部门汇总数，本级已在其中"
            found[at] = _fault(_TOTAL, said)
    return found


def _total_by_figures(
    names: Sequence[str], figures: Sequence[Figures], added: Callable[[list[int]], Figures]
) -> dict[int, Finding]:
    """A finding, by index, for a unit whose figures are the sums of all or some of the others."""
    found = {}
    for at, own in enumerate(figures if len(names) > 2 else ()):
        mine = _filled(own)
        if len(mine) < ENOUGH:
            continue
        others = [number for number in range(len(names)) if number != at]
        for parts in dict.fromkeys((tuple(others), *_selections(mine, figures, others))):
            theirs = _filled(added(list(parts)))
            places = mine.keys() | theirs.keys()
            same = sum(1 for place in places if mine.get(place) == theirs.get(place))
            if same >= ENOUGH and same >= MOSTLY * len(places):
                whose = (
                    "其余各单位"
                    if len(parts) == len(others)
                    else "、".join(f"“{names[part]}”" for part in parts)
                )
                said = (
                    f"“{names[at]}”的数等于{whose}之和（{len(places)} 个数中 {same} 个），是部门自己的汇总数"
                )
                found[at] = _fault(_TOTAL, said)
                break
    return found


def _selections(
    mine: Mapping[FigurePlace, Decimal], figures: Sequence[Figures], others: Sequence[int]
) -> Iterator[tuple[int, ...]]:
    """Selections of two or more of `others` whose sum agrees with one of the largest figures."""
    if len(others) > _MOST_UNITS:
        return
    largest = sorted(mine, key=lambda place: (-abs(mine[place]), place))[:_LOOKED_AT]
    for place in largest:
        sums: list[tuple[Decimal, tuple[int, ...]]] = [(Decimal(0), ())]
        for number in others:
            amount = figures[number].get(place, Decimal(0))
            if amount:
                sums += [(total + amount, (*parts, number)) for total, parts in sums]
        for total, parts in sums:
            if len(parts) > 1 and total == mine[place]:
                yield parts


def _fault(code: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, message, hint=_REMEDIES[code])


def _filled(figures: Figures) -> dict[FigurePlace, Decimal]:
    return {place: amount for place, amount in figures.items() if amount}
