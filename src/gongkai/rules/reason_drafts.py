"""Drafts of reasons: the items that contributed most to a change, with amounts, in the format's words.

A draft says what changed, not why. It spares accountants the arithmetic and is marked as a draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from gongkai import money
from gongkai.frozen import frozen
from gongkai.model.book import Figure
from gongkai.model.definitions import STAGE
from gongkai.model.expression import Name
from gongkai.model.labels import REASON_CODE, REASON_SCHEDULE, REASON_SLOT, REASON_TEXT
from gongkai.packs.pack import Pack
from gongkai.rules.asked_reasons import AskedReason, asked_reasons
from gongkai.rules.coordinate_names import coordinate_names
from gongkai.rules.rule import Subject

STATUS, MARKED_DRAFT, PENDING, VERIFIED = "核实状态", "草稿", "待核实", "已核实"
MISSING, DRAFT, WRITTEN = "没有写", "还是草稿", "已写"
_LAST_YEAR = "上年"
_FIELD = re.compile(r"\{[^}]*\}")
_AMOUNT, _AMOUNTS = r"[-\d,.]+", ("差额", "本数", "基数")
_AT_END = "。；;，,、."


@frozen
class DraftPart:
    """One item of a change: its coordinate, this year's amount and the one it is compared with, in 元."""

    name: str
    now: Decimal
    before: Decimal

    @property
    def change(self) -> Decimal:
        return self.now - self.before


@frozen
class ReasonLine:
    """A change that this department must explain, and how far it has; amounts in 元, `rate` 1 is 100 %.

    `decimals` are those of 万元 in the format's sentences, by which a change is judged; `shown` is the label with
    the name beside the code.
    """

    slot: str
    coordinate: str
    label: str
    base: str
    now: Decimal
    before: Decimal
    rate: Decimal | None
    decimals: int
    draft: str
    text: str
    state: str
    shown: str

    @property
    def change(self) -> Decimal:
        """Exact, in 元."""
        return self.now - self.before

    @property
    def named_code(self) -> str:
        """The code with its name behind it, as a drop-down shows it; empty without one."""
        return self.shown.removeprefix(f"{self.slot}（").removesuffix("）") if self.coordinate else ""

    @property
    def printed_change(self) -> Decimal:
        """The change as it is printed: in 万元, with its sign; zero between amounts that are printed alike."""
        return money.change(self.now, self.before, self.decimals)

    @property
    def moved(self) -> str:
        """The change as words: 增加 17.00 万元, or 持平."""
        return money.moved(self.now, self.before, self.decimals)

    @property
    def open(self) -> bool:
        """True while the reason is missing or a draft."""
        return self.state != WRITTEN


def reason_lines(subject: Subject) -> list[ReasonLine]:
    """Every change that must be explained, in the order of the format."""
    schedule = subject.department.schedule(REASON_SCHEDULE)
    rows = {(entry.text(REASON_SLOT), entry.text(REASON_CODE)): entry for entry in schedule or ()}
    lines = []
    for asked in asked_reasons(subject):
        draft = draft_of(subject, asked)
        entry = rows.get((asked.slot.name, asked.coordinate))
        text = entry.text(REASON_TEXT) if entry is not None else ""
        status = entry.text(STATUS) if entry is not None else ""
        state = state_of(text, status, draft, subject.pack)
        now, before, decimals = asked.figure.amount, asked.base.amount, asked.decimals
        amounts = (now, before, money.rate(now, before, decimals), decimals)
        lines.append(
            ReasonLine(
                asked.slot.name,
                asked.coordinate,
                asked.label,
                asked.slot.base,
                *amounts,
                draft,
                text,
                state,
                asked.shown(subject),
            )
        )
    return lines


def state_of(text: str, status: str, draft: str, pack: Pack) -> str:
    """没有写, 待核实, 还是草稿 or 已写.

    A row that the program wrote (草稿) is one as long as it says nothing but what a draft says: who writes why has
    looked at it, and need not say so. What somebody marked as 待核实 stays so.
    """
    if not text:
        return MISSING
    if status == PENDING:
        return PENDING
    if status == MARKED_DRAFT:
        return DRAFT if is_draft(text, pack) else WRITTEN
    return DRAFT if same_words(text, draft) and status != VERIFIED else WRITTEN


def same_words(one: str, other: str) -> bool:
    """True for equal texts; blanks and the stop at the end do not count."""
    return bare(one) == bare(other) != ""


def bare(text: str) -> str:
    return "".join(text.split()).rstrip(_AT_END)


def may_be_draft(text: str, pack: Pack) -> bool:
    """False for a text that no draft can be: it does not end as one of the pack's wordings does."""
    pattern = _endings(tuple(pack.drafts.words.values()))
    return pattern.search(bare(text)) is not None


def is_draft(text: str, pack: Pack) -> bool:
    """True for a text that says only what a draft says: every clause is one of the pack's wordings, with any amounts."""
    words = pack.drafts.words
    pattern = _clause(tuple(words.values()))
    clauses = bare(text).split(words["连接"]) if words else [bare(text)]
    return all(pattern.fullmatch(clause) for clause in clauses if clause)


@lru_cache(maxsize=64)
def _clause(wordings: tuple[str, ...]) -> re.Pattern[str]:
    told = []
    for wording in filter(None, map(bare, wordings)):
        fixed = [re.escape(piece) for piece in _FIELD.split(wording)]
        fields = [_AMOUNT if field[1:-1] in _AMOUNTS else "[^，。；;]*?" for field in _FIELD.findall(wording)]
        told.append("".join(map("".join, zip_longest(fixed, fields, fillvalue=""))))
    return re.compile("|".join(told) or "(?!)")


@lru_cache(maxsize=64)  # the same for every department of a format
def _endings(wordings: tuple[str, ...]) -> re.Pattern[str]:
    told = [_open(words) for wording in wordings if (words := bare(wording))]
    return re.compile(f"(?:{'|'.join(told)})$" if told else "(?!)")


def _open(words: str) -> str:
    """A wording as a pattern: amounts for the fields of amounts, anything for the others.

    The beginning is left open: a pattern that starts with anything would be tried at every character.
    """
    fixed = [re.escape(piece) for piece in _FIELD.split(words)]
    fields = [_AMOUNT if field[1:-1] in _AMOUNTS else ".*" for field in _FIELD.findall(words)]
    return "".join(map("".join, zip_longest(fixed, fields, fillvalue=""))).removeprefix(".*")


def draft_of(subject: Subject, asked: AskedReason) -> str:
    """The draft for one change; empty where the format has no wording for drafts."""
    words = subject.pack.drafts.words
    if not words:
        return ""
    printer = _Amounts(subject.pack)
    name = _subject_name(subject, asked)
    base = _LAST_YEAR if asked.slot.base.startswith(_LAST_YEAR) else asked.slot.base
    now, before = asked.figure.amount, asked.base.amount
    fields = {"名称": name, "基期": base, "本数": printer.wan(now), "基数": printer.wan(before)}
    if not now and not before:
        return words[money.BOTH_ZERO].format(**fields)
    if printer.direction(now, before) == money.SAME:
        return words[money.SAME].format(**fields)
    parts = _breakdown(subject, asked)
    head = "" if base == _LAST_YEAR else words["相比"].format(**fields)
    if not parts and now and before:
        return head + words["只有总数"].format(**fields)
    parts = parts or [DraftPart(name, now, before)]
    return head + words["连接"].join(_clauses(subject.pack, printer, parts, now - before, base))


def _clauses(
    pack: Pack, printer: _Amounts, parts: list[DraftPart], change: Decimal, base: str
) -> Iterator[str]:
    words = pack.drafts.words
    named = largest_parts(parts, change, pack.drafts.most)
    for part in named:
        kind = printer.direction(part.now, part.before)
        if kind == money.MORE and not part.before:
            kind = "新增"
        elif kind == money.LESS and not part.now:
            kind = "取消"
        yield words[kind].format(名称=part.name, 差额=printer.change(part.now, part.before), 基期=base)
    rest = change - sum((part.change for part in named), Decimal(0))
    kind = printer.direction(rest, Decimal(0))
    if kind != money.SAME:
        yield words[f"其余{kind}"].format(差额=printer.wan(abs(rest)), 基期=base)


def largest_parts(parts: list[DraftPart], change: Decimal, most: int) -> list[DraftPart]:
    """The items that made the change: `most` of them, and more as long as those left over would be the largest."""
    ordered = sorted(parts, key=lambda part: -abs(part.change))
    count = most
    while count < len(ordered):
        rest = change - sum((part.change for part in ordered[:count]), Decimal(0))
        if abs(rest) < abs(ordered[0].change):
            break
        count += 1
    return ordered[:count]


def _breakdown(subject: Subject, asked: AskedReason) -> list[DraftPart]:
    """The changed items by the first coordinate that tells at least two apart, else by one alone."""
    alone: list[DraftPart] = []
    for figure, base in _sources(subject, asked):
        for dimension in subject.pack.drafts.by:
            if dimension == asked.slot.each and not asked.slot.length:
                continue
            parts = _parts(subject, figure, base, dimension)
            if len(parts) > 1:
                return parts
            alone = alone or parts
    return alone


def changed_items(subject: Subject, asked: AskedReason) -> Iterator[DraftPart]:
    """The changed items by every coordinate that a draft may break a change down by."""
    for figure, base in _sources(subject, asked):
        for dimension in subject.pack.drafts.by:
            yield from _parts(subject, figure, base, dimension)


def _sources(subject: Subject, asked: AskedReason) -> Iterator[tuple[Figure, Figure]]:
    """The figure itself, then the one that breaks the same money down further, if there is one."""
    yield asked.figure, asked.base
    if asked.slot.detail is None:
        return
    figure = subject.book.expression(asked.slot.detail)
    stage = dict(asked.base.context.pairs)[STAGE]
    base = figure.where(**{STAGE: stage})
    if figure.amount == asked.figure.amount and base.amount == asked.base.amount:
        yield figure, base


def _parts(subject: Subject, figure: Figure, base: Figure, dimension: str) -> list[DraftPart]:
    places = dict.fromkeys([*figure.coordinates(dimension), *base.coordinates(dimension)])
    printer = _Amounts(subject.pack)
    now, before = subject.book.spread(figure, dimension), subject.book.spread(base, dimension)
    found = {place: (now(place), before(place)) for place in places}
    for total, amounts in ((figure.amount, 0), (base.amount, 1)):
        told = sum((pair[amounts] for pair in found.values()), Decimal(0))
        if abs(total - told) * 2 > abs(total):
            return []  # this coordinate does not distinguish most of the change
    names = coordinate_names(subject, dimension, list(found))
    parts = [DraftPart(names[place], now, before) for place, (now, before) in found.items()]
    return [part for part in parts if printer.direction(part.now, part.before) != money.SAME]


def _subject_name(subject: Subject, asked: AskedReason) -> str:
    """What the change is about: the figure, or the code that the slot is asked for."""
    figure = asked.slot.figure
    if asked.coordinate:
        return coordinate_names(subject, asked.slot.each, [asked.coordinate])[asked.coordinate]
    return figure.name if isinstance(figure, Name) else asked.slot.name.removesuffix("变动")


class _Amounts:
    """Amounts in 万元 as the format prints them in prose."""

    def __init__(self, pack: Pack) -> None:
        self.style = pack.prose

    def wan(self, amount: Decimal) -> str:
        return money.digits(amount / money.WAN, self.style.decimals, self.style.thousands)

    def change(self, now: Decimal, before: Decimal) -> str:
        """The size of a change, without its sign."""
        change = money.change(now, before, self.style.decimals)
        return money.digits(abs(change), self.style.decimals, self.style.thousands)

    def direction(self, now: Decimal, before: Decimal) -> str:
        return money.direction(now, before, self.style.decimals)
