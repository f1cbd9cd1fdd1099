"""`renames` of pack.yaml: replaces a name of the parents' in all of their files.

One entry then changes a stage, a line, a figure or a heading in schedules, figures, rules, reasons, tables, charts and
prose together. A name is replaced where it stands alone: between the signs of an expression, as a key or as an entry;
in sentences (prose, names and hints of rules, notes) also within a text, if it is long enough to be unambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai import money
from gongkai.yamlsource import Node

RENAMES = "renames"
NEEDS = "needs"
"""Key of a rule: a name (such as a stage) without which it is meaningless, so that it is removed when that is renamed."""
_SENTENCES = ("name", "hint", "prompt", "purpose", "notes", "empty_note", "note", *money.SITUATIONS, "任意")
_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_LONG = 4  # the least length of a name that is replaced within a sentence


class Renaming:
    """Replaces names of a parent's texts by those of the child."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)
        self.alone = _pattern(names, r"(?<!\w)(?:{})(?!\w)")
        self.inside = _pattern([name for name in names if len(name) >= _LONG], "{}")

    def text(self, text: str, sentence: bool = False) -> str:
        pattern = self.inside if sentence else self.alone
        return pattern.sub(lambda found: self.names[found[0]], text) if pattern is not None else text

    def prose(self, text: str) -> str:
        """A template: within tags names stand alone, the rest are sentences."""
        pieces = _TAGS.split(text)
        return "".join(self.text(piece, sentence=index % 2 == 0) for index, piece in enumerate(pieces))

    def node(self, node: Node, sentence: bool = False) -> Node:
        """A declaration with the new names; of two entries that then have the same name the first one stays."""
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
