"""Pairs equal lines of the prose of two formats, such as those of two years, where other lines were changed."""

from __future__ import annotations

from difflib import SequenceMatcher

from gongkai.packs.pack import Pack


def same_lines(old: Pack, new: Pack) -> dict[str, str]:
    """`file:line` of the new format by that of the old one, for the lines that both have in the same words."""
    found: dict[str, str] = {}
    for name, file in new.narrative.items():
        before = old.narrative.get(name)
        if before is None:
            continue
        ones, others = before.text.split("\n"), file.text.split("\n")
        for match in SequenceMatcher(None, ones, others, autojunk=False).get_matching_blocks():
            found.update(
                (f"{name}:{match.a + step + 1}", f"{name}:{match.b + step + 1}") for step in range(match.size)
            )
    return found
