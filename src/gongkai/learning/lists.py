"""Lists within a sentence: classes with their amounts, figures of one kind, names of economic codes. They become loops."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from gongkai.frozen import frozen
from gongkai.learning.expressions import AMOUNT_OF_ROW, each_code, expression, of_row, unless_first
from gongkai.learning.figures import BaseFigures, PartsOfFigure
from gongkai.learning.names_of_figures import NamesOfFigures
from gongkai.model.definitions import STAGE
from gongkai.model.expression import Name
from gongkai.model.labels import ECONOMIC_DIMENSION, FUNCTION_DIMENSION, normal
from gongkai.plans.binding import Binding

_AMOUNT = r"(?P<amount>[\d,]+(?:\.\d+)?)(?P<unit>万元)"
_SHARE = r"(?P<share>[,，]?占(?:比)?(?:为)?)(?P<rate>[\d.]+)%"
_ITEM = re.compile(
    rf"(?P<name>[一-龥、“”()]{{2,30}}?)(?P<mark>(?:\(类\))?){_AMOUNT}(?:{_SHARE})?(?P<stop>[;；,，、。]|…+[;；,，、。]?|$)"
)
_INCLUDING = re.compile(r"包括\s*[:：]?")
_ENDING = re.compile(r"(?:支出|费用|等)+$")
_CLASS = "(类)"
_SOME, _MOST = 3, 0.7
_GAP = re.compile(r"…+")


@frozen
class InlineList:
    """A list at `start` to `end` of a text; `template` gives it from the figure said before it, None where that cannot be."""

    start: int
    end: int
    template: Callable[[Binding | None], str | None]


@frozen
class Lists:
    """Finds lists in half-width text of one document."""

    names: NamesOfFigures

    @property
    def figures(self) -> BaseFigures:
        return self.names.figures

    def find(self, text: str, start: int, end: int) -> InlineList | None:
        """The first list of a stretch of text."""
        found = [
            each
            for each in (
                self._classes(text, start, end),
                self._of_figures(text, start, end),
                self._economic(text, start, end),
            )
            if each is not None
        ]
        return min(found, key=lambda each: each.start) if found else None

    def _items(self, text: str, start: int, end: int) -> list[re.Match[str]]:
        return list(_ITEM.finditer(text, start, end))

    def _classes(self, text: str, start: int, end: int) -> InlineList | None:
        """Classes of the functional classification with their amounts."""
        known = {
            normal(name)
            for code, name in self.figures.pack.classification.functions.items()
            if len(code) == 3
        }
        run = _run([item for item in self._items(text, start, end) if self._class_name(item, known)])
        if not run or (len(run) == 1 and _CLASS not in run[0]["mark"] and not run[0]["share"]):
            return None
        first, last = run[0], run[-1]
        begin = first.start() + len(first["name"]) - len(self._class_name(first, known))
        mark = text[begin + len(self._class_name(first, known)) : first.start("amount")]
        stop = last.end("rate") + 1 if last["rate"] else last.end("unit")
        gap = _GAP.match(text, stop)
        stop = gap.end() if gap is not None else stop
        between = first["stop"][-1:] if len(run) > 1 else "；"
        share = first["share"] or ""

        def template(total: Binding | None) -> str | None:
            if total is None or not self.figures.within(total.name, FUNCTION_DIMENSION):
                return None
            shown = expression(total)
            rate = _wide(share) + of_row(f"数|占比({shown})") + "%" if share else ""
            body = unless_first(_wide(between)) + of_row("名称") + _wide(mark) + AMOUNT_OF_ROW + rate
            return each_code(shown, 3, body)

        return InlineList(begin, stop, template)

    def _class_name(self, item: re.Match[str], known: set[str]) -> str:
        """The end of an item's words that is the name of a class; "" where none is."""
        words = str(item["name"])
        return next((words[at:] for at in range(len(words) - 3) if normal(words[at:]) in known), "")

    def _of_figures(self, text: str, start: int, end: int) -> InlineList | None:
        """BaseFigures of one kind, each with its share: those that are nothing are left out."""
        run = _run([item for item in self._items(text, start, end) if item["share"] and self._named(item)])
        if not run:
            return None
        bindings = [self._named(item) for item in run]
        whole = self._family([each for each in bindings if each is not None])
        first, last = run[0], run[-1]
        begin, stop = first.start(), last.end("rate") + 1
        gap = _GAP.match(text, stop)
        stop = gap.end() if gap is not None else stop
        same = all(
            binding is not None and normal(binding.name) == normal(item["name"])
            for binding, item in zip(bindings, run, strict=True)
        )
        if not same or len(whole) <= len(run) or any(item["amount"].strip("0.") == "" for item in run):
            return None
        between = first["stop"] if len(run) > 1 else "；"

        def template(total: Binding | None) -> str | None:
            if total is None:
                return None
            listed = ", ".join(expression(each) for each in whole)
            return (
                f'{{% for 数 in [{listed}] if 数 %}}{{{{"{_wide(between)}" if not loop.first}}}}{{{{数|名称}}}}{{{{数|万元}}}}万元'
                f"{_wide(first['share'])}{{{{数|占比({expression(total)})}}}}%{{% endfor %}}"
            )

        return InlineList(begin, stop, template)

    def _named(self, item: re.Match[str]) -> Binding | None:
        found = self.names.by_name.get(normal(item["name"])) or self.names.called(item["name"])
        wanted = normal(item["name"])
        return next((each for each in found if normal(each.name) == wanted), found[0] if found else None)

    def _family(self, printed: Sequence[Binding]) -> list[Binding]:
        """The figures that a list may hold: those printed, and the named ones that part the same schedule likewise."""
        parts = [self.figures.parts(each) for each in printed]
        dimension = _parting([each for each in parts if each is not None])
        if not dimension:
            return list(printed)
        taken: set[str] = set()
        for each in parts:
            taken |= _values(each, dimension)
        schedule = next(iter(parts[0] or [])).schedule
        found = list(printed)
        for name in self.figures.pack.definitions.figures:
            binding = Binding(Name(name), name)
            own = self.figures.parts(binding)
            values = _values(own, dimension)
            if (
                own
                and len(own) == 1
                and next(iter(own)).schedule == schedule
                and values
                and not values & taken
                and {pair[0] for pair in next(iter(own)).filters} == {STAGE, dimension}
            ):
                found.append(binding)
                taken |= values
        return found

    def _economic(self, text: str, start: int, end: int) -> InlineList | None:
        """Names of economic codes behind 包括."""
        known = {
            normal(name) for code, name in self.figures.pack.classification.economic.items() if len(code) == 5
        }
        for including in _INCLUDING.finditer(text, start, end):
            begin = including.end()
            stop = next((at for at in range(begin, end) if text[at] in "；;。"), end)
            pieces = [piece for piece in re.split("[、]|…+", text[begin:stop]) if piece.strip()]
            words = [re.sub(r"[\d,.]+万元.*$", "", piece) for piece in pieces]
            told = sum(normal(word) in known or normal(_ENDING.sub("", word)) in known for word in words)
            if len(pieces) < _SOME or told < _MOST * len(pieces):
                continue
            amounts = sum("万元" in piece for piece in pieces) * 2 > len(pieces)
            closing = "等" if pieces[-1].endswith("等") else ""
            return InlineList(begin, stop, self._economic_template(amounts, closing))
        return None

    def _economic_template(self, amounts: bool, closing: str) -> Callable[[Binding | None], str | None]:
        def template(of: Binding | None) -> str | None:
            if of is None or not self.figures.within(of.name, ECONOMIC_DIMENSION):
                return None
            shown = expression(of)
            if amounts:
                body = unless_first("、") + of_row("名称") + AMOUNT_OF_ROW
                return each_code(shown, 5, body, ECONOMIC_DIMENSION) + closing
            return f'{{{{列举(科目({shown}, 5, "{ECONOMIC_DIMENSION}")|map(attribute="名称"))}}}}{closing}'

        return template


def _run(items: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The first items that follow each other at once."""
    found: list[re.Match[str]] = []
    for item in items:
        if found and item.start() > found[-1].end() + 1:
            break
        found.append(item)
    return found


def _parting(parts: Sequence[PartsOfFigure]) -> str:
    """The one dimension by which single terms of one schedule are told apart; "" where there is none."""
    terms = [term for each in parts for term in each]
    if len(parts) != len(terms) or len({term.schedule for term in terms}) != 1:
        return ""
    dimensions = {frozenset(pair[0] for pair in term.filters) - {STAGE} for term in terms}
    return (
        next(iter(next(iter(dimensions))))
        if len(dimensions) == 1 and len(next(iter(dimensions))) == 1
        else ""
    )


def _values(parts: PartsOfFigure | None, dimension: str) -> set[str]:
    return {
        value
        for term in parts or ()
        for name, values in term.filters
        if name == dimension
        for value in values
    }


def _wide(text: str) -> str:
    """Half-width stops as Chinese text has them."""
    return text.translate(str.maketrans("(),;:", "（），；："))
