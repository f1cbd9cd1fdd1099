"""Where each printed figure comes from: one entry per figure, however often it is printed, as JSON for a script.

An entry: `n` name, `p` part, `i` the figure that it is the same as, `v` exact value, `s` step, `f` formula in the pack's
words, `t` numbers of the terms' entries, `c` input cells with what stands in each, `m` how many more cells there are. Printed values stand in the
page itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring

from gongkai.derivation import (
    COMPARED,
    Derivation,
    Origin,
    Step,
    ToldCell,
    WhichPart,
    amount_text,
    exact_text,
    part_text,
    unit_by_cells,
    unit_of_terms,
)
from gongkai.money import plain
from gongkai.tree.nodes import Number

_MOST_CELLS = 40
"""Of one entry: a total of a whole department has some hundred."""
_DEEPEST = 12
_STEPS = {step: encode_basestring(step.value) for step in Step}
_SAME, _ADD = Step.SAME, Step.ADD  # looking up members of enumerations is slow
_APART = frozenset((Step.MULTIPLY, Step.DIVIDE))
"""Their terms are not of one unit."""
_GIVEN = frozenset((Step.SUM, Step.COUNT))
"""What these say is a number of the input or a sum of such; most are one cell, which says it again."""


_json = lru_cache(maxsize=4096)(encode_basestring)
"""Reports of a format say the same names and formulas over and over: each is put into JSON once."""


class _Amounts(dict[Decimal, str]):
    """Exact amounts in one unit, each worded once."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.unit = encode_basestring(unit)[1:-1]

    def __missing__(self, amount: Decimal) -> str:
        found = self[amount] = amount_text(amount, self.unit)
        return found


@lru_cache(maxsize=4096)  # the same in all reports of a format
def _part(part: WhichPart) -> str:
    """Which part of its figure an entry is."""
    return f',"p":{encode_basestring(part_text(part))}' if part else ""


class _Places(dict[ToldCell, str]):
    """支出!F12 or the place in a text form, what stands there and from which export, each cell once."""

    def __init__(self, told: Callable[[ToldCell], str] | None, amounts: _Amounts) -> None:
        super().__init__()
        self._told = told
        self._amounts = amounts

    def __missing__(self, cell: ToldCell) -> str:
        amount = cell.amount
        text = f"{cell.called}：{self._amounts[amount] if cell.unit else plain(amount)}"
        if self._told is not None and (told := self._told(cell)):
            text += f"；{told}"
        found = self[cell] = encode_basestring(text)
        return found


class Provenance:
    """The entries of one page. `mark` is what the tags of figures ask (`html_fragment.FigureMark`)."""

    def __init__(self, told: Callable[[ToldCell], str] | None = None) -> None:
        self.printed: dict[str, Number | None] = {}
        """By the number of the entry, in the order of the report: the figure as it is printed first, None for words."""
        self._numbers: dict[str, str] = {}  # of entries as they stand in the page, in their order
        self._depth = 0  # how many steps below what is printed
        self._yuan = _Entries("元", self)
        self._units = {"万元": self._yuan, "元": self._yuan}
        self._places = _Places(told, self._yuan.amounts)

    def mark(self, origin: Origin, number: Number | None) -> str:
        """The attributes of a figure's tag. Figures share one stop of the Tab key, which the script gives to one."""
        if number is None:
            found = self._in_unit("")[origin]
            self.printed.setdefault(found, None)
            return f' class="f w" data-f="{found}"'
        entries = self._units.get(number.unit)
        found = (self._in_unit(number.unit) if entries is None else entries)[origin]
        self.printed.setdefault(found, number)
        return f' class="f" data-f="{found}"'

    def json(self) -> str:
        """All entries, fit to stand in a script element."""
        return f"[{','.join(self._numbers)}]".replace("<", "\\u003c")

    def entry(self, said: Derivation, entries: _Entries) -> str:
        """The number of the entry for a figure that is printed, or a term; both may be the same as another one."""
        step, more = said.step, _part(said.part)
        name = _json(said.name or said.formula)
        while step is _SAME:  # told by what it is the same as, without an entry in between
            same, said = said.formula, said.terms[0].derivation
            step = said.step
            if step is not _SAME:
                more = f',"i":{_json(same)}{more}'
        if said.terms and self._depth < _DEEPEST:
            more += self._terms(said, entries)
        if cells := said.cells:
            more += f',"c":[{self._places[cells[0]] + "]" if len(cells) == 1 else self._listed(cells)}'
        value = said.valued.amount
        text = entries.amounts[value] if step in _GIVEN else exact_text(step, value, entries.amounts.unit)
        made = f'{{"n":{name},"v":"{text}","s":{_STEPS[step]},"f":{_json(COMPARED.get(step, said.formula))}{more}}}'
        return self._numbers.setdefault(made, str(len(self._numbers)))

    def _in_unit(self, unit: str) -> _Entries:
        found = self._units.get(unit)
        if found is None:
            found = self._units[unit] = _Entries(unit, self)
        return found

    def _terms(self, said: Derivation, entries: _Entries) -> str:
        terms = _added(said) if said.step is _ADD else said.terms
        unit = unit_of_terms(said.step, entries.unit)
        self._depth += 1
        if unit or said.step not in _APART:
            inner = self._in_unit(unit or self._unit(terms))
            told = [inner[term] for term in terms]
        else:
            told = [self._in_unit(self._unit((term,)))[term] for term in terms]
        self._depth -= 1
        return f',"t":[{",".join(told)}]'

    def _unit(self, terms: Sequence[Origin]) -> str:
        """That of what is compared, also where one of them is nothing and has no cells to tell it."""
        for term in terms:
            if unit := "元" if term in self._yuan else unit_by_cells(term):
                return unit
        return ""

    def _listed(self, cells: Sequence[ToldCell]) -> str:
        places = ",".join([self._places[cell] for cell in cells[:_MOST_CELLS]])
        return f'{places}],"m":{len(cells) - _MOST_CELLS}' if len(cells) > _MOST_CELLS else f"{places}]"


class _Entries(dict[Origin, str]):
    """The numbers of the entries of figures that are told in one unit, made when asked for."""

    def __init__(self, unit: str, page: Provenance) -> None:
        super().__init__()
        self.unit = unit
        self.amounts = _Amounts(unit)
        self._page = page

    def __missing__(self, origin: Origin) -> str:
        found = self[origin] = self._page.entry(origin.derivation, self)
        return found


def _added(said: Derivation) -> list[Origin]:
    """The terms of a sum of more than two all in a row: what stands between them has no name."""
    first = said.terms[0].derivation
    if first.step is _ADD and not first.name:
        return [*_added(first), *said.terms[1:]]
    return list(said.terms)
