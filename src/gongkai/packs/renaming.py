"""`renames` of pack.yaml: what a parent calls so is called otherwise, wherever its files name it.

One line of a province then changes a stage, a line, a figure or a heading in schedules, figures, rules, reasons, tables,
charts and prose together. A name counts where it stands by itself: between the signs of an expression, as a key or an
entry; in sentences (prose, names and hints of rules, notes) also inside one, if it is long enough to mean nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai import money
from gongkai.yamlsource import Node

RENAMES = "renames"
NEEDS = "needs"
"""Key of a rule: the name (such as a stage) without which it says nothing, so that it goes when that is renamed."""
_SENTENCES = ("name", "hint", "prompt", "purpose", "notes", "empty_note", "note", *money.SITUATIONS, "任意")
_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_LONG = 4  # characters from which a name is looked for inside a sentence


class Renaming:
    """Gives texts of a parent the names of the child: old name to new."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)
        self.alone = _pattern(names, r"(?<!\w)(?:{})(?!\w)")
        self.inside = _pattern([name for name in names if len(name) >= _LONG], "{}")

    def text(self, text: str, sentence: bool = False) -> str:
        pattern = self.inside if sentence else self.alone
        return pattern.sub(lambda found: self.names[found[0]], text) if pattern is not None else text

    def prose(self, text: str) -> str:
        """A template: names between braces stand alone, the rest are sentences."""
        pieces = _TAGS.split(text)
        return "".join(self.text(piece, sentence=index % 2 == 0) for index, piece in enumerate(pieces))

    def node(self, node: Node, sentence: bool = False) -> Node:
        """The same declaration in the new names; of two entries that are then called alike the first one stays."""
        value = node.value
        if isinstance(value, str):
            return Node(self.text(value, sentence), node.location)
        if isinstance(value, list):
            return Node([self.node(item, sentence) for item in value], node.location)
        if value is None:
            return node
        entries: dict[str, Node] = {}
        keys = {}
        for key, item in value.items():
            new = self.text(key)
            if new not in entries:
                entries[new] = self.node(item, sentence or key in _SENTENCES)
                keys[new] = node.keys.get(key, item.location)
        return Node(entries, node.location, keys)


def _pattern(names: Mapping[str, str] | list[str], frame: str) -> re.Pattern[str] | None:
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(frame.replace("{}", "|".join(map(re.escape, ordered)))) if ordered else None
