"""Sets prose a little closer if its last page would hold only a few lines, so that these fit on the page before.

Line heights in the reference style are exact and Chinese characters all equally wide, so pages of prose can be foretold
well enough. Where the forecast is wrong, a part is set closer for nothing, by no more than a tenth.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate

from gongkai.frozen import frozen
from gongkai.measure import half_widths
from gongkai.tree.nodes import Block, Heading, Orientation, Paragraph
from gongkai.writers.docx.reference_style import ReportLook, Style

FEW_LINES = 5.5  # lines on a last page that are few
LEAST_PROSE_LINE = 0.91  # of the usual line height
INDENT = 4  # half-widths: the first line of a paragraph begins two characters in
AIR = 0.5  # half-widths that Word and LibreOffice put between a character and a figure or Latin word
_PROSE = (Heading, Paragraph)
# A line ends neither behind the one nor before the other, nor within a number or Latin word.
_OPENING, _CLOSING = "（《“‘", "，。、；：！？）》”’…"
_BOUNDARY = re.compile("[0-9A-Za-z](?=[一-鿿])|[一-鿿](?=[0-9A-Za-z])")


def closer_lines(blocks: Sequence[Block], style: Style, opens_page: Callable[[int], bool]) -> dict[int, str]:
    """Paragraph properties, by the place of the block, for the runs of prose that are to be set closer.

    `opens_page` tells of a block whether a new page begins with it. Prose with tables in it is left as it is.
    """
    found: dict[int, str] = {}
    start = 0
    for index in range(1, len(blocks) + 1):
        if index < len(blocks) and not opens_page(index):
            continue
        run = blocks[start:index]
        if len(run) > 1 and all(isinstance(block, _PROSE) for block in run):
            line = _line_height(run, style)
            if line:
                spacing = f'<w:spacing w:line="{line}" w:lineRule="exact"/>'
                usual = style.looks["Body Text"].line
                found |= {
                    start + place: spacing
                    for place, block in enumerate(run)
                    if _look(block, style).line == usual
                }
        start = index
    return found


def _look(block: Block, style: Style) -> ReportLook:
    if isinstance(block, Heading):
        return style.looks[f"heading {block.look}"]
    return style.looks["说明文字" if isinstance(block, Paragraph) and block.role == "note" else "Body Text"]


@lru_cache(maxsize=1024)  # explanations of terms and prescribed sentences are the same in many reports
def prose_lines(text: str, holding: int) -> int:
    """The lines of a paragraph with indented first line, so many half-widths on each."""
    width = half_widths(text)
    airy = {match.end() for match in _BOUNDARY.finditer(text)}
    if width + AIR * len(airy) + INDENT <= holding:
        return 1
    widths: list[float] = [2 if char > "~" else 1 for char in text]
    if sum(widths) != width:  # narrow letters with accents and the like
        widths = list(map(half_widths, text))
    for at in airy:
        widths[at] += AIR
    ends = list(accumulate(widths))
    count, at = 1, _line_end(text, 0, bisect_right(ends, holding - INDENT))
    while at < len(text):
        begin = (ends[at - 1] if at else 0) + (AIR if at in airy else 0)  # no air at the head of a line
        end = _line_end(text, at, bisect_right(ends, begin + holding))
        if end == at:  # what is not broken is wider than a line
            end += 1
            while end < len(text) and not _may_break(text, end):
                end += 1
        at = end
        count += 1
    return count


def _line_end(text: str, start: int, end: int) -> int:
    """The last place up to `end` where a line that begins at `start` may end; `start` for none."""
    while start < end < len(text) and not _may_break(text, end):
        end -= 1
    return end


def _may_break(text: str, at: int) -> bool:
    before, behind = text[at - 1], text[at]
    word = "!" <= before <= "~" and "!" <= behind <= "~"
    return not (word or before in _OPENING or behind in _CLOSING)


@frozen
class _Piece:
    """A block of prose: its lines, their height and the room around them in points; whether its line height is
    that of the body, and whether it stays with the next one."""

    lines: int
    line: float
    around: float
    usual: bool
    keep: bool


def _line_height(run: Sequence[Block], style: Style) -> int:
    """The line height in twips with which the last few lines find room on the page before; 0 where they are not few
    or would find none."""
    page = style.pages[Orientation.PORTRAIT]
    room, width = page.text_height / 20, page.text_width / 20
    usual = style.looks["Body Text"].line
    pieces = []
    for block in run:
        look = _look(block, style)
        text = block.text if isinstance(block, _PROSE) else ""
        count = sum([prose_lines(part, int(width / look.size * 2)) for part in text.split("\n")])
        same = look.line == usual
        pieces.append(_Piece(count, look.line, look.before + look.after, same, isinstance(block, Heading)))
    pages, last = _filled(pieces, room, usual)
    if pages < 2 or last > FEW_LINES * usual:
        return 0
    for more in (1, 2, 3):
        line = int(room / (room // usual + more) * 20)
        if line < usual * LEAST_PROSE_LINE * 20:
            break
        if _filled(pieces, room, line / 20)[0] < pages:
            return line
    return 0


def _filled(pieces: Sequence[_Piece], room: float, usual: float) -> tuple[int, float]:
    """The pages that prose takes, and the height used of the last one, with such a line height of the body.

    As Word and LibreOffice fill pages: a heading stays with two lines of what follows, and no single line of a paragraph
    stands alone at the foot or the head of a page.
    """
    pages, used, kept = 1, 0.0, 0.0
    for piece in pieces:
        line = usual if piece.usual else piece.line
        whole = piece.lines * line + piece.around
        if piece.keep:
            kept += whole
            continue
        least = whole if piece.lines <= 3 else 2 * line
        if used + kept + least > room and used:
            pages, used = pages + 1, 0.0
        used += kept
        kept = 0.0
        left = piece.lines
        while used + left * line > room:
            here = max(min(int((room - used) // line), left - 2), 1)
            left -= here
            pages, used = pages + 1, 0.0
        used += left * line + piece.around
    return pages, used + kept
