"""Matches the numbers of a document with the slots of a format's sentences: each with one of them, or with none.

The document as a whole is one path through the slots, the best one (dynamic programming) by the words before each
number, the slot before it and the heading above it. Words may differ, sentences may be missing or added. The work grows
with the number of numbers times that of slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.packs.pack import Pack
from gongkai.sentences.code_words import CodeWords
from gongkai.sentences.leads import Lead, alikeness, lead_of, plain_name
from gongkai.sentences.quantities import Sort, WrittenNumber, quantities_of
from gongkai.sentences.slots import NO_SLOT, CodeRows, Says, SentenceSlot
from gongkai.sentences.turning import turned

_SURE = 0.9
_NUMBERING = re.compile(r"^(?:第?[(（]?[一二三四五六七八九十\d]+[)）]?(?:部分)?[、.．]?)")
_GENERAL = re.compile(r"情况|说明|的|决算|预算|财政拨款(?=三公)")
# A match is worth the likeness of its words, plus a bonus where the template leads here from the slot before, or else
# where the slot follows shortly after the last one, and where the heading fits (a malus where not), less a fixed cost.
_DIRECT, _HEADED, _ELSEWHERE, _NEXT, _COST = 0.5, 0.3, -0.3, 0.2, 0.6
# Likeness of a number whose words are another name of the figure, name the code of its row, or fit a row at all.
_NAMED, _ROW, _OPEN = 0.97, 0.95, 0.8
_FAR = 12  # slots within which one still follows shortly after another
_LEAST = 0.25  # likeness below which nothing matches
_TELLING = 4
"""The least length of a subject that identifies a figure where no heading tells the section."""


@frozen
class DocumentPassage:
    """A paragraph of a document (half-width digits) and the headings above it, the highest first."""

    text: str
    headings: tuple[str, ...] = ()


@frozen
class Match:
    """A number and its slot. `alike` (0 to 1) is the likeness of the words; `sure` means that no other slot fits.

    `codes` are the codes that a row of a loop may be for: one, several of one name, or none if its words name none.
    """

    quantity: WrittenNumber
    slot: SentenceSlot
    alike: float
    sure: bool
    codes: tuple[str, ...] = ()


@frozen
class Aligned:
    """For each passage its numbers, each with its match or None."""

    passages: tuple[tuple[tuple[WrittenNumber, Match | None], ...], ...]


@frozen
class _Planned:
    """A slot prepared for comparison: the slots before it with the words in between, other names of its figure, and its
    heading."""

    slot: SentenceSlot
    ways: tuple[tuple[int, Lead], ...]
    names: frozenset[str]
    heading: str


@frozen
class _Step:
    """A number (`key`: passage and position in it) matched with a slot, and the step before."""

    key: tuple[int, int]
    planned: _Planned
    alike: float
    sure: bool
    before: _Step | None

    def leads_to(self, key: tuple[int, int]) -> bool:
        """Whether it is sure and `key` is the next number of the same passage."""
        return self.sure and self.key == (key[0], key[1] - 1)


@frozen
class _Way:
    """The best path that ends in a slot: its worth and its last step."""

    worth: float
    last: _Step | None


class Sentences:
    """The sentences of a format, ready to be matched with documents. `names` gives other names of figures by slot."""

    def __init__(self, pack: Pack, names: Mapping[int, frozenset[str]] | None = None) -> None:
        self.slots = turned(pack)
        self._planned: list[_Planned] = []
        self._of_sort: dict[tuple[str, str], list[_Planned]] = {}
        self._codes = CodeWords(pack.classification)
        self._meant: dict[tuple[str, ...], set[object]] = {}
        for slot in self.slots:
            ways = tuple(dict.fromkeys((before, lead_of(words)) for before, words in slot.before))
            own = (
                {plain_name(slot.meaning.name)}
                if slot.meaning.role == Says.AMOUNT and not slot.meaning.rows
                else set()
            )
            called = frozenset((*own, *(names or {}).get(slot.index, ())))
            planned = _Planned(slot, ways, called, heading_name(slot.heading))
            self._planned.append(planned)
            for manner in {lead.manner for _, lead in ways}:
                self._of_sort.setdefault((_sort(slot), manner), []).append(planned)
            for _, lead in ways:
                meant = (slot.meaning.figure, slot.meaning.base, slot.meaning.rows)
                for key in ((lead.manner, lead.subject), (lead.manner, lead.subject, planned.heading)):
                    self._meant.setdefault(key, set()).add(meant)

        headings = list(dict.fromkeys(planned.heading for planned in self._planned if planned.heading))
        self._after = dict(zip(headings, [*headings[1:], ""][: len(headings)], strict=True))

    def put_to(self, passages: Sequence[DocumentPassage]) -> Aligned:
        """Match the numbers of a document, whose passages are given in order."""
        found = [list(quantities_of(passage.text)) for passage in passages]
        ways: dict[int, _Way] = {NO_SLOT: _Way(0.0, None)}
        for index, passage in enumerate(passages):
            near = {heading_name(each) for each in passage.headings} - {""}
            for at, quantity in enumerate(found[index]):
                self._step(ways, (index, at), quantity, near)
        best = max(ways.values(), key=lambda way: way.worth)
        chosen: dict[tuple[int, int], _Step] = {}
        step = best.last
        while step is not None:
            chosen[step.key] = step
            step = step.before
        return Aligned(
            tuple(tuple(self._matches(index, quantities, chosen)) for index, quantities in enumerate(found))
        )

    def _step(
        self, ways: dict[int, _Way], key: tuple[int, int], quantity: WrittenNumber, near: set[str]
    ) -> None:
        """Extend the paths by a number: for each slot that it may stand in, the best path that leads there."""
        lead = lead_of(quantity.words)
        anywhere = max(ways.values(), key=lambda way: way.worth)
        better: dict[int, _Way] = {}
        guessed = self._likely_headings(anywhere) if not near & self._after.keys() else ()
        for planned in self._of_sort.get((quantity.sort, lead.manner), ()):
            headed = planned.heading in near
            came, alike, direct = self._came(planned, ways, lead, anywhere, key[1] == 0)
            if planned.slot.meaning.rows is not None:
                alike = self._of_row(alike, quantity, planned.slot.meaning.rows, direct)
            told = (lead.manner, lead.subject, planned.heading) if headed else (lead.manner, lead.subject)
            alone = len(self._meant.get(told, ())) == 1
            if not (headed or direct):
                if planned.heading not in guessed and (not alone or len(lead.subject) < _TELLING):
                    continue
                alike = alike if alike >= _SURE else 0.0
                alone = alone and len(lead.subject) >= _TELLING
            joined = _DIRECT if direct else self._following(planned.slot.index, ways, anywhere)
            gain = alike + joined + (_HEADED if headed else _ELSEWHERE) - _COST
            if alike >= _LEAST and gain > 0:
                led = direct and came.last is not None and came.last.leads_to(key)
                step = _Step(key, planned, alike, alike >= _SURE and (led or alone), came.last)
                better[planned.slot.index] = _Way(came.worth + gain, step)
        for index, way in better.items():
            if index not in ways or ways[index].worth < way.worth:
                ways[index] = way

    def _likely_headings(self, way: _Way) -> tuple[str, ...]:
        """The headings to try where a document has none of the format's: the one reached last, and the next."""
        heading = way.last.planned.heading if way.last is not None else next(iter(self._after), "")
        return (heading, self._after.get(heading, ""))

    def _of_row(self, alike: float, quantity: WrittenNumber, rows: CodeRows, direct: bool) -> float:
        """The likeness for a row of a loop: high where the words name a code, else halved unless `direct`."""
        if self._codes.named(quantity.words, rows):
            return max(alike, _ROW) if alike >= _OPEN else alike
        return alike if direct else alike / 2

    def _came(
        self, planned: _Planned, ways: Mapping[int, _Way], lead: Lead, anywhere: _Way, first: bool
    ) -> tuple[_Way, float, bool]:
        """The best path to a slot, the likeness of the words on it, and whether the template continues that path."""
        known = _NAMED if lead.subject and lead.subject in planned.names else 0.0
        best, alike, direct = -1.0, 0.0, False
        came = anywhere
        for before, words in planned.ways:
            like = max(alikeness(lead.subject, words.subject), known)
            way = ways.get(before) if not first and before != NO_SLOT else None
            if way is not None:
                like = max(like, alikeness(lead.whole, words.whole))
            value = like + (way.worth - anywhere.worth + _DIRECT if way is not None else 0.0)
            if value > best:
                best, alike, direct = value, like, way is not None
                came = way if way is not None else anywhere
        return came, alike, direct

    def _following(self, index: int, ways: Mapping[int, _Way], anywhere: _Way) -> float:
        """The bonus of a slot that follows shortly after the one reached last."""
        for number in range(index - 1, max(-1, index - _FAR), -1):
            if ways.get(number) is anywhere:
                return _NEXT - 0.01 * (index - number)
        return 0.0

    def _matches(
        self,
        index: int,
        quantities: Sequence[WrittenNumber],
        chosen: Mapping[tuple[int, int], _Step],
    ) -> Iterator[tuple[WrittenNumber, Match | None]]:
        words, loop, last = "", 0, -1
        for at, quantity in enumerate(quantities):
            found = chosen.get((index, at))
            if found is None:
                yield quantity, None
                continue
            slot, rows = found.planned.slot, found.planned.slot.meaning.rows
            if slot.loop != loop or slot.index <= last or not words:
                words = quantity.words
            loop, last = slot.loop, slot.index
            yield (
                quantity,
                Match(
                    quantity,
                    slot,
                    found.alike,
                    found.sure,
                    self._codes.named(words, rows) if rows is not None else (),
                ),
            )


def heading_name(text: str) -> str:
    """A heading without its numbering and without general words such as 情况 and 说明."""
    return _GENERAL.sub("", normal(_NUMBERING.sub("", text.strip())))


def _sort(slot: SentenceSlot) -> Sort:
    if slot.unit == "%":
        return Sort.RATE
    return Sort.MONEY if slot.unit in ("万元", "元") else Sort.COUNT
