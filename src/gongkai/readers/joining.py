"""Tables that go on over pages are made one again, each time with the reason why the parts belong together.

Repeated headings are dropped, a row that the page cut in two is made whole, a heading that stands parted from its
body is put back to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gongkai.readers.caption_rows import caption_rows
from gongkai.readers.cut_rows import is_rest_of_last_row, made_whole
from gongkai.readers.printed_document import (
    PRINTED_NUMBER,
    PrintedDocument,
    PrintedLine,
    PrintedPart,
    PrintedTable,
)

PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,共]+\s*\d{1,4}\s*页?)?[-—–－·\s]*"
)
_CONTINUED = re.compile(
    r"[（(]续[^（）()]{0,4}[）)]$|^续(?:表|上表|前表)?[一二三四五六七八九十\d]*$|^续表[:：]?"
)
_SAME_EDGE = 5.0  # points
_MAX_HEADING = 5  # rows
_SEVERAL = 3  # texts of a row of headings
_OFTEN = 3  # pages on which a line stands that belongs to the page and not to the text


@dataclass(slots=True)
class _Found:
    """A table in its document: where it stands, and the lines between the table before it and itself."""

    part: int
    item: int
    table: PrintedTable
    above: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def said(self) -> list[str]:
        found = (_CONTINUED.sub("", text) for _, _, text in self.above)
        return [text for text in found if text]


def joined(document: PrintedDocument) -> PrintedDocument:
    """The same document with the parts of each table put together in the place of the first."""
    found = _tables(document.parts)
    whole: dict[tuple[int, int], PrintedTable] = {}
    gone: set[tuple[int, int]] = set()
    first: _Found | None = None
    last: _Found | None = None  # the part of it that was put to it last
    for each in found:
        reason = _reason(first, last, each) if first is not None and last is not None else ""
        if reason and first is not None:
            made = _put_together(first.table, each.table, reason)
            if made is not None:
                first.table = made
                whole[first.part, first.item] = made
                gone.add((each.part, each.item))
                gone.update((part, item) for part, item, _ in each.above)
                last = each
                continue
        first = last = each
    parts = tuple(
        replace(
            part,
            items=tuple(
                whole.get((number, index), item)
                for index, item in enumerate(part.items)
                if (number, index) not in gone
            ),
        )
        for number, part in enumerate(document.parts)
    )
    return PrintedDocument(document.file, parts, document.findings)


def _tables(parts: Sequence[PrintedPart]) -> list[_Found]:
    furniture = furniture_lines(parts)
    found: list[_Found] = []
    above: list[tuple[int, int, str]] = []
    for number, part in enumerate(parts):
        for index, item in enumerate(part.items):
            if isinstance(item, PrintedTable):
                found.append(_Found(number, index, item, above))
                above = []
            elif not PAGE_NUMBER.fullmatch(item.text) and squeezed(item.text) not in furniture:
                above.append((number, index, squeezed(item.text)))
    return found


def furniture_lines(parts: Sequence[PrintedPart]) -> frozenset[str]:
    """What stands first or last on several pages: running heads and feet."""
    seen: Counter[str] = Counter()
    for part in parts:
        ends = {
            squeezed(item.text)
            for item in (*part.items[:1], *part.items[-1:])
            if isinstance(item, PrintedLine)
        }
        seen.update(ends)
    return frozenset(text for text, count in seen.items() if count >= _OFTEN)


def squeezed(text: str) -> str:
    return "".join(text.split())


def _reason(first: _Found, last: _Found, each: _Found) -> str:
    """Why a table goes on with the next one; empty where it does not."""
    if not _same_shape(first.table, each.table) or _has_own_title(first.table, each.table):
        return ""
    if each.part == last.part:
        return "" if each.said else _reason_beside(first, last, each.table)
    if each.part != last.part + 1:
        return ""
    pages = f"第 {each.part + 1} 页接第 {last.part + 1} 页"
    if not each.said:
        return f"{pages}：列相同，中间没有文字"
    repeated = _repeated(first.table, each.table)
    if repeated and each.said == first.said[-len(each.said) :]:
        return f"{pages}：标题和表头都重复"
    return ""


def _has_own_title(first: PrintedTable, other: PrintedTable) -> bool:
    """Whether the other table begins with another title within its grid."""
    mine, theirs = (["".join(map(squeezed, row)) for row in caption_rows(table)] for table in (first, other))
    return bool(theirs) and _CONTINUED.sub("", theirs[0]) != (mine[0] if mine else "")


def _reason_beside(first: _Found, last: _Found, other: PrintedTable) -> str:
    """Why a table goes on with the next one on the same page or in the same Word file."""
    if first is last and _is_heading(last.table) and not _is_heading(other):
        return "表头和表身分开了：列相同，中间没有文字"
    if not other.place.page and first.table.edges and first.table.edges == other.edges:
        # In a Word file they are two halves of one form; two forms alike begin alike.
        alike = first.table.rows()[0][:1] == other.rows()[0][:1]
        return "" if alike else "各列同宽，中间没有文字"
    return "列相同，中间没有文字，表中间的表头重复" if _repeated_within(first.table, other) else ""


def _same_shape(first: PrintedTable, other: PrintedTable) -> bool:
    if first.edges and other.edges:
        ends = zip((first.edges[0], first.edges[-1]), (other.edges[0], other.edges[-1]), strict=True)
        if any(abs(mine - theirs) > _SAME_EDGE for mine, theirs in ends):
            return False
        fewer, more = sorted((first.edges, other.edges), key=len)
        return all(min(abs(edge - at) for at in more) <= _SAME_EDGE for edge in fewer)
    return first.width == other.width


def _is_heading(table: PrintedTable) -> bool:
    """Whether a table is nothing but headings."""
    return table.height <= _MAX_HEADING and not any(
        PRINTED_NUMBER.fullmatch(cell.text.strip()) for cell in table.cells
    )


def _put_together(first: PrintedTable, other: PrintedTable, reason: str) -> PrintedTable | None:
    first, other = _on_same_columns(first, other)
    heading = _repeated(first, other) or _repeated_within(first, other)
    cells = [cell for cell in other.cells if cell.row >= heading]
    if not cells:
        return replace(first, joined=(*first.joined, reason))
    start = first.height - heading
    kept = list(first.cells)
    if is_rest_of_last_row(first, other, heading):
        kept = made_whole(kept, [cell for cell in cells if cell.row == heading], first.height - 1)
        cells = [cell for cell in cells if cell.row > heading]
        start -= 1
    moved = [replace(cell, row=cell.row + start) for cell in cells]
    return replace(first, cells=(*kept, *moved), joined=(*first.joined, reason))


def _repeated(first: PrintedTable, other: PrintedTable) -> int:
    """The number of rows at the top that both tables have alike and that hold headings."""
    count = 0
    for mine, theirs in zip(first.rows()[:_MAX_HEADING], other.rows()[:_MAX_HEADING], strict=False):
        texts = [squeezed(text) for text in mine]
        if texts != [_CONTINUED.sub("", squeezed(text)) for text in theirs] or not any(texts):
            break
        if any(PRINTED_NUMBER.fullmatch(text) and not text.isdigit() for text in texts):
            break
        count += 1
    return count


def _repeated_within(first: PrintedTable, other: PrintedTable) -> int:
    """1 where the other table begins with headings that stand further down in the first: those of the lower half of
    a form, repeated on its next page."""
    rows = other.rows()[:1]
    texts = [squeezed(text) for text in rows[0]] if rows else []
    if sum(map(bool, texts)) < _SEVERAL or any(PRINTED_NUMBER.fullmatch(text) for text in texts if text):
        return 0
    return int(any([squeezed(text) for text in row] == texts for row in first.rows()[1:]))


def _on_same_columns(first: PrintedTable, other: PrintedTable) -> tuple[PrintedTable, PrintedTable]:
    """Both tables on the columns of the one that has more: on a page without a certain rule a column is missing."""
    if not (first.edges and other.edges) or len(first.edges) == len(other.edges):
        return first, other
    more = max(first.edges, other.edges, key=len)
    return _spread(first, more), _spread(other, more)


def _spread(table: PrintedTable, edges: tuple[float, ...]) -> PrintedTable:
    if len(table.edges) == len(edges):
        return table
    places = [_nearest(edges, edge) for edge in table.edges]
    cells = tuple(
        replace(
            cell,
            column=places[cell.column],
            colspan=places[cell.column + cell.colspan] - places[cell.column],
        )
        for cell in table.cells
    )
    return replace(table, cells=cells, edges=edges)


def _nearest(edges: Sequence[float], edge: float) -> int:
    at = bisect_left(edges, edge)
    around = [index for index in (at - 1, at) if 0 <= index < len(edges)]
    return min(around, key=lambda index: abs(edges[index] - edge))
