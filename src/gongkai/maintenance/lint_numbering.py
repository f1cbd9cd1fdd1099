"""The numbers of headings in a finished report (`templates lint`): none is left out, none stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gongkai.frozen import frozen
from gongkai.model.labels import chinese_numeral

_MOST = 99
_VALUES = {chinese_numeral(number): number for number in range(1, _MOST + 1)}
_CHINESE = "[一二三四五六七八九十]+"
# Each way of numbering: what stands before the number, the number, what stands behind it.
_STYLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(第)({_CHINESE})(部分|章)",
        rf"^()({_CHINESE})(、)",
        rf"^([（(])({_CHINESE})([）)])",
        r"^()(\d{1,2})([.．、])(?!\d)",
        r"^([（(])(\d{1,2})([）)])",
    )
)


@frozen
class Jump:
    """A heading whose number does not follow: its place in what was given, its text, and the text expected to begin it."""

    index: int
    text: str
    before: str
    expected: str


def jumps(headings: Iterable[tuple[int, str]]) -> Iterator[Jump]:
    """Headings (level, text) from top to bottom; those under a higher one begin anew, and the first of all may
    have any number. A heading without a number begins anew at its own level."""
    last: dict[int, tuple[re.Pattern[str], int, str]] = {}
    started = False
    for index, (level, text) in enumerate(headings):
        known = last.get(level)
        last = {above: seen for above, seen in last.items() if above < level}
        style, number = _number(text)
        if style is None:
            started = True
            continue
        same = known is not None and known[0] is style
        wanted = known[1] + 1 if known is not None and same else 1
        if number != wanted and (same or (known is None and started)):
            yield Jump(
                index, text, known[2] if known is not None and same else "", _shown(style, text, wanted)
            )
        last[level] = style, number, text
        started = True


def _number(text: str) -> tuple[re.Pattern[str] | None, int]:
    for style in _STYLES:
        match = style.match(text)
        if match is not None:
            number = _VALUES.get(match[2]) or (int(match[2]) if match[2].isdecimal() else 0)
            return (style, number) if number else (None, 0)
    return None, 0


def _shown(style: re.Pattern[str], text: str, number: int) -> str:
    match = style.match(text)
    assert match is not None
    digits = str(number) if match[2].isdecimal() else chinese_numeral(number)
    return f"{match[1]}{digits}{match[3]}"
