"""Characters to lines: by their baseline, in the order of reading."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from gongkai.frozen import frozen
from gongkai.readers.pdf.page import Glyph

_ONE_LINE = 0.45
"""Ems between the baselines of characters of one line: digits in another font stand a little higher or lower."""
_BLANK = 0.6
"""Ems between two characters that stand for a blank."""
_INDENT = (1.2, 4.5)
"""Ems by which the first line of a paragraph stands in."""
_SHORT = 6.0
"""Ems that a line of which the text goes on may end before the longest: no bracket or number is wider."""
_OFTEN = 2  # lines that begin at one place: the edge of the text


@frozen
class TextLine:
    text: str
    y: float
    left: float
    right: float
    size: float


def lines_of_page(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Lines from top to bottom, none of them empty."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.y)
    groups: list[list[Glyph]] = []
    for glyph in ordered:
        if groups:
            last = groups[-1]
            near = _ONE_LINE * max(min(glyph.size, last[-1].size), 1.0)
            if glyph.y - last[-1].y <= near and glyph.y - last[0].y <= 2 * near:
                last.append(glyph)
                continue
        groups.append([glyph])
    return [_line(group) for group in groups if any(glyph.text != " " for glyph in group)]


def openings(lines: Sequence[TextLine]) -> list[bool | None]:
    """Whether each line of a page begins a paragraph; None where the page does not indent, or sets it elsewhere."""
    lefts = Counter(int(line.left + 0.5) for line in lines)
    edge = min((left for left, count in lefts.items() if count >= _OFTEN), default=None)
    if edge is None:
        return [None] * len(lines)
    indented = [_INDENT[0] <= (line.left - edge) / line.size <= _INDENT[1] for line in lines]
    flush = [abs(line.left - edge) <= line.size / 2 for line in lines]
    text = [line for line, one, other in zip(lines, indented, flush, strict=True) if one or other]
    far = max(line.right for line in text)
    if not any(indented) or not any(flush):
        return [None] * len(lines)
    found: list[bool | None] = []
    for at, line in enumerate(lines):
        short = at > 0 and lines[at - 1].right < far - _SHORT * line.size
        if not flush[at]:
            found.append(True if indented[at] else None)
        else:  # below the running head of the page nothing is told
            found.append((None if at == 1 else True) if short else False)
    return found


def _line(group: list[Glyph]) -> TextLine:
    group.sort(key=lambda glyph: glyph.x)
    glyphs = [glyph for glyph in group if glyph.text != " "]
    after_blank = {id(glyph) for blank, glyph in itertools.pairwise(group) if blank.text == " "}
    parts = [glyphs[0].text]
    for before, glyph in itertools.pairwise(glyphs):
        if id(glyph) in after_blank or glyph.x - before.end > _least(before, glyph):
            parts.append(" ")
        parts.append(glyph.text)
    return TextLine(
        "".join(parts),
        median(glyph.y for glyph in glyphs),
        glyphs[0].x,
        max(glyph.end for glyph in glyphs),
        median(glyph.size for glyph in glyphs),
    )


def _least(before: Glyph, glyph: Glyph) -> float:
    """The gap from which on two characters are apart: a blank of Latin text is a quarter of an em."""
    size = max(before.size, glyph.size)
    if not (before.text.isascii() and glyph.text.isascii()):
        return _BLANK * size
    return (0.12 if before.text in ".," else 0.22) * size


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """The text of a cell: its lines are one text that was broken to fit."""
    found = ""
    for line in lines_of_page(glyphs):
        word_break = (
            found[-1:].isascii()
            and found[-1:].isalpha()
            and line.text[:1].isascii()
            and line.text[:1].isalpha()
        )
        found += (" " if word_break else "") + line.text
    return found
