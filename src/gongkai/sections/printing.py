"""How a pack prints figures and words comparisons: its number styles on top of `gongkai.money`, which alone rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai import money
from gongkai.derivation import Derived, Origin, Step
from gongkai.model.book import Figure
from gongkai.packs.pack import PROSE, NumberStyle, Pack, Phrase
from gongkai.plans.rows import USUAL_LOOK, AmountLook
from gongkai.sections.fragment import Fragment, filled, of_number
from gongkai.tree.nodes import Number

_MOST_DECIMALS = 6  # more than any count or mark has; a quotient may have infinitely many
TABLE, PERCENT, SCORE = "表格", "百分比", "得分"
_WHOLE = 4  # 万元 with four decimals are exact to 1 元, as counts are to 1
_COUNTED = "{差数}"  # a wording with this field compares counts, not amounts
_UNITS = {"万元": money.WAN, "元": Decimal(1)}
_PLAIN = NumberStyle()
_WHOLE_YUAN, _YUAN = NumberStyle(0, True, "0"), NumberStyle(2, True, "0")


def print_number(
    value: Decimal, style: NumberStyle, unit: str, figure: Figure | None = None, origin: Origin | None = None
) -> Number:
    """`value` (already in `unit`) printed in a style; a value of exactly zero takes the style's zero.

    `origin` is where the value comes from if it is not the figure itself (a change, a rate).
    """
    decimals = style.decimals
    shown = money.rounded(value, decimals)
    if style.trim:
        decimals = _decimals(shown)
        shown = money.rounded(shown, decimals)
    if not value and style.zero is not None:
        text = style.zero
    elif style.thousands and shown.adjusted() > 2:  # three digits need no comma
        text = f"{shown:,}"
    else:
        text = str(shown)
    name = figure.name if figure is not None else ""
    return Number(text, shown, decimals, unit, style.thousands, name, figure if origin is None else origin)


def _decimals(number: Decimal) -> int:
    """How many decimals a number needs; whole numbers, the most frequent, take a shortcut."""
    if number == number.to_integral_value():
        return 0
    return max(0, -int(number.normalize().as_tuple().exponent))


class Printer:
    """Prints figures in the number styles and phrases of one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.table = pack.numbers.get(TABLE, _PLAIN)
        self.counts = NumberStyle(0, self.table.thousands, self.table.zero)
        self.prose = pack.prose
        self.marks = pack.numbers.get(SCORE, _PLAIN)
        self.percent = pack.numbers.get(PERCENT, _PLAIN)
        self._none = print_number(money.ZERO, self.table, "万元")

    def cell(self, figure: Figure, count: bool, amount: Decimal, look: AmountLook = USUAL_LOOK) -> Number:
        """A figure, whose `amount` the caller knows, in a ledger table: in 万元 or as `look` says, or as a count."""
        if count:
            return print_number(amount, self.counts, "", figure)
        if look is not USUAL_LOOK:
            style = self.pack.numbers.get(look.style, _PLAIN)
            return print_number(amount / _UNITS[look.unit], style, look.unit, figure)
        if not amount:  # a third of a report's cells: spared the rounding
            none, style = self._none, self.table
            return Number(none.text, none.value, none.decimals, "万元", style.thousands, figure.name, figure)
        return print_number(amount / money.WAN, self.table, "万元", figure)

    def wan(self, figure: Figure, style: str = PROSE) -> Fragment:
        """万元 in the style of prose, or in another one of `numbers` of pack.yaml."""
        return of_number(
            print_number(figure.amount / money.WAN, self.pack.numbers.get(style, _PLAIN), "万元", figure)
        )

    def yuan(self, figure: Figure) -> Fragment:
        """元 with thousands separators; without decimals where the amount is whole."""
        amount = figure.amount
        style = _WHOLE_YUAN if amount == amount.to_integral_value() else _YUAN
        return of_number(print_number(amount, style, "元", figure))

    def count(self, figure: Figure, thousands: bool = False) -> Fragment:
        amount = figure.amount
        decimals = min(_decimals(amount), _MOST_DECIMALS)
        return of_number(print_number(amount, NumberStyle(decimals, thousands), "", figure))

    def decimal(self, value: Decimal | None) -> Fragment | str:
        """A plain ratio or number with two decimals, such as a completion of 1.05; None prints nothing."""
        return "" if value is None else of_number(print_number(value, NumberStyle(2), ""))

    def parts(self, figures: Sequence[Figure], total: Figure) -> list[Fragment]:
        """The shares of `figures` in `total`, in per cent, which as printed add up to their common share.

        The last one takes the rounding remainder, or the largest where the last would not stay above zero.
        """
        scale = self.percent.decimals
        exact = [(figure.ratio(total) or Decimal(0)) * 100 for figure in figures]
        shown = [money.rounded(value, scale) for value in exact]
        origins = [self._share(figure, total) for figure in figures]
        rest = money.rounded(sum(exact, Decimal(0)), scale) - sum(shown, Decimal(0))
        if rest:
            last = len(shown) - 1
            taker = last if shown[last] + rest > 0 else shown.index(max(shown))
            shown[taker] += rest
            others = [figure for place, figure in enumerate(figures) if place != taker]
            origins[taker] = Derived(
                Step.REMAINDER,
                figures[taker].name,
                origins[taker].formula,
                shown[taker] / 100,
                (figures[taker], total, *others),
                scale,
            )
        return [
            of_number(print_number(value, self.percent, "%", figure, origin))
            for value, figure, origin in zip(shown, figures, origins, strict=True)
        ]

    def share(self, figure: Figure, total: Figure) -> Fragment:
        """The share of a figure in `total`, in per cent without the sign; zero where the total is zero."""
        return self.percentage(figure.ratio(total), figure, self._share(figure, total))

    def _share(self, figure: Figure, total: Figure) -> Derived:
        value = figure.ratio(total) or Decimal(0)
        return Derived(Step.RATIO, figure.name, f"{figure.name} / {total.name}", value, (figure, total))

    def score(self, figure: Figure) -> Fragment:
        """Marks out of a full score, all with the same decimals."""
        return of_number(print_number(figure.amount, self.marks, "分", figure))

    def percentage(
        self, ratio: Decimal | None, figure: Figure | None = None, origin: Origin | None = None
    ) -> Fragment:
        """A ratio (1 is 100 %) as a number of per cent, without the sign; None counts as zero."""
        value = (ratio or Decimal(0)) * 100
        return of_number(print_number(value, self.percent, "%", figure, origin))

    def phrase(
        self, phrase: Phrase, figure: Figure, base: Figure | None, years: dict[str, Fragment]
    ) -> Fragment:
        """The wording of a comparison of `figure` with the phrase's base, or with the one given."""
        other = base if base is not None else figure.at(phrase.base)
        style = self.pack.numbers.get(phrase.numbers, self.prose)
        now, before, decimals = figure.amount, other.amount, style.decimals
        if any(_COUNTED in words for words in phrase.wording.values()):
            situation = money.compare_printed(money.rounded(now, 0), money.rounded(before, 0))
        else:
            situation = money.compare_amounts(now, before, decimals)
        wording = phrase.wording.get(situation)
        if wording is None and situation == money.TO_ZERO:
            wording = phrase.wording.get(money.LESS if before > 0 else money.MORE)
        if wording is None:
            wording = phrase.wording["任意"]
        fields = {**years, **self._fields(wording, figure, other, phrase.numbers)} if "{" in wording else {}
        return filled(wording, fields, self._derived(Step.DIRECTION, figure, other, Decimal(0), phrase))

    def _fields(self, wording: str, figure: Figure, base: Figure, numbers: str) -> dict[str, Fragment]:
        """The fields of a comparison that occur in its wording; `numbers` names the style of the amounts."""
        style = self.pack.numbers.get(numbers, self.prose)
        now, before, decimals = figure.amount, base.amount, style.decimals
        change = money.change(now, before, decimals)

        def derived(step: Step, value: Decimal | None) -> Derived:
            return self._derived(step, figure, base, value or Decimal(0))

        def difference() -> Fragment:
            # Exact, as `derivation.Step` says, unless it would print as zero although the printed figures differ.
            exact = abs(now - before) if money.wan(now - before, decimals) else abs(change) * money.WAN
            moved = derived(Step.CHANGE, exact if change else None)
            return of_number(print_number(abs(change), style, "万元", figure, moved))

        def counted() -> Fragment:
            moved = replace(derived(Step.CHANGE, abs(now - before)), decimals=_WHOLE)
            return of_number(print_number(abs(now - before), NumberStyle(0), "", figure, moved))

        def rate() -> Fragment:
            found = money.rate(now, before, decimals)
            size = found and abs(found)
            return self.percentage(size, figure, derived(Step.RATE, size))

        def attained() -> Fragment:
            alike = money.compare_amounts(now, before, decimals) == money.SAME
            found = Decimal(1) if alike else figure.ratio(base)
            return self.percentage(found, figure, derived(Step.ATTAINMENT, found))

        def deviation() -> Fragment:
            found = money.rate(now, before, decimals)
            return self.percentage(found, figure, derived(Step.DEVIATION, found))

        makers: dict[str, Callable[[], Fragment]] = {
            "差额": difference,
            "差数": counted,
            "比率": rate,
            "完成率": attained,
            "差异率": deviation,
            "本数": lambda: self.wan(figure, numbers),
            "基数": lambda: self.wan(base, numbers),
        }
        return {name: make() for name, make in makers.items() if f"{{{name}}}" in wording}

    def _derived(
        self, step: Step, figure: Figure, base: Figure, value: Decimal, phrase: Phrase | None = None
    ) -> Derived:
        choices = tuple(phrase.wording.items()) if phrase is not None else ()
        formula = f"{step.value}({figure.name}, {base.name})"
        return Derived(step, figure.name, formula, value, (figure, base), self.prose.decimals, choices)
