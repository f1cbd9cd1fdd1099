"""The kinds of tables that every province publishes, and by which words of a title or a heading each is known.

They are data: `recognition.yaml` beside the format packs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.plans.title_words import TitleWords
from gongkai.recognition.vocabulary import (
    BadWords,
    BlockReading,
    Meaning,
    NationalWords,
    load_reading,
    load_vocabulary,
    load_words,
)
from gongkai.yamlsource import parse_yaml

if TYPE_CHECKING:
    from gongkai.yamlsource import Node

FILE = Path("common") / "recognition.yaml"
_SEVERAL = 2
_KEYS = {"documents", "kinds", "plain", "labels", "stages", "words"}


class BadKinds(ValueError):
    """The file of kinds cannot be used; the message says where and why."""


@frozen
class NationalKind:
    """A kind of table. `headings` are cells of its heading rows, of which a table of this kind has at least two (one,
    where only one is named), and all of `each`. `reads` tells its figures where no format does, the first that fits."""

    name: str
    title: TitleWords
    headings: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    reads: tuple[BlockReading, ...] = ()

    def has_headings(self, texts: Collection[str]) -> bool:
        if not (self.headings or self.each):
            return False
        found = {normal(text) for text in texts}
        several = sum(normal(word) in found for word in self.headings)
        return several >= min(_SEVERAL, len(self.headings)) and all(
            normal(word) in found for word in self.each
        )


def load_recognition(root: Path) -> tuple[tuple[NationalKind, ...], NationalWords]:
    """The kinds in the order in which they are asked, and the words that all of them share.

    `root` is the folder of format packs. Raises OSError where the file is missing, BadKinds where it cannot be used.
    """
    path = root / FILE
    node, findings = parse_yaml(path.read_text(encoding="utf-8"), path.name)
    if node is None or findings:
        raise BadKinds("; ".join(finding.message for finding in findings))
    found = node.get("kinds")
    if found is None or not found.is_mapping or not set(node.mapping) <= _KEYS:
        raise BadKinds("kinds")
    try:
        words = load_words(node)
        kinds = tuple(_kind(name, each, words) for name, each in found.mapping.items())
        return kinds, load_vocabulary(node)
    except BadWords as error:
        raise BadKinds(str(error)) from error


def _kind(name: str, node: Node, words: Mapping[str, Mapping[str, Meaning]]) -> NationalKind:
    if (
        not node.is_mapping
        or not set(node.mapping) <= {"title", "headings", "reads"}
        or node.get("title") is None
    ):
        raise BadKinds(f"{name}: {node.location}")
    title, headings = _lists(node.get("title"), name), _lists(node.get("headings"), name)
    return NationalKind(
        name,
        TitleWords.of(title.get("all", ()), title.get("any", ()), title.get("not", ())),
        headings.get("any", ()),
        headings.get("each", ()),
        tuple(load_reading(each, words) for each in reads.items) if (reads := node.get("reads")) else (),
    )


def _lists(node: Node | None, name: str) -> dict[str, tuple[str, ...]]:
    if node is None:
        return {}
    if not node.is_mapping or not set(node.mapping) <= {"all", "any", "not", "each"}:
        raise BadKinds(f"{name}: {node.location}")
    return {key: tuple(item.text for item in each.items) for key, each in node.mapping.items()}
