"""What headings and labels of the national tables mean in the words of our model. Data: `recognition.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from gongkai.frozen import frozen
from gongkai.model.labels import normal

if TYPE_CHECKING:
    from gongkai.yamlsource import Node

_NOTHING_MORE = "全部"
_OWN_STAGE = "本年"
_FIGURE = re.compile(r"([^\[\]=]*)\[([^\[\]]+)\]|([^\[\]=]+)")
_NUMBERING = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]{1,3}\s*[、.．]|\d{1,2}\s*[、.．]|[①-⑳])\s*"
)
_PART_KEYS = {"under", "never", "means", "where", "rows", "words"}


class BadWords(ValueError):
    """Words that cannot be used; the message says where."""


@frozen
class Meaning:
    """A figure ("" where another word says it) and coordinates by dimension; several of one are joined by `|`."""

    figure: str = ""
    where: tuple[tuple[str, str], ...] = ()


@frozen
class BlockReading:
    """How the figures of a block of columns are told. `means` and `where` hold where no word says otherwise.

    `rows` is the dimension of the codes in its rows; `words` by their normal form.
    """

    under: tuple[str, ...]
    never: tuple[str, ...]
    means: str
    where: tuple[tuple[str, str], ...]
    rows: str
    words: Mapping[str, Meaning]


@frozen
class DocumentWords:
    """By which words a title says of what kind a document is (`words`, the first that fits), without what says nothing
    (`plain`). Tables of the kinds `anywhere` stand in documents of every kind."""

    plain: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    anywhere: frozenset[str] = frozenset()

    def kind_of(self, title: str) -> str:
        """The kind that a title names; "" where it names none, or budget and accounts both."""
        for word in self.plain:
            title = title.replace(word, "")
        found = [kind for kind, words in self.words.items() if any(word in title for word in words)]
        several = len(found) > 1 and next(iter(self.words)) not in found
        return "" if several or not found else found[0]


@frozen
class NationalWords:
    """All normal forms: `plain` headings say nothing more, `labels` end the headings of columns of labels.

    `stages` gives by a word of the title the stage of each heading, "" for the table's own.
    """

    plain: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    stages: Mapping[str, Mapping[str, str]] | None = None
    documents: DocumentWords = DocumentWords()

    def stages_of(self, title: str) -> Mapping[str, str]:
        """The stages of the headings of a table with this title; none where its title says nothing."""
        return next((found for word, found in (self.stages or {}).items() if word in title), {})

    def is_label(self, heading: str) -> bool:
        return any(heading == word or (len(word) > 1 and heading.endswith(word)) for word in self.labels)


def without_numbering(label: str) -> str:
    """The normal form of a label without 一、, 1. or ① before it."""
    return normal(_NUMBERING.sub("", label, count=1) if _NUMBERING.match(label) else label)


def load_vocabulary(root: Node) -> NationalWords:
    """Raises BadWords."""
    stages = {
        word: {normal(heading): _stage(stage.text) for heading, stage in _mapping(each).items()}
        for word, each in _mapping(root.get("stages")).items()
    }
    documents = _documents(root.get("documents"))
    return NationalWords(frozenset(_texts(root.get("plain"))), _texts(root.get("labels")), stages, documents)


def _documents(node: Node | None) -> DocumentWords:
    given = _mapping(node)
    if not set(given) <= {"plain", "words", "anywhere"}:
        raise BadWords(f"documents: {node.location if node is not None else ''}")
    words = {kind: _texts(each) for kind, each in _mapping(given.get("words")).items()}
    return DocumentWords(_texts(given.get("plain")), words, frozenset(_texts(given.get("anywhere"))))


def load_words(root: Node) -> dict[str, dict[str, Meaning]]:
    """The groups of words by their name. Raises BadWords."""
    return {
        group: {word: _meaning(means) for means, node in _mapping(each).items() for word in _texts(node)}
        for group, each in _mapping(root.get("words")).items()
    }


def load_reading(node: Node, groups: Mapping[str, Mapping[str, Meaning]]) -> BlockReading:
    """One way in which a block of a kind of table is read. Raises BadWords."""
    given = _mapping(node)
    if not set(given) <= _PART_KEYS or "words" not in given:
        raise BadWords(str(node.location))
    words: dict[str, Meaning] = {}
    for name in given["words"].items:
        if name.text not in groups:
            raise BadWords(f"{name.text}: {name.location}")
        words.update(groups[name.text])
    return BlockReading(
        _texts(given.get("under")),
        _texts(given.get("never")),
        given["means"].text if "means" in given else "",
        _meaning(given["where"].text).where if "where" in given else (),
        given["rows"].text if "rows" in given else "",
        words,
    )


def _stage(text: str) -> str:
    return "" if text == _OWN_STAGE else text


def _meaning(text: str) -> Meaning:
    """`FIGURE[DIMENSION=VALUE, …]`, `DIMENSION=VALUE, …`, `FIGURE`, or 全部."""
    if text == _NOTHING_MORE:
        return Meaning()
    whole = text if "[" in text or "=" not in text else f"[{text}]"
    found = _FIGURE.fullmatch(whole)
    if found is None:
        raise BadWords(text)
    if found[3]:
        return Meaning(found[3])
    pairs = [pair.partition("=") for pair in found[2].split(",")]
    if not all(name.strip() and value.strip() for name, _, value in pairs):
        raise BadWords(text)
    return Meaning(found[1], tuple((name.strip(), value.strip()) for name, _, value in pairs))


def _mapping(node: Node | None) -> Mapping[str, Node]:
    if node is None:
        return {}
    if not node.is_mapping:
        raise BadWords(str(node.location))
    return node.mapping


def _texts(node: Node | None) -> tuple[str, ...]:
    found: Iterable[Node] = node.items if node is not None else ()
    return tuple(normal(item.text) for item in found)
