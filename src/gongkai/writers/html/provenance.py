"""Where each printed figure comes from: one entry per figure, however often it is printed, as JSON for a script.

An entry: `n` name, `p` part, `v` exact value, `s` step, `f` formula in the pack's words, `t` numbers of the terms'
entries, `c` input cells, `m` how many more cells there are. Printed values stand in the page itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from gongkai.derivation import Origin, exact_text, part_text, place_text, unit_of_terms
from gongkai.findings import Location
from gongkai.tree.nodes import Number

_MOST_CELLS = 40
"""Of one entry: a total of a whole department has some hundred."""
_DEEPEST = 12
OriginEntry = dict[str, object]


class Provenance:
    """The entries of one page. `mark` is what the tags of figures ask (`html_fragment.FigureMark`)."""

    def __init__(self, told: Callable[[Location], str] | None = None) -> None:
        self._told = told
        self._numbers: dict[str, int] = {}  # entries as they stand in the page, in their order
        self._places: dict[Location, str] = {}

    def mark(self, origin: Origin, number: Number | None) -> str:
        """The attributes of a figure's tag. Figures share one stop of the Tab key, which the script gives to one."""
        kind = "f" if number is not None else "f w"
        unit = number.unit if number is not None else ""
        found = self._add(origin, 0, "元" if unit == "万元" else unit)
        return f' class="{kind}" data-f="{found}"'

    def json(self) -> str:
        """All entries, fit to stand in a script element."""
        text = f"[{','.join(self._numbers)}]"
        return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

    def _add(self, origin: Origin, depth: int, unit: str) -> int:
        step = origin.derivation
        inner = unit_of_terms(step.step, unit)
        terms = [self._add(term, depth + 1, inner) for term in step.terms] if depth < _DEEPEST else []
        part, value = part_text(step.part), exact_text(step.step, step.value, unit)
        entry: OriginEntry = {"n": step.name, "v": value, "s": step.step.value, "f": step.formula}
        if part:
            entry["p"] = part
        if terms:
            entry["t"] = terms
        if step.cells:
            entry["c"] = [self._place(place) for place in step.cells[:_MOST_CELLS]]
            if len(step.cells) > _MOST_CELLS:
                entry["m"] = len(step.cells) - _MOST_CELLS
        written = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        return self._numbers.setdefault(written, len(self._numbers))

    def _place(self, place: Location) -> str:
        """支出!F12 or the place in a text form, and what stands there where the document can tell."""
        if place not in self._places:
            told = self._told(place) if self._told is not None else ""
            self._places[place] = f"{place_text(place)}：{told}" if told else place_text(place)
        return self._places[place]
