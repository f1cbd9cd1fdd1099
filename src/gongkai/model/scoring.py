"""Marks of performance indicators: how many marks a target and its result earn on the scale of a pack.

Marks are exact Decimals, rounded half up only if the scale says so. If a mark cannot be computed, the result says why;
nothing is guessed. Source of the usual scale: 财预〔2020〕10号; provinces set their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from enum import Enum

from gongkai import money
from gongkai.frozen import frozen
from gongkai.model.indicator import Quantity, parse_quantity, same_unit
from gongkai.model.schema import Bands, band_of
from gongkai.money import plain

NO_SIGN = "无"
SIGNS = ("≥", ">", "≤", "<", "=", NO_SIGN)
_ONE, _HUNDRED = Decimal(1), Decimal(100)
_AT_LEAST = ("≥", ">")
_NOISE = re.compile(r"[\s。；;，,、.]+")
# What may follow the words of a band, as in 部分达成年度指标，并具有一定效果; but 完成80% does not mean 完成.
_FOLLOWS = re.compile(r"[，,]?[并且]")


class Earning(Enum):
    """How many marks a result earns that differs from its target."""

    FULL = "满分"
    SHARE = "按比例"  # actual/target below the target, target/actual above it
    DEVIATION = "按偏差"  # the weight less the relative deviation from the target
    NOTHING = "零分"


@frozen
class SignRule:
    """What completions `below` and `above` a target with one sign earn."""

    below: Earning
    above: Earning


@frozen
class WordBand:
    """A band of qualitative results: its share of the weight from `least` percent up to the band above.

    `words` are the ways to write it. `marked` is the percent given where the department states no mark of
    its own; None where the band alone does not say it.
    """

    name: str
    least: Decimal
    words: tuple[str, ...]
    marked: Decimal | None = None


@frozen
class Cap:
    """An execution rate under `below` percent limits the total to `most`."""

    below: Decimal
    most: Decimal


@frozen
class Excess:
    """A value more than `above` percent over its target loses `deduct` marks."""

    above: Decimal
    deduct: Decimal


@frozen
class Scale:
    """How marks are given. `bands` run from the highest down; `decimals` of None leaves marks unrounded.

    `dates` are units that make a number a date or a term, for which no share can be computed. With
    `same_words` a result in the very words of a target in words has reached it.
    """

    signs: Mapping[str, SignRule] = field(default_factory=dict)
    bands: tuple[WordBand, ...] = ()
    dates: tuple[str, ...] = ()
    same_words: bool = False
    decimals: int | None = None
    grades: Bands = ()
    caps: tuple[Cap, ...] = ()
    excess: Excess | None = None


@frozen
class Mark:
    """The marks earned: from `least` to `most`, equal if exact; both None if unknown.

    `usual` is the mark taken within a range where the department states none. An `open` range does not
    hold `most` itself. `why` gives the rule that was applied, or what is missing.
    """

    least: Decimal | None
    most: Decimal | None
    why: str
    usual: Decimal | None = None
    open: bool = False

    @property
    def exact(self) -> Decimal | None:
        """The mark where there is only one."""
        return self.least if self.least == self.most else None

    @property
    def value(self) -> Decimal | None:
        """The mark to print where the department states none of its own."""
        return self.exact if self.exact is not None else self.usual

    def holds(self, own: Decimal) -> bool:
        """True if `own` is the mark, or within its range."""
        if self.least is None or self.most is None:
            return False
        if self.exact is not None:
            return own == self.exact
        return self.least <= own and (own < self.most if self.open else own <= self.most)


def unknown(why: str) -> Mark:
    return Mark(None, None, why)


def rounded_marks(scale: Scale, marks: Decimal) -> Decimal:
    """Marks with the decimals of the scale, half up."""
    if scale.decimals is None:
        return marks
    return money.rounded(marks, scale.decimals)


def execution_mark(scale: Scale, weight: Decimal, spent: Decimal, budget: Decimal) -> Mark:
    """Marks of the execution rate: the weight times spent/budget, at most in full; none on a zero budget."""
    if budget == 0:
        return unknown("全年预算为 0，执行率不评分")
    marks = rounded_marks(scale, weight * min(spent / budget, _ONE))
    return Mark(marks, marks, f"{plain(weight)}分×执行率 {money.percent(spent / budget)}")


def indicator_mark(
    scale: Scale, weight: Decimal, target: str, actual: str, stated: Decimal | None = None
) -> Mark:
    """Marks of one indicator. `stated` is a completion in words put as a number (1 in full) by the user."""
    if not actual.strip():
        return unknown("没有填完成值")
    wanted, reached = parse_quantity(target), parse_quantity(actual)
    if stated is not None and (wanted is None or reached is None):
        return _earned(scale, weight, min(stated, _ONE), f"填写的完成率 {money.percent(stated)}")
    if reached is None or wanted is None:
        return _words(scale, weight, target, actual)
    if not same_unit(wanted.unit, reached.unit):
        return unknown(f"目标“{target}”与完成值“{actual}”的单位不同")
    return _quantity(scale, weight, wanted, reached)


def _words(scale: Scale, weight: Decimal, target: str, actual: str) -> Mark:
    """Marks of a result in words: the range of its band, or in full where it repeats the target (`same_words`)."""
    ceiling, text, start = _HUNDRED, _bare(actual), actual.strip()
    for band in scale.bands:
        if text in band.words or _begins_with(start, band.words):
            low, high = (weight * share / _HUNDRED for share in (band.least, ceiling))
            usual = None if band.marked is None else rounded_marks(scale, weight * band.marked / _HUNDRED)
            why = f"“{band.name}”按 {plain(band.least)}%–{plain(ceiling)}% 计分"
            return Mark(low, high, why, usual, band is not scale.bands[0])
        ceiling = band.least
    if scale.same_words and target.strip() and _bare(target) == text:
        return _earned(scale, weight, _ONE, "与目标相同")
    if parse_quantity(actual) is None:
        return unknown(f"完成值“{actual}”不是数，也不是规定的档次")
    return unknown(f"目标“{target}”不是数，不能按比例计算" if target.strip() else "没有填目标值")


def _begins_with(text: str, words: Sequence[str]) -> bool:
    """True if a text is one of the words and an explanation that follows."""
    return any(text.startswith(word) and _FOLLOWS.match(text[len(word) :]) for word in words)


def _bare(text: str) -> str:
    return _NOISE.sub("", text)


def _quantity(scale: Scale, weight: Decimal, wanted: Quantity, reached: Quantity) -> Mark:
    target, actual = wanted.number, reached.number
    if actual == target:
        return _earned(scale, weight, _ONE, "等于目标")
    if wanted.unit in scale.dates or reached.unit in scale.dates:
        return unknown("是日期或期限，不能按比例计算")
    rule = scale.signs.get(wanted.sign or NO_SIGN)
    if rule is None:
        return unknown(f"没有规定带“{wanted.sign or NO_SIGN}”的目标怎样计分")
    if target == 0 and wanted.sign in ("=", ""):
        return unknown("目标为 0 而完成值不为 0，不能按比例计算")
    earning = rule.above if actual > target else rule.below
    share = _share(earning, target, actual)
    side = "高于" if actual > target else "低于"
    mark = _earned(scale, weight, share, f"{side}目标，{earning.value}")
    at_most = wanted.sign in ("≤", "<")
    if scale.excess is None or at_most or actual <= target * (1 + scale.excess.above / _HUNDRED):
        return mark
    marks = max(money.ZERO, (mark.exact or money.ZERO) - scale.excess.deduct)
    why = f"超过目标 {plain(scale.excess.above)}% 以上，扣 {plain(scale.excess.deduct)} 分"
    return Mark(marks, marks, why)


def _share(earning: Earning, target: Decimal, actual: Decimal) -> Decimal:
    if earning is Earning.FULL:
        return _ONE
    if earning is Earning.SHARE:
        return target / actual if actual > target else actual / target
    if earning is Earning.DEVIATION and target:
        return max(money.ZERO, _ONE - abs(actual - target) / target)
    return money.ZERO


def _earned(scale: Scale, weight: Decimal, share: Decimal, why: str) -> Mark:
    marks = rounded_marks(scale, weight * share)
    return Mark(marks, marks, why)


def total_mark(scale: Scale, marks: Sequence[Decimal], rate: Decimal | None) -> Mark:
    """The sum of all marks, limited by the execution `rate` (1 is 100 %) where the scale says so."""
    total = sum(marks, money.ZERO)
    limits = [cap for cap in scale.caps if rate is not None and rate * _HUNDRED < cap.below]
    lowest = min(limits, key=lambda cap: cap.most, default=None)
    if lowest is not None and total > lowest.most:
        why = f"执行率低于 {plain(lowest.below)}%，总分不超过 {plain(lowest.most)} 分"
        return Mark(lowest.most, lowest.most, why)
    return Mark(total, total, "各项得分之和")


def grade(scale: Scale, total: Decimal | None) -> str:
    """The grade of a total; empty where there is no total or the scale has no grades."""
    return "" if total is None else band_of(total, scale.grades)
