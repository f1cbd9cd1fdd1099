"""Where each printed figure comes from: one entry per figure, however often it is printed, as JSON for a script.

An entry: `n` name, `p` part, `i` the figure that it is the same as, `v` exact value, `s` step, `f` formula in the pack's
words, `t` numbers of the terms' entries, `c` input cells with what stands in each, `m` how many more cells there are. Printed values stand in the
page itself.
"""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import encode_basestring

from gongkai.derivation import (
    Derivation,
    Origin,
    Step,
    ToldCell,
    WhichPart,
    exact_text,
    part_text,
    unit_of_terms,
)
from gongkai.money import plain
from gongkai.tree.nodes import Number

_MOST_CELLS = 40
"""Of one entry: a total of a whole department has some hundred."""
_DEEPEST = 12
_STEPS = {step: encode_basestring(step.value) for step in Step}
_SAME = Step.SAME  # looking up members of enumerations is slow


class _Texts(dict[str, str]):
    """A page says the same names and formulas over and over: each is put into JSON once."""

    def __missing__(self, text: str) -> str:
        found = self[text] = encode_basestring(text)
        return found


class _Parts(dict[WhichPart, str]):
    """Which part of its figure an entry is, the same way."""

    def __missing__(self, part: WhichPart) -> str:
        found = self[part] = f',"p":{encode_basestring(part_text(part))}' if part else ""
        return found


class _Places(dict[ToldCell, str]):
    """支出!F12 or the place in a text form, what stands there and from which export, the same way."""

    def __init__(self, told: Callable[[ToldCell], str] | None) -> None:
        super().__init__()
        self._told = told

    def __missing__(self, cell: ToldCell) -> str:
        amount = exact_text(Step.SUM, cell.amount, cell.unit) if cell.unit else plain(cell.amount)
        text = f"{cell.called}：{amount}"
        if self._told is not None and (told := self._told(cell)):
            text += f"；{told}"
        found = self[cell] = encode_basestring(text)
        return found


class Provenance:
    """The entries of one page. `mark` is what the tags of figures ask (`html_fragment.FigureMark`)."""

    def __init__(self, told: Callable[[ToldCell], str] | None = None) -> None:
        self.printed: dict[int, Number | None] = {}
        """By entry, in the order of the report: the figure as it is printed first, None for words."""
        self._numbers: dict[str, int] = {}  # entries as they stand in the page, in their order
        self._known: dict[str, dict[Origin, int]] = {}  # by unit
        self._texts = _Texts()
        self._parts = _Parts()
        self._places = _Places(told)

    def mark(self, origin: Origin, number: Number | None) -> str:
        """The attributes of a figure's tag. Figures share one stop of the Tab key, which the script gives to one."""
        if number is None:
            found = self._term(origin, 0, "")
            self.printed.setdefault(found, None)
            return f' class="f w" data-f="{found}"'
        unit = number.unit
        found = self._term(origin, 0, "元" if unit == "万元" else unit)
        self.printed.setdefault(found, number)
        return f' class="f" data-f="{found}"'

    def json(self) -> str:
        """All entries, fit to stand in a script element."""
        text = f"[{','.join(self._numbers)}]"
        return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

    def _term(self, origin: Origin, depth: int, unit: str) -> int:
        """Of a figure that is printed, or a term; both may be the same as another one."""
        known = self._known.get(unit)
        if known is None:
            known = self._known[unit] = {}
        found = known.get(origin)
        if found is None:
            entry = self._entry(origin.derivation, depth, unit)
            found = known[origin] = self._numbers.setdefault(entry, len(self._numbers))
        return found

    def _entry(self, said: Derivation, depth: int, unit: str) -> str:
        texts = self._texts
        name, more = said.name or said.formula, self._parts[said.part]
        while said.step is _SAME:  # told by what it is the same as, without an entry in between
            same, said = said.formula, said.terms[0].derivation
            if said.step is not _SAME:
                more = f',"i":{texts[same]}{more}'
        step, formula = said.step, said.formula
        if said.terms and depth < _DEEPEST:
            inner = unit_of_terms(step, unit)
            added = _added(said) if step is Step.ADD else said.terms
            terms = [str(self._term(term, depth + 1, inner)) for term in added]
            more += f',"t":[{",".join(terms)}]'
        if cells := said.cells:
            more += f',"c":[{",".join(map(self._places.__getitem__, cells[:_MOST_CELLS]))}]'
            if len(cells) > _MOST_CELLS:
                more += f',"m":{len(cells) - _MOST_CELLS}'
        value = encode_basestring(exact_text(step, said.value, unit))
        return f'{{"n":{texts[name]},"v":{value},"s":{_STEPS[step]},"f":{texts[formula]}{more}}}'


def _added(said: Derivation) -> list[Origin]:
    """The terms of a sum of more than two all in a row: what stands between them has no name."""
    first = said.terms[0].derivation
    if first.step is Step.ADD and not first.name:
        return [*_added(first), *said.terms[1:]]
    return list(said.terms)
