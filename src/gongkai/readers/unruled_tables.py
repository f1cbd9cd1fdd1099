"""Rows of figures that stand side by side without any rules: where a column begins is not certain, so they are told,
never read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.findings import Finding, report
from gongkai.readers.printed_document import PRINTED_NUMBER, PrintedDocument, PrintedLine

_PROSE = re.compile(r"[。；！？]|，\D|：\S*\d.*万元")
_UNIT = re.compile(r"单位\s*[:：]\s*(?:人民币)?[千万]?元\s*$")
_LEAST_ROWS = 3
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MANY = 4  # figures in one row
_FEW_WORDS = 3  # a name in one word or two, and one figure
_SHOWN = 20  # characters of the first row
_DASHES = frozenset("-—–－一")


def unruled_tables(document: PrintedDocument) -> list[Finding]:
    """One finding for each run of such rows, and for each unit of money that no table follows but a row does; with its
    page and the words that it begins with."""
    found = []
    for run in _runs(document):
        first = run[0]
        page = f"第 {first.place.page} 页" if first.place.page else ""
        begins = first.text.strip()[:_SHOWN]
        message = f"{page}有没有画线的表（从“{begins}”起 {len(run)} 行），分不清各栏，没有读"
        found.append(report("DQ-07", message, first.place))
    return found


def _runs(document: PrintedDocument) -> Iterator[list[PrintedLine]]:
    """Rows of figures that follow each other on a page, with nothing but names between them."""
    caption = False  # the unit of a table that has not begun
    for part in document.parts:
        run: list[PrintedLine] = []
        for item in (*part.items, None):
            if isinstance(item, PrintedLine) and _is_row(item.text):
                run.append(item)
                continue
            if isinstance(item, PrintedLine) and run and _is_name(item.text):
                continue
            if len(run) >= _LEAST_ROWS or (caption and any(_is_whole(line.text) for line in run)):
                yield run
            if run or not isinstance(item, PrintedLine):
                caption = caption and item is None and not run  # it may stand at the foot of the page before
            caption = caption or (isinstance(item, PrintedLine) and _UNIT.search(item.text) is not None)
            run = []


def _is_row(text: str) -> bool:
    """Whether a line is words and figures apart: two figures, or one behind a name."""
    words = text.split()
    if _PROSE.search(text):
        return False
    figures = [word for word in words if _is_figure(word)]
    dashes = sum(set(word) <= _DASHES for word in words)
    if not figures or (words[-1] not in figures and not set(words[-1]) <= _DASHES):
        return False
    return len(figures) + dashes > 1 or 1 < len(words) <= _FEW_WORDS


def _is_whole(text: str) -> bool:
    """Whether a single row is one of a table and no label of a chart, which is a name and its figure, or figures."""
    words = len(text.split())
    return words >= _MANY or (_CHINESE.search(text) is not None and words >= _FEW_WORDS)


def _is_figure(word: str) -> bool:
    """An amount: with decimals, or so large that it is no number of a page or of a row."""
    if PRINTED_NUMBER.fullmatch(word) is None or word.endswith("%"):
        return False
    bare = re.sub(r"[,，]", "", word)
    return "." in bare or (("," in word or "，" in word) and len(bare) > _LEAST_ROWS)


def _is_name(text: str) -> bool:
    """Whether a line may be a row without figures, such as a heading or a name that is broken in two."""
    return len(text.strip()) <= _SHOWN and not _PROSE.search(text) and not _UNIT.search(text)
