"""Where each printed figure comes from: one entry per figure, however often it is printed, as JSON for a script.

An entry: `n` name, `p` part, `i` the figure that it is the same as, `v` exact value, `s` step, `f` formula in the pack's
words, `t` numbers of the terms' entries, `c` input cells with what stands in each, `m` how many more cells there are. Printed values stand in the
page itself.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring

from gongkai.derivation import Derivation, Origin, Step, exact_text, part_text, place_text, unit_of_terms
from gongkai.findings import Location
from gongkai.tree.nodes import Number

_MOST_CELLS = 40
"""Of one entry: a total of a whole department has some hundred."""
_DEEPEST = 12
_STEPS = {step: encode_basestring(step.value) for step in Step}


class Provenance:
    """The entries of one page. `mark` is what the tags of figures ask (`html_fragment.FigureMark`)."""

    def __init__(self, told: Callable[[Location], str] | None = None) -> None:
        self._told = told
        self.printed: dict[int, Number | None] = {}
        """By entry, in the order of the report: the figure as it is printed first, None for words."""
        self._numbers: dict[str, int] = {}  # entries as they stand in the page, in their order
        self._known: dict[tuple[Origin, str], int] = {}
        # A page says the same names, formulas and cells over and over: each is put into JSON once.
        self._texts: dict[str, str] = {}
        self._parts: dict[tuple[tuple[str, tuple[str, ...]], ...], str] = {}
        self._places: dict[tuple[str, str, int, str], str] = {}

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
        key = (origin, unit)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._number(origin, depth, unit)
        return found

    def _number(self, origin: Origin, depth: int, unit: str) -> int:
        entry = self._entry(origin.derivation, depth, unit)
        return self._numbers.setdefault(entry, len(self._numbers))

    def _entry(self, said: Derivation, depth: int, unit: str) -> str:
        more = ""
        name, part = said.name or said.formula, said.part
        while said.step is Step.SAME:  # told by what it is the same as, without an entry in between
            more = f',"i":{self._text(said.formula)}'
            said = said.terms[0].derivation
        if part:
            shown = self._parts.get(part)
            if shown is None:
                shown = self._parts[part] = f',"p":{encode_basestring(part_text(part))}'
            more += shown
        if said.terms and depth < _DEEPEST:
            inner = unit_of_terms(said.step, unit)
            added = _added(said) if said.step is Step.ADD else said.terms
            terms = [str(self._term(term, depth + 1, inner)) for term in added]
            more += f',"t":[{",".join(terms)}]'
        if said.cells:
            more += self._cells(said)
        texts = self._texts
        value = encode_basestring(exact_text(said.step, said.value, unit))
        formula = texts.get(said.formula) or self._text(said.formula)
        named = texts.get(name) or self._text(name)
        return f'{{"n":{named},"v":{value},"s":{_STEPS[said.step]},"f":{formula}{more}}}'

    def _cells(self, said: Derivation) -> str:
        known = self._places
        places = [
            known.get((place.sheet, place.cell, place.line, place.path)) or self._place(place, amount)
            for place, amount in zip(said.cells[:_MOST_CELLS], said.amounts, strict=False)
        ]
        more = len(said.cells) - _MOST_CELLS
        return f',"c":[{",".join(places)}]' + (f',"m":{more}' if more > 0 else "")

    def _text(self, text: str) -> str:
        found = self._texts[text] = encode_basestring(text)
        return found

    def _place(self, place: Location, amount: Decimal) -> str:
        """支出!F12 or the place in a text form, and what stands there."""
        told = self._told(place) if self._told is not None else ""
        text = encode_basestring(f"{place_text(place)}：{told or exact_text(Step.SUM, amount, '')}")
        self._places[place.sheet, place.cell, place.line, place.path] = text
        return text


def _added(said: Derivation) -> list[Origin]:
    """The terms of a sum of more than two all in a row: what stands between them has no name."""
    first = said.terms[0].derivation
    if first.step is Step.ADD and not first.name:
        return [*_added(first), *said.terms[1:]]
    return list(said.terms)
