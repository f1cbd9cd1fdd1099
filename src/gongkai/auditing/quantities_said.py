"""Amounts, rates and words of direction in a sentence of a published document, in the words that all provinces use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.frozen import frozen

_NUMBER = r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_TOKEN = re.compile(
    rf"(?<![\d.,\-/])({_NUMBER})\s*(?:(万元|亿元|元(?![旦宵月])|万(?=[(),，。；;、]))|(%|个百分点))"
    r"|(持平|(?:与|同|和)[^，。；;、%]{1,16}?(?:相同|一致)|无变化|无增减|没有变化)"
)
_UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "万": Decimal(10_000), "亿元": Decimal(100_000_000)}
_UP = "增加|(?<!稳)(?<!促)(?<!保)增长|上升|提高|新增|调增|增支|超支|增|多"
_DOWN = "减少|下降|降低|节约|压减|调减|下调|缩减|减支|降|减|少"
_CHANGE = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|额|数|率|幅度|比例|幅)?(?:为|约)?(?:共计|共)?\s*$"
)
_EITHER = re.compile(rf"(?:{_UP}|{_DOWN})\s*[(/或](?:{_UP}|{_DOWN})\)?\s*$")
_SHARE = re.compile(r"占([^，。；;:、]{0,40}?)(?:的)?(?:比重|比例|比)?(?:为|约)?\s*$")
_COMPLETION = re.compile(
    r"完成([^，。；;:、]{0,16}?)(?:的|率)?(?:为|达|达到)?\s*$|(?:执行|完成)率(?:为|达到|达|是)?\s*$|为([^，。；;:、]{0,10}预算[^，。；;:、]{0,4})的\s*$"
)
_DIFFERENCE = re.compile(r"差异率(?:为)?\s*$")
_BASE = re.compile(
    r"(?:比|较|与|同|跟|和)(?P<base>(?:(?:上一?|去|前)年度?(?:同期)?|20\d\d年度?)[^，。；;:]{0,14}?|[^，。；;:]{0,6}?预算[^，。；;:]{0,6}?)(?=相比|增|减|上升|下降|降|持平|多|少|提高|，|$)"
)
_SENTENCE = re.compile(r"[^。；;！\n]+[。；;！\n]?")
STATED, CHANGE, RATE, SHARE, COMPLETION, DIFFERENCE, SAME_AS, OTHER = (
    "数额",
    "增减额",
    "增减率",
    "占比",
    "完成率",
    "差异率",
    "持平",
    "其他率",
)


@frozen
class Said:
    """A quantity in a text. `value` is in 元 for amounts, in per cent for rates; `step` one unit of its last digit.

    `sign` is 1 or -1 for a change, 0 where no word (or both) tells it. `lead` is the text before it in its clause, and
    `of` what a share or completion is of; `base` says with what a change compares.
    """

    kind: str
    value: Decimal
    step: Decimal
    start: int
    end: int
    text: str
    unit: str = ""
    sign: int = 0
    lead: str = ""
    of: str = ""
    base: str = ""

    @property
    def begin(self) -> int:
        """Where the words before it in its clause begin."""
        return self.start - len(self.lead)

    @property
    def number(self) -> str:
        """Its digits as they are printed, without separators."""
        return self.text.replace(",", "").rstrip("万亿元% 个百分点")

    @property
    def factor(self) -> Decimal:
        """元 in one of its unit."""
        return _UNITS.get(self.unit, Decimal(1))

    @property
    def is_amount(self) -> bool:
        return self.kind in (STATED, CHANGE)


@frozen
class Sentence:
    """A sentence with its quantities; `start` and `end` are places in the whole text."""

    text: str
    start: int
    said: tuple[Said, ...]


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text that hold quantities."""
    found = []
    for match in _SENTENCE.finditer(text):
        said = tuple(_said(match[0], match.start()))
        if said:
            found.append(Sentence(match[0], match.start(), said))
    return found


def _said(text: str, offset: int) -> Iterator[Said]:
    before, base = 0, ""
    for match in _TOKEN.finditer(text):
        lead = text[max(before, _opened(text, match.start())) : match.start()]
        wide = text[before : match.start()]
        found = _BASE.search(wide)
        if found is not None:
            base = found["base"]
        start, end = offset + match.start(), offset + match.end()
        if match[4]:
            yield Said(SAME_AS, Decimal(0), Decimal(0), start, end, match[0], lead=wide, base=base)
        elif match[2]:
            digits = match[1].replace(",", "").replace("−", "-")
            factor = _UNITS[match[2]]
            step = Decimal(1).scaleb(-len(digits.partition(".")[2])) * factor
            change = _CHANGE.search(lead)
            kind = CHANGE if change and not _level_after_all(lead) else STATED
            sign = _sign(change) if kind == CHANGE and not _EITHER.search(lead) else 0
            value = Decimal(digits) * factor
            yield Said(
                kind,
                value,
                step,
                start,
                end,
                match[0],
                match[2],
                sign,
                lead,
                "",
                base if kind == CHANGE else "",
            )
        else:
            yield _rate(match, lead, wide, start, end, base)
        before = match.end()


def _rate(match: re.Match[str], lead: str, wide: str, start: int, end: int, base: str) -> Said:
    digits = match[1].replace(",", "").replace("−", "-")
    value, step = Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2]))
    kind, sign, of = OTHER, 0, ""
    if match[3] == "%":
        if _DIFFERENCE.search(lead):
            kind = DIFFERENCE
        elif (share := _SHARE.search(lead)) is not None:
            kind, of = SHARE, share[1]
        elif (done := _COMPLETION.search(lead)) is not None:
            kind, of = COMPLETION, done[1] or done[2] or ""
        elif (change := _CHANGE.search(lead)) is not None or _EITHER.search(lead):
            kind = RATE
            sign = _sign(change) if change is not None and not _EITHER.search(lead) else 0
    return Said(kind, value, step, start, end, match[0], match[3], sign, lead or wide[-30:], of, base)


def _sign(change: re.Match[str] | None) -> int:
    return 0 if change is None else 1 if change["up"] else -1


def _level_after_all(lead: str) -> bool:
    """Whether what looks like a change is none: 增加到, 减少至, 不少, 增减."""
    return (
        re.search(r"(?:增减|多少|不少|至少|最多|增加到|减少到|增至|减至|降至)(?:额|为)?\s*$", lead)
        is not None
    )


def _opened(text: str, end: int) -> int:
    """Where the clause begins that ends at `end`."""
    at = end
    while at > 0:
        char = text[at - 1]
        if char == "、" and text[at - 2 : at + 1] == "收、支":
            at -= 2
            continue
        if char in "，、:。；;" or (
            char == "," and not (text[at - 2 : at - 1].isdigit() and text[at : at + 1].isdigit())
        ):
            break
        at -= 1
    return at
