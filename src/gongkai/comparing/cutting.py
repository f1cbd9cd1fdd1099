"""Divides two documents into the same paragraphs, where one of them (a PDF) has lines but no paragraphs.

Its prose is taken as one text without blanks, aligned with the prose of the other document, and cut where that one is;
only text that the other lacks is cut at its own lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from gongkai.readers.printed_document import PrintedLine, PrintedTable

Item = PrintedLine | PrintedTable
_CLAUSE = re.compile(r"[^。！？；：，、（）“”]*[。！？；：，、（）“”]?")
_MOST_LETTERS = 400_000  # the most pairs of characters in a stretch that is aligned character by character
_LEAST = 2  # the least length of a common part in such a stretch

Stretch = tuple[int, int, int]
"""A common stretch of two texts: its start in each of them, and its length."""


@dataclass(slots=True)
class _Stream:
    """The prose of a document without blanks. `places` gives for each character its item and its position in the item's
    text; `starts` maps the start of each line to its heading level (0 for text), `ends` holds the ends of lines;
    `tables` pairs each table with the character that it stands before."""

    items: Sequence[Item]
    text: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)
    tables: list[tuple[int, PrintedTable]] = field(default_factory=list)

    def __post_init__(self) -> None:
        said: list[str] = []
        for index, item in enumerate(self.items):
            if isinstance(item, PrintedTable):
                self.tables.append((len(said), item))
                continue
            begins = len(said)
            for place, char in enumerate(item.text):
                if not char.isspace():
                    said.append(char)
                    self.places.append((index, place))
            if len(said) > begins:
                self.starts[begins] = item.level
                self.ends.add(len(said))
        self.text = "".join(said)

    def cut(self, breaks: Iterable[int], levels: dict[tuple[int, int], int]) -> list[Item]:
        """The prose cut at these positions, with the tables in place. `levels` gives heading levels by start and end;
        a stretch that is not in it keeps the level of its line."""
        whole = sorted({0, len(self.text), *breaks, *(place for place, _ in self.tables)})
        found: list[Item] = []
        waiting = list(self.tables)
        for begin, end in pairwise(whole):
            while waiting and waiting[0][0] <= begin:
                found.append(waiting.pop(0)[1])
            level = levels.get((begin, end))
            if level is None:
                level = self.starts.get(begin, 0) if end in self.ends else 0
            found.append(self._line(begin, end, level))
        return [*found, *(table for _, table in waiting)]

    def _line(self, begin: int, end: int, level: int) -> PrintedLine:
        """A stretch as a line, with the blanks that it has within its original lines."""
        parts = []
        for place in range(begin, end):
            item, offset = self.places[place]
            if place > begin and self.places[place - 1][0] == item:
                parts.append(self._of(item)[self.places[place - 1][1] + 1 : offset])
            parts.append(self.text[place])
        return PrintedLine("".join(parts), self.items[self.places[begin][0]].place, level)

    def _of(self, item: int) -> str:
        found = self.items[item]
        return found.text if isinstance(found, PrintedLine) else ""


def cut_alike(sure: Sequence[Item], other: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """The items of both documents, with the prose of `other` cut like that of `sure`; tables divide the prose of both."""
    one, two = _Stream(sure), _Stream(other)
    common = _common(one.text, two.text)
    back = [(there, here, size) for here, there, size in common]
    beside = _carried((place for place, _ in two.tables), back)
    cuts = {*one.starts, *one.ends, *beside}
    own = {place for place in two.starts if not _within(place, [there for _, there, _ in common], common)}
    levels: dict[tuple[int, int], int] = {}
    whole = sorted({0, len(one.text), *cuts, *(place for place, _ in one.tables)})
    for begin, end in pairwise(whole):
        level = one.starts.get(begin, 0) if end in one.ends else 0
        for start in _carried([begin], common):
            for stop in _carried([end], common):
                levels.setdefault((start, stop), level)
    return one.cut(cuts, {}), two.cut({*_carried(cuts, common), *own}, levels)


def _within(place: int, begins: Sequence[int], common: Sequence[Stretch]) -> bool:
    """Whether a position of the other text lies in a common stretch, ends included."""
    index = bisect_right(begins, place) - 1
    return index >= 0 and place <= common[index][1] + common[index][2]


def _carried(places: Iterable[int], common: Sequence[Stretch]) -> set[int]:
    """Positions of one text transferred to the other; one between two stretches gives the end of the first and the
    start of the second."""
    begins = [here for here, _, _ in common]
    found = set()
    for place in places:
        index = bisect_right(begins, place) - 1
        for here, there, size in common[max(index - 1, 0) : index + 1]:
            if here <= place <= here + size:
                found.add(there + place - here)
    return found


def _common(one: str, two: str) -> list[Stretch]:
    """The common stretches of both texts in order: first whole clauses, between these single characters."""
    first, second = _clauses(one), _clauses(two)
    ones, twos = [text for _, text in first], [text for _, text in second]
    found: list[Stretch] = []
    here = there = 0
    for match in SequenceMatcher(None, ones, twos, autojunk=False).get_matching_blocks():
        start = first[match.a][0] if match.a < len(first) else len(one)
        begin = second[match.b][0] if match.b < len(second) else len(two)
        found += _letters(one, two, (here, start), (there, begin))
        size = sum(map(len, ones[match.a : match.a + match.size]))
        if size:
            found.append((start, begin, size))
        here, there = start + size, begin + size
    return found


def _clauses(text: str) -> list[tuple[int, str]]:
    return [(found.start(), found[0]) for found in _CLAUSE.finditer(text) if found[0]]


def _letters(one: str, two: str, first: tuple[int, int], second: tuple[int, int]) -> list[Stretch]:
    here, there = one[slice(*first)], two[slice(*second)]
    if not here or not there or len(here) * len(there) > _MOST_LETTERS:
        return []
    blocks = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
    return [(first[0] + block.a, second[0] + block.b, block.size) for block in blocks if block.size >= _LEAST]
