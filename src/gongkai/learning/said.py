"""The numbers of a sentence with what they say: amounts bound by name, changes, shares, what of a plan was attained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.frozen import frozen
from gongkai.learning.known_amounts import KnownAmounts
from gongkai.learning.names_of_figures import SIDES, NamesOfFigures, first_of
from gongkai.model.definitions import STAGE
from gongkai.plans.binding import Binding
from gongkai.sentences.leads import Manner, lead_of
from gongkai.sentences.quantities import Sort, WrittenNumber, quantities_of

_HALF_WIDTH = str.maketrans("（）：；％．０１２３４５６７８９", "():;%.0123456789")
_COMMA = re.compile(r"，(?!\d)")
_PLACEHOLDER = re.compile(
    r"(?<![A-Za-zＸ×])[XxＸ×](?:[XxＸ×]|[,，.](?=[XxＸ×]))*(?=\s*(?:万元|亿元|元|万(?=[(（]|$)|%|％|[个辆台人批项家户次]))"
)
_STAGED = re.compile(r"(年初预算|全年预算|调整预算)(?:数|安排|为|是)*$")
_LAST_YEAR = re.compile(r"(?:上年度?|去年|上一年度?)(?:决算|预算)?(?:数)?(?:为)?$")
_EARLIER = re.compile(
    r"^\s*(?P<year>20\d\d)年度?(?P<of>[^,，;。:]*?)(?:当年)?(?:预算)?(?:支出|收入)?(?:决算|执行|预算)(?:数|安排)?(?:为|是)?$"
)
"""Words that speak of a year's plan or outcome: 2023年当年预算执行数为."""
_OWN = re.compile(r"^(?:其中)?[:]?(?:支出|收入)?决算(?:数)?(?:为|是)?$|^(?:支出|执行)(?:数)?为$")
_COMPARED = re.compile(r"年初预算|全年预算|调整预算")
_NUMBERED = re.compile(
    r"^\s*(?:\([一二三四五六七八九十\d]{1,3}\)|(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．](?!\d)))\s*"
)
_BOTH_SIDES = ("收、支", "收支")
_UP_DOWN = re.compile(
    r"((?:[比较与同和][^,，。;:、]{1,24}?(?:相比,?)?)?)"
    r"(增加|减少|增长|下降|上升|降低|提高)(?:了|额)?(?:为|约)?(?:\((?:增加|减少|增长|下降|上升|降低|提高)\))?$"
)
_RATED = re.compile(
    r"^[,，](增长|下降|上升|降低|提高|增加|减少|增幅|降幅)(?:率)?(?:为|约)?(?:\([^()]{2}\))?$"
)
_EVEN = re.compile(
    r"(?:[比较与同和][^,，。;:、\d]{0,6}(?:20\d\d)?[^,，。;:、\d]{0,14}?(?:相比)?)?持平|与[^,，。;:、]{2,14}(?:相同|一致)"
)
_OF_ALL = re.compile(r"([^,，。;:]{4,40}?)中[,，]")
_LONG = 7  # characters of a name that says whose money it is
_FACTORS = {"元": 1, "万元": 10_000, "万": 10_000, "亿元": 100_000_000}
_PLANNED = {"全年": "全年预算", "年初": "年初预算", "调整": "全年预算"}


@frozen
class SaidNumber:
    """What stands at `start` to `end` of a paragraph: `manner` tells how, `binding` of which figure, `base` against what.

    A change takes in its rate and the words before it; `even` stands where there is no number. `sure` is False where
    somebody has to look.
    """

    start: int
    end: int
    manner: Manner
    binding: Binding | None
    base: Binding | None = None
    stage: str = ""
    number: WrittenNumber | None = None
    rate: WrittenNumber | None = None
    way: str = ""
    even: bool = False
    sure: bool = True


@dataclass(slots=True)
class SaidBefore:
    """What was said before in a paragraph: the last figure, and the first, of which later ones are parts; `before` is the
    last figure of the paragraph before, `outer` its first where this one goes on with its list."""

    last: Binding | None = None
    total: Binding | None = None
    planned: str = ""
    before: Binding | None = None
    outer: Binding | None = None

    def whole(self) -> Binding | None:
        """Of what a share is: the figure said first, where it is another one; else the first of the paragraph before."""
        return self.total if self.total != self.last else self.outer

    def take(self, other: SaidBefore) -> None:
        """Go on from another one."""
        self.last, self.total, self.planned = other.last, other.total, other.planned


@dataclass(slots=True)
class Listener:
    """Tells what the numbers of paragraphs say. `known` are the amounts of the document's own tables."""

    names: NamesOfFigures
    known: KnownAmounts
    sample: bool = False
    row: Binding | None = None
    section: str = ""
    year: str = ""
    """The year that the document is about, four digits."""
    turns: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """Where lines called alike were said, by the name of the first."""
    doubts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    @property
    def stages(self) -> tuple[str, str]:
        definitions = self.names.figures.pack.definitions
        return definitions.current, definitions.previous

    def hear(self, text: str, start: int, end: int, context: SaidBefore) -> Iterator[SaidNumber]:
        """The numbers from `start` to `end` of a text (half-width, placeholders as digits), in their order."""
        found: list[tuple[int, WrittenNumber | re.Match[str]]] = [
            (number.start, number) for number in quantities_of(text) if start <= number.start < end
        ]
        found += [(each.start(), each) for each in _EVEN.finditer(text, start, end)]
        of_all = _OF_ALL.match(text, start, end)
        if of_all is not None and (whole := self.names.called(of_all[1])):
            context.total = whole[0]
        skip = -1
        for at, (_, item) in enumerate(ordered := sorted(found, key=lambda pair: pair[0])):
            if at == skip:
                continue
            if isinstance(item, re.Match):
                stage = self._compared(item[0], context.planned)
                yield SaidNumber(
                    item.start(), item.end(), Manner.CHANGED, context.last, stage=stage, even=True
                )
                continue
            following = ordered[at + 1][1] if at + 1 < len(ordered) else None
            said = self._number(text, start, item, following, context)
            if said.rate is not None and said.rate is following:
                skip = at + 1
            yield said

    def _number(
        self, text: str, start: int, number: WrittenNumber, following: object, context: SaidBefore
    ) -> SaidNumber:
        words = text[max(start, number.start - len(number.words)) : number.start]
        lead = lead_of(words)
        if (
            lead.manner == Manner.CHANGED
            and (changed := _UP_DOWN.search(text, start, number.start)) is not None
        ):
            return self._change(text, number, changed, following, context)
        if lead.manner == Manner.PART:
            total = self.names.called(lead.subject) if lead.subject else []
            base = self._chosen(total, None, context, lead.subject) if total else context.whole()
            return SaidNumber(number.start, number.end, Manner.PART, context.last, base, number=number)
        if lead.manner == Manner.DONE:
            stage = self._planned(words, context)
            return SaidNumber(number.start, number.end, Manner.DONE, context.last, stage=stage, number=number)
        if lead.manner == Manner.APART or number.sort == Sort.RATE:
            return SaidNumber(number.start, number.end, lead.manner, None, number=number)
        return self._amount(text, start, number, context)

    def _amount(self, text: str, start: int, number: WrittenNumber, context: SaidBefore) -> SaidNumber:
        words = text[max(start, number.start - len(number.words)) : number.start].replace(*_BOTH_SIDES)
        clause = _NUMBERED.sub("", re.split(r"[,，;。:]", words)[-1])
        stage = ""
        if (staged := _STAGED.search(clause)) is not None:
            stage = _PLANNED[staged[1][:2]]
            clause = clause[: staged.start()]
        elif (earlier := _LAST_YEAR.search(clause)) is not None:
            stage, clause = self.stages[1], clause[: earlier.start()]
        elif (of_year := _EARLIER.match(clause)) is not None and self._is_before(of_year["year"]):
            stage, clause = self.stages[1], of_year["of"]
        own = _OWN.match(clause.strip()) is not None or not clause.strip()
        binding: Binding | None
        if self.row is not None:
            binding, sure = _at(self.row, stage), True
        elif own and context.last is not None:
            binding, sure = _at(context.last, stage), True
        else:
            binding, sure = self._by_name(clause, number, context, stage)
        if binding is not None:
            context.last = _at(binding, "")
            context.total = context.total or context.last
            context.planned = stage or context.planned
        return SaidNumber(number.start, number.end, Manner.STATED, binding, number=number, sure=sure)

    def _is_before(self, year: str) -> bool:
        """Whether a year is the one before the document's."""
        return self.year.isdigit() and int(year) == int(self.year) - 1

    def _by_name(
        self, clause: str, number: WrittenNumber, context: SaidBefore, stage: str
    ) -> tuple[Binding | None, bool]:
        subject = lead_of(clause).subject
        found = self._of_section(subject) or self.names.called(subject)
        if found:
            return _staged(self._chosen(found, number, context, subject), stage), True
        amount, rounding = amount_of(number)
        alike = [
            each
            for each in self.names.alike(subject)
            if self.sample or stage or self.known.agrees(each, amount, rounding) is not False
        ]
        return (_staged(alike[0], stage), False) if alike else (None, False)

    def _of_section(self, subject: str) -> list[Binding]:
        """What 收入 or 支出 alone are in a section about one kind of money."""
        if subject not in SIDES:
            return []
        named = [
            name
            for name in self.names.by_name
            if name.endswith(subject) and len(name) > _LONG and name[: -len(subject)] in self.section
        ]
        return self.names.by_name[max(named, key=len)] if named else []

    def _chosen(
        self, found: Sequence[Binding], number: WrittenNumber | None, context: SaidBefore, subject: str
    ) -> Binding:
        """Of several figures of one name that which the tables print with this amount, else the first."""
        again = [each for each in found if first_of(each.name) == found[0].name]
        if number is not None and len(again) > 1:
            return self._again(again, number)
        if number is None or self.sample or len(found) == 1:
            return found[0]
        amount, rounding = amount_of(number)
        told = {binding: self.known.agrees(binding, amount, rounding) for binding in found}
        if told[found[0]] is not False:
            return found[0]  # the likeliest name, and no table says otherwise
        agreed = [binding for binding in found if told[binding]]
        if not agreed:
            self.doubts.append((subject, tuple(self.names.figures.text(each) for each in found)))
        return (agreed or [each for each in found if told[each] is None] or list(found))[0]

    def _again(self, found: Sequence[Binding], number: WrittenNumber) -> Binding:
        """Of lines called alike the one whose turn it is: they were made in the order in which a document says them."""
        places = self.turns.setdefault(found[0].name, [])
        place = (number.words, number.start)
        if place not in places:  # a sentence may be heard again, piece by piece
            places.append(place)
        return found[min(places.index(place), len(found) - 1)]

    def _change(
        self, text: str, number: WrittenNumber, changed: re.Match[str], following: object, context: SaidBefore
    ) -> SaidNumber:
        """A change, with what it is compared to and its rate where that follows at once."""
        before = text[: changed.start()]
        clause = _NUMBERED.sub("", re.split(r"[,，;。:]", before.replace(*_BOTH_SIDES))[-1])
        subject = lead_of(clause).subject
        own = self.names.called(subject) if subject and self.row is None else []
        binding = self._chosen(own, None, context, subject) if own else context.last
        if own and context.last is not None and context.last in own:
            binding = context.last
        if binding is not None:
            context.last = binding
        rate = None
        end = number.end
        if (
            number.sort == Sort.MONEY
            and isinstance(following, WrittenNumber)
            and following.sort == Sort.RATE
            and _RATED.match(text[number.end : following.start])
        ):
            rate, end = following, following.end
        said = changed[1] or _nearest_comparison(before)
        return SaidNumber(
            changed.start(), end, Manner.CHANGED, binding, stage=self._compared(said, context.planned), number=number, rate=rate, way=changed[2]
        )  # fmt: skip

    def _compared(self, words: str, planned: str = "") -> str:
        """The stage that a comparison is with."""
        found = _COMPARED.search(words)
        if re.search(r"20\d\d|上年|去年|上一年", words):
            return self.stages[1]
        if found is not None:
            return _PLANNED[found[0][:2]]
        return planned or "年初预算" if "预算" in words else self.stages[1]

    def _planned(self, words: str, context: SaidBefore) -> str:
        found = _COMPARED.search(words)
        return _PLANNED[found[0][:2]] if found is not None else context.planned or "年初预算"


def amount_of(number: WrittenNumber) -> tuple[Decimal, Decimal]:
    """The amount in 元, or the count, and half of its last digit."""
    factor = _FACTORS.get(number.unit, 1)
    decimals = len(number.number.partition(".")[2])
    return Decimal(number.number) * factor, Decimal(5).scaleb(-decimals - 1) * factor


def narrow(text: str) -> str:
    """A text with half-width digits and marks, character by character; a comma before a number stays wide, lest it be
    taken for one within it."""
    return _COMMA.sub(",", text.translate(_HALF_WIDTH))


def with_digits(text: str) -> str:
    """The same with the placeholders of a sample (XXX万元) as digits."""
    return _PLACEHOLDER.sub(lambda found: "1" * len(found[0]), narrow(text))


def _nearest_comparison(before: str) -> str:
    found = re.findall(r"[比较与同和][^,，。;:、]{1,24}?(?:相比|比较)", before)
    return found[-1] if found else ""


def _at(binding: Binding, stage: str) -> Binding:
    where = tuple(pair for pair in binding.where if pair[0] != STAGE)
    return Binding(
        binding.figure, binding.name, (*where, (STAGE, (stage,))) if stage else where, binding.count
    )


def _staged(binding: Binding, stage: str) -> Binding:
    return _at(binding, stage) if stage else binding
