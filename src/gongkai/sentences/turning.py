"""Derives the slots of a format's sentences from the syntax trees of its prose: literals become words, printed figures
become slots, branches and loops alternative ways from one slot to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gongkai.findings import Location
from gongkai.packs.pack import Pack
from gongkai.packs.template_texts import TemplateText, syntax
from gongkai.sentences.slots import GAP, NO_SLOT, Says, SentenceSlot, SlotMeaning
from gongkai.sentences.values import (
    RecordValue,
    RowsValue,
    RowValue,
    Several,
    Shown,
    Values,
    Words,
    words_of,
)

if TYPE_CHECKING:
    from jinja2 import nodes

_MOST_WAYS = 24
_LONGEST = 80
_AFTER = 6
_ELSE = "else"
_MARKS = re.compile(r"^(?:>>? |@\S*\s*)")
Way = tuple[int, str]
"""The slot before, and the words since then."""


def turned(pack: Pack) -> list[SentenceSlot]:
    """Every slot of a format's sentences, in the order of its parts; computed once per pack.

    A template that Jinja cannot parse is skipped; `templates lint` reports it.
    """
    return pack.kept(_turned)


def _turned(pack: Pack) -> list[SentenceSlot]:
    from jinja2 import TemplateSyntaxError

    values = Values(pack)
    slots: list[SentenceSlot] = []
    placed = [item.name for part in pack.parts for item in part.items if item.name in pack.narrative]
    for name in dict.fromkeys([*placed, *pack.narrative]):
        file = pack.narrative[name]
        text = TemplateText(
            file.text, Location(file=file.file, line=1, column=1), f"narrative/{name}", prose=file
        )
        try:
            tree = syntax(text)
        except TemplateSyntaxError:
            continue
        _File(values, slots, text).walk(tree.body, {}, (name,))
    return slots


class _File:
    """A walk through one template file: the ways that lead to the point reached, and the heading above it."""

    def __init__(self, values: Values, slots: list[SentenceSlot], text: TemplateText) -> None:
        self.values, self.slots, self.text = values, slots, text
        self.ways: list[Way] = [(NO_SLOT, "")]
        self.heading, self.above, self.in_heading = "", "", False
        self.macros: dict[str, nodes.Macro] = {}
        self.known: dict[tuple[object, ...], SentenceSlot] = {}
        self.loop = 0
        self.loops = max((slot.loop for slot in slots), default=0)

    def walk(
        self, body: Iterable[nodes.Node], scope: Mapping[str, Any], path: tuple[object, ...]
    ) -> dict[str, Any]:
        """Walk through nodes and return the scope with the variables they set; `path` tells repeated nodes apart."""
        from jinja2 import nodes

        scope = dict(scope)
        for number, node in enumerate(body):
            here = (*path, number)
            if isinstance(node, nodes.Output):
                for at, each in enumerate(node.nodes):
                    self._output(each, scope, (*here, at))
            elif isinstance(node, nodes.If):
                self._branches([node.body, *(each.body for each in node.elif_), node.else_], scope, here)
            elif isinstance(node, nodes.For):
                self._loop(node, scope, here)
            elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
                scope[node.target.name] = self.values.of(node.node, scope)
            elif isinstance(node, nodes.Macro):
                self.macros[node.name] = node
        return scope

    def _output(self, node: nodes.Node, scope: Mapping[str, Any], path: tuple[object, ...]) -> None:
        from jinja2 import nodes

        if isinstance(node, nodes.TemplateData):
            self._literal(node.data)
            return
        if (
            isinstance(node, nodes.Call)
            and isinstance(node.node, nodes.Name)
            and (macro := self.macros.get(node.node.name)) is not None
        ):
            given = [self.values.of(each, scope) for each in node.args]
            names = [argument.name for argument in macro.args]
            self.walk(macro.body, {**scope, **dict(zip(names, given, strict=False))}, path)
            return
        self._printed(words_of(self.values.of(node, scope)), node.lineno, path)

    def _branches(
        self, bodies: Sequence[Sequence[nodes.Node]], scope: Mapping[str, Any], path: tuple[object, ...]
    ) -> None:
        entered, left = self.ways, []
        for number, body in enumerate(bodies):
            self.ways = entered
            self.walk(body, scope, (*path, number))
            left += self.ways
        self._go_on(left)

    def _loop(self, node: nodes.For, scope: Mapping[str, Any], path: tuple[object, ...]) -> None:
        from jinja2 import nodes

        over = self.values.of(node.iter, scope)
        targets = (
            [each.name for each in node.target.items if isinstance(each, nodes.Name)]
            if isinstance(node.target, nodes.Tuple)
            else [node.target.name if isinstance(node.target, nodes.Name) else ""]
        )
        entered = list(self.ways)
        if isinstance(over, Several):
            for number, item in enumerate(over.items):
                before = list(self.ways)
                given = item.items if isinstance(item, Several) and len(targets) > 1 else (item,)
                self.walk(node.body, {**scope, **dict(zip(targets, given, strict=False))}, (*path, number))
                self._go_on([*self.ways, *before])  # each may be left out
        else:
            outer, self.loops = self.loop, self.loops + 1
            self.loop = self.loops
            inner = {**scope, **dict(zip(targets, _items(over), strict=False))}
            mark = self.loop
            for _ in range(2):  # the second turn adds the ways from the loop's end back to its beginning
                before = list(self.ways)
                self.loop = mark
                self.walk(node.body, inner, path)
                self._go_on([*self.ways, *before])
            self.loop = outer
        if node.else_:
            once = self.ways
            self.ways = entered
            self.walk(node.else_, scope, (*path, _ELSE))
            self._go_on([*once, *self.ways])

    def _printed(self, words: Words, line: int, path: tuple[object, ...]) -> None:
        entered, left = self.ways, []
        for pieces in words:
            self.ways = entered
            for piece in pieces:
                if isinstance(piece, Shown):
                    self._number(piece, line, path)
                else:
                    self._literal(piece)
            left += self.ways
        self._go_on(left)

    def _number(self, shown: Shown, line: int, path: tuple[object, ...]) -> None:
        if self.in_heading:
            self.above += GAP
            return
        key = (*path, shown.key, shown.meaning)
        slot = self.known.get(key)
        if slot is None:
            slot = SentenceSlot(
                len(self.slots), shown.meaning, shown.unit, self.heading, self.text.place(line), self.loop
            )
            self.known[key] = slot
            self.slots.append(slot)
        slot.before = list(dict.fromkeys([*slot.before, *self.ways]))[:_MOST_WAYS]
        self.ways = [(slot.index, "")]

    def _literal(self, text: str) -> None:
        first, *lines = text.split("\n")
        self._words(first)
        for line in lines:
            if self.in_heading:
                self.heading, self.above, self.in_heading = self.above.strip("# "), "", False
            self.ways = [(NO_SLOT, "")]
            self._words(line)

    def _words(self, text: str) -> None:
        if self.in_heading or (text.startswith("#") and self.ways == [(NO_SLOT, "")]):
            self.above, self.in_heading = self.above + text, True
            return
        if self.ways == [(NO_SLOT, "")]:
            text = _MARKS.sub("", text.lstrip())
        if not text:
            return
        for before, words in self.ways:
            if before != NO_SLOT and not words and GAP not in text:
                self.slots[before].after.add(text[:_AFTER])
        self._go_on([(before, (words + text)[-_LONGEST:]) for before, words in self.ways])

    def _go_on(self, ways: Iterable[Way]) -> None:
        self.ways = list(dict.fromkeys(ways))[:_MOST_WAYS]


def _items(over: object) -> tuple[Any, ...]:
    """The values of a loop's variables where its rows depend on the department."""
    if isinstance(over, RowsValue):
        figure = over.figure
        meaning = SlotMeaning(Says.SHARE, figure.binding.name, figure.binding, over.total, figure.rows)
        return (RowValue(figure), ((Shown(meaning, "%", "构成"),),))
    return (over,) if isinstance(over, RecordValue) else ()
