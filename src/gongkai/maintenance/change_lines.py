"""Changes as lines of a note: things in an order, sentences, single settings."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from gongkai.packs.pack import Pack

_FEW = 2  # up to so many additions are listed one by one, with their place
_RENAMED = 0.6  # from this likeness on, two names at one place count as one that was changed
_ALIKE = 0.5  # from this likeness on, two sentences count as one that was rewritten


def changes_of_order(old: Sequence[str], new: Sequence[str], what: str) -> list[str]:
    """What is added, taken away, renamed or moved in an ordered list of names."""
    found: list[str] = []
    gone, come = [], []
    for tag, left, right, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = list(old[left:right]), list(new[start:end])
        if tag == "equal":
            continue
        renamed = _renamed(
            [name for name in before if name not in new], [name for name in after if name not in old]
        )
        found += [f"{what}“{one}”改为“{other}”" for one, other in renamed]
        gone += [name for name in before if name not in dict(renamed)]
        come += [name for name in after if name not in dict(renamed).values()]
    moved = [name for name in come if name in gone]
    added, removed = (
        [name for name in one if name not in other] for one, other in ((come, gone), (gone, come))
    )
    if len(added) > _FEW:
        found.append(f"新增{what}：{'、'.join(added)}")
    else:
        found += [f"新增{what}“{name}”{_after(new, name)}" for name in added]
    if removed:
        found.append(f"取消{what}{'、'.join(f'“{name}”' for name in removed)}")
    found += [f"{what}“{name}”改在{_after(new, name).strip('（），')}" for name in dict.fromkeys(moved)]
    return found


def _renamed(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Names at one place that say nearly the same, in order; what merely stands at the same place is no new name."""
    paired = _paired(old, new, _RENAMED)
    return [(old[paired[index]], name) for index, name in enumerate(new) if index in paired]


def _after(names: Sequence[str], name: str) -> str:
    index = list(names).index(name)
    return f"（在“{names[index - 1]}”之后）" if index else "（在最前）"


def sentence_changes(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Sentences rewritten, added and left out, in the order of the new text."""
    found: list[str] = []
    for tag, left, right, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = list(old[left:right]), list(new[start:end])
        paired = _paired(gone, come)
        for index, text in enumerate(come):
            if index in paired:
                found.append(f"改写：{gone[paired[index]]}\n改为：{text}")
            else:
                found.append(f"新增：{text}")
        found += [f"删去：{text}" for index, text in enumerate(gone) if index not in paired.values()]
    return found


def _paired(old: Sequence[str], new: Sequence[str], least: float = _ALIKE) -> dict[int, int]:
    """Match rewritten sentences with their old versions: the most similar pairs first, each sentence once."""
    likeness = {
        (index, other): SequenceMatcher(None, before, after, autojunk=False).ratio()
        for index, after in enumerate(new)
        for other, before in enumerate(old)
    }
    found: dict[int, int] = {}
    for index, other in sorted(likeness, key=lambda pair: -likeness[pair]):
        if likeness[index, other] >= least and index not in found and other not in found.values():
            found[index] = other
    return found


def changed(old: object, new: object, what: str) -> list[str]:
    if old == new:
        return []
    return [
        f"{what}由“{old}”改为“{new}”" if old and new else f"{what}：{new}" if new else f"不再有{what}“{old}”"
    ]


def used_items(pack: Pack, kind: str) -> list[str]:
    return [item.name for part in pack.parts for item in part.items if item.kind == kind]
