"""`tables` of pack.yaml: caption, table code, unit and the like, declared once for all tables of a format."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field

from gongkai.findings import Finding, Location
from gongkai.frozen import frozen
from gongkai.model.labels import normal
from gongkai.packs.compilers.strict_mapping import MappingReader
from gongkai.packs.tables import OtherWords
from gongkai.yamlsource import Node

_KEYS = ("caption", "code", "unit", "numbers", "empty_note", "landscape")
_WHERE_THERE = {
    "numbered": "numbered",
    "totals_last": "totals",
}  # applies only to tables that have the other key
_HEADINGS, _CLASSES, _SPLIT_CODES = "headings", "classes", "split_codes"


@frozen
class CommonHead:
    """`entries` apply to every table that is not declared otherwise in the same format or one that inherits from it.

    `headings` renames headings of the parents' tables, an empty name leaves the column out; `split_codes` divides a
    column of codes into one each for 类, 款 and 项; `classes` says which function classes overall tables list
    (`ClassList`). `chain` lists the formats from the root to this one; `styles` are the names under `numbers` of
    pack.yaml.
    """

    entries: Mapping[str, Node]
    chain: tuple[str, ...]
    styles: Collection[str]
    headings: Mapping[str, Node] = field(default_factory=dict)
    classes: Node | None = None
    split_codes: bool = False

    def over(self, table: Node) -> Node:
        """A table's declaration with these entries over those that stand in formats further up the chain."""
        if not self.entries or not table.is_mapping:
            return table
        values, keys = dict(table.mapping), dict(table.keys)
        for key, node in self.entries.items():
            own = values.get(key)
            if own is None and key in _WHERE_THERE and _WHERE_THERE[key] not in table.mapping:
                continue
            if own is None or self._rank(own) < self._rank(node):
                values[key] = node
                keys[key] = node.location
        return Node(values, table.location, keys)

    def heading(self, word: str, place: Location) -> str:
        """The word of this format for a heading that a parent wrote at `place`."""
        other = self.headings.get(word)
        return other.text if other is not None and self._rank_of(place) < self._rank(other) else word

    def words(self, words: OtherWords) -> OtherWords:
        """`recognise` words for this format's headings; the replaced words of the parents remain recognised."""
        if not self.headings:
            return words
        new = {old: node.text for old, node in self.headings.items() if node.text}
        known = {
            other: new.get(own, own)
            for other, own in words.headings.items()
            if own not in self.headings or own in new
        }
        own = {normal(text) for text in new.values()}
        added = {normal(old): text for old, text in new.items() if old in words.headings.values()}
        return OtherWords(
            words.title,
            {other: text for other, text in {**known, **added}.items() if other not in own},
            words.rows,
        )

    def _rank(self, node: Node) -> int:
        return self._rank_of(node.location)

    def _rank_of(self, place: Location) -> int:
        """The index in the chain of the format that a place belongs to, -1 for none: the greater, the nearer."""
        return next((rank for rank, name in enumerate(self.chain) if place.file.startswith(f"{name}/")), -1)


def compile_common_head(
    node: Node | None, chain: tuple[str, ...], findings: list[Finding], styles: Collection[str]
) -> CommonHead:
    """`tables` of pack.yaml; a key that not every kind of table knows is a finding."""
    if node is None:
        return CommonHead({}, chain, styles)
    reader = MappingReader(node, findings, "pack.yaml 的 tables")
    known = (*_KEYS, *_WHERE_THERE)
    reader.asked.update(known)
    classes = reader.node_of(_CLASSES)
    headings = dict(reader.entries(_HEADINGS))
    split = reader.flag(_SPLIT_CODES)
    reader.close()
    entries = {key: node.mapping[key] for key in known if key in node.mapping}
    return CommonHead(entries, chain, styles, headings, classes, split)
