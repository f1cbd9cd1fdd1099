"""Compares two versions of a document node by node: what was added, removed or changed."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.tree.keys import KeyedNode, nodes
from gongkai.tree.nodes import Document

ADDED, REMOVED, CHANGED = "新增", "删去", "改动"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind` is 新增 (no `old`), 删去 (no `new`) or 改动 (both)."""

    kind: str
    key: str
    old: KeyedNode | None
    new: KeyedNode | None


def compare_documents(old: Document, new: Document) -> list[Change]:
    """The differences in the order of the new document; removed nodes stand in their old place."""
    before = {node.key: node for node in nodes(old)}
    after = {node.key: node for node in nodes(new)}
    changes: list[Change] = []
    waiting = iter(before.values())
    for key, node in after.items():
        was = before.get(key)
        if was is None:
            changes.append(Change(ADDED, key, None, node))
            continue
        for earlier in waiting:  # up to this node's own place in the old document
            if earlier.key == key:
                break
            if earlier.key not in after:
                changes.append(Change(REMOVED, earlier.key, earlier, None))
        if _differs(was, node):
            changes.append(Change(CHANGED, key, was, node))
    told = {change.key for change in changes if change.kind == REMOVED}
    changes += [
        Change(REMOVED, key, node, None)
        for key, node in before.items()
        if key not in after and key not in told
    ]
    return changes


def _differs(old: KeyedNode, new: KeyedNode) -> bool:
    """By what is printed; a figure also by its printed value (two texts can be empty)."""
    value = old.number.value if old.number is not None else None
    return old.text != new.text or value != (new.number.value if new.number is not None else None)
