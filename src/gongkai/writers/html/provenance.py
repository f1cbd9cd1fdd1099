"""Where each printed figure comes from: one entry per figure, however often it is printed, as JSON for a script.

An entry: `n` name, `s` step, `f` formula in the pack's words, `v` exact value, `i` the figure that it is the same as,
`p` part, `t` numbers of the terms' entries, `c` input cells with what stands in each, `m` how many more cells there are.
Printed values stand in the page itself.
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
    unit_by_cells,
    unit_of_terms,
)
from gongkai.money import plain
from gongkai.tree.nodes import Number

_MOST_CELLS = 40
"""Of one entry: a total of a whole department has some hundred."""
_DEEPEST = 12
_SAME, _ADD = Step.SAME, Step.ADD  # looking up members of enumerations is slow
_APART = frozenset((Step.MULTIPLY, Step.DIVIDE))
"""Their terms are not of one unit."""
_GIVEN = frozenset((Step.SUM, Step.COUNT))
"""What these say is a number of the input or a sum of such; most are one cell, which says it again."""


def _json(text: str) -> bytes:
    return encode_basestring(text).encode()


@lru_cache(maxsize=4096)  # reports of a format say the same names and formulas over and over
def _begun(name: str, step: Step, formula: str) -> bytes:
    """An entry up to its formula."""
    return b'{"n":%b,"s":%b,"f":%b' % (_json(name), _json(step.value), _json(COMPARED.get(step, formula)))


@lru_cache(maxsize=4096)  # the same in all reports of a format
def _part(part: WhichPart) -> bytes:
    """Which part of its figure an entry is."""
    return b',"p":' + _json(part.words) if part.filters else b""


class _Entries:
    """What is told in one unit: the numbers of the entries of figures, and exact amounts as they are worded."""

    __slots__ = ("amounts", "numbers", "unit", "unit_in_json")

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.numbers: dict[Origin, list[str]] = {}  # one each
        self.amounts: dict[Decimal, str] = {}
        self.unit_in_json = encode_basestring(unit)[1:-1]

    def worded(self, amount: Decimal) -> str:
        """An exact amount, fit to stand in a text of JSON; kept in `amounts`."""
        found = self.amounts[amount] = amount_text(amount, self.unit_in_json)
        return found


class Provenance:
    """The entries of one page. `mark` is what the tags of figures ask (`html_fragment.FigureMark`).

    `printed`, filled where asked for, is by the number of the entry, in the order of the report: the figure as it is
    printed first, None for words.
    """

    def __init__(
        self,
        told: Callable[[ToldCell], str] | None = None,
        printed: dict[str, Number | None] | None = None,
    ) -> None:
        self._printed = printed
        self._told = told
        self._numbers: dict[bytes, str] = {}  # of entries as they stand in the page, in their order
        self._depth = 0  # how many steps below what is printed
        self._yuan = _Entries("元")
        self._units = {"万元": self._yuan, "元": self._yuan}
        self._places: dict[ToldCell, bytes] = {}

    def mark(self, origin: Origin, number: Number | None) -> str:
        """The attributes of a figure's tag. Figures share one stop of the Tab key, which the script gives to one."""
        found = self._number(origin, "" if number is None else number.unit)
        if self._printed is not None:
            self._printed.setdefault(found, number)
        return f' class="f w" data-f="{found}"' if number is None else f' class="f" data-f="{found}"'

    def json(self) -> bytes:
        """All entries in UTF-8, fit to stand in a script element."""
        return b"".join((b"[", b",".join(self._numbers).replace(b"<", b"\\u003c"), b"]"))

    def _number(self, origin: Origin, unit: str) -> str:
        """The number of the entry, in a unit, of a figure that is printed, or of a term; both may be the same as
        another one."""
        entries = self._units.get(unit)
        if entries is None:
            entries = self._units[unit] = _Entries(unit)
        kept = entries.numbers.setdefault(origin, [])  # looked up once: the hash of a figure is slow
        if kept:
            return kept[0]
        said = origin.derivation
        step, more = said.step, _part(said.part)
        name = said.name or said.formula
        while step is _SAME:  # told by what it is the same as, without an entry in between
            same, said = said.formula, said.terms[0].derivation
            step = said.step
            if step is not _SAME:
                more = b',"i":%b%b' % (_json(same), more)
        if said.terms and self._depth < _DEEPEST:
            more += self._terms(said, entries.unit)
        cells = said.cells
        if len(cells) == 1:  # as most
            more += b',"c":[%b]' % (self._places.get(cells[0]) or self._place(cells[0]))
        elif cells:
            more += self._listed(cells)
        value = said.valued.amount
        if step in _GIVEN:
            text = entries.amounts.get(value) or entries.worded(value)
        else:
            text = exact_text(step, value, entries.unit_in_json)
        made = b'%b,"v":"%b"%b}' % (_begun(name, step, said.formula), text.encode(), more)
        found = self._numbers.setdefault(made, str(len(self._numbers)))
        kept.append(found)
        return found

    def _terms(self, said: Derivation, unit: str) -> bytes:
        terms = _added(said) if said.step is _ADD else said.terms
        inner = unit_of_terms(said.step, unit)
        self._depth += 1
        if not inner and said.step in _APART:
            told = [self._number(term, self._unit((term,))) for term in terms]
        else:
            inner = inner or self._unit(terms)
            told = [self._number(term, inner) for term in terms]
        self._depth -= 1
        return b',"t":[%b]' % ",".join(told).encode()

    def _unit(self, terms: Sequence[Origin]) -> str:
        """That of what is compared, also where one of them is nothing and has no cells to tell it."""
        for term in terms:
            if unit := "元" if term in self._yuan.numbers else unit_by_cells(term):
                return unit
        return ""

    def _listed(self, cells: Sequence[ToldCell]) -> bytes:
        places = [self._places.get(cell) or self._place(cell) for cell in cells[:_MOST_CELLS]]
        more = b',"m":%d' % (len(cells) - _MOST_CELLS) if len(cells) > _MOST_CELLS else b""
        return b',"c":[%b]%b' % (b",".join(places), more)

    def _place(self, cell: ToldCell) -> bytes:
        """支出!F12 or the place in a text form, what stands there and from which export."""
        amount, yuan = cell.amount, self._yuan
        said = (yuan.amounts.get(amount) or yuan.worded(amount)) if cell.unit else plain(amount)
        text = f"{cell.called}：{said}"
        if self._told is not None and (told := self._told(cell)):
            text += f"；{told}"
        found = self._places[cell] = _json(text)
        return found


def _added(said: Derivation) -> list[Origin]:
    """The terms of a sum of more than two all in a row: what stands between them has no name."""
    first = said.terms[0].derivation
    if first.step is _ADD and not first.name:
        return [*_added(first), *said.terms[1:]]
    return list(said.terms)
