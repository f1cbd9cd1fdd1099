"""The paragraphs of a document before they are turned: what a sample says of filling in, joined items, chapters of one's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gongkai.learning.observed import ObservedText
from gongkai.model.labels import chinese_numeral

OWN_WORDS = re.compile(
    r"职责|职能|机构设置|机构情况|单位构成|人员构成|人员情况|概况|工作任务|工作目标|重点工作|主要工作"
)
TO_WRITE = re.compile(r"^[（(][^（）()]*[)）]$")
_TO_DROP = re.compile(
    r"[（(](?:如持平[^（）()]*|不涉及[^（）()]*|或?持平|或与[^（）()]*持平)[)）]|按上述格式依次说明[^。]*。"
)
_IF_NONE = re.compile(r"[（(](?:若|如|如果)无[^“”（）()]*“(?P<said>[^”]+)”[^（）()]*[)）]")
_ITEM_BEGINS = re.compile(r"(?<=[。：；:])\s*(?=(?:\d{1,2}[、.．](?!\d)|（[一二三四五六七八九十]+）)[^\d\s])")
_NUMERALS = [chinese_numeral(number) for number in range(1, 60)]
_COUNTED = re.compile(r"[（(]?([一二三四五六七八九十]{1,3})[）)、]")


def own_end(blocks: Sequence[ObservedText], at: int) -> int:
    """The place behind what stands below the heading before `at`, where that is the department's own: with headings that
    are numbered anew below it, or are lesser ones, unless they head something of its own again."""
    head = blocks[at - 1]
    if not OWN_WORDS.search(head.text):
        return at
    number = _COUNTED.match(head.text.strip())
    behind = next(
        (after for one, after in pairwise(_NUMERALS) if number is not None and one == number[1]), ""
    )
    counted, end = 0, at
    while end < len(blocks):
        block = blocks[end]
        found = _COUNTED.match(block.text.strip())
        follows = found is not None and found[1] == chinese_numeral(counted + 1)
        own = OWN_WORDS.search(block.text) and (found is None or not follows or found[1] == behind)
        if block.level and (block.level < head.level or own):
            break
        if block.level == head.level:
            if not follows:
                break
            counted += 1
        end += 1
    return end


def pieces_of(block: ObservedText) -> list[ObservedText]:
    """A paragraph without the instructions of a sample; lines of a page that were joined, item by item again."""
    if block.level:
        return [block]
    text = re.sub(r"…+$", "……。", _TO_DROP.sub("", block.text).strip())
    if TO_WRITE.match(text) and "下述说明" in text:
        text = text[1:-1]
    if (
        none := _IF_NONE.search(text)
    ) is not None:  # （若无，则写“……”）: another sentence, for a department that has none
        text = text[: none.start()] + text[none.end() :]
        return [*pieces_of(ObservedText(text)), ObservedText(none["said"].strip())]
    return [ObservedText(piece.strip()) for piece in _ITEM_BEGINS.split(text) if piece.strip()]
