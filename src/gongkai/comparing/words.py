"""Compares two texts sentence by sentence, and within a sentence word by word; a number is one word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from gongkai.comparing.alignment import aligned
from gongkai.comparing.likeness import NUMBER_PATTERN, alike, without_blanks
from gongkai.frozen import frozen
from gongkai.tree.change_marks import added, removed
from gongkai.tree.nodes import Number

KEPT, REMOVED, ADDED = "=", "-", "+"

_SENTENCE = re.compile(r"[^。！？\n]*(?:[。！？][”’）】]*|\n|$)")
_STOP = re.compile(r"[。！？][”’）】]*\s*")
# Chinese has no spaces between words, and a full dictionary would be larger than this program. These are the words
# that often change in such reports and would otherwise be split (增加 and 增长 share a character).
_COMMON = re.findall(
    r"\S+",
    """
    增加 减少 增长 下降 提高 降低 上升 持平 主要 原因 由于 因为 预算 决算 支出 收入 基本 项目 财政 拨款 资金 经费
    人员 公用 年度 上年 本年 去年 今年 年初 年末 结转 结余 安排 用于 新增 调整 较上 相比 完成 工作 购置 采购 运行 维护
    接待 出国 会议 培训 工资 人数 在职 退休 专项 一般 公共 政府 单位 部门 万元 占比 其中 没有 不再 全部 部分
    """,
)
_WORD = re.compile(
    "|".join((NUMBER_PATTERN, "[A-Za-z]+", r"\s+", *sorted(_COMMON, key=len, reverse=True), ".")),
    re.DOTALL,
)
_LEAST_ALIKE = 0.4
"""The least likeness of two sentences that count as one changed sentence, not as one removed and one added."""
_ISLAND = 2  # characters; unchanged words between two changes are shown as changed if they are shorter


@frozen
class Piece:
    """A stretch of text that both versions have (=), only the old one (-), or only the new one (+)."""

    kind: str
    text: str

    @property
    def marked(self) -> str:
        """The text with the marks of `tree.change_marks`."""
        if self.kind == KEPT:
            return self.text
        return removed(self.text) if self.kind == REMOVED else added(self.text)


@frozen
class SentenceChange:
    """A sentence of the old version and the one in its place; one of them is empty for an added or removed sentence.

    `pieces` are the words of both in the order of a corrected text.
    """

    old: str
    new: str
    pieces: tuple[Piece, ...]

    @property
    def marked(self) -> str:
        """Both sentences in one, with marks."""
        return "".join([piece.marked for piece in self.pieces])


def split_sentences(text: str, exact: bool = True) -> list[str]:
    """The sentences of a text with their stops; joined they give the text. Line breaks end a sentence only if `exact`."""
    if exact:
        return [found for found in _SENTENCE.findall(text) if found]
    found = []
    begin = 0
    for end in (match.end() for match in _STOP.finditer(text)):
        found.append(text[begin:end])
        begin = end
    return [*found, text[begin:]] if text[begin:] else found


def compared(old: str, new: str, exact: bool = True) -> list[SentenceChange]:
    """All sentences of two texts in the order of a corrected text, also unchanged ones (one piece).

    Unless `exact`, differences of blanks and line breaks are ignored and those of the new text are used.
    """
    ones, others = split_sentences(old, exact), split_sentences(new, exact)
    first, second = ([text if exact else without_blanks(text) for text in texts] for texts in (ones, others))
    found = []
    for pair in aligned(first, second, lambda one, other: alike(ones[one], others[other]), _LEAST_ALIKE):
        before = ones[pair.old] if pair.old is not None else ""
        after = others[pair.new] if pair.new is not None else ""
        if not exact and without_blanks(before) == without_blanks(after):
            before = after
        found.append(SentenceChange(before, after, _pieces(before, after, exact)))
    return found


def marked_text(old: str, new: str, exact: bool = True) -> str:
    """Both versions of a text in one, with the marks of `tree.change_marks`."""
    return "".join([item.marked for item in compared(old, new, exact)])


def _pieces(old: str, new: str, exact: bool) -> tuple[Piece, ...]:
    if old == new:
        return (Piece(KEPT, new),)
    if not old or not new:
        return (Piece(REMOVED, old),) if old else (Piece(ADDED, new),)
    ones, others = _words(old, exact), _words(new, exact)
    first, second = ([text if exact else text.strip() for text in texts] for texts in (ones, others))
    found: list[tuple[str, str, str]] = []  # kind, old and new text
    for tag, begin, end, start, stop in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        before, after = "".join(ones[begin:end]), "".join(others[start:stop])
        found.append((KEPT if tag == "equal" else REMOVED, before, after))
    return tuple(_written(_without_islands(found)))


def _words(text: str, exact: bool) -> list[str]:
    """The words of a text; unless `exact`, each includes the blanks after it."""
    words: list[str] = []
    for word in _WORD.findall(text):
        if not exact and words and word.isspace():
            words[-1] += word
        else:
            words.append(word)
    return words


def _without_islands(found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The changes with short unchanged words between them merged in, since a splintered text is hard to read."""
    result: list[tuple[str, str, str]] = []
    for index, (kind, before, after) in enumerate(found):
        inside = 0 < index < len(found) - 1
        island = kind == KEPT and inside and len(after) < _ISLAND and "\n" not in after
        told = REMOVED if island else kind
        if result and result[-1][0] == told == REMOVED:
            result[-1] = (REMOVED, result[-1][1] + before, result[-1][2] + after)
        else:
            result.append((told, before, after))
    return result


def _written(found: list[tuple[str, str, str]]) -> list[Piece]:
    pieces = []
    for kind, before, after in found:
        if kind == KEPT:
            pieces.append(Piece(KEPT, after))
        else:
            pieces += [Piece(REMOVED, before)] if before else []
            pieces += [Piece(ADDED, after)] if after else []
    return pieces


def change_of(old: Number | None, new: Number | None) -> str:
    """How much a figure changed, where both are printed in the same unit: +12.00 万元."""
    if old is None or new is None or old.unit != new.unit or not old.unit:
        return ""
    step = new.value - old.value
    unit = "个百分点" if new.unit == "%" else new.unit
    return f"{step:+,} {unit}" if step else ""
