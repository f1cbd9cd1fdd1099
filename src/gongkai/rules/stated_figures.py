"""Figures that a department's own sentences state: which named figure, which amount, what it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from gongkai.findings import Location
from gongkai.frozen import frozen
from gongkai.model.book import Figure
from gongkai.model.definitions import STAGE
from gongkai.model.labels import FUNCTION_DIMENSION
from gongkai.money import PRINTED_STEP
from gongkai.rules.passages import Passage, any_of, pairs, passages, words
from gongkai.rules.quantities import DOWN, UP, Amount, amounts
from gongkai.rules.rule import Subject

_FILLER = r"(?:支出|决算|预算|收入|数|总额|总计|合计|共计|为|是|达到|达|共|的|约|[：:])*"
# If the name continues to the left it is another one: 政府购买服务人员经费 is not 人员经费.
_BEGINS = r"(?:(?<![一-龥])|(?<=[年度的中和及位门本]))"
_MOVED = rf"(?:较上年|比上年|同比)?(?:{'|'.join((*UP, *DOWN))})(?:了)?"


@frozen
class Stated:
    """An amount that a sentence gives a named figure. `values` is all that the figure can be, in 元."""

    passage: Passage
    name: str
    amount: Amount
    values: tuple[Decimal, ...]

    @property
    def key(self) -> tuple[Location, int]:
        """Which amount of which cell it is."""
        return self.passage.location, self.amount.start

    @property
    def nearest(self) -> Decimal:
        return min(self.values, key=lambda value: abs(abs(value) - self.amount.value))

    @property
    def agrees(self) -> bool:
        return any(self.amount.is_close(value) for value in self.values)

    @property
    def is_remainder(self) -> bool:
        """True where the printed amounts differ by 0.01 万元, which rounding twice can do."""
        return not self.agrees and any(
            abs(abs(value) - self.amount.value) <= PRINTED_STEP + PRINTED_STEP / 2 for value in self.values
        )


def stated_figures(subject: Subject, options: Mapping[str, str]) -> list[Stated]:
    """Amounts right behind the name of one of the pack's figures, in texts on the whole department."""
    key = (stated_figures, *options.items())
    return subject.once(key, lambda: list(_stated_figures(subject, options)))


def _stated_figures(subject: Subject, options: Mapping[str, str]) -> Iterator[Stated]:
    told = _with_amounts(subject)
    if not told:
        return
    shortest = int(options.get("最短") or 4)
    avoided = set(words(options, "不查", ""))
    aliases = pairs(options, "别名")
    definitions = subject.book.definitions
    targets = {name: name for name in definitions.figures if len(name) >= shortest and name not in avoided}
    targets |= {alias: name for alias, name in aliases.items() if name in definitions.figures}
    pattern = _pattern(tuple(targets))
    if pattern is None:
        return
    for passage in told:
        for name, moved, amount in _found(pattern, passage.text):
            figure = subject.book.figure(targets[name])
            now = _values(figure, _stages(subject))
            values = _differences(now) if moved else [value for group in now for value in group]
            if any(values):
                yield Stated(passage, name, amount, tuple(dict.fromkeys(values)))


def stated_items(subject: Subject) -> list[Stated]:
    """Amounts right behind the name of an economic item that the department fills in or the codes know."""
    return subject.once(stated_items, lambda: list(_stated_items(subject)))


def _stated_items(subject: Subject) -> Iterator[Stated]:
    schedule = subject.department.schedule("基本支出经济分类")
    told = _with_amounts(subject)
    if schedule is None or not schedule.present or not schedule.entries or not told:
        return
    names = {name: code for code, name in subject.pack.classification.economic.items() if len(name) >= 3}
    pattern = _pattern(tuple(names))
    if pattern is None:
        return
    for passage in told:
        for name, moved, amount in _found(pattern, passage.text):
            figure = subject.book.figure("基本支出经济分类", 经济科目=names[name])
            now = [[figure.at(stage).amount for stage in _stages(subject)]]
            values = _differences(now) if moved else now[0]
            if not moved or any(values):
                yield Stated(passage, name, amount, tuple(dict.fromkeys(values)) or (Decimal(0),))


def _with_amounts(subject: Subject) -> list[Passage]:
    """The texts on the whole department that state an amount: a project's own words mean the project's figure."""
    return subject.once(
        _with_amounts,
        lambda: [
            passage
            for passage in passages(subject, names=False)
            if not passage.about and "元" in passage.text
        ],
    )


@lru_cache(maxsize=64)  # the same for every department of a format
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    known = any_of(names)
    if known is None:
        return None
    return re.compile(rf"{_BEGINS}(?P<name>{known.pattern})”?{_FILLER}(?P<moved>{_MOVED})?(?:约)?(?=\d)")


def _found(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, bool, Amount]]:
    found = list(pattern.finditer(text))
    by_start = {amount.start: amount for amount in amounts(text)} if found else {}
    for match in found:
        amount = by_start.get(match.end())
        if amount is not None:
            yield match["name"], bool(match["moved"]), amount


def _stages(subject: Subject) -> list[str]:
    """Every stage that the department's facts have, this year's and last year's groups first."""
    return subject.once(_stages, lambda: _found_stages(subject))


def _found_stages(subject: Subject) -> list[str]:
    definitions = subject.book.definitions
    found = dict.fromkeys((definitions.current, definitions.previous, *definitions.groups))
    for name in subject.department.schedules:
        for fact in subject.book.ledger.schedule(name).facts:
            if STAGE in fact.coordinates:
                found[fact.coordinates[STAGE]] = None
    return [stage for stage in found if stage]


def _values(figure: Figure, stages: list[str]) -> list[list[Decimal]]:
    """The figure at each stage, then the same for each function code: one list per code."""
    found = [[figure.at(stage).amount for stage in stages]]
    codes = {code for stage in stages for code in figure.at(stage).coordinates(FUNCTION_DIMENSION)}
    for code in sorted({code[:length] for code in codes for length in (3, 5, 7)}):
        narrowed = figure.where(科目=code)
        found.append([narrowed.at(stage).amount for stage in stages])
    return found


def _differences(values: list[list[Decimal]]) -> list[Decimal]:
    """Every difference between two stages of one figure."""
    return [one - other for group in values for one in group for other in group if one != other]
